"""What is derived from the publication log: what each region shows, and the stored bytes of its pages.

Each projection remembers the sequence it has reached and can be deleted and rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class ProjectionRow(Base):
    """How far a projection has followed the log. Its rows are made by the migration. Changes."""

    __tablename__ = "projection"
    name: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]


class ShownRow(Base):
    """What one region's readers get under one slug. Derived."""

    __tablename__ = "shown"
    __table_args__ = (Index("ix_shown_specialty", "region", "specialty"), Index("ix_shown_slug", "slug"))
    region: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str]
    """The region whose pathway it is: this one, or one upstream."""
    standing: Mapped[str]
    sequence: Mapped[int]
    """The log entry that holds what is shown."""
    number: Mapped[int]
    title: Mapped[str]
    kind: Mapped[str]
    specialty: Mapped[str]
    published_at: Mapped[datetime]
    review_due: Mapped[date]
    high_alert: Mapped[bool]
    reason: Mapped[str]
    successor: Mapped[str | None]


class StoredPageRow(Base):
    """The bytes that answer one address. Derived."""

    __tablename__ = "stored_page"
    __table_args__ = (Index("ix_stored_page_changes_on", "changes_on"), Index("ix_stored_page_region_slug", "region", "slug"))
    path: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str]
    slug: Mapped[str]
    status: Mapped[int]
    etag: Mapped[str]
    gzip: Mapped[bytes] = mapped_column(LargeBinary)
    br: Mapped[bytes] = mapped_column(LargeBinary)
    changes_on: Mapped[date | None]
    """The day on which the page must say something else about its currency."""
    sequence: Mapped[int] = mapped_column(index=True)
    """The sequence of the log that it was made at."""


def reached(session: Session, name: str, *, lock: bool = False) -> int:
    """How far a projection has come; 0 at first. With `lock`, nobody else moves it until the transaction ends."""
    query = select(ProjectionRow.sequence).where(ProjectionRow.name == name)
    return session.scalar(query.with_for_update() if lock else query) or 0


def reach(session: Session, name: str, sequence: int) -> None:
    """A projection has followed the log up to here."""
    session.execute(update(ProjectionRow).where(ProjectionRow.name == name).values(sequence=sequence))


def forget(session: Session) -> None:
    """Delete everything derived; it is rebuilt from the log."""
    session.execute(delete(ShownRow))
    session.execute(delete(StoredPageRow))
    session.execute(update(ProjectionRow).values(sequence=0))


def shown(session: Session, region: str, slug: str) -> ShownRow | None:
    """What a region shows under a slug."""
    return session.get(ShownRow, (region, slug))


def shown_under(session: Session, slugs: Iterable[str], region: str | None = None) -> list[ShownRow]:
    """What regions (or one region) show under some slugs."""
    query = select(ShownRow).where(ShownRow.slug.in_(list(slugs)))
    return list(session.scalars(query.where(ShownRow.region == region) if region else query))


def shown_in(session: Session, region: str, standing: str | None = None, specialty: str | None = None) -> list[ShownRow]:
    """Everything a region shows, by title."""
    query = select(ShownRow).where(ShownRow.region == region)
    query = query.where(ShownRow.standing == standing) if standing else query
    query = query.where(ShownRow.specialty == specialty) if specialty is not None else query
    return list(session.scalars(query.order_by(func.lower(ShownRow.title), ShownRow.slug)))


def specialties_in(session: Session, region: str) -> list[tuple[str, int]]:
    """The specialties that a region has published pages in, with how many."""
    query = select(ShownRow.specialty, func.count()).where(ShownRow.region == region, ShownRow.standing == "published")
    return [
        (specialty, count)
        for specialty, count in session.execute(query.group_by(ShownRow.specialty).order_by(ShownRow.specialty))
    ]


def stored_pages_after(session: Session, sequence: int) -> list[StoredPageRow]:
    """The stored pages made after a sequence, in order of sequence."""
    return list(session.scalars(select(StoredPageRow).where(StoredPageRow.sequence > sequence).order_by(StoredPageRow.sequence)))


def stored_page(session: Session, path: str) -> StoredPageRow | None:
    """The stored bytes of one address."""
    return session.get(StoredPageRow, path)


def stored_pages_to_remake(session: Session, today: date) -> list[StoredPageRow]:
    """The stored pages that say something about their currency that is no longer so."""
    return list(session.scalars(select(StoredPageRow).where(StoredPageRow.changes_on <= today)))
