"""One cause, one finding: nothing of a number that readers would not get, nothing that another rule says better there."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.text import MORE, NUMBER_LOST, Finding
from app.markup.lint.catalogue import RULES

_NOTATION = frozenset({"doses", "frequency", "route", "names", "medicines"})
"""Groups of rules that read what the text says: on a line that loses a number they read what nobody wrote."""


def one_for_each_cause(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without those that only follow from another one."""
    lost = {finding.line for finding in findings if finding.rule == NUMBER_LOST and finding.line}
    places = {(finding.rule, *_place(finding)) for finding in findings if finding.message != MORE}
    return [finding for finding in findings if not _follows(finding, lost, places)]


def _follows(finding: Finding, lost: set[int], places: set[tuple[str, int | None, int | None, str]]) -> bool:
    rule = RULES.get(finding.rule)
    if rule is None:
        return False
    if rule.group in _NOTATION and finding.line in lost:
        return True
    return any((better, *_place(finding)) in places for better in rule.yields_to)


def _place(finding: Finding) -> tuple[int | None, int | None, str]:
    """Where it is, and the words that it quotes."""
    return finding.line, finding.column, finding.message.partition("”")[0]
