"""A region's lists for readers: its front page, its specialties, all its pages, and what has changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from app.domain.currency import currency
from app.domain.errors import NotFound
from app.domain.publication import Answer, Entry, EntryKind, Mark
from app.domain.regions import Region, Standing, chain
from app.domain.text import Kind
from app.reading import names
from app.reading.pages import Reader
from app.reading.sight import Sight
from app.reading.views import (
    ChangeLine,
    ChangesView,
    HomeView,
    IndexView,
    Letter,
    Named,
    PageLink,
    SpecialtyCount,
    SpecialtyView,
)
from app.store import projections, publication_log
from app.store.database import Session
from app.store.projections import ShownRow
from app.store.regions import all_regions

LATEST = 5
"""How many changes the front page shows."""
FIGURES = "0–9"
"""Where titles stand that begin with no letter."""
TOLD = (EntryKind.PUBLISHED, EntryKind.WITHDRAWN, EntryKind.REINSTATED)
"""The entries that readers are told of; that an edition was superseded, its successor says."""


def home(session: Session, reader: Reader) -> HomeView:
    """The front page."""
    counted = specialties(session, reader)
    above = _upstream(reader.region, all_regions(session))
    return HomeView(
        reader.band,
        specialties=counted,
        changes=tuple(line for _, line in _changes(session, reader, LATEST, None)),
        pages=sum(item.pages for item in counted),
        upstream=above,
    )


def specialties(session: Session, reader: Reader) -> tuple[SpecialtyCount, ...]:
    """The specialties that have pages, by name; pages without one come last."""
    found = [(names.specialty(slug), pages) for slug, pages in projections.specialties_in(session, reader.region.slug)]
    found.sort(key=lambda item: (item[0] is names.UNSORTED, _folded(item[0].name)))
    return tuple(SpecialtyCount(slug=named.slug, name=named.name, pages=pages) for named, pages in found)


def by_specialty(session: Session, reader: Reader, slug: str) -> SpecialtyView:
    """The pages of one specialty. Raises `NotFound` when it has none."""
    wanted = "" if slug == names.UNSORTED.slug else slug
    links = page_links(session, reader, projections.shown_in(session, reader.region.slug, Standing.PUBLISHED, wanted))
    if not links:
        raise NotFound(f"There are no pages under “{slug}” in {reader.region.name}.")
    return SpecialtyView(reader.band, name=names.specialty(wanted).name, pages=links)


def a_to_z(session: Session, reader: Reader) -> IndexView:
    """All pages by title."""
    links = page_links(session, reader, projections.shown_in(session, reader.region.slug, Standing.PUBLISHED))
    letters = tuple(Letter(letter, tuple(pages)) for letter, pages in groupby(links, key=lambda link: _letter(link.title)))
    return IndexView(reader.band, letters=letters, pages=len(links))


def pathway_list(session: Session, region: str) -> list[ShownRow]:
    """Every page that a region's readers have, by title: what the API lists."""
    return projections.shown_in(session, region, Standing.PUBLISHED)


def changes(session: Session, reader: Reader, limit: int, before: int | None = None) -> ChangesView:
    """What has changed, newest first; `before` continues a list whose `earlier` named it."""
    found = list(_changes(session, reader, limit + 1, before))
    earlier = f"/{reader.region.slug}/changes?before={found[limit - 1][0].sequence}" if len(found) > limit else ""
    return ChangesView(reader.band, changes=tuple(line for _, line in found[:limit]), earlier=earlier)


def change_entries(session: Session, reader: Reader, limit: int) -> list[tuple[Entry, ChangeLine]]:
    """The latest changes with the entries of the log that they come from: what a feed needs."""
    return list(_changes(session, reader, limit, None))


def page_links(session: Session, reader: Reader, rows: Iterable[ShownRow]) -> tuple[PageLink, ...]:
    """Rows of what is shown as links, by title."""
    regions = all_regions(session)
    return tuple(sorted((_link(reader, row, regions) for row in rows), key=_by_title))


def _link(reader: Reader, row: ShownRow, regions: Mapping[str, Region]) -> PageLink:
    home = regions[row.origin]
    return PageLink(
        slug=row.slug,
        title=row.title,
        kind=Kind(row.kind),
        specialty=names.specialty(row.specialty).name if row.specialty else "",
        source=None if home.slug == reader.region.slug else Named(home.slug, home.name),
        currency=currency(row.review_due, reader.today, row.high_alert),
        imported=row.mark == Mark.IMPORTED,
        review_owed=row.mark == Mark.URGENT,
    )


def _changes(session: Session, reader: Reader, limit: int, before: int | None) -> Iterator[tuple[Entry, ChangeLine]]:
    """The newest changes that this region's readers may be told of, newest first."""
    regions = all_regions(session)
    links = [region.slug for region in chain(reader.region.slug, regions)]
    sight = Sight(session, regions, publication_log.head(session))
    told = 0
    while told < limit:
        entries = publication_log.recent(session, links, limit, TOLD, before)
        sight.look_up(entry.slug for entry in entries)
        rows = {row.slug: row for row in projections.shown_under(session, {e.slug for e in entries}, reader.region.slug)}
        for entry in entries:
            row = rows.get(entry.slug)
            if told < limit and row is not None and _may_be_told(sight, entry, row):
                told += 1
                yield entry, _line(sight, entry, _link(reader, row, regions))
        if len(entries) < limit:
            return
        before = entries[-1].sequence


def _may_be_told(sight: Sight, entry: Entry, row: ShownRow) -> bool:
    """Of a withdrawn page only that; of a withdrawn version not what it said of itself; nothing of what a page here replaces."""
    if row.origin != entry.region:
        return False
    if row.standing == Standing.WITHDRAWN:
        return entry.sequence == row.sequence
    kept = sight.kept(entry.region, entry.slug)[entry.number]
    return entry.kind is not EntryKind.PUBLISHED or kept.answer is not Answer.WITHDRAWN


def _line(sight: Sight, entry: Entry, link: PageLink) -> ChangeLine:
    what = entry.kind.value
    if entry.kind is EntryKind.PUBLISHED and entry.number != min(sight.kept(entry.region, entry.slug)):
        what = "updated"
    number = None if entry.kind is EntryKind.WITHDRAWN else entry.number
    return ChangeLine(at=entry.at, what=what, page=link, number=number, note=entry.reason)


def _upstream(region: Region, regions: Mapping[str, Region]) -> Named | None:
    above = regions.get(region.parent or "")
    if above is None or (region.public and not above.public):
        return None
    return Named(above.slug, above.name)


def _by_title(link: PageLink) -> tuple[bool, str, str]:
    return _letter(link.title) == FIGURES, _folded(link.title), link.slug


def _letter(title: str) -> str:
    first = _folded(title)[:1].upper()
    return first if first.isalpha() else FIGURES


def _folded(text: str) -> str:
    """Without case and accents, as people look things up."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
