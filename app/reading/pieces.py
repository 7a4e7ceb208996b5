"""Bounded pieces of projecting: what to put down so that readers see what the log says. Working them out holds no lock."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.codes import Code, codes_of
from app.domain.publication import Answer, EntryKind, Headline, Kept, canonical
from app.domain.regions import Region, Standing, below
from app.reading.addresses import Site
from app.reading.details import filling, named
from app.reading.links import targets
from app.reading.press import Address, Press
from app.reading.sight import Shown, Sight
from app.store import projections, publication_log, stored_pages
from app.store.database import Session
from app.store.projections import Progress, ShownRow
from app.store.stored_pages import StoredPageRow

AT_ONCE = 48
"""About how many pages one piece makes: a tenth of a second's work."""


@dataclass(slots=True)
class Changed:
    """The regions in which a slug answers otherwise than before, and those of them in which it is new."""

    regions: set[str] = field(default_factory=set)
    new_in: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Piece:
    """What to put down, if nobody was quicker."""

    seen: Progress
    """Where pages were when it was worked out."""
    then: Progress
    shown: dict[tuple[str, str], ShownRow | None] = field(default_factory=dict)
    codes: dict[tuple[str, str], Collection[Code]] = field(default_factory=dict)
    """The codes that records find what is shown by."""
    links: dict[tuple[str, str, int], Collection[str]] = field(default_factory=dict)
    """The pages and the local details that some editions name."""
    details: dict[str, set[str]] = field(default_factory=dict)
    """Key of each local detail that says something else → the regions in which it does."""
    changed: dict[str, Changed] = field(default_factory=dict)
    pages: list[StoredPageRow] = field(default_factory=list)
    patients: set[tuple[str, str]] = field(default_factory=set)
    """Region and slug of each page for patients whose way back to the clinicians' page may have changed."""
    gone: list[str] = field(default_factory=list)
    """Addresses that have no stored answer any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where, when and with what pages are made."""

    regions: Mapping[str, Region]
    now: datetime
    site: Site

    @property
    def public(self) -> frozenset[str]:
        """The regions whose pages are stored: those that anybody may read."""
        return frozenset(region.slug for region in self.regions.values() if region.public)

    @property
    def today(self) -> dict[str, date]:
        """The day in each region."""
        return {region.slug: region.local_date(self.now) for region in self.regions.values()}

    @property
    def basis(self) -> str:
        """Names the tree of regions with all that pages say of them."""
        facts = sorted(
            (
                region.slug,
                region.name,
                region.parent or "",
                region.visibility,
                region.time_zone,
                region.language,
                region.accent,
                region.contact,
                region.urgency,
            )
            for region in self.regions.values()
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def follow(session: Session, place: Place) -> Piece | None:
    """The next entries of the log; None when all have been followed."""
    seen = projections.progress(session)
    batch = publication_log.headlines_after(session, seen.sequence, max(1, AT_ONCE // max(1, len(place.regions))))
    if not batch:
        return None
    pages = [line for line in batch if line.kind is not EntryKind.DETAIL_CHANGED]
    sight = Sight(session, place.regions, batch[-1].sequence)
    sight.look_up(line.slug for line in pages)
    piece = Piece(seen, Progress(batch[-1].sequence, seen.makings + 1, seen.basis))
    addresses: dict[Address, None] = {}
    for slug in dict.fromkeys(line.slug for line in pages):
        _follow_slug(piece, place, sight, [line for line in pages if line.slug == slug], addresses)
    _make(piece, place, sight, addresses)
    _follow_details(piece, sight, [line for line in batch if line.kind is EntryKind.DETAIL_CHANGED])
    return piece


def _follow_details(piece: Piece, sight: Sight, lines: Iterable[Headline]) -> None:
    """Which regions are told something else: those that stated it, and those below when it counts or counted for them."""
    for line in lines:
        told = piece.details.setdefault(line.slug, set())
        own, *_ = sight.stated(line.region, line.slug)
        shared = any(change.below for change in own)
        told |= {region.slug for region in below(line.region, sight.regions)} if shared else {line.region}


def _follow_slug(piece: Piece, place: Place, sight: Sight, lines: list[Headline], addresses: dict[Address, None]) -> None:
    """What these entries change. It is enough that they did so for a moment: what is stored may be of that moment."""
    slug = lines[0].slug
    moments = [sight.earlier(sequence) for sequence in (piece.seen.sequence, *(line.sequence for line in lines))]
    for origin in dict.fromkeys(line.region for line in lines):
        for region in below(origin, sight.regions):
            before, *after = [moment.shown(region.slug, slug) for moment in moments]
            if any(shown != before for shown in after):
                piece.shown[region.slug, slug] = _shown(piece, place, sight, region.slug, slug)
                piece.codes[region.slug, slug] = codes_shown(sight, region.slug, slug)
                addresses[region.slug, slug, None] = None
                _note_change(piece, sight, slug, region.slug, before, after)
                _note_patients(piece, sight, region.slug, (before, *after))
        for number in _moved(moments, origin, slug):
            addresses[origin, slug, number] = None
    for line in lines:
        _link(piece, sight, line.region, slug)


def _note_change(piece: Piece, sight: Sight, slug: str, region: str, before: Shown | None, after: Iterable[Shown | None]) -> None:
    """Pages that name this one are concerned only when it appears, goes, moves to another region, or has another title."""
    if len({_outside(sight, shown) for shown in (before, *after)}) > 1:
        change = piece.changed.setdefault(slug, Changed())
        change.regions.add(region)
        if before is None:
            change.new_in.add(region)


def _note_patients(piece: Piece, sight: Sight, region: str, shown: Iterable[Shown | None]) -> None:
    """A page for patients names the pages that name it: it is made again once their links are known."""
    named_ = (sight.edition(one.published).patient_page for one in shown if one)
    piece.patients |= {(region, target) for target in named_ if target}


def _outside(sight: Sight, shown: Shown | None) -> tuple[str, str, str] | None:
    return (shown.origin.slug, shown.standing, sight.edition(shown.published).title) if shown else None


def _moved(moments: list[Sight], origin: str, slug: str) -> list[int]:
    """The editions whose permanent address answers otherwise than before."""
    before, *after = [_kept(moment, origin, slug) for moment in moments]
    return sorted({number for kept in after for number, one in kept.items() if one != before.get(number)})


def _kept(moment: Sight, origin: str, slug: str) -> dict[int, tuple[Kept[Headline], bool]]:
    """What decides each answer: with a withdrawn edition also whether there is a present one to send readers to."""
    editions = moment.kept(origin, slug)
    present = any(one.answer is Answer.PRESENT for one in editions.values())
    return {number: (one, present) for number, one in editions.items()}


def _link(piece: Piece, sight: Sight, region: str, slug: str) -> None:
    for number, kept in sight.kept(region, slug).items():
        if kept.published.sequence > piece.seen.sequence:
            piece.links[region, slug, number] = _names(sight, kept)


def _names(sight: Sight, kept: Kept[Headline]) -> frozenset[str]:
    """The pages and the local details that an edition names. No slug is like a key."""
    edition = sight.edition(kept.published)
    return targets(edition) | frozenset(named(edition.html))


def again(session: Session, place: Place, slugs: Collection[str]) -> Piece:
    """Everything under some slugs, whatever is stored now."""
    seen = projections.progress(session)
    sight = Sight(session, place.regions, publication_log.head(session))
    sight.look_up(slugs)
    piece = Piece(seen, Progress(seen.sequence, seen.makings + 1, seen.basis))
    for slug in slugs:
        for region in place.regions:
            piece.shown[region, slug] = _shown(piece, place, sight, region, slug)
            _note_patients(piece, sight, region, [sight.shown(region, slug)])
            piece.codes[region, slug] = codes_shown(sight, region, slug)
            for number, kept in sight.kept(region, slug).items():
                piece.links[region, slug, number] = _names(sight, kept)
    _make(piece, place, sight, [address for slug in slugs for address in addresses_under(place, sight, slug)])
    piece.gone = sorted(set(stored_pages.paths_under(session, slugs)) - {page.path for page in piece.pages})
    return piece


def addresses_under(place: Place, sight: Sight, slug: str) -> list[Address]:
    """Every address under a slug that has a stored answer."""
    found: list[Address] = [(region, slug, None) for region in sorted(place.public) if sight.shown(region, slug)]
    return found + [(region, slug, number) for region in sorted(place.public) for number in sight.kept(region, slug)]


def remake(session: Session, place: Place) -> Piece | None:
    """What names something that has changed, or whose day has come; None when there is nothing."""
    return _refill(session, place) or _remake_pages(session, place)


def _refill(session: Session, place: Place) -> Piece | None:
    """What regions show, with their local details as they are now: search reads it there."""
    seen = projections.progress(session)
    found = projections.to_refill(session, place.today, AT_ONCE)
    if not found:
        return None
    sight = Sight(session, place.regions, seen.sequence)
    sight.look_up(slug for _, slug in found)
    piece = Piece(seen, Progress(seen.sequence, seen.makings + 1, seen.basis))
    piece.shown = {(region, slug): _shown(piece, place, sight, region, slug) for region, slug in found}
    return piece


def _remake_pages(session: Session, place: Place) -> Piece | None:
    seen = projections.progress(session)
    found = stored_pages.pages_to_remake(session, place.today, AT_ONCE)
    if not found:
        return None
    sight = Sight(session, place.regions, seen.sequence)
    sight.look_up(slug for _, slug, _ in found)
    piece = Piece(seen, Progress(seen.sequence, seen.makings + 1, seen.basis))
    _make(piece, place, sight, found)
    return piece


def _make(piece: Piece, place: Place, sight: Sight, addresses: Iterable[Address]) -> None:
    """Make the pages. Only public regions' pages are stored; others pass the doors."""
    press = Press(sight, place.now, place.site)
    piece.pages = [press.row(address, piece.then.makings) for address in addresses if address[0] in place.public]


def _shown(piece: Piece, place: Place, sight: Sight, region: str, slug: str) -> ShownRow | None:
    row = shown_row(place, sight, region, slug)
    if row is not None and row.details:
        row.filled = piece.then.makings
    return row


def shown_row(place: Place, sight: Sight, region: str, slug: str) -> ShownRow | None:
    """What a region shows under a slug, as the lists have it."""
    shown = sight.shown(region, slug)
    if shown is None:
        return None
    edition, because = sight.edition(shown.published), sight.entry(shown.because)
    keys = named(edition.html) if shown.standing is Standing.PUBLISHED else ()
    told = filling(sight, place.regions[region], keys, place.today[region]) if keys else None
    return ShownRow(
        region=region, slug=slug, origin=shown.origin.slug, standing=shown.standing.value, sequence=because.sequence,
        number=edition.number, title=edition.title, kind=edition.kind, specialty=edition.specialty,
        published_at=edition.published_at, review_due=edition.review_due, high_alert=edition.high_alert,
        mark=edition.mark.value if edition.mark else None, successor=because.successor,
        reason=because.reason if shown.standing is Standing.WITHDRAWN else "",
        details=canonical(dict(told.words)) if told else "", details_on=told.changes_on if told else None, filled=0,
    )  # fmt: skip


def codes_shown(sight: Sight, region: str, slug: str) -> frozenset[Code]:
    """The codes by which records find what a region shows under a slug: none once it is withdrawn."""
    shown = sight.shown(region, slug)
    if shown is None or shown.standing is Standing.WITHDRAWN:
        return frozenset()
    return codes_of(sight.edition(shown.published).codes)
