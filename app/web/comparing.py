"""A difference as running text: what was taken out and put in stands where it happened, each mark once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from app.domain.difference.lines import Hunk, Line
from app.domain.difference.sections import SectionChange
from app.domain.difference.words import Change as Fared
from app.domain.text import FRONT, TOP
from app.web.frame import Change, Piece
from app.wording import word

BETWEEN = "⋯\n"
"""Stands where unchanged lines are left out."""
ALIKE = 0.4
"""How much of a changed line must have stayed for it to be shown word by word; of one that kept less, both lines are shown."""

SAME, ADDED, REMOVED = Fared.SAME, Fared.ADDED, Fared.REMOVED
MARKS = {ADDED: "+", REMOVED: "-", SAME: ""}


def changes_of(found: Sequence[SectionChange]) -> tuple[Change, ...]:
    """What changed, section by section."""
    return tuple(
        Change(what=item.what, section=name_of(item.id, item.title), section_id=item.id, pieces=pieces_of(item.hunks))
        for item in found
    )


def name_of(section: str, title: str) -> str:
    """What people call a section."""
    return title or {FRONT: word("section.front"), TOP: word("section.top")}.get(section, section)


def pieces_of(hunks: Sequence[Hunk]) -> tuple[Piece, ...]:
    """The words of some hunks: neighbours with the same mark are one piece, and no mark runs on over the end of a line."""
    return tuple(_joined(_marked(hunks)))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """No piece is empty; the end of the last line of a marked piece is not marked."""
    ends = ""
    for mark, run in groupby(pieces, key=lambda piece: piece.mark):
        text = "".join(piece.text for piece in run)
        if mark:
            yield from [Piece(ends)] if ends else []
            ends = "\n" if text.endswith("\n") else ""
            text = text.removesuffix("\n")
        else:
            text, ends = ends + text, ""
        if text:
            yield Piece(text, mark)
    if ends:
        yield Piece(ends)


def _marked(hunks: Sequence[Hunk]) -> Iterator[Piece]:
    for number, hunk in enumerate(hunks):
        if number:
            yield Piece(BETWEEN)
        removed: list[Line] = []
        for change, run in groupby(hunk.lines, key=lambda line: line.change):
            lines = list(run)
            if change is REMOVED:
                removed = lines
            elif change is ADDED:
                yield from _replaced(removed, lines)
                removed = []
            else:
                yield from _whole(removed)
                yield from _whole(lines)
                removed = []
        yield from _whole(removed)


def _replaced(removed: Sequence[Line], added: Sequence[Line]) -> Iterator[Piece]:
    """Lines that took the place of others. Where each has its counterpart, they are compared word by word."""
    if len(removed) == len(added) and all(map(_alike, removed, added)):
        for old, new in zip(removed, added, strict=True):
            yield from _woven(old, new)
    else:
        yield from _whole(removed)
        yield from _whole(added)


def _whole(lines: Iterable[Line]) -> Iterator[Piece]:
    for line in lines:
        yield Piece(line.text + "\n", MARKS[line.change])


def _woven(old: Line, new: Line) -> Iterator[Piece]:
    """One line that shows both: what they share once, and between it what went and what came."""
    left, right = list(old.pieces), list(new.pieces)
    while left or right:
        while left and left[0].change is REMOVED:
            yield Piece(left.pop(0).text, "-")
        while right and right[0].change is ADDED:
            yield Piece(right.pop(0).text, "+")
        if left and right:
            yield Piece(left.pop(0).text)
            right.pop(0)
    yield Piece("\n")


def _alike(old: Line, new: Line) -> bool:
    kept = sum(len(piece.text) for piece in old.pieces if piece.change is SAME)
    return kept >= ALIKE * max(len(old.text), len(new.text))
