"""Templates: each compiles, names only what its page declares, says only what the wording has, and keeps the browser's rules."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from enum import StrEnum

import pytest
from jinja2 import nodes

from app.domain.currency import Currency
from app.domain.lifecycle import Status, Step
from app.domain.roles import Role
from app.domain.routes import ChangeKind, Stage
from app.domain.text import Kind, Level
from app.reading.render import STATIC, View, environment
from app.wording import sentences, word
from tests.contracts.template_trees import (
    CODE,
    Misnamer,
    all_templates,
    declared,
    imported,
    made,
    sharing,
    source,
    tree,
    undeclared,
    views,
)

VIEWS = views()
NAMES = [view.__name__ for view in VIEWS]


@pytest.mark.parametrize("name", all_templates())
def test_every_template_compiles(name: str) -> None:
    environment().get_template(name)


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_a_page_names_only_what_its_view_declares(view: type[View]) -> None:
    pages = sharing(view.template)
    known = set(declared(view)) | made(pages)
    strange = {f"{name}: {used}" for name in pages for used in undeclared(name) - known}
    assert not strange


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_a_component_names_only_its_parameters(view: type[View]) -> None:
    assert not {f"{name}: {used}" for name in imported(sharing(view.template)) for used in undeclared(name)}


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_a_page_asks_its_values_only_for_what_they_have(view: type[View]) -> None:
    wrong = [miss for name in sorted(sharing(view.template)) for miss in Misnamer(name).misses(tree(name), declared(view))]
    assert not wrong


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_a_page_shows_all_that_its_view_declares(view: type[View]) -> None:
    pages = sharing(view.template)
    used = {node.name for name in pages for node in tree(name).find_all(nodes.Name) if node.ctx == "load"}
    assert not set(declared(view)) - used


def test_no_template_is_left_over() -> None:
    used: set[str] = set()
    for view in VIEWS:
        pages = sharing(view.template)
        used |= pages | imported(pages)
    assert not set(all_templates()) - used


@pytest.mark.parametrize("name", all_templates())
def test_a_template_has_no_style_or_script_of_its_own(name: str) -> None:
    text = source(name)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b|autoescape", text)
    scripts = text.replace('<script type="application/ld+json">{{ machine|data_block }}</script>', "")  # data: no browser runs it
    assert not [tag for tag in re.findall(r"<script[^>]*>[^<]?", scripts) if "src=" not in tag or tag[-1] != ">"]


@pytest.mark.parametrize("name", all_templates())
def test_a_template_asks_no_other_host(name: str) -> None:
    assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", source(name))


@pytest.mark.parametrize("name", all_templates())
def test_a_form_that_changes_something_proves_that_it_is_ours(name: str) -> None:
    for form in re.findall(r"<form\b.*?</form>", source(name), re.DOTALL):
        assert 'method="get"' in form or ('method="post"' in form and "guard(" in form)


@pytest.mark.parametrize("name", all_templates())
def test_markup_in_an_expression_would_be_escaped(name: str) -> None:
    # {{ ' checked="x"' if … }} prints &quot;: use {% if %}.
    assert not re.findall(r"""\{\{[^}]*'[^'}]*="[^'}]*'[^}]*\}\}""", source(name))


def test_only_few_modules_make_html() -> None:
    """Beside the renderer of Markdown: the one of templates, and those that fill in what a region's page names."""
    own = [path for path in CODE.rglob("*.py") if CODE / "markup" not in path.parents and "node_modules" not in path.parts]
    writing = re.compile(r"""\bMarkup\(|__html__|f['"]</?[a-z]+[ >]""")
    assert sorted(path.name for path in own if writing.search(path.read_text(encoding="utf-8"))) == [
        "details.py", "links.py", "phones.py", "pictures.py", "render.py"
    ]  # fmt: skip


def test_every_wording_that_is_asked_for_exists() -> None:
    known = _keys()
    assert not {key for key in _asked() if not (key in known or (key.endswith(".") and any(k.startswith(key) for k in known)))}


def test_every_wording_is_used() -> None:
    asked = _asked()
    parts = tuple(key for key in asked if key.endswith("."))
    assert not {key for key in _keys() if key not in asked and not key.startswith(parts)}


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("kind", Kind), ("kind_hint", Kind), ("role", Role), ("status", Status), ("stage", Stage), ("change_kind", ChangeKind),
        ("change_kind_hint", ChangeKind), ("level", Level), ("findings", Level), ("currency", Currency), ("story", Step),
    ],
)  # fmt: skip
def test_every_value_has_its_words(part: str, kind: type[StrEnum]) -> None:
    for value in kind:
        assert word(f"{part}.{value}", n=2)


def test_reader_pages_stay_light() -> None:
    files = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    sizes = {name: len(gzip.compress((STATIC / file).read_bytes())) for name, file in files.items()}
    assert sizes["reader.css"] <= 15_000
    assert sizes["reader.js"] <= 15_000
    assert sizes["desk.js"] <= 60_000


def test_assets_ask_no_other_host() -> None:
    for path in STATIC.glob("*.*s*"):
        if path.suffix in {".css", ".js"}:
            assert not re.findall(r"url\((?!#)|@import|@font-face", path.read_text(encoding="utf-8")), path.name


def _keys() -> set[str]:
    """Every wording; a plural once."""
    known = set(sentences())
    plurals = {key.removesuffix(".one") for key in known if key.endswith(".one")}
    return plurals | {key for key in known if key.rpartition(".")[0] not in plurals}


def _asked() -> set[str]:
    """Keys that templates and code ask for; one that ends in a point stands for all that begin with it."""
    return {key for name in all_templates() for key in _asked_by(tree(name))} | set(_asked_in_code())


def _asked_by(template: nodes.Template) -> Iterable[str]:
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "word":
            yield (
                next(call.args[0].find_all(nodes.Const)).value
                if not isinstance(call.args[0], nodes.Const)
                else call.args[0].value
            )


def _asked_in_code() -> Iterable[str]:
    for path in CODE.rglob("*.py"):
        yield from re.findall(r"""\b(?:word|sentences\(\)\.get)\(\s*f?["']([^"'{]+)""", path.read_text(encoding="utf-8"))
