"""The import contracts in `pyproject.toml` are kept, and each notices when it is broken."""

from __future__ import annotations

import logging.config
import shutil
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from app.settings import ROOT


@pytest.fixture(autouse=True)
def loggers_speak_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """import-linter sets logging up for a process of its own, and would silence what other tests listen to."""
    monkeypatch.setattr(logging.config, "dictConfig", lambda _: None)


ONE_WAY = "Imports point one way"
VERBS = "Any verb may write; no verb calls another"
HTTP = "HTTP lives at the edge and beyond"
PARSER = "The parser lives in markup"
PLAIN = "The domain is plain Python"
SQL = "SQL lives in the store"
WHOOSH = "Whoosh lives in search"

BREACHES = [
    ("domain/lifecycle.py", "import sqlalchemy", PLAIN),
    ("domain/lifecycle.py", "from pydantic import BaseModel", PLAIN),
    ("domain/lifecycle.py", "import app.store.pathways", ONE_WAY),
    ("domain/errors.py", "from app.domain import lifecycle", "No cycles anywhere"),
    ("wording.py", "import app.markup", ONE_WAY),
    ("store/pathways.py", "import app.actions.write", ONE_WAY),
    ("store/pathways.py", "import app.identity", ONE_WAY),
    ("identity/__init__.py", "import app.actions.write", ONE_WAY),
    ("reading/views.py", "import app.search", ONE_WAY),
    ("reading/views.py", "from sqlalchemy import select", SQL),
    ("actions/review.py", "import app.search", ONE_WAY),
    ("actions/review.py", "import app.reading", ONE_WAY),
    ("actions/review.py", "from app.edge import doors", ONE_WAY),
    ("actions/review.py", "import fastapi", HTTP),
    ("actions/review.py", "from markdown_it import MarkdownIt", PARSER),
    ("actions/review.py", "from app.actions import publish", VERBS),
    ("actions/write.py", "from app.actions import review", VERBS),
    ("actions/merge.py", "", VERBS),
    ("jobs/__init__.py", "import whoosh.index", WHOOSH),
    ("jobs/__init__.py", "from starlette.responses import Response", HTTP),
    ("jobs/__init__.py", "import app.web", ONE_WAY),
    ("web/read.py", "import sqlite3", SQL),
    ("web/read.py", "import app.api", ONE_WAY),
    ("web/read.py", "import app.settings", ONE_WAY),
    ("web/read.py", "import app.main", ONE_WAY),
    ("web/read.py", "import app.search.index", "One writer of the index"),
    ("settings.py", "import app.domain.errors", "Settings know nothing of what they set"),
    ("helpers.py", "", ONE_WAY),
]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tree in which the linter finds `app`; returns its folder `app`."""
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "node_modules", "static"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "app")
    return tmp_path / "app"


@pytest.mark.usefixtures("copy")
def test_the_contracts_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(no_cache=True, no_logo=True) == 0, capsys.readouterr().out


@pytest.mark.parametrize(("path", "line", "contract"), BREACHES)
def test_a_breach_is_noticed(path: str, line: str, contract: str, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (copy / path).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    assert lint_imports(no_cache=True, no_logo=True) == 1
    assert f"{contract} BROKEN" in capsys.readouterr().out
