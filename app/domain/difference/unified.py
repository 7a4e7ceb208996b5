"""A difference as programs read it: the unified form of `diff -u`, made in bounded time whatever the texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from app.domain.difference.lines import stretches
from app.domain.difference.words import steps

CONTEXT = 3
_NO_END = "\n\\ No newline at end of file\n"

Step = tuple[int | None, int | None]


def unified(before: str, after: str) -> str:
    """From one text to another, line by line; empty when they are the same. Only a line feed ends a line."""
    old, new = _with_ends(before), _with_ends(after)
    taken = list(steps(old, new))
    places = list(zip(*[accumulate([step[side] is not None for step in taken], initial=0) for side in (0, 1)], strict=True))
    hunks = [
        f"@@ -{_range(places[start][0], places[end][0])} +{_range(places[start][1], places[end][1])} @@\n"
        + "".join(_hunk(taken[start:end], old, new))
        for start, end in stretches([None in step for step in taken], CONTEXT)
    ]
    return "".join(["--- before\n+++ after\n", *hunks]) if hunks else ""


def _with_ends(text: str) -> list[str]:
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _range(start: int, end: int) -> str:
    """First line and number of lines; where there are none, the line before them."""
    return f"{start + (end > start)},{end - start}"


def _hunk(taken: Sequence[Step], old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for i, j in taken:
        line = old[i] if i is not None else new[j or 0]
        mark = " " if i is not None and j is not None else "+" if i is None else "-"
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}{_NO_END}"
