"""The stored bytes of readers' pages, derived from the publication log, and which pages each of them names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Index,
    LargeBinary,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    text,
    true,
    tuple_,
    update,
)  # fmt: skip
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base, table
from app.store.projections import Progress, ShownRow, to_refill
from app.store.publication_log import LogRow, head


class StoredPageRow(Base):
    """The bytes that answer one address. Derived. With status 404 it holds none: the address has no stored answer any more."""

    __tablename__ = "stored_page"
    __table_args__ = (
        Index("ix_stored_page_region_changes_on", "region", "changes_on"),
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
    """A page that an edition links to, or a local detail that it names. Derived."""

    __tablename__ = "page_link"
    region: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True, index=True)


def put_pages(session: Session, pages: Collection[StoredPageRow]) -> None:
    """Store pages in place of those with the same address."""
    if not pages:
        return
    session.execute(_REMOVE, {"paths": [page.path for page in pages]})
    session.execute(_STORE, [{column.key: getattr(page, column.key) for column in _PAGE.columns} for page in pages])


_PAGE, _LINK = table(StoredPageRow), table(PageLinkRow)
# Made once, and without the mapper: to make a statement, or an object of a row, costs more than to write it.
_REMOVE = delete(_PAGE).where(_PAGE.c.path.in_(bindparam("paths", expanding=True)))
_STORE = insert(_PAGE)
_UNLINK = delete(_LINK).where(
    _LINK.c.region == bindparam("in"), _LINK.c.slug == bindparam("of"), _LINK.c.number == bindparam("version")
)
_MARKED = select(StoredPageRow.region, StoredPageRow.slug, StoredPageRow.number).where(StoredPageRow.stale == true())
_MADE_AFTER = select(StoredPageRow).where(StoredPageRow.made > bindparam("made")).order_by(StoredPageRow.made)


def take_away(session: Session, paths: Collection[str], made: int) -> None:
    """Some addresses have no stored answer from now on."""
    if paths:
        _drop(session, StoredPageRow.path.in_(paths), made)


def put_links(session: Session, links: Mapping[tuple[str, str, int], Collection[str]]) -> None:
    """Which pages some editions link to."""
    for (region, slug, number), targets in links.items():
        session.execute(_UNLINK, {"in": region, "of": slug, "version": number})
        if targets:
            here = {"region": region, "slug": slug, "number": number}
            session.execute(insert(_LINK), [here | {"target": target} for target in sorted(set(targets))])


def mark_stale(session: Session, target: str, regions: Collection[str], new_in: Collection[str]) -> None:
    """What some regions show under `target` has changed: their pages that name it are to be made again.

    The permanent addresses that link to it only in the regions where it is new: all they tell is whether there is such a page.
    """
    # Step by step: each question is answered by one index, whatever the database thinks of joins.
    linking = set(naming(session, target))
    here = select(ShownRow).where(ShownRow.region.in_(regions))
    named = session.scalars(here.where(ShownRow.slug.in_({slug for _, slug, _ in linking})))
    pages = {(row.region, row.slug) for row in named if (row.origin, row.slug, row.number) in linking}
    succeeded = {(row.region, row.slug) for row in session.scalars(here.where(ShownRow.successor == target))}
    kept = {edition for edition in linking if edition[0] in new_in}
    stored = select(StoredPageRow.path, StoredPageRow.region, StoredPageRow.slug, StoredPageRow.number).where(
        StoredPageRow.region.in_(regions), StoredPageRow.slug.in_({address[1] for address in (*pages, *succeeded, *kept)})
    )
    stale = [
        path
        for path, region, slug, number in session.execute(stored)
        if (region, slug) in (pages | succeeded if number is None else succeeded) or (region, slug, number) in kept
    ]
    if stale:
        _stale(session, StoredPageRow.path.in_(stale))


def mark_present(session: Session, pages: Collection[tuple[str, str]]) -> None:
    """Some regions' present pages are to be made again."""
    if pages:
        which = tuple_(StoredPageRow.region, StoredPageRow.slug).in_(sorted(pages))
        _stale(session, which, StoredPageRow.number.is_(None), StoredPageRow.status != 404)


def naming(session: Session, target: str) -> list[tuple[str, str, int]]:
    """Region, slug and number of the editions that name a page or a local detail."""
    query = select(PageLinkRow.region, PageLinkRow.slug, PageLinkRow.number).where(PageLinkRow.target == target)
    return [(region, slug, number) for region, slug, number in session.execute(query)]


def mark_to_refill(session: Session, key: str, regions: Collection[str]) -> None:
    """Some regions are told something else of a local detail: what they show that names it is looked up again."""
    named = select(PageLinkRow.region, PageLinkRow.slug, PageLinkRow.number).where(PageLinkRow.target == key)
    which = tuple_(ShownRow.origin, ShownRow.slug, ShownRow.number).in_(named)
    here = ShownRow.region.in_(regions), ShownRow.slug.in_(_slugs_naming(key))
    session.execute(
        update(ShownRow).where(*here, which).values(details_on=date.min).execution_options(synchronize_session=False)
    )  # fmt: skip


def mark_naming(session: Session, key: str, regions: Collection[str]) -> None:
    """Some regions are told something else of a local detail: their present pages that name it are to be made again.

    So are the permanent addresses of what is present; what is superseded stays as it was.
    """
    number = StoredPageRow.number
    named = and_(
        PageLinkRow.region == ShownRow.origin, PageLinkRow.slug == ShownRow.slug, PageLinkRow.number == ShownRow.number
    )  # fmt: skip
    present = (
        select(ShownRow.slug)
        .join(PageLinkRow, named)
        .where(PageLinkRow.target == key, ShownRow.region == StoredPageRow.region, ShownRow.slug == StoredPageRow.slug)
        .where(ShownRow.details != "")
        .where(or_(number.is_(None), and_(ShownRow.origin == ShownRow.region, number == ShownRow.number)))
    )
    here = StoredPageRow.region.in_(regions), StoredPageRow.slug.in_(_slugs_naming(key))
    _stale(session, *here, present.correlate(StoredPageRow).exists())


def _slugs_naming(key: str) -> Select[str]:
    """An index finds these first, whatever the database thinks of the rest."""
    return select(PageLinkRow.slug).where(PageLinkRow.target == key)


def _stale(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(update(StoredPageRow).where(*which).values(stale=True).execution_options(synchronize_session=False))


def has_other_looks(session: Session, look: str) -> bool:
    """Whether there are pages made with other templates or assets, not yet marked."""
    return session.scalar(select(StoredPageRow.path).where(*_other_looks(look)).limit(1)) is not None


def mark_other_looks(session: Session, look: str) -> None:
    """Pages made with other templates or assets are to be made again."""
    _stale(session, *_other_looks(look))


def _other_looks(look: str) -> tuple[ColumnElement[bool], ...]:
    return StoredPageRow.look != look, StoredPageRow.status != 404, StoredPageRow.stale == false()


def keep_pages_of(session: Session, regions: Collection[str], made: int) -> None:
    """The pages of other regions are taken away."""
    _drop(session, StoredPageRow.region.not_in(regions), made)


def forget_pages_never_public(session: Session, made: int) -> None:
    """Pages and links under slugs that no entry of the log is about are taken away."""
    known = select(LogRow.slug)
    _drop(session, StoredPageRow.slug.not_in(known), made)
    session.execute(delete(PageLinkRow).where(PageLinkRow.slug.not_in(known)))


def _drop(session: Session, gone: ColumnElement[bool], made: int) -> None:
    empty = {"status": 404, "etag": "", "br": b"", "changes_on": None, "stale": False, "made": made}
    query = update(StoredPageRow).where(gone, StoredPageRow.status != 404).values(**empty)
    session.execute(query.execution_options(synchronize_session=False))


def pages_to_remake(session: Session, today: Mapping[str, date], limit: int) -> list[tuple[str, str, int | None]]:
    """Region, slug and number of stored pages that name something that has changed, or whose day has come in their region."""
    marked = [(region, slug, number) for region, slug, number in session.execute(_MARKED.limit(limit))]
    if marked:
        return marked
    due = (and_(StoredPageRow.region == region, StoredPageRow.changes_on <= day) for region, day in today.items())
    address = select(StoredPageRow.region, StoredPageRow.slug, StoredPageRow.number).where(or_(false(), *due)).limit(limit)
    return [(region, slug, number) for region, slug, number in session.execute(address)]


def all_pages(session: Session) -> Iterator[StoredPageRow]:
    """Every stored page that answers, the present ones first."""
    query = select(StoredPageRow).where(StoredPageRow.status != 404)
    return iter(session.scalars(query.order_by(StoredPageRow.number.is_not(None), StoredPageRow.path)).yield_per(200))


def pages_made_after(session: Session, makings: int) -> Iterator[StoredPageRow]:
    """The pages stored since, in order."""
    return iter(session.scalars(_MADE_AFTER, {"made": makings}).yield_per(200))


def versions(session: Session, region: str, since: int) -> list[tuple[str, str]]:
    """Slug and entity tag of a region's pages that were stored after some storing of pages, the tag empty where none is left.

    Since 0: every page that there is.
    """
    page = StoredPageRow
    query = select(page.slug, page.status, page.etag).where(page.region == region, page.number.is_(None), page.made > since)
    found = session.execute(query.order_by(page.slug)).all()
    return [(slug, etag if status == 200 else "") for slug, status, etag in found if since or status == 200]


def weight(session: Session, region: str) -> int:
    """Bytes of all of a region's present pages as they are sent."""
    present = StoredPageRow.region == region, StoredPageRow.number.is_(None), StoredPageRow.status == 200
    return session.scalar(select(func.coalesce(func.sum(func.length(StoredPageRow.br)), 0)).where(*present)) or 0


def paths_under(session: Session, slugs: Collection[str]) -> list[str]:
    """The addresses under some slugs that have a stored answer."""
    return list(session.scalars(select(StoredPageRow.path).where(StoredPageRow.slug.in_(slugs), StoredPageRow.status != 404)))


def pages_under(session: Session, slugs: Collection[str]) -> list[StoredPageRow]:
    """The stored pages under some slugs."""
    return list(session.scalars(select(StoredPageRow).where(StoredPageRow.slug.in_(slugs), StoredPageRow.status != 404)))


def pages_never_public(session: Session) -> list[str]:
    """The addresses of pages that are stored though no entry of the log is about such a slug."""
    query = select(StoredPageRow.path).where(StoredPageRow.slug.not_in(select(LogRow.slug)), StoredPageRow.status != 404)
    return list(session.scalars(query))


def stored_page(session: Session, path: str) -> StoredPageRow | None:
    """The stored answer of one address."""
    return session.scalar(select(StoredPageRow).where(StoredPageRow.path == path, StoredPageRow.status != 404))


def is_behind(session: Session, at: Progress, today: Mapping[str, date]) -> bool:
    """Whether the log or the calendar have moved on since pages were here."""
    end = head(session)
    return at.sequence < end or bool(to_refill(session, today, 1)) or bool(pages_to_remake(session, today, 1))
