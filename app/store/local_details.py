"""What regions state of their local details, asked of the publication log, where it is kept; and which pages name each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain.local_details import Stated, given, holding
from app.domain.publication import DetailChange, Entry
from app.domain.regions import Region, Standing, chain
from app.domain.text import Slot
from app.store import publication_log
from app.store.projections import ShownRow
from app.store.regions import all_regions
from app.store.stored_pages import PageLinkRow


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A page that readers have, and that names a detail."""

    slug: str
    title: str
    origin: str
    """The region whose page it is."""


def history_of(session: Session, region: str, key: str) -> list[Entry]:
    """Every change of a region's detail, oldest first."""
    return publication_log.details(session, [region], [key], publication_log.head(session))


def details_of(session: Session, region: str) -> dict[str, list[DetailChange]]:
    """Everything that a region ever stated, by key; each oldest first."""
    found: dict[str, list[DetailChange]] = defaultdict(list)
    for entry in publication_log.details(session, [region], None, publication_log.head(session)):
        if entry.detail is not None:
            found[entry.slug].append(entry.detail)
    return dict(found)


def held(session: Session, region: Region, keys: Collection[str], day: date) -> dict[str, DetailChange | None]:
    """What a region's readers are told of some details on a day; None for a gap."""
    if not keys:
        return {}
    regions = all_regions(session)
    links = [link.slug for link in chain(region.slug, regions) if link.slug == region.slug or link.public or not region.public]
    by_key: dict[str, dict[str, list[DetailChange]]] = {key: {link: [] for link in links} for key in keys}
    for entry in publication_log.details(session, links, keys, publication_log.head(session)):
        if entry.detail is not None:
            by_key[entry.slug][entry.region].append(entry.detail)
    return {key: given([stated[link] for link in links], day) for key, stated in by_key.items()}


def unfilled_slots(slots: Iterable[Slot], gaps: Collection[str]) -> list[Slot]:
    """The slots that must be filled and name a detail that is a gap."""
    return [slot for slot in slots if slot.required and any(_belongs(key, slot) for key in gaps)]


def _belongs(key: str, slot: Slot) -> bool:
    return key == slot.key or key.startswith(f"{slot.key}.")


def named_in(session: Session, region: str) -> dict[str, list[NamedIn]]:
    """Where the details of a region stand: key → the pages that its readers have and that name it, by title."""
    linked = and_(
        PageLinkRow.region == ShownRow.origin, PageLinkRow.slug == ShownRow.slug, PageLinkRow.number == ShownRow.number
    )  # fmt: skip
    query = select(PageLinkRow.target, ShownRow.slug, ShownRow.title, ShownRow.origin).join(ShownRow, linked)
    query = query.where(ShownRow.region == region, ShownRow.standing == Standing.PUBLISHED.value, ShownRow.details != "")
    query = query.where(PageLinkRow.target.contains("."))
    found: dict[str, list[NamedIn]] = defaultdict(list)
    for key, slug, title, origin in session.execute(query.order_by(ShownRow.title, ShownRow.slug)):
        found[key].append(NamedIn(slug, title, origin))
    return dict(found)


def stated_now(session: Session, region: str, today: date) -> list[tuple[str, Stated]]:
    """What a region states and plans, by key: what a table of it holds. What has ended is left out."""
    entries = publication_log.details(session, [region], None, publication_log.head(session))
    notes = {entry.sequence: entry.reason for entry in entries}
    stated: dict[str, list[DetailChange]] = defaultdict(list)
    for entry in entries:
        if entry.detail is not None:
            stated[entry.slug].append(entry.detail)
    in_force = ((key, change) for key in sorted(stated) for change in _in_force(stated[key], today))
    return [(key, _stated(change, today, notes[change.sequence])) for key, change in in_force]


def plans(changes: Iterable[DetailChange], today: date) -> list[DetailChange]:
    """What is planned for a later day, by day; of several for one day the last counts."""
    planned = {change.starts: change for change in changes if change.starts is not None and change.starts > today}
    return [planned[day] for day in sorted(planned)]


def _in_force(changes: list[DetailChange], today: date) -> Iterator[DetailChange]:
    now = holding(changes, today)
    if now is not None and now.value is not None:
        yield now
    yield from plans(changes, today)


def _stated(change: DetailChange, today: date, note: str) -> Stated:
    starts = change.starts if change.starts and change.starts > today else None
    return Stated(change.value, change.as_of, starts, change.until, change.below, note)
