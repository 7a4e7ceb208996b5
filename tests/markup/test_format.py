"""FORMAT.md keeps its word: each example is read without a finding, and the reader gets what stands below it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from app.markup import read_page
from app.markup.blocks import BLOCKS
from tests.markup.seen import seen

FORMAT = (Path(__file__).parents[2] / "pathways" / "FORMAT.md").read_text(encoding="utf-8")
_FENCE = re.compile(r"(`{3,4})(\w*)$")


class Example(NamedTuple):
    """What is typed, and what a reader gets; empty where the page only says it in words."""

    line: int
    typed: str
    seen: str


def examples() -> list[Example]:
    """The examples in their order; what is shown as text under the same heading belongs to the one before it."""
    found: list[Example] = []
    fence, kind, start, lines = "", "", 0, list[str]()
    for number, line in enumerate(FORMAT.splitlines(keepends=True), start=1):
        mark = _FENCE.match(line.rstrip("\n"))
        if not fence and mark:
            fence, kind, start, lines = mark[1], mark[2], number, []
        elif fence and line.rstrip("\n") == fence:
            if kind == "markdown":
                found.append(Example(start, "".join(lines), ""))
            elif kind == "text":
                found[-1] = found[-1]._replace(seen="".join(lines))
            fence = ""
        else:
            lines.append(line)
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"line {example.line}")
def test_an_example_is_read_as_it_says(example: Example) -> None:
    page = read_page(example.typed)
    assert [(finding.rule, finding.line, finding.message) for finding in page.findings] == []
    if example.seen:
        assert seen(page.html) == example.seen


def test_every_block_has_an_example_with_what_the_reader_gets() -> None:
    told = {re.match(r"::: ([a-z-]+)", example.typed) for example in examples() if example.seen}
    assert {match[1] for match in told if match} == set(BLOCKS)
