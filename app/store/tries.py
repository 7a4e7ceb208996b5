"""Tries to sign in: written down, counted, forgotten. What they lead to is decided in `identity/guesses.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from app.store.people import AttemptRow

QUEUE = 0x776D_7472
"""Names our lock among PostgreSQL's advisory locks."""


def queue_up(session: Session) -> None:
    """Until this transaction ends nobody else counts tries, so two at once can't both be the last that is allowed."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        session.execute(text("select pg_advisory_xact_lock(:queue)"), {"queue": QUEUE})


def times(session: Session, key: str, since: datetime) -> list[datetime]:
    """When the tries with this key were, oldest first."""
    asked = select(AttemptRow.at).where(AttemptRow.key == key, AttemptRow.at >= since)
    return list(session.scalars(asked.order_by(AttemptRow.at)))


def count(session: Session, key: str, since: datetime) -> int:
    """How many tries with this key there were."""
    asked = select(func.count()).select_from(AttemptRow).where(AttemptRow.key == key, AttemptRow.at >= since)
    return session.scalars(asked).one()


def record(session: Session, keys: Sequence[str], now: datetime) -> tuple[int, ...]:
    """Write down one try under several keys; returns the ids of what was written."""
    rows = [AttemptRow(key=key, at=now) for key in keys]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def forget(session: Session, ids: Sequence[int]) -> None:
    """Forget what one `record` wrote."""
    session.execute(delete(AttemptRow).where(AttemptRow.id.in_(ids)))


def forget_key(session: Session, key: str) -> None:
    """Forget every try with this key."""
    session.execute(delete(AttemptRow).where(AttemptRow.key == key))


def forget_before(session: Session, moment: datetime) -> None:
    """Forget what is too old to matter."""
    session.execute(delete(AttemptRow).where(AttemptRow.at < moment))
