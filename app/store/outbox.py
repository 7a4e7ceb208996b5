"""The outbox: facts waiting for their consequences. A fact stays until its consequence is seen to be done."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import Index, func, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.events import Fact, fact_from
from app.store.base import Base, table


class FactRow(Base):
    """One fact. Its consequence columns change."""

    __tablename__ = "fact"
    __table_args__ = (
        Index("ix_fact_waiting", "next_at", sqlite_where=text("done_at is null"), postgresql_where=text("done_at is null")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    members: Mapped[str]
    at: Mapped[datetime]
    next_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    problem: Mapped[str | None]


def record(session: Session, fact: Fact, now: datetime) -> None:
    """Record a fact with the change that made it."""
    session.execute(_RECORD, {"name": fact.name, "members": json.dumps(fact.members()), "at": now, "next_at": now, "tries": 0})


_RECORD = insert(table(FactRow))


def waiting(session: Session, now: datetime, limit: int = 50) -> list[FactRow]:
    """Facts whose turn it is, oldest first; on PostgreSQL no two workers take the same."""
    query = select(FactRow).where(FactRow.done_at.is_(None), FactRow.next_at <= now).order_by(FactRow.id).limit(limit)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def waiting_count(session: Session) -> int:
    """How many facts wait for their consequences."""
    return session.scalar(select(func.count()).where(FactRow.done_at.is_(None))) or 0


def fact_of(row: FactRow) -> Fact:
    """The fact in a row."""
    return fact_from(row.name, json.loads(row.members))


def done(session: Session, row: FactRow, now: datetime) -> None:
    """Its consequence is seen to be done."""
    session.execute(update(FactRow).where(FactRow.id == row.id).values(done_at=now, problem=None))


def postpone(session: Session, row: FactRow, now: datetime, problem: str) -> None:
    """Try again later, each time after twice as long, at most an hour."""
    wait = min(timedelta(seconds=2 ** min(row.tries, 12)), timedelta(hours=1))
    values = {"tries": row.tries + 1, "next_at": now + wait, "problem": problem[:500]}
    session.execute(update(FactRow).where(FactRow.id == row.id).values(**values))
