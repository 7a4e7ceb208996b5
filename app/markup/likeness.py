"""Ids of blocks that survive an edit: each block of the new text takes the id of the block it came from."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from app.domain.text import Block
from app.markup.anchors import Anchor
from app.markup.ids import Ids

ENOUGH = 60.0
"""How alike, in per cent, two texts must be for one to be an edit of the other."""

_MOST_CELLS = 4_000_000
_MOST_PAIRS = 20_000


class _Side(NamedTuple):
    kind: str
    text: str


def name_blocks(anchors: Sequence[Anchor], parent: Sequence[Block]) -> None:
    """Give each anchor its id: written by the author, else carried from `parent` by likeness, else made from its text."""
    taken: set[str] = set()
    for anchor in anchors:
        if anchor.explicit and anchor.explicit not in taken:
            anchor.id = anchor.explicit
            taken.add(anchor.id)
    _carry([anchor for anchor in anchors if not anchor.id], [block for block in parent if block.id not in taken])
    taken |= {anchor.id for anchor in anchors}
    made = Ids(taken)
    for anchor in anchors:
        if not anchor.id:
            anchor.id = made.give(_made(anchor))


def _carry(anchors: Sequence[Anchor], parent: Sequence[Block]) -> None:
    new = [_Side(anchor.kind, anchor.text) for anchor in anchors]
    old = [_Side(block.kind, block.text) for block in parent]
    for index, origin in _origins(new, old).items():
        anchors[index].id = parent[origin].id


def _origins(new: list[_Side], old: list[_Side]) -> dict[int, int]:
    """Index of a new block → index of the old one it came from."""
    origins = _in_order(new, old)
    _moved(origins, new, old)
    # What changed in place lies between two blocks that did not.
    fixed = sorted(origins.items())
    for (new_before, old_before), (new_after, old_after) in pairwise([(-1, -1), *fixed, (len(new), len(old))]):
        if old_before < old_after:
            _edited(origins, range(new_before + 1, new_after), range(old_before + 1, old_after), new, old)
    _edited(origins, range(len(new)), range(len(old)), new, old)
    return origins


def _in_order(new: list[_Side], old: list[_Side]) -> dict[int, int]:
    """Equal blocks, by the longest common sequence; for very long texts only those equal at both ends."""
    head = 0
    while head < min(len(new), len(old)) and new[head] == old[head]:
        head += 1
    tail = 0
    while tail < min(len(new), len(old)) - head and new[-1 - tail] == old[-1 - tail]:
        tail += 1
    origins = {index: index for index in range(head)}
    origins |= {len(new) - 1 - index: len(old) - 1 - index for index in range(tail)}
    middle_new, middle_old = new[head : len(new) - tail], old[head : len(old) - tail]
    if len(middle_new) * len(middle_old) <= _MOST_CELLS:
        for step in LCSseq.opcodes(middle_old, middle_new):
            if step.tag == "equal":
                pairs = zip(range(step.dest_start, step.dest_end), range(step.src_start, step.src_end), strict=True)
                origins |= {head + index: head + origin for index, origin in pairs}
    return origins


def _moved(origins: dict[int, int], new: list[_Side], old: list[_Side]) -> None:
    """Equal blocks elsewhere, first to first."""
    used = set(origins.values())
    free: dict[_Side, list[int]] = defaultdict(list)
    for origin in range(len(old) - 1, -1, -1):
        if origin not in used:
            free[old[origin]].append(origin)
    for index, side in enumerate(new):
        if index not in origins and free.get(side):
            origins[index] = free[side].pop()


def _edited(origins: dict[int, int], among: range, old_among: range, new: list[_Side], old: list[_Side]) -> None:
    """Blocks that are alike, the most alike first, then the nearest."""
    used = set(origins.values())
    left = [index for index in among if index not in origins]
    free = [origin for origin in old_among if origin not in used]
    if not left or not free or len(left) * len(free) > _MOST_PAIRS:
        return
    scored = [
        (-score, abs((index - among.start) - (origin - old_among.start)), index, origin)
        for index in left
        for origin in free
        if new[index].kind == old[origin].kind
        and (score := fuzz.ratio(new[index].text, old[origin].text, score_cutoff=ENOUGH)) >= ENOUGH
    ]
    for _, _, index, origin in sorted(scored):
        if index not in origins and origin not in used:
            origins[index] = origin
            used.add(origin)


def _made(anchor: Anchor) -> str:
    named = f"{anchor.kind}\n{anchor.text}".encode()
    return f"b{hashlib.sha256(named).hexdigest()[:8]}"
