"""Pathways, revisions, editions, status changes, approvals and adoptions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from app.domain.errors import NotFound, Stale, WrongState
from app.domain.lifecycle import OPEN, WAS_PUBLIC, Status, Step, status_words
from app.store.base import Base, table
from app.store.regions import RegionRow

_OPEN = "status in ('draft', 'in_review', 'ready', 'scheduled')"
_PUBLISHED = "status = 'published'"


class PathwayRow(Base):
    """One clinical topic in one region: a stable address, never text."""

    __tablename__ = "pathway"
    __table_args__ = (UniqueConstraint("region_id", "slug"), UniqueConstraint("region_id", "origin"))
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    slug: Mapped[str]
    kind: Mapped[str]
    origin: Mapped[str | None]
    """Relative path of the file it was imported from; export writes there."""
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def code(self) -> str:
        """The short code that people quote."""
        return f"WM-{self.id:05d}"


class EditionRow(Base):
    """A numbered version that is, was or will be public. Changes, by compare-and-set only."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("pathway_id", "number"),
        Index("uq_edition_one_open", "pathway_id", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
        Index(
            "uq_edition_one_published",
            "pathway_id",
            unique=True,
            sqlite_where=text(_PUBLISHED),
            postgresql_where=text(_PUBLISHED),
        ),
        CheckConstraint(
            "status in ('draft', 'in_review', 'ready', 'scheduled', 'published', 'superseded', 'withdrawn', 'discarded')",
            name="status",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("pathway.id"))
    number: Mapped[int]
    status: Mapped[str]
    change: Mapped[str | None]
    """Kind of change, once submitted."""
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    base_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    """The published revision that this edition started from."""
    lock: Mapped[int] = mapped_column(default=1)
    """Counts the changes of this row; every change names the count it saw."""
    scheduled_for: Mapped[datetime | None]
    change_note: Mapped[str | None]
    mark: Mapped[str | None]
    review_owed_by: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class StatusChangeRow(Base):
    """Who moved an edition from what to what, when, on which revision, why. Written once."""

    __tablename__ = "status_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    step: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None when it followed by itself."""
    at: Mapped[datetime]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    reason: Mapped[str]


class AdoptionRow(Base):
    """A downstream pathway follows an upstream one. Changes when upstream is taken."""

    __tablename__ = "adoption"
    pathway_id: Mapped[int] = mapped_column(ForeignKey("pathway.id"), primary_key=True)
    upstream_id: Mapped[int] = mapped_column(ForeignKey("pathway.id"), index=True)
    taken_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    """The upstream revision last taken: the base of a merge."""
    taken_edition: Mapped[int]
    """Number of the upstream edition that held it."""
    pins: Mapped[dict[str, str]]
    """Block id → hash of the upstream block that it was taken from."""
    taken_at: Mapped[datetime]


def find_pathway(session: Session, region: str, slug: str, *, lock: bool = False) -> PathwayRow | None:
    """A pathway of a region by slug; with `lock`, nobody else changes it until the transaction ends."""
    return session.scalar(_PATHWAY_HELD if lock else _PATHWAY, {"region": region, "slug": slug})


def pathway(session: Session, region: str, slug: str, *, lock: bool = False) -> PathwayRow:
    """As `find_pathway`. Raises `NotFound`."""
    row = find_pathway(session, region, slug, lock=lock)
    if row is None:
        raise NotFound(f"There is no pathway “{slug}” in this region.")
    return row


def by_origin(session: Session, region_id: int, origin: str) -> PathwayRow | None:
    """The pathway that was imported from a file."""
    return session.scalar(select(PathwayRow).where(PathwayRow.region_id == region_id, PathwayRow.origin == origin))


def origins(session: Session, region: str) -> frozenset[str]:
    """The paths of all files that were imported into a region."""
    query = select(PathwayRow.origin).join(RegionRow, RegionRow.id == PathwayRow.region_id)
    return frozenset(session.scalars(query.where(RegionRow.slug == region, PathwayRow.origin.is_not(None))))


def open_edition(session: Session, pathway_id: int) -> EditionRow | None:
    """The edition that is on its way, if any."""
    return session.scalar(_OPEN_EDITION, {"pathway": pathway_id})


def edition_with(session: Session, pathway_id: int, status: Status) -> EditionRow | None:
    """The latest edition in a status, if any."""
    return session.scalar(_EDITION_IN, {"pathway": pathway_id, "status": status.value})


def was_public(session: Session, pathway_id: int) -> bool:
    """Whether readers have or ever had a version of a pathway."""
    statuses = [status.value for status in WAS_PUBLIC]
    query = select(EditionRow.id).where(EditionRow.pathway_id == pathway_id, EditionRow.status.in_(statuses))
    return session.scalar(query.limit(1)) is not None


def edition(session: Session, pathway_id: int, number: int) -> EditionRow:
    """An edition by number. Raises `NotFound`."""
    row = session.scalar(_EDITION_NUMBERED, {"pathway": pathway_id, "number": number})
    if row is None:
        raise NotFound(f"There is no version {number} of this pathway.")
    return row


def editions(session: Session, pathway_id: int) -> list[EditionRow]:
    """All editions, newest first."""
    return list(session.scalars(_EDITIONS, {"pathway": pathway_id}))


def next_edition_number(session: Session, pathway_id: int) -> int:
    """The number of the next edition."""
    return (session.scalar(select(func.max(EditionRow.number)).where(EditionRow.pathway_id == pathway_id)) or 0) + 1


# Made once: every act on an edition asks them, and to make a statement costs more than to run it.
_PATHWAY = (
    select(PathwayRow)
    .join(RegionRow, RegionRow.id == PathwayRow.region_id)
    .where(RegionRow.slug == bindparam("region"), PathwayRow.slug == bindparam("slug"))
)
_PATHWAY_HELD = _PATHWAY.with_for_update(of=PathwayRow)
_EDITIONS = select(EditionRow).where(EditionRow.pathway_id == bindparam("pathway")).order_by(EditionRow.number.desc())
_OPEN_EDITION = select(EditionRow).where(
    EditionRow.pathway_id == bindparam("pathway"), EditionRow.status.in_([status.value for status in OPEN])
)
_EDITION_IN = _EDITIONS.where(EditionRow.status == bindparam("status")).limit(1)
_EDITION_NUMBERED = select(EditionRow).where(
    EditionRow.pathway_id == bindparam("pathway"), EditionRow.number == bindparam("number")
)
_ADOPTION = select(AdoptionRow).where(AdoptionRow.pathway_id == bindparam("pathway"))


def adoption(session: Session, pathway_id: int) -> AdoptionRow | None:
    """What a pathway follows upstream; None when it follows nothing."""
    return session.scalar(_ADOPTION, {"pathway": pathway_id})


def region_slug_of(session: Session, pathway_id: int) -> str:
    """The slug of the region that a known pathway belongs to."""
    query = select(RegionRow.slug).join(PathwayRow, PathwayRow.region_id == RegionRow.id).where(PathwayRow.id == pathway_id)
    return session.scalars(query).one()


def story_of(session: Session, edition_id: int) -> list[StatusChangeRow]:
    """The status changes of an edition, in order."""
    query = select(StatusChangeRow).where(StatusChangeRow.edition_id == edition_id).order_by(StatusChangeRow.id)
    return list(session.scalars(query))


def due_editions(session: Session, now: datetime) -> list[tuple[str, str, int]]:
    """Region, slug and number of the scheduled editions whose hour has come, oldest first."""
    query = (
        select(RegionRow.slug, PathwayRow.slug, EditionRow.number)
        .join(PathwayRow, PathwayRow.id == EditionRow.pathway_id)
        .join(RegionRow, RegionRow.id == PathwayRow.region_id)
        .where(EditionRow.status == Status.SCHEDULED.value, EditionRow.scheduled_for <= now)
        .order_by(EditionRow.scheduled_for)
    )
    return [(region, slug, number) for region, slug, number in session.execute(query)]


def scheduled_by(session: Session, edition_id: int) -> int:
    """Who last scheduled a scheduled edition."""
    query = select(StatusChangeRow.person_id).where(StatusChangeRow.edition_id == edition_id, StatusChangeRow.step == "schedule")
    return session.scalars(query.order_by(StatusChangeRow.id.desc()).limit(1)).one() or 0


def regions_following(session: Session, upstream_id: int) -> list[str]:
    """The slugs of the regions that have their own version of an upstream pathway."""
    query = (
        select(RegionRow.slug)
        .join(PathwayRow, PathwayRow.region_id == RegionRow.id)
        .join(AdoptionRow, AdoptionRow.pathway_id == PathwayRow.id)
        .where(AdoptionRow.upstream_id == upstream_id)
    )
    return list(session.scalars(query.order_by(RegionRow.slug)))


def move(session: Session, row: EditionRow, source: Status, **values: object) -> None:
    """Change an edition only if nobody has changed it since it was loaded.

    Raises `Stale` when its text moved on, `WrongState` when its status did.
    """
    session.flush()
    seen, changed = row.lock, {**values, "lock": row.lock + 1}
    if session.scalar(_MOVE, {"of": row.id, "in": source.value, "seen": seen, **changed}) is not None:
        for name, value in changed.items():
            set_committed_value(row, name, value)
        return
    read = row.revision_id
    session.refresh(row)
    if row.revision_id != read:
        raise Stale("The text has been changed since you read it.")
    raise WrongState(f"This version is {status_words(Status(row.status))} now: someone was quicker.", state=row.status)


_EDITION = table(EditionRow)
_MOVE = (
    update(_EDITION)
    .where(_EDITION.c.id == bindparam("of"), _EDITION.c.status == bindparam("in"), _EDITION.c.lock == bindparam("seen"))
    .returning(_EDITION.c.id)
)


def note(session: Session, row: EditionRow, step: Step, source: Status, *, by: int | None, at: datetime, reason: str) -> None:
    """Write down that an edition was moved to where it is now; `by` is None when it followed by itself."""
    session.execute(_NOTE, {
        "edition_id": row.id, "step": step.value, "source": source.value, "target": row.status, "person_id": by, "at": at,
        "revision_id": row.revision_id, "reason": reason,
    })  # fmt: skip


_NOTE = insert(table(StatusChangeRow))
