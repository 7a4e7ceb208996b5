"""Pages of the library, edited at random over generations: a block that nobody touched keeps its id."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.text import Block, Page
from app.markup import read_page

ROOT = Path(__file__).parents[2] / "pathways"
LIBRARY = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "base").rglob("*.md"))}
WORDS = ["today", "never", "twice", "5 mg", "if frail", "in winter", "after a week"]


class Chunk(NamedTuple):
    """Lines of a text that stand together, with what they were in the first generation; -1 for new ones."""

    text: str
    origin: int


def chunks_of(source: str) -> tuple[str, list[Chunk]]:
    """Front matter, and the text cut where a paragraph, step, row or block ends; a block stays in one piece."""
    front, body = re.match(r"(---\n.*?\n---\n)(.*)", source, re.DOTALL).groups()  # type: ignore[union-attr]
    pieces: list[str] = []
    depth = 0
    for line in body.splitlines(keepends=True):
        inside = depth > 0 or line.startswith((" ", "|"))
        depth += line.lstrip().startswith("::: ") - (line.strip() == ":::")
        if (pieces and inside) or (pieces and not line.strip()):
            pieces[-1] += line
        else:
            pieces.append(line)
    return front, [Chunk(piece, number) for number, piece in enumerate(pieces)]


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[list[Chunk]]]:
    """A page's front matter, and its chunks in each of several generations."""
    front, chunks = chunks_of(LIBRARY[draw(st.sampled_from(sorted(LIBRARY)))])
    generations = [chunks]
    for _ in range(draw(st.integers(1, 4))):
        chunks = [*chunks]
        for _ in range(draw(st.integers(1, 5))):
            _edit(draw, chunks)
        generations.append(chunks)
    return front, generations


def _edit(draw: st.DrawFn, chunks: list[Chunk]) -> None:
    at = draw(st.integers(0, len(chunks) - 1))
    kind = draw(st.sampled_from(["insert", "delete", "move", "reword"]))
    if kind == "insert":
        text = f"Something new, number {draw(st.integers(0, 10**6))}: {draw(st.sampled_from(WORDS))}.\n\n"
        chunks.insert(at, Chunk(text, -1))
    elif kind == "delete" and len(chunks) > 3:
        del chunks[at]
    elif kind == "move":
        moved = chunks.pop(at)
        chunks.insert(draw(st.integers(0, len(chunks))), moved)
    elif kind == "reword":
        text = chunks[at].text
        spaces = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", text.split("\n")[0])]
        if spaces:
            place = draw(st.sampled_from(spaces))
            chunks[at] = Chunk(f"{text[:place]} {draw(st.sampled_from(WORDS))}{text[place:]}", -1)


def parsed(front: str, chunks: list[Chunk], parent: Page | None) -> tuple[Page, dict[int, list[Block]]]:
    """The page of these chunks, and the blocks of each untouched one."""
    source = front + "".join(chunk.text for chunk in chunks)
    page = read_page(source, parent=parent.blocks if parent else ())
    line, owners = front.count("\n") + 1, dict[int, int]()
    for chunk in chunks:
        for _ in range(chunk.text.count("\n")):
            owners[line] = chunk.origin
            line += 1
    blocks: dict[int, list[Block]] = {}
    for block in page.blocks:
        if (origin := owners.get(block.line, -1)) >= 0:
            blocks.setdefault(origin, []).append(block)
    return page, blocks


def shape(blocks: list[Block]) -> list[tuple[str, str]]:
    """What they are and say: an edit beside a chunk can make another block of it."""
    return [(block.kind, block.text) for block in blocks]


@settings(max_examples=150, deadline=None)
@given(histories())
def test_untouched_blocks_keep_their_ids_over_generations(history: tuple[str, list[list[Chunk]]]) -> None:
    front, generations = history
    page, before = parsed(front, generations[0], None)
    for chunks in generations[1:]:
        alike = Counter(shape([block])[0] for block in page.blocks)
        page, after = parsed(front, chunks, page)
        now = Counter(shape([block])[0] for block in page.blocks)
        assert len({block.id for block in page.blocks}) == len(page.blocks)
        for origin, blocks in after.items():
            if shape(blocks) != shape(before.get(origin, [])):
                continue
            for block, old in zip(blocks, before[origin], strict=True):
                # Of several that say the same nobody can tell which was moved.
                if alike[block.kind, block.text] == now[block.kind, block.text] == 1:
                    assert block.id == old.id, f"{block.kind} “{block.text[:80]}”"
        before = after


@pytest.mark.parametrize("slug", sorted(LIBRARY))
def test_a_page_read_again_and_again_keeps_every_id(slug: str) -> None:
    page = read_page(LIBRARY[slug])
    again = read_page(LIBRARY[slug], parent=page.blocks)
    assert again == page
    assert read_page(LIBRARY[slug], parent=again.blocks) == page
