"""What each region shows, derived from the publication log, and how far everything derived has followed it.

It can be made again from the log at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, and_, bindparam, delete, false, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.publication import Edition
from app.domain.regions import Standing
from app.store.base import Base, table
from app.store.publication_log import LogRow, publications_with_criteria

PAGES, MAKINGS = "pages", "makings"


class ProjectionRow(Base):
    """A count that projecting goes by: how far it has followed the log, and how often it has stored pages. Changes."""

    __tablename__ = "projection"
    name: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    basis: Mapped[str] = mapped_column(default="")
    """Names the tree of regions that it was made for."""


class ShownRow(Base):
    """What one region's readers get under one slug. Derived."""

    __tablename__ = "shown"
    __table_args__ = (
        Index("ix_shown_specialty", "region", "specialty"),
        Index("ix_shown_slug", "slug"),
        Index("ix_shown_successor", "successor"),
        Index("ix_shown_details_on", "region", "details_on"),
        Index("ix_shown_filled", "filled"),
    )
    region: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str]
    """The region whose pathway it is: this one, or one upstream."""
    standing: Mapped[str]
    sequence: Mapped[int]
    """The log entry that holds what is shown: a publication or a withdrawal."""
    number: Mapped[int]
    title: Mapped[str]
    kind: Mapped[str]
    specialty: Mapped[str]
    published_at: Mapped[datetime]
    review_due: Mapped[date]
    high_alert: Mapped[bool]
    mark: Mapped[str | None]
    reason: Mapped[str]
    """Why it was withdrawn; empty while it is published."""
    successor: Mapped[str | None]
    details: Mapped[str] = mapped_column(default="")
    """JSON: key of each local detail that the text names → what this region's readers are told; empty when it names none."""
    details_on: Mapped[date | None]
    """The day on which that must be looked up again."""
    filled: Mapped[int] = mapped_column(default=0)
    """Which storing of pages the details came with; 0 when it names none."""

    @property
    def columns(self) -> dict[str, object]:
        """Its columns by name."""
        return {column.key: getattr(self, column.key) for column in self.__table__.columns}

    @property
    def facts(self) -> dict[str, object]:
        """The same, to be compared. When it was put there says nothing of what is shown."""
        return {name: value for name, value in self.columns.items() if name != "filled"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far pages have followed the log, at which storing of pages, and for which tree of regions."""

    sequence: int
    makings: int
    basis: str


def progress(session: Session, *, lock: bool = False) -> Progress:
    """Where pages are. With `lock`, nobody else moves them until the transaction ends."""
    found = session.execute(_HELD).all() if lock else _plain(session, _PROGRESS)
    rows = {name: (sequence, basis) for name, sequence, basis in found}
    sequence, basis = rows[PAGES]
    return Progress(sequence, rows[MAKINGS][0], basis)


def _plain(session: Session, statement: str, *given: str) -> Sequence[Any]:
    """Rows as the driver has them: a third of what it costs to ask through the mapper, and each search asks."""
    connection = session.connection()
    if connection.dialect.paramstyle != "qmark":
        statement = statement.replace("?", "%s")
    return connection.exec_driver_sql(statement, given).fetchall()


_PROGRESS = "SELECT name, sequence, basis FROM projection"
_TEXTS = "SELECT slug, origin, standing, sequence, details, title FROM shown WHERE region = ?"
# Made once: to make a statement costs more than to run it.
_HELD = (
    select(ProjectionRow.name, ProjectionRow.sequence, ProjectionRow.basis).order_by(ProjectionRow.name.desc()).with_for_update()
)
_GLANCE = select(
    select(func.max(LogRow.sequence)).scalar_subquery(),
    select(ProjectionRow.sequence).where(ProjectionRow.name == PAGES).scalar_subquery(),
    select(ProjectionRow.sequence).where(ProjectionRow.name == MAKINGS).scalar_subquery(),
)
_ADVANCE = update(table(ProjectionRow)).where(table(ProjectionRow).c.name == bindparam("row"))
_HIDE = delete(table(ShownRow)).where(
    table(ShownRow).c.slug == bindparam("of"), table(ShownRow).c.region.in_(bindparam("regions", expanding=True))
)
_SHOW = insert(table(ShownRow))
_UNDER = select(ShownRow).where(ShownRow.slug.in_(bindparam("slugs", expanding=True)))
_UNDER_HERE = _UNDER.where(ShownRow.region == bindparam("region"))


def glance(session: Session) -> tuple[int, int, int]:
    """How far the log, the pages and the storing of pages are, in one cheap look: what stands still needs nobody."""
    log, pages, makings = session.execute(_GLANCE).one()
    return log or 0, pages or 0, makings or 0


def advance(session: Session, at: Progress) -> None:
    """Pages are here now."""
    session.flush()
    session.execute(_ADVANCE, {"row": PAGES, "sequence": at.sequence, "basis": at.basis})
    session.execute(_ADVANCE, {"row": MAKINGS, "sequence": at.makings})


def put_shown(session: Session, rows: Mapping[tuple[str, str], ShownRow | None]) -> None:
    """What regions show under some slugs from now on; None for nothing."""
    for slug in {slug for _, slug in rows}:
        regions = [region for region, other in rows if other == slug]
        session.execute(_HIDE, {"of": slug, "regions": regions})
    put = [row.columns for row in rows.values() if row is not None]
    if put:
        session.execute(_SHOW, put)


def to_refill(session: Session, today: Mapping[str, date], limit: int) -> list[tuple[str, str]]:
    """Region and slug of what is shown with local details that must be looked up again."""
    due = (and_(ShownRow.region == region, ShownRow.details_on <= day) for region, day in today.items())
    found = select(ShownRow.region, ShownRow.slug).where(or_(false(), *due)).order_by(ShownRow.region, ShownRow.slug).limit(limit)
    return [(region, slug) for region, slug in session.execute(found)]


def filled_after(session: Session, makings: int) -> list[str]:
    """The slugs of what has been shown with other local details since some storing of pages."""
    query = select(ShownRow.slug).where(ShownRow.filled > makings).distinct()
    return list(session.scalars(query.order_by(ShownRow.slug)))


def shown(session: Session, region: str, slug: str) -> ShownRow | None:
    """What a region shows under a slug."""
    return session.get(ShownRow, (region, slug))


def shown_under(session: Session, slugs: Iterable[str], region: str | None = None) -> list[ShownRow]:
    """What regions (or one region) show under some slugs."""
    given: dict[str, object] = {"slugs": list(slugs)}
    if region:
        return list(session.scalars(_UNDER_HERE, given | {"region": region}))
    return list(session.scalars(_UNDER, given))


def shown_in(session: Session, region: str, standing: str | None = None, specialty: str | None = None) -> list[ShownRow]:
    """Everything a region shows, by title."""
    query = select(ShownRow).where(ShownRow.region == region)
    query = query.where(ShownRow.standing == standing) if standing else query
    query = query.where(ShownRow.specialty == specialty) if specialty is not None else query
    return list(session.scalars(query.order_by(func.lower(ShownRow.title), ShownRow.slug)))


def shown_with_criteria(session: Session, region: str) -> list[Edition]:
    """The published pages of a region that hold criteria, by title."""
    sequences = select(ShownRow.sequence).where(ShownRow.region == region, ShownRow.standing == Standing.PUBLISHED)
    return publications_with_criteria(session, sequences)


def shown_from_in(session: Session, origin: str, region: str) -> list[str]:
    """The slugs of the pages that a region's readers are shown from one region upstream."""
    query = select(ShownRow.slug).where(ShownRow.region == region, ShownRow.origin == origin)
    return list(session.scalars(query.where(ShownRow.standing == Standing.PUBLISHED).order_by(ShownRow.slug)))


def texts_shown_in(session: Session, region: str) -> Sequence[tuple[str, str, str, int, str, str]]:
    """Slug, origin, standing, sequence, details and title of everything a region shows: what search measures its hits by."""
    return _plain(session, _TEXTS, region)


def specialties_in(session: Session, region: str) -> list[tuple[str, int]]:
    """The specialties that a region has published pages in, with how many."""
    query = select(ShownRow.specialty, func.count()).where(ShownRow.region == region, ShownRow.standing == "published")
    return [
        (specialty, count)
        for specialty, count in session.execute(query.group_by(ShownRow.specialty).order_by(ShownRow.specialty))
    ]


def all_shown(session: Session) -> Iterator[ShownRow]:
    """Everything every region shows."""
    return iter(session.scalars(select(ShownRow).order_by(ShownRow.region, ShownRow.slug)).yield_per(200))


def shown_and_never_public(session: Session) -> list[tuple[str, str]]:
    """Region and slug of what is shown though no entry of the log is about such a slug."""
    query = select(ShownRow.region, ShownRow.slug).where(ShownRow.slug.not_in(select(LogRow.slug)))
    return [(region, slug) for region, slug in session.execute(query)]


def forget_what_was_never_public(session: Session) -> None:
    """Show nothing under slugs that no entry of the log is about."""
    session.execute(delete(ShownRow).where(ShownRow.slug.not_in(select(LogRow.slug))))


def published_in(session: Session, region: str) -> tuple[int, datetime | None]:
    """How many pages a region's readers have, and when the last of them was published."""
    here = ShownRow.region == region, ShownRow.standing == Standing.PUBLISHED
    count, latest = session.execute(select(func.count(), func.max(ShownRow.published_at)).where(*here)).one()
    return count, latest


def addresses_in(session: Session, region: str, limit: int, start: int) -> list[tuple[str, datetime]]:
    """Slug and moment of publication of the pages that a region's readers have, by slug."""
    query = select(ShownRow.slug, ShownRow.published_at).where(ShownRow.region == region)
    query = query.where(ShownRow.standing == Standing.PUBLISHED).order_by(ShownRow.slug).limit(limit).offset(start)
    return [(slug, at) for slug, at in session.execute(query)]
