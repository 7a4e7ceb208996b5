"""What is derived from the publication log: what each region shows, and the stored bytes of its pages.

It remembers the sequence it has reached and can be made again from the log at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Index, LargeBinary, and_, delete, func, or_, select, text, true, tuple_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.publication_log import LogRow

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
    successor: Mapped[str | None]


class StoredPageRow(Base):
    """The bytes that answer one address. Derived. With status 404 it holds none: the address has no stored answer any more."""

    __tablename__ = "stored_page"
    __table_args__ = (
        Index("ix_stored_page_changes_on", "changes_on"),
        Index("ix_stored_page_region_slug", "region", "slug"),
        Index("ix_stored_page_stale", "path", sqlite_where=text("stale = 1"), postgresql_where=text("stale")),
    )
    path: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str]
    slug: Mapped[str]
    number: Mapped[int | None]
    """Of the edition whose permanent address it is; None for the page itself."""
    status: Mapped[int]
    etag: Mapped[str]
    """SHA-256 (hex) of the page's bytes before they were compressed."""
    gzip: Mapped[bytes] = mapped_column(LargeBinary)
    br: Mapped[bytes] = mapped_column(LargeBinary)
    changes_on: Mapped[date | None]
    """The day on which the page must say something else about its currency."""
    stale: Mapped[bool] = mapped_column(default=False)
    """Whether something it names has changed: it is to be made again."""
    look: Mapped[str]
    """Names the templates and assets that it was made with."""
    made: Mapped[int] = mapped_column(index=True)
    """Which storing of pages it came with: who holds those up to here asks for the later ones."""


class PageLinkRow(Base):
    """A page that an edition links to. Derived."""

    __tablename__ = "page_link"
    region: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True, index=True)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far pages have followed the log, at which storing of pages, and for which tree of regions."""

    sequence: int
    makings: int
    basis: str


def progress(session: Session, *, lock: bool = False) -> Progress:
    """Where pages are. With `lock`, nobody else moves them until the transaction ends."""
    query = select(ProjectionRow).order_by(ProjectionRow.name.desc()).execution_options(populate_existing=True)
    rows = {row.name: row for row in session.scalars(query.with_for_update() if lock else query)}
    return Progress(rows[PAGES].sequence, rows[MAKINGS].sequence, rows[PAGES].basis)


def advance(session: Session, at: Progress) -> None:
    """Pages are here now."""
    session.execute(update(ProjectionRow).where(ProjectionRow.name == PAGES).values(sequence=at.sequence, basis=at.basis))
    session.execute(update(ProjectionRow).where(ProjectionRow.name == MAKINGS).values(sequence=at.makings))


def put_shown(session: Session, rows: Mapping[tuple[str, str], ShownRow | None]) -> None:
    """What regions show under some slugs from now on; None for nothing."""
    if not rows:
        return
    session.execute(delete(ShownRow).where(tuple_(ShownRow.region, ShownRow.slug).in_(list(rows))))
    session.add_all([row for row in rows.values() if row is not None])
    session.flush()


def put_pages(session: Session, pages: Collection[StoredPageRow]) -> None:
    """Store pages in place of those with the same address."""
    session.execute(delete(StoredPageRow).where(StoredPageRow.path.in_([page.path for page in pages])))
    session.add_all(pages)
    session.flush()


def put_links(session: Session, links: Mapping[tuple[str, str, int], Iterable[str]]) -> None:
    """Which pages some editions link to."""
    if not links:
        return
    editions = tuple_(PageLinkRow.region, PageLinkRow.slug, PageLinkRow.number)
    session.execute(delete(PageLinkRow).where(editions.in_(list(links))))
    for (region, slug, number), targets in links.items():
        session.add_all(PageLinkRow(region=region, slug=slug, number=number, target=target) for target in sorted(set(targets)))
    session.flush()


def mark_stale(session: Session, target: str, regions: Collection[str], new_in: Collection[str]) -> None:
    """What some regions show under `target` has changed: their pages that name it are to be made again.

    The permanent addresses that link to it only in the regions where it is new: all they tell is whether there is such a page.
    """
    address = tuple_(StoredPageRow.region, StoredPageRow.slug)
    linking = select(ShownRow.region, ShownRow.slug).join(
        PageLinkRow,
        and_(PageLinkRow.region == ShownRow.origin, PageLinkRow.slug == ShownRow.slug, PageLinkRow.number == ShownRow.number),
    )
    linking = linking.where(PageLinkRow.target == target, ShownRow.region.in_(regions))
    _stale(session, StoredPageRow.number.is_(None), address.in_(linking))
    succeeded = select(ShownRow.region, ShownRow.slug).where(ShownRow.successor == target, ShownRow.region.in_(regions))
    _stale(session, address.in_(succeeded))
    if new_in:
        kept = select(PageLinkRow.region, PageLinkRow.slug, PageLinkRow.number)
        kept = kept.where(PageLinkRow.target == target, PageLinkRow.region.in_(new_in))
        _stale(session, tuple_(StoredPageRow.region, StoredPageRow.slug, StoredPageRow.number).in_(kept))


def _stale(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(update(StoredPageRow).where(*which).values(stale=True).execution_options(synchronize_session=False))


def mark_other_looks(session: Session, look: str) -> None:
    """Pages made with other templates or assets are to be made again."""
    _stale(session, StoredPageRow.look != look, StoredPageRow.status != 404)


def keep_pages_of(session: Session, regions: Collection[str], made: int) -> None:
    """The pages of other regions are taken away."""
    _drop(session, StoredPageRow.region.not_in(regions), made)


def keep_pages_under(session: Session, slugs: Collection[str], made: int) -> None:
    """The pages under other slugs are taken away."""
    _drop(session, StoredPageRow.slug.not_in(slugs), made)


def _drop(session: Session, gone: ColumnElement[bool], made: int) -> None:
    empty = {"status": 404, "etag": "", "gzip": b"", "br": b"", "changes_on": None, "stale": False, "made": made}
    query = update(StoredPageRow).where(gone, StoredPageRow.status != 404).values(**empty)
    session.execute(query.execution_options(synchronize_session=False))


def pages_to_remake(session: Session, today: Mapping[str, date], limit: int) -> list[tuple[str, str, int | None]]:
    """Region, slug and number of stored pages that name something that has changed, or whose day has come in their region."""
    due: list[ColumnElement[bool]] = [
        and_(StoredPageRow.region == region, StoredPageRow.changes_on <= day) for region, day in today.items()
    ]
    query = select(StoredPageRow.region, StoredPageRow.slug, StoredPageRow.number).where(or_(StoredPageRow.stale == true(), *due))
    return [(region, slug, number) for region, slug, number in session.execute(query.order_by(StoredPageRow.path).limit(limit))]


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


def all_shown(session: Session) -> Iterator[ShownRow]:
    """Everything every region shows."""
    return iter(session.scalars(select(ShownRow).order_by(ShownRow.region, ShownRow.slug)).yield_per(200))


def all_pages(session: Session) -> Iterator[StoredPageRow]:
    """Every stored page that answers, the present ones first."""
    query = select(StoredPageRow).where(StoredPageRow.status != 404)
    return iter(session.scalars(query.order_by(StoredPageRow.number.is_not(None), StoredPageRow.path)).yield_per(200))


def pages_made_after(session: Session, makings: int) -> Iterator[StoredPageRow]:
    """The pages stored since, in order."""
    query = select(StoredPageRow).where(StoredPageRow.made > makings).order_by(StoredPageRow.made)
    return iter(session.scalars(query).yield_per(200))


def stored_page(session: Session, path: str) -> StoredPageRow | None:
    """The stored answer of one address."""
    return session.scalar(select(StoredPageRow).where(StoredPageRow.path == path, StoredPageRow.status != 404))


def is_behind(session: Session, basis: str, today: Mapping[str, date]) -> bool:
    """Whether the log, the regions or the calendar have moved on since pages were last made."""
    now, head = progress(session), session.scalar(select(func.max(LogRow.sequence))) or 0
    return now.sequence < head or now.basis != basis or bool(pages_to_remake(session, today, 1))
