"""Tokens for scripts: shown once, kept as a hash, good until revoked. Each acts with its person's present roles."""

from __future__ import annotations

from datetime import datetime

from app.domain.roles import Person
from app.identity.opaque import digest, new_secret
from app.store.database import Session
from app.store.people import TokenRow, person_by_id

PREFIX = "wm_"
"""So that one left lying about is recognised for what it is."""


def make_token(session: Session, person_id: int, now: datetime) -> str:
    """A new token of a person; this is the only time that it is known."""
    token = new_secret(PREFIX)
    session.add(TokenRow(id=digest(token), person_id=person_id, created_at=now))
    session.flush()
    return token


def person_of_token(session: Session, token: str) -> Person | None:
    """Whose token this is; None when it is nobody's, revoked, or its person has been disabled."""
    row = session.get(TokenRow, digest(token)) if token.startswith(PREFIX) else None
    return person_by_id(session, row.person_id) if row and row.revoked_at is None else None


def revoke(session: Session, token: str, now: datetime) -> bool:
    """Make a token worthless; False when it was so already or never was one."""
    row = session.get(TokenRow, digest(token), with_for_update=True)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = now
    session.flush()
    return True
