"""Which run of the new text a run of the old one has become, and which atoms within a pair are still the same."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from app.domain.safety.plain import Atom, plain_run
from app.domain.safety.shown import Run

ENOUGH = 0.5
"""Share of atoms that two runs must have in common for one to be an edit of the other."""

_MOST_PAIRS = 1_600
"""Pairs of runs that are compared for likeness between two that are known; more are taken for added and removed."""

_MOST_CELLS = 40_000
_ALL_CELLS = 600_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run with its plain form."""

    run: Run
    atoms: tuple[Atom, ...]
    keys: tuple[str, ...]


class Pair(NamedTuple):
    """A run before and after, by index."""

    before: int
    after: int


class Region(NamedTuple):
    """Atoms that are not the same: before from `i1` to `i2`, after from `j1` to `j2`."""

    i1: int
    i2: int
    j1: int
    j2: int


def pieces(runs: Sequence[Run]) -> list[Piece]:
    """The runs that say something, with their plain forms."""
    made = ((run, plain_run(run)) for run in runs)
    return [Piece(run, atoms, tuple(atom.key for atom in atoms)) for run, atoms in made if atoms]


def paired(before: Sequence[Piece], after: Sequence[Piece]) -> list[Pair]:
    """Pairs in the order of the old text: by the ids of blocks, then by equal text, then by likeness in the same place."""
    found = _by_name(before, after)
    _by_text(found, before, after)
    anchors = [Pair(-1, -1), *_in_order(sorted(Pair(*item) for item in found.items())), Pair(len(before), len(after))]
    for left, right in pairwise(anchors):
        _alike(found, range(left.before + 1, right.before), range(left.after + 1, right.after), before, after)
    return sorted(Pair(*item) for item in found.items())


def moved(pairs: Sequence[Pair]) -> frozenset[Pair]:
    """The pairs that do not stand in the longest row of pairs in the same order."""
    return frozenset(pairs) - frozenset(_in_order(pairs))


def _by_name(before: Sequence[Piece], after: Sequence[Piece]) -> dict[int, int]:
    names = {name: index for index, name in enumerate(_names(after))}
    return {index: names[name] for index, name in enumerate(_names(before)) if name in names}


def _names(side: Sequence[Piece]) -> Iterator[tuple[str, int]]:
    seen: Counter[str] = Counter()
    for piece in side:
        name = piece.run.block or "~title"
        yield name, seen[name]
        seen[name] += 1


def _by_text(found: dict[int, int], before: Sequence[Piece], after: Sequence[Piece]) -> None:
    used = set(found.values())
    free: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in range(len(after) - 1, -1, -1):
        if index not in used:
            free[after[index].keys].append(index)
    for index, piece in enumerate(before):
        if index not in found and free.get(piece.keys):
            found[index] = free[piece.keys].pop()


def _alike(found: dict[int, int], old: range, new: range, before: Sequence[Piece], after: Sequence[Piece]) -> None:
    used = set(found.values())
    left = [index for index in old if index not in found]
    free = [index for index in new if index not in used]
    if not left or not free or len(left) * len(free) > _MOST_PAIRS:
        return
    bags = {index: Counter(after[index].keys) for index in free}
    scored = sorted(
        (-score, abs((index - old.start) - (other - new.start)), index, other)
        for index in left
        for bag in [Counter(before[index].keys)]
        for other in free
        if before[index].run.path[-1:] == after[other].run.path[-1:] and (score := _share(bag, bags[other])) >= ENOUGH
    )
    for _, _, index, other in scored:
        if index not in found and other not in used:
            found[index] = other
            used.add(other)


def _share(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest row of pairs whose runs stand in the same order in both texts."""
    ends: list[int] = []
    last: list[int] = []
    came_from: list[int] = []
    for index, pair in enumerate(pairs):
        place = bisect_left(ends, pair.after)
        came_from.append(last[place - 1] if place else -1)
        # One item is exchanged, or one put at the end; the others stay where they are.
        ends[place : place + 1] = [pair.after]
        last[place : place + 1] = [index]
    row: list[Pair] = []
    index = last[-1] if last else -1
    while index >= 0:
        row.append(pairs[index])
        index = came_from[index]
    return row[::-1]


@dataclass(slots=True)
class Differ:
    """Finds what is not the same in two rows of keys, within a budget; what is beyond it is one region."""

    left: int = _ALL_CELLS
    _spent: int = field(default=0, init=False)

    def regions(self, before: Sequence[str], after: Sequence[str]) -> list[Region]:
        """The regions in which two rows of keys differ, in order."""
        head = 0
        while head < min(len(before), len(after)) and before[head] == after[head]:
            head += 1
        tail = 0
        while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
            tail += 1
        old, new = before[head : len(before) - tail], after[head : len(after) - tail]
        if not old and not new:
            return []
        cells = len(old) * len(new)
        if not old or not new or cells > min(_MOST_CELLS, self.left - self._spent):
            return [Region(head, head + len(old), head, head + len(new))]
        self._spent += cells
        return [Region(i1 + head, i2 + head, j1 + head, j2 + head) for i1, i2, j1, j2 in _between(old, new)]


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Region]:
    """The gaps of a longest common subsequence."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below, key = table[i], table[i + 1], old[i]
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if key == new[j] else max(below[j], row[j + 1])
    i = j = i1 = j1 = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            if i > i1 or j > j1:
                yield Region(i1, i, j1, j)
            i, j = i + 1, j + 1
            i1, j1 = i, j
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    if i1 < len(old) or j1 < len(new):
        yield Region(i1, len(old), j1, len(new))
