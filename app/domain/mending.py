"""Findings that are mended mechanically: which edits a person asked for, and the text with them made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.text import Edit, Finding

EVERY = "*"


def edits_asked(findings: Iterable[Finding], asked: str) -> tuple[Edit, ...]:
    """The edits that `asked` names: `D03:12:5` the one of a rule at a line and column, `D03:*` all of a rule.

    None are given twice, and none that overlap.
    """
    rule, _, place = asked.partition(":")
    found = sorted(
        {
            finding.edit
            for finding in findings
            if finding.edit is not None
            and finding.rule == rule
            and (place == EVERY or place == f"{finding.line}:{finding.column}")
        },
        key=lambda edit: (edit.start, edit.end),
    )
    kept: list[Edit] = []
    for edit in found:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)


def mended(source: str, edits: Sequence[Edit]) -> str:
    """The source with edits made that do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        source = f"{source[: edit.start]}{edit.replacement}{source[edit.end :]}"
    return source
