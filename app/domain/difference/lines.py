"""What changed between two sources, line by line, with the words of a changed line marked. No byte is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.difference.words import Change, Piece, likeness, sides, split, steps

LIKE = 0.5
"""How much of two lines must be the same for one to be an edit of the other."""

MOST_LINES = 100
"""Of more lines in one place the first are looked through for edits: bounded time."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the difference. A changed line is two: the removed one and the added one, with their words marked."""

    change: Change
    before: int | None
    """1-based line number in the old text; None for an added line."""
    after: int | None
    """1-based line number in the new text; None for a removed line."""
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The line as it stands in its text."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that changed, with a few unchanged ones around them."""

    lines: tuple[Line, ...]


def difference(before: str, after: str, context: int = 3, units: frozenset[str] = frozenset()) -> tuple[Hunk, ...]:
    """The hunks in which two texts differ; empty when they are the same.

    Every line of both texts that differs is in exactly one hunk. `context` is the number of unchanged lines shown around,
    `units` are those that belong to the number before them.
    Line ends are line feeds: a carriage return belongs to its line, and a text that ends with a line feed has an empty last line.
    """
    if before == after:
        return ()
    lines = list(_lines(_split(before), _split(after), units))
    return tuple(
        Hunk(tuple(lines[start:end])) for start, end in stretches([line.change is not Change.SAME for line in lines], context)
    )


def counts(hunks: Sequence[Hunk]) -> tuple[int, int]:
    """How many lines were added and how many removed."""
    lines = [line for hunk in hunks for line in hunk.lines]
    return sum(line.change is Change.ADDED for line in lines), sum(line.change is Change.REMOVED for line in lines)


def _split(text: str) -> list[str]:
    return text.split("\n") if text else []


def stretches(changed: Sequence[bool], context: int) -> Iterator[tuple[int, int]]:
    """The parts of a difference that are near a change; those that touch are one."""
    start = end = -1
    for index in (index for index, here in enumerate(changed) if here):
        if start < 0:
            start = max(0, index - context)
        elif index - context > end:
            yield start, end
            start = index - context
        end = min(len(changed), index + context + 1)
    if start >= 0:
        yield start, end


def _lines(old: list[str], new: list[str], units: frozenset[str]) -> Iterator[Line]:
    for same, run in groupby(steps(old, new), key=lambda step: None not in step):
        if same:
            for i, j in run:
                if i is not None and j is not None:
                    yield Line(Change.SAME, i + 1, j + 1, _whole(Change.SAME, new[j]))
            continue
        pairs = list(run)
        gone, come = [i for i, _ in pairs if i is not None], [j for _, j in pairs if j is not None]
        woven = [(i, j, sides(old[i], new[j], units)) for i, j in _edits(old, new, gone, come)]
        before, after = {i: left for i, _, (left, _) in woven}, {j: right for _, j, (_, right) in woven}
        for i in gone:
            yield Line(Change.REMOVED, i + 1, None, before.get(i) or _whole(Change.REMOVED, old[i]))
        for j in come:
            yield Line(Change.ADDED, None, j + 1, after.get(j) or _whole(Change.ADDED, new[j]))


def _edits(old: list[str], new: list[str], gone: list[int], come: list[int]) -> Iterator[tuple[int, int]]:
    """Pairs in order. Lines that are as many on both sides belong together one by one."""
    if len(gone) == len(come):
        yield from zip(gone, come, strict=True)
        return
    waiting = come[:MOST_LINES]
    for i in gone[:MOST_LINES]:
        words = _counted(old[i])
        for place, j in enumerate(waiting):
            if likeness(words, _counted(new[j])) >= LIKE:
                yield i, j
                del waiting[: place + 1]
                break


def _counted(line: str) -> Counter[str]:
    return Counter(word for _, word in split(line))


def _whole(change: Change, text: str) -> tuple[Piece, ...]:
    return (Piece(change, text),)
