"""Findings as people read them: the first few of each rule one by one, the others behind them, places to fill in apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.text import Finding

ALONE = 4
"""Findings of one rule that stand one by one; when there is one more, it stands there too."""
BEHIND = 60
"""Those that are told behind them; what is beyond is counted."""

_PLACEHOLDER, _TO_FILL = "X03", "“??"


@dataclass(frozen=True, slots=True)
class Gathered:
    """A finding, and those of its rule that are folded away behind it."""

    finding: Finding
    more: tuple[Finding, ...] = ()
    beyond: int = 0
    """How many there are that are not even told."""

    @property
    def count(self) -> int:
        """How many stand behind it."""
        return len(self.more) + self.beyond


def gathered(findings: Sequence[Finding]) -> tuple[Gathered, ...]:
    """In the order given, without the places to fill in; the last one shown of each rule has the others behind it."""
    of_rule = defaultdict[tuple[str, str], list[Finding]](list)
    for finding in findings:
        if not is_to_fill(finding):
            of_rule[finding.rule, finding.level].append(finding)
    last, hidden = dict[int, Gathered](), set[int]()
    for alike in of_rule.values():
        if len(alike) > ALONE + 1:
            behind = alike[ALONE:]
            last[id(alike[ALONE - 1])] = Gathered(alike[ALONE - 1], tuple(behind[:BEHIND]), max(0, len(behind) - BEHIND))
            hidden |= {id(finding) for finding in behind}
    shown = (finding for finding in findings if id(finding) not in hidden and not is_to_fill(finding))
    return tuple(last.get(id(finding), Gathered(finding)) for finding in shown)


def to_fill(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The places where the text that a draft began with is still to be written over."""
    return tuple(finding for finding in findings if is_to_fill(finding))


def is_to_fill(finding: Finding) -> bool:
    """Whether it is about the mark `??` that new drafts hold."""
    return finding.rule == _PLACEHOLDER and finding.message.startswith(_TO_FILL)
