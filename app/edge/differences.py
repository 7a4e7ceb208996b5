"""What an edition changes, for those who review it: against the text it began from, the save before, or any other text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.actions.acting import Opened
from app.domain.difference.blocks import PageDifference, page_difference
from app.domain.difference.sections import SectionChange, section_changes
from app.domain.difference.unified import unified
from app.domain.errors import Invalid
from app.domain.safety import SafetyChange, safety_difference
from app.domain.text import Page
from app.store import pathways, revisions
from app.store.database import Session
from app.store.parsed import page_from_json
from app.store.revisions import RevisionRow

NAME = "^(base|previous|[vr][1-9][0-9]{0,8})$"
"""How a text is named in an address: what the edition began from, the save before, version 3 (`v3`) or save 12 (`r12`)."""


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
    old: Page | None
    new: Page

    @property
    def sections(self) -> tuple[SectionChange, ...]:
        """Section by section, as agreements see it."""
        return section_changes(self.old.sections if self.old else (), self.new.sections)

    @property
    def pages(self) -> PageDifference:
        """Block by block, as people read it."""
        return page_difference(self.old, self.new)

    @property
    def safety(self) -> tuple[SafetyChange, ...]:
        """What of it can matter to a patient."""
        return safety_difference(self.old, self.new)

    @property
    def unified(self) -> str:
        """The sources as a unified difference; empty when they are the same."""
        return unified(self.before.source if self.before else "", self.after.source)


def difference_of(session: Session, opened: Opened, against: str = Against.BASE) -> Difference:
    """What an edition's present text changes. Raises `NotFound` when it is compared with a text that is not there."""
    return between(_older(session, opened, against), opened.revision)


def between(before: RevisionRow | None, after: RevisionRow) -> Difference:
    """From one saved text to another."""
    return Difference(before, after, page_from_json(before.page) if before else None, page_from_json(after.page))


def text_named(session: Session, pathway_id: int, name: str) -> RevisionRow:
    """The text of a pathway that `v3` (a version) or `r12` (a save) names. Raises `NotFound` and `Invalid`."""
    if not re.fullmatch(NAME, name) or name in set(Against):
        raise Invalid("Name a version, such as v3, or a save, such as r12.", field="from")
    number = int(name[1:])
    if name.startswith("v"):
        return revisions.revision(session, pathways.edition(session, pathway_id, number).revision_id)
    return revisions.revision_numbered(session, pathway_id, number)


def _older(session: Session, opened: Opened, against: str) -> RevisionRow | None:
    if against not in set(Against):
        return text_named(session, opened.pathway.id, against)
    older = opened.revision.parent_id if against == Against.PREVIOUS else revisions.began_from(session, opened.edition)
    return revisions.revision(session, older) if older else None
