"""What an edition changes, for those who review it: against the text it began from, or against the save before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.actions.acting import Opened
from app.domain.difference.sections import SectionChange, section_changes
from app.domain.difference.unified import unified
from app.store import pathways
from app.store.database import Session
from app.store.parsed import page_from_json
from app.store.pathways import RevisionRow


class Against(StrEnum):
    """The older text of a difference."""

    BASE = "base"
    """What the edition began from: the public text, or upstream's; nothing for a new page."""
    PREVIOUS = "previous"
    """The text before the last save."""


@dataclass(frozen=True, slots=True)
class Difference:
    """From one text to another."""

    before: RevisionRow | None
    """None when there was none: everything is new."""
    after: RevisionRow
    sections: tuple[SectionChange, ...]

    @property
    def unified(self) -> str:
        """The sources as a unified difference; empty when they are the same."""
        return unified(self.before.source if self.before else "", self.after.source)


def difference_of(session: Session, opened: Opened, against: Against) -> Difference:
    """What an edition's present text changes."""
    row = opened.revision
    older = row.parent_id if against is Against.PREVIOUS else pathways.began_from(session, opened.edition)
    before = pathways.revision(session, older) if older else None
    sections = page_from_json(before.page).sections if before else ()
    return Difference(before, row, section_changes(sections, opened.page.sections))
