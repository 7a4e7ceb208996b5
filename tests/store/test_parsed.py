"""A parsed page that was stored is the page that was parsed: what a reviewer saw is what is published."""

from __future__ import annotations

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


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_page_of_the_library_comes_back_equal(path: Path) -> None:
    page = read_page(path.read_text(encoding="utf-8"))
    back = page_from_json(page_to_json(page))
    assert back == page
    assert (back.hashes, back.errors, back.lost_numbers) == (page.hashes, page.errors, page.lost_numbers)
