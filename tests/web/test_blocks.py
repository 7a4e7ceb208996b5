"""Named blocks in a real browser: on a wide screen, on a phone, on paper, by keyboard and by address."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.markup import read_page
from app.reading.boxes import set_out
from app.reading.render import STATIC

WIDE = " | ".join(f"Heading number {number}" for number in range(12))
SOURCE = f"""
## Choose

::: decision "Is it iron deficiency?"
- Ferritin below 30 micrograms/L, or transferrin saturation below 20% in heart failure?
  - **Yes, and anaemia** → Iron deficiency: WWWWW MMMMM and find the loss
  - **No** → CRP raised, with ferritin 30 to 100 micrograms/L?
    - **Yes** → Likely
    - **No** → Unlikely
:::

## Read

::: detail "Who is seen"
Quillwort words that stand inside.

::: criteria {{service=cardiology category=1 effective=2027-02-01}}
- Coming
:::
:::

| {WIDE} |
|{"---|" * 12}
| {" | ".join(["5 mg"] * 12)} |
"""


@pytest.fixture
def shown(page: Page, tmp_path: Path) -> Page:
    """The page, opened from a file, at the width of a phone."""
    read = read_page(SOURCE)
    assert read.findings == ()
    style = next(STATIC.glob("reader-*.css")).read_text(encoding="utf-8")
    html = set_out(read.html, date(2026, 11, 22))
    file = tmp_path / "page.html"
    file.write_text(
        f"<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><style>{style}</style>"
        f"<main class=frame><div class=text>{html}</div></main><p id=criteria hidden>{read.criteria[0].block}</p>",
        encoding="utf-8",
    )
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(file.as_uri())
    return page


OUTSIDE = """() => [...document.querySelectorAll('.drawing text')].filter(text => {
  const box = text.getBBox(), rect = text.previousElementSibling?.closest('rect')?.getBBox();
  return box.x + box.width > 320 || (rect && box.x + box.width > rect.x + rect.width);
}).map(text => text.textContent)"""


@pytest.mark.parametrize("width", [375, 800, 1280])
def test_the_drawing_can_be_read_and_nothing_sticks_out(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 700})
    assert shown.evaluate(OUTSIDE) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    scale = shown.evaluate("document.querySelector('.drawing').getBoundingClientRect().width / 320")
    assert 12 <= 14 * scale <= 18
    assert shown.locator(".decision > ul").is_visible()


def test_a_detail_is_closed_prints_open_and_opens_for_what_is_in_it(shown: Page) -> None:
    inside = shown.get_by_text("Quillwort words")
    assert not inside.is_visible()
    shown.emulate_media(media="print")
    assert inside.is_visible()
    shown.emulate_media(media="screen")
    assert not inside.is_visible()
    address = shown.url
    block = shown.locator("#criteria").text_content()
    shown.goto(f"{address}#{block}")
    assert inside.is_visible()
    assert shown.get_by_text("Not yet in force").is_visible()


def test_the_browsers_own_find_opens_a_detail(shown: Page) -> None:
    shown.goto(f"{shown.url}#:~:text=Quillwort%20words")
    shown.wait_for_function("document.querySelector('details').open")


def test_a_wide_table_is_pushed_by_keys_and_never_cut(shown: Page) -> None:
    scroller = shown.locator(".table")
    assert scroller.evaluate("it => it.scrollWidth > it.clientWidth")
    scroller.focus()
    shown.keyboard.press("ArrowRight")
    shown.wait_for_function("document.querySelector('.table').scrollLeft > 0")
    shown.emulate_media(media="print")
    assert scroller.evaluate("it => getComputedStyle(it).overflowX") == "visible"
