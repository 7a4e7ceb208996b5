"""Which errors stand in the way of a change: those in what it changes. What was public before stays readable as it was."""

from __future__ import annotations

import re
from collections import Counter

from app.domain.pictures import MISSING, WITHOUT_TABLE
from app.domain.routes import ChangeKind
from app.domain.text import FRONT, MORE, NUMBER_LOST, TOP, Finding, Page

_LINE_END = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_ALWAYS = frozenset({NUMBER_LOST, MISSING})
_Blocks = dict[str, tuple[str, str]]
_Began = dict[str, str]
_BEGINNINGS = frozenset({"heading", "red-flags"})
_PARTIAL = frozenset({ChangeKind.PARTIAL_UPDATE, ChangeKind.CORRECTION})


def errors_in_the_way(page: Page, before: Page | None, change: ChangeKind | None) -> tuple[Finding, ...]:
    """The errors that stop this text. `before` is what readers have now; None when they have nothing.

    A partial update or a correction answers for the blocks that it changes: errors of blocks that stand as they stood, and errors
    that the text as a whole had already, do not stop it. A block that stands in another section now has changed: its words mean
    something else there. A section whose heading was renamed is no other one. Lost numbers, missing pictures and errors too many
    to tell always stop it.
    """
    if before is None or change not in _PARTIAL:
        return page.errors
    stood = _blocks(before)
    now = _blocks(page)
    renamed = _renamed(now, stood, _began(page), _began(before))
    now = {block: (renamed.get(section, section), source) for block, (section, source) in now.items()}
    known = Counter((finding.rule, finding.message) for finding in before.errors if finding.block is None)
    # The table that says a picture's doses is another block: taking it away is this change's doing.
    without_table = {finding.block for finding in before.errors if finding.rule == WITHOUT_TABLE}
    same_front = page.hashes.get(FRONT) == before.hashes.get(FRONT)
    return tuple(
        finding
        for finding in page.errors
        if finding.rule in _ALWAYS
        or finding.message == MORE
        or (finding.rule == WITHOUT_TABLE and finding.block not in without_table)
        or not _stood(finding, now, stood, known, same_front=same_front)
    )


def _stood(finding: Finding, now: _Blocks, stood: _Blocks, known: Counter[tuple[str, str]], *, same_front: bool) -> bool:
    if finding.block is not None:
        return finding.block in stood and stood[finding.block] == now[finding.block]
    if finding.rule == "FRONT" and same_front:
        return True
    # Each that stood excuses one: a second that says the same is new.
    known[finding.rule, finding.message] -= 1
    return known[finding.rule, finding.message] >= 0


def _blocks(page: Page) -> _Blocks:
    """Each block's id, with its section and its source."""
    lines = _LINE_END.split("".join(section.source for section in page.sections))
    return {block.id: (block.section, "".join(lines[block.line - 1 : block.end_line]).strip()) for block in page.blocks}


def _renamed(now: _Blocks, stood: _Blocks, began: _Began, before: _Began) -> dict[str, str]:
    """The new name of each section that was only renamed, with its old one.

    It was when its name is new, the old name is gone, and at least half of the blocks of either are the same, word for word.
    What came under a heading, lost its own or became red flags is no renaming.
    """
    old, new = Counter(section for section, _ in stood.values()), Counter(section for section, _ in now.values())
    shared = Counter(
        (stood[block][0], section) for block, (section, source) in now.items() if block in stood and stood[block][1] == source
    )
    return {
        to: came
        for (came, to), same in shared.items()
        if came not in new and to not in old and before[came] == began[to] and 2 * same >= max(old[came], new[to])
    }


def _began(page: Page) -> _Began:
    """Each section's id, with what sort of block it begins with."""
    found: _Began = {TOP: TOP}
    for block in page.blocks:
        found.setdefault(block.section, block.kind if block.kind in _BEGINNINGS else "")
    return found
