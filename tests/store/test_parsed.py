"""A parsed page that was stored is the page that was parsed: what a reviewer saw is what is published."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import Page
from app.markup.page import read_page
from app.settings import ROOT
from app.store.parsed import page_from_json, page_to_json
from tests.actions.stage import TEXT

LIBRARY = sorted(path for path in (ROOT / "pathways").rglob("*.md") if path.name != "FORMAT.md")

words = st.text(max_size=20)
pages = st.builds(Page)
"""Any page that the types allow, parsed from a text or not."""


@given(pages)
def test_any_page_comes_back_equal(page: Page) -> None:
    assert page_from_json(page_to_json(page)) == page


@given(words, words)
def test_any_character_comes_back(title: str, text: str) -> None:
    page = replace(read_page(TEXT), title=title, text=text)
    assert page_from_json(page_to_json(page)) == page


def test_a_page_of_the_first_dialect_is_read_without_what_it_did_not_know() -> None:
    page = read_page("Ring {{a.b.phone}}.\n\n::: criteria\n- A\n:::\n\n::: local {slot=a.b}\nB\n:::\n")
    assert page.details and page.criteria and page.slots
    members = json.loads(page_to_json(page))
    newer = {"details", "criteria", "slots", "pictures"}
    old = json.dumps({name: value for name, value in members.items() if name not in newer} | {"dialect": 1})
    assert page_from_json(old) == replace(page, details=(), criteria=(), slots=(), pictures=(), dialect=1)


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_page_of_the_library_comes_back_equal(path: Path) -> None:
    page = read_page(path.read_text(encoding="utf-8"))
    back = page_from_json(page_to_json(page))
    assert back == page
    assert (back.hashes, back.errors, back.lost_numbers) == (page.hashes, page.errors, page.lost_numbers)
