"""The sessions of signed-in browsers, by the hash of their cookie."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.store.people import SessionRow


def seen(session: Session, session_id: str, now: datetime) -> None:
    """Set when it was last in use; one that has ended meanwhile stays ended, and time does not go back."""
    session.execute(update(SessionRow).where(SessionRow.id == session_id, SessionRow.seen_at < now).values(seen_at=now))


def end(session: Session, session_id: str) -> None:
    """End one."""
    session.execute(delete(SessionRow).where(SessionRow.id == session_id))


def forget_ended(session: Session, now: datetime) -> None:
    """Remove those whose time is over."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
