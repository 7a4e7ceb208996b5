"""What changed between two runs of words: which stayed, which went, which came. A number is one word, with its unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby


class Change(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that fared alike."""

    change: Change
    text: str


MOST_STEPS = 25_000_000
"""Above this product of two lengths only what is the same at both ends is taken for the same: bounded time and memory."""

ALIKE = 0.3
"""How much of the longer of two texts must have stayed for them to be shown word by word; else both are shown whole."""

FEW = 4
"""Texts of so few words are always compared word by word."""

_VALUE = r"(?:(?<![\w.])\.)?\d+(?:[.,:/–-]\d+|[ \u00a0\u202f]\d{3,})*"
_OTHER = r"\{\{[^{}]*\}\}|\[\d+\]|\w+(?:[-'’]\w+)*|[^\w\s]"


@cache
def _pattern(units: frozenset[str]) -> re.Pattern[str]:
    """White space and the word behind it."""
    longest_first = sorted(units, key=lambda unit: (-len(unit), unit))
    spelled = "|".join(r"[\s\u00a0]?".join(map(re.escape, unit.split())) for unit in longest_first)
    unit = rf"[\s\u00a0-]?(?:{spelled})(?!\w)|" if spelled else ""
    # The group that gives nothing back keeps 1.5x from being read as 1 and 5x.
    return re.compile(rf"(\s*)((?>{_VALUE})(?:{unit}\w*)|{_OTHER}|\Z)")


def split(text: str, units: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """The words of a text, each with the white space before it; white space at the end comes with an empty word.

    `units` are those that stand behind a number as part of it, so that 5 mg and 50 mg share nothing.
    """
    for match in _pattern(units).finditer(text):
        if match[0]:
            yield match[1], match[2]


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of indexes of equal items, rising on both sides: a longest common subsequence.

    For very long sequences only what is equal at both ends. Source of the bit vectors: H. Hyyrö, “Bit-parallel LCS-length
    computation revisited” (2004).
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    pairs = [(index, index) for index in range(head)]
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if left and right and len(left) * len(right) <= MOST_STEPS:
        pairs += [(head + i, head + j) for i, j in _common(left, right)]
    return pairs + [(len(old) - at, len(new) - at) for at in range(tail, 0, -1)]


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    places: dict[Hashable, int] = {}
    for index, item in enumerate(old):
        places[item] = places.get(item, 0) | 1 << index
    every = (1 << len(old)) - 1
    row, rows = every, []
    for item in new:
        met = row & places.get(item, 0)
        row = (row + met | row - met) & every
        rows.append(row)
    pairs = []
    i, j = len(old), len(new)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
        else:
            j -= 1
            if not j or rows[j - 1] >> (i - 1) & 1:
                i -= 1
                pairs.append((i, j))
    return pairs[::-1]


def steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int | None, int | None]]:
    """Every index of both sides once, in order: (i, j) for what is the same, (i, None) for what went, (None, j) for what came."""
    return between(aligned(old, new), len(old), len(new))


def between(pairs: Iterable[tuple[int, int]], olds: int, news: int) -> Iterator[tuple[int | None, int | None]]:
    """The pairs, and before each what stands alone: first of the old side, then of the new."""
    i = j = 0
    for at, to in [*pairs, (olds, news)]:
        yield from ((index, None) for index in range(i, at))
        yield from ((None, index) for index in range(j, to))
        if at < olds:
            yield at, to
        i, j = at + 1, to + 1


def worth_weaving(kept: int, old: int, new: int) -> bool:
    """Whether so many words of two texts are the same that they can be shown as one."""
    return max(old, new) <= FEW or kept >= ALIKE * max(old, new)


def compare(old: str, new: str, units: frozenset[str] = frozenset()) -> tuple[Piece, ...]:
    """Two texts as one, with what went and what came marked; white space alone is no change.

    The pieces that are not `REMOVED`, joined, are the new text exactly; the others are the old one, but for its white space.
    """
    left, right = list(split(old, units)), list(split(new, units))
    keys = [fold(word) for _, word in left], [fold(word) for _, word in right]
    pairs = aligned(*keys)
    if not worth_weaving(len(pairs), len(left), len(right)):
        return pieces([(Change.REMOVED, old), (Change.ADDED, new)])
    return pieces(_woven(left, right, pairs))


def sides(old: str, new: str, units: frozenset[str] = frozenset()) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts, each with its own words marked; a word whose white space changed has changed. Each side is its text exactly."""
    left, right = list(split(old, units)), list(split(new, units))
    pairs = aligned(left, right)
    if not worth_weaving(len(pairs), len(left), len(right)):
        return (Piece(Change.REMOVED, old),), (Piece(Change.ADDED, new),)
    stayed, still = frozenset(i for i, _ in pairs), frozenset(j for _, j in pairs)
    return pieces(_side(left, stayed, Change.REMOVED)), pieces(_side(right, still, Change.ADDED))


def _side(words: Sequence[tuple[str, str]], same: frozenset[int], change: Change) -> Iterator[tuple[Change, str]]:
    """The words of one side; the space before the first of some changed ones is not marked."""
    for index, (gap, text) in enumerate(words):
        if index in same:
            yield Change.SAME, gap + text
        elif gap == " " and (index == 0 or index - 1 in same):
            yield from ((Change.SAME, gap), (change, text))
        else:
            yield change, gap + text


def _woven(
    left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[Change, str]]:
    for i, j in between(pairs, len(left), len(right)):
        if j is not None:
            yield (Change.SAME if i is not None else Change.ADDED), "".join(right[j])
        elif i is not None:
            yield Change.REMOVED, "".join(left[i])


def pieces(parts: Iterable[tuple[Change, str]]) -> tuple[Piece, ...]:
    """Neighbours that fared alike as one piece; none is empty."""
    found = (
        Piece(change, "".join(text for _, text in run)) for change, run in groupby(parts, key=lambda part: part[0])
    )  # fmt: skip
    return tuple(piece for piece in found if piece.text)


def likeness(old: Counter[str], new: Counter[str]) -> float:
    """How many of their words two texts share, whatever the order: 0 to 1."""
    return 2 * (old & new).total() / max(old.total() + new.total(), 1)


def fold(text: str) -> str:
    """Text whose white space is one sort."""
    return " ".join(text.split())
