"""Who saved which text when, without the texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.revisions import RevisionRow


@dataclass(frozen=True, slots=True)
class Save:
    """One save of a pathway."""

    revision_id: int
    number: int
    edition_number: int
    by: int
    at: datetime


def saves_of(session: Session, pathway_id: int) -> list[Save]:
    """The saves of a pathway, in order."""
    query = select(RevisionRow.id, RevisionRow.number, RevisionRow.edition_number, RevisionRow.written_by, RevisionRow.written_at)
    rows = session.execute(query.where(RevisionRow.pathway_id == pathway_id).order_by(RevisionRow.number))
    return [Save(*row) for row in rows]
