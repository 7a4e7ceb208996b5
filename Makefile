# Waymark's commands. Each can be run again: what is there already is left alone.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run setup assets test check bench bench-search accept lock clean

CODE := app tests $(wildcard benchmarks) $(wildcard migrations)

# An environment that was copied, moved or lost its Python is made anew.
ifneq ($(shell cat $(VENV)/.made 2>/dev/null),$(CURDIR))
$(shell rm -f $(VENV)/.made)
else ifneq ($(shell $(BIN)/python -c 'print("sound")' 2>/dev/null),sound)
$(shell rm -f $(VENV)/.made)
endif

help:
	@echo 'make run                 set everything up and serve http://127.0.0.1:8000'
	@echo 'make setup               set everything up, without serving'
	@echo 'make test [ARGS=…]       install what tests need and run every test'
	@echo 'make check               style, types, imports, dead code, templates, documents'
	@echo 'make accept DATA=DIR     run the real collections in DIR through import and search'
	@echo 'make bench [ARGS=…]      measure what the tests do not time'
	@echo 'make bench-search DATA=DIR [ARGS=--quick]  how well and how fast search finds, on the real collections in DIR'
	@echo 'make lock [ARGS=-U]      write the lock files anew from pyproject.toml (-U: newest versions)'
	@echo 'make clean               remove what was built; the database and var/ stay'

run: setup
	@exec $(BIN)/waymark serve

setup: $(VENV)/.runtime assets
	@$(BIN)/waymark setup

test: $(VENV)/.tools $(VENV)/.runtime assets
	@tests/servers/install
	@$(BIN)/pytest -q -n 2 --dist worksteal $(ARGS)

check: $(VENV)/.tools $(VENV)/.runtime assets
	@echo '— format' && $(BIN)/ruff format --quiet --check $(CODE) || { echo 'Type: $(BIN)/ruff format $(CODE)'; exit 1; }
	@echo '— style' && $(BIN)/ruff check --quiet $(CODE)
	@echo '— types' && $(BIN)/mypy --no-error-summary $(CODE)
	@echo '— imports' && $(BIN)/lint-imports --no-logo
	@echo '— dead code, templates, locks and documents' && $(BIN)/pytest -q tests/contracts

bench: $(VENV)/.tools $(VENV)/.runtime assets
	@$(BIN)/python -m benchmarks $(ARGS)

bench-search: $(VENV)/.tools $(VENV)/.runtime assets
	@if [ ! -d '$(DATA)' ]; then echo 'Name the folder with the collections: make bench-search DATA=DIR' >&2; exit 1; fi
	@$(BIN)/python -m benchmarks.finding '$(DATA)' $(ARGS)

accept: $(VENV)/.tools $(VENV)/.runtime assets
	@if [ ! -d '$(DATA)' ]; then echo 'Name the folder with the collections: make accept DATA=DIR' >&2; exit 1; fi
	@$(BIN)/pytest -q -n 2 --dist worksteal tests/accept --data '$(DATA)' $(ARGS)

# uv resolves for every platform at once and names no address in what it writes; it is needed here and nowhere else.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(ARGS)
lock: $(VENV)/.made
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(BIN)/python -m venv "$$folder" && \
	"$$folder/bin/pip" install --disable-pip-version-check --quiet --quiet uv && \
	export PATH="$$folder/bin:$$PATH" UV_PYTHON_DOWNLOADS=never && \
	$(COMPILE) --group build pyproject.toml -o requirements.lock && \
	$(COMPILE) --group build --group dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	@rm -rf $(VENV) app/web/static app/web/assets/node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find app tests $(wildcard benchmarks) $(wildcard migrations) -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: the first Python 3.11 to 3.13 that can make one.
$(VENV)/.made:
	@lacking=; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
	    $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue; \
	    if $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	        echo "Making $(VENV) with $$($$python --version) …"; \
	        $$python -m venv --clear $(VENV) && printf '%s\n' '$(CURDIR)' >$@; exit; \
	    fi; \
	    lacking=$$python; \
	done; \
	if [ -n "$$lacking" ]; then \
	    echo "$$lacking has no venv module. On Debian and Ubuntu type: apt-get install python3-venv" >&2; \
	else \
	    echo 'Waymark needs Python 3.11, 3.12 or 3.13, and none was found. Install one, or name it: make PYTHON=/path/to/python3' >&2; \
	fi; exit 1

$(VENV)/.packages: $(VENV)/.made requirements.lock
	@echo 'Installing packages from requirements.lock …'
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.runtime: $(VENV)/.packages pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tools: $(VENV)/.packages requirements-dev.lock
	@echo 'Installing tools from requirements-dev.lock …'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

assets: $(VENV)/.runtime
	@$(BIN)/python app/web/assets/build.py
