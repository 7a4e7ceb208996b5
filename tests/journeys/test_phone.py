"""What a clinician reads on a small screen: no dose is cut from sight or lies under a shade, and the page has room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from tests.journeys.people import Someone

TABLE = "/northvale/pathways/rural-chest-pain-transfer#tenecteplase"
HINT = """() => {
  const table = document.querySelector(".text .table"), style = getComputedStyle(table);
  const layers = style.backgroundSize.split(", ").map(size => size.split(" ")[1]);
  const top = table.getBoundingClientRect().top, cells = table.querySelector("tr").getBoundingClientRect().top;
  return { reaches: Math.max(...layers.map(height => height.endsWith("px") ? parseFloat(height) : table.clientHeight)),
           free: cells - top - table.clientTop, more: table.scrollWidth - table.clientWidth };
}"""
COVERED = """() => {
  const table = document.querySelector(".text .table"), edge = table.getBoundingClientRect();
  const wrong = [];
  for (const cell of table.querySelectorAll("th, td")) {
    cell.scrollIntoView({ block: "center", inline: "nearest" });
    const words = document.createRange();
    words.selectNodeContents(cell);
    for (const box of words.getClientRects()) {
      const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      if (box.right > innerWidth || box.right > edge.right + 1 || !cell.contains(top)) wrong.push(cell.innerText);
    }
  }
  return wrong;
}"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_dose_of_a_table_lies_under_anything(visitor: Callable[..., Someone], scheme: Literal["light", "dark"]) -> None:
    reader = visitor()
    reader.page.emulate_media(color_scheme=scheme)
    for width in (320, 375):
        reader.page.set_viewport_size({"width": width, "height": 720})
        reader.go(TABLE)
        hint = reader.page.evaluate(HINT)
        assert hint["reaches"] <= hint["free"], "the hint stands above the cells"
        assert hint["more"] <= 0, "three short columns fit"
        assert reader.page.evaluate(COVERED) == []


@pytest.mark.timeout(300)
def test_what_does_not_fit_is_whole_when_scrolled_to(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.page.set_viewport_size({"width": 320, "height": 720})
    reader.go(TABLE)
    reader.page.evaluate("document.querySelectorAll('.text .table td').forEach(cell => (cell.style.minWidth = '9rem'))")
    hint = reader.page.evaluate(HINT)
    assert hint["more"] > 0 and hint["reaches"] <= hint["free"]
    last = "const table = document.querySelector('.text .table'), cell = table.querySelector('td:last-child');"
    right = "cell.getBoundingClientRect().right - table.getBoundingClientRect().right"
    assert reader.page.evaluate(f"(() => {{ {last} return {right} }})()") > 0
    assert reader.page.evaluate(f"(() => {{ {last} table.scrollLeft = 9999; return {right} }})()") <= 1
