"""Which errors stand in the way of a change: those in what it changes. What was public before stays readable as it was."""

from __future__ import annotations

import re
from collections import Counter

from app.domain.pictures import MISSING, WITHOUT_TABLE
from app.domain.routes import ChangeKind
from app.domain.text import FRONT, MORE, NUMBER_LOST, Finding, Page

_LINE_END = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_ALWAYS = frozenset({NUMBER_LOST, MISSING})
_Blocks = dict[str, tuple[str, str]]
_PARTIAL = frozenset({ChangeKind.PARTIAL_UPDATE, ChangeKind.CORRECTION})


def errors_in_the_way(page: Page, before: Page | None, change: ChangeKind | None) -> tuple[Finding, ...]:
    """The errors that stop this text. `before` is what readers have now; None when they have nothing.

    A partial update or a correction answers for the blocks that it changes: errors of blocks that stand as they stood, and errors
    that the text as a whole had already, do not stop it. A block that stands in another section now has
    changed: its words mean something else there. Lost numbers, missing pictures and errors too many to tell always stop it.
    """
    if before is None or change not in _PARTIAL:
        return page.errors
    stood = _blocks(before)
    now = _blocks(page)
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
