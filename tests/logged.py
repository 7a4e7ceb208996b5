"""The publication log as tests ask for it."""

from __future__ import annotations

from app.domain.publication import Entry
from app.store.database import Session
from app.store.publication_log import entries_after


def entries_of(session: Session, region: str, slug: str) -> list[Entry]:
    """The entries of one pathway, in order."""
    return [entry for entry in entries_after(session, 0, 10_000) if (entry.region, entry.slug) == (region, slug)]
