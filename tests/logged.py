"""The publication log as tests ask for it."""

from __future__ import annotations

from app.domain.publication import Entry
from app.store.database import Session
from app.store.publication_log import entry_at, headlines_after


def entries_of(session: Session, region: str, slug: str) -> list[Entry]:
    """The entries of one pathway, in order."""
    return [entry for entry in entries_after(session, 0, 10_000) if (entry.region, entry.slug) == (region, slug)]


def entries_after(session: Session, sequence: int, limit: int = 200) -> list[Entry]:
    """The entries that follow a sequence, in order."""
    return [entry_at(session, line.sequence) for line in headlines_after(session, sequence, limit)]
