"""The examples in `specs/`: what is written, what a browser gets, and what is found. They are what FORMAT.md promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.markup import read_page

SPECS = Path(__file__).parent / "specs"

_FENCE = re.compile(r"^````(\w*)$")
_FRAME = re.compile(r'</?section\b[^>]*>| data-block="[^"]*"| id="b[0-9a-f]{8}(?:-\d+)?"')


class Example(NamedTuple):
    """One pair, or a triple."""

    name: str
    source: str
    html: str
    findings: str


def examples() -> list[Example]:
    """Every example of every file."""
    return [
        Example(f"{path.stem}: {name}", chunks["markdown"], chunks["html"], chunks.get("findings", ""))
        for path in sorted(SPECS.glob("*.md"))
        for name, chunks in read_examples(path.read_text(encoding="utf-8"))
    ]


def read_examples(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Name and chunks of each example. It starts with a heading of level 2; its chunks stand between four backticks."""
    name, inside = "", ""
    chunks: dict[str, str] = {}
    for line in text.splitlines(keepends=True):
        if fence := _FENCE.match(line.rstrip("\n")):
            inside = fence[1]
            chunks.setdefault(inside, "")
        elif inside:
            chunks[inside] += line
        elif line.startswith("## "):
            if name:
                yield name, chunks
            name, chunks = line.removeprefix("## ").strip(), {}
    yield name, chunks


def bare(html: str) -> str:
    """HTML without the frame that every section has, and without the ids of blocks."""
    return "\n".join(line for line in _FRAME.sub("", html).replace("&nbsp;", " ").splitlines() if line.strip())


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_example(example: Example) -> None:
    page = read_page(example.source)
    assert bare(page.html) == bare(example.html)
    found = [f"{finding.rule} {finding.level.value} {finding.line or '-'}" for finding in page.findings]
    assert found == example.findings.split("\n")[:-1]


def test_every_block_has_its_file() -> None:
    blocks = Path(__file__).parents[2] / "app" / "markup" / "blocks"
    named = {path.stem.replace("_", "-") for path in blocks.glob("*.py")} - {"--init--", "named", "opening"}
    assert named <= {path.stem for path in SPECS.glob("*.md")}
