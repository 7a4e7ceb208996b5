"""What happened to an element that differs, its words, and the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.difference.marked import Marked, MarkedRun
from app.domain.difference.words import Change, Piece, pieces


class What(StrEnum):
    """What happened to a block."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, of either or both."""

    head: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `what` is None when it is the same."""

    what: What | None
    cells: tuple[Cell, ...]
    number: int
    """From 1 among those of its table that differ; 0 when it is the same."""
    blocks: tuple[str, ...]
    """Its ids, of the new text and of the old one."""


def what_of(marked: Marked) -> What:
    """What happened to it."""
    if marked.change is not Change.SAME:
        return What.ADDED if marked.change is Change.ADDED else What.REMOVED
    return What.MOVED if marked.moved else What.CHANGED


def pieces_of(runs: list[MarkedRun]) -> tuple[Piece, ...]:
    """Words with their marks, as they are shown."""
    parts = []
    for at, run in enumerate(runs):
        if at:
            parts.append((Change.SAME, "\n"))
        parts += [(word.change, word.word.gap + word.word.text) for word in run.words]
    return pieces(parts)


def rows_of(table: Marked) -> Iterator[Row]:
    """The rows of a table; those that differ are numbered, in the tree too."""
    count = 0
    for row in _rows_in(table):
        count += row.changed
        row.row = count if row.changed else 0
        cells = tuple(Cell(cell.node.tag == "th", pieces_of(list(all_runs(cell, inside=True)))) for cell in row.children)
        ids = (row.node.block, row.old.block if row.old else "")
        yield Row(what_of(row) if row.changed else None, cells, row.row, tuple(filter(None, ids)))


def _rows_in(table: Marked) -> Iterator[Marked]:
    for child in table.children:
        yield from (child,) if child.node.tag == "tr" else _rows_in(child)


def all_runs(marked: Marked, *, inside: bool) -> Iterator[MarkedRun]:
    """Its own runs, or all that are in it."""
    for part in marked.parts:
        if isinstance(part, MarkedRun):
            yield part
        elif inside:
            yield from all_runs(part, inside=True)
