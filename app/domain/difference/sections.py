"""What changed between two texts, section by section: agreements stand on sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.difference.lines import Hunk, difference
from app.domain.difference.words import aligned
from app.domain.text import Section


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What happened to one section's exact source."""

    what: str
    """`added`, `removed`, `changed` or `moved`."""
    id: str
    title: str
    hunks: tuple[Hunk, ...]


def section_changes(before: Sequence[Section], after: Sequence[Section]) -> tuple[SectionChange, ...]:
    """How the sections of two texts differ, in the order of the new text, removed ones last.

    Sections are the same section when their ids are. Every byte that differs is in some change; a section whose neighbours
    changed places with it is `moved`.
    """
    old = {section.id: section for section in before}
    new = {section.id: section for section in after}
    kept = [section.id for section in before if section.id in new]
    moved = _moved(kept, [section.id for section in after if section.id in old])
    found: list[SectionChange] = []
    for section in after:
        was = old.get(section.id)
        if was is None:
            found.append(SectionChange("added", section.id, section.title, difference("", section.source)))
        elif was.source != section.source:
            found.append(SectionChange("changed", section.id, section.title, difference(was.source, section.source)))
        elif section.id in moved:
            found.append(SectionChange("moved", section.id, section.title, ()))
    gone = [section for section in before if section.id not in new]
    return tuple(found) + tuple(SectionChange("removed", s.id, s.title, difference(s.source, "")) for s in gone)


def _moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The ids that are not part of the longest run of ids standing in the same order in both."""
    return frozenset(new) - {old[index] for index, _ in aligned(old, new)}
