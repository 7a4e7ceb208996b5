"""What a page says, said and will go on saying: the present text, each version, any day in the past; all of it from the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.currency import currency
from app.domain.errors import Gone, Invalid, NotFound
from app.domain.lifecycle import Status
from app.domain.local_details import filled
from app.domain.publication import Answer, Edition, EntryKind, Headline, Kept
from app.domain.regions import Region, Standing
from app.reading import pages, versions
from app.reading.compared import Way
from app.reading.details import filling, named
from app.reading.pages import Made, Reader
from app.reading.sight import Shown, Sight
from app.reading.views import EditionLine, HistoryView, Named, Past
from app.store import feedback, publication_log
from app.store.database import Session
from app.store.regions import all_regions

MOST = 6
"""Of so many versions, the latest, a history tells what changed; the rest are a click away."""

STATUS = {
    Answer.PRESENT: Status.PUBLISHED,
    Answer.SUPERSEDED: Status.SUPERSEDED,
    Answer.WITHDRAWN: Status.WITHDRAWN,
}


def page(session: Session, reader: Reader, slug: str) -> Made:
    """What readers get under a slug now. Raises `NotFound`."""
    made = pages.page(_sight(session), reader, slug)
    if made is None:
        raise _nothing(reader, slug)
    return made


def version(session: Session, reader: Reader, slug: str, number: int) -> Made:
    """One version for good: of the region's own page, else of the upstream page that it shows. Raises `NotFound`."""
    sight = _sight(session)
    shown = _shown(sight, reader, slug)
    if shown.standing is Standing.WITHDRAWN:
        return Made(pages.tombstone(sight, reader, shown))
    made = pages.permanent(sight, reader, slug, number, shown.origin)
    if made is None:
        raise _nothing(reader, slug, number)
    return made


def as_at(session: Session, reader: Reader, slug: str, day: date) -> Made:
    """What the page said at the end of a day in the region's time zone; nothing of what is withdrawn now.

    Raises `NotFound` when there was no such page yet, `Invalid` for a day that is still to come.
    """
    if day > reader.today:
        raise Invalid("That day is still to come; nobody knows what the page will say.", field="as-at")
    sight = _sight(session)
    now = _shown(sight, reader, slug)
    if now.standing is Standing.WITHDRAWN:
        return Made(pages.tombstone(sight, reader, now))
    past_sight = Sight(session, sight.regions, sight.until, before=_end_of(day, reader.region))
    then = past_sight.shown(reader.region.slug, slug)
    if then is None:
        raise NotFound(f"There was no page “{slug}” in {reader.region.name} at the end of {day.isoformat()}.")
    if then.standing is Standing.WITHDRAWN:
        return Made(pages.tombstone(sight, reader, then))
    kept = sight.kept(then.origin.slug, slug)[then.published.number]
    if kept.answer is Answer.WITHDRAWN:
        return Made(pages.withdrawn_edition(sight, reader, kept))
    edition = sight.edition(then.published)
    past = Past(as_at=day, current=None if then.published == now.published else now.published.number)
    at = currency(edition.review_due, day, edition.high_alert)
    told = filling(past_sight, reader.region, named(edition.html), day)
    return pages.text_made(sight, reader, edition, told, past=past, at=at)


def history(session: Session, reader: Reader, slug: str) -> Made:
    """All versions of a page, newest first; of a withdrawn page what is left of it. Raises `NotFound`."""
    sight = _sight(session)
    shown = _shown(sight, reader, slug)
    if shown.standing is Standing.WITHDRAWN:
        return Made(pages.tombstone(sight, reader, shown))
    home = shown.origin
    kept = sight.kept(home.slug, slug)
    compared, told = _compared(sight, home, slug), feedback.told_of(session, home.slug, slug)
    lines = tuple(
        replace(_line(sight, home, slug, number, one), told=tuple(told.get(number, ())), **compared.get(number, {}))
        for number, one in sorted(kept.items(), reverse=True)
    )
    source = None if home.slug == reader.region.slug else Named(home.slug, home.name)
    title = sight.edition(shown.published).title
    return Made(HistoryView(reader.band, slug=slug, title=title, editions=lines, source=source))


def compare(session: Session, reader: Reader, slug: str, older: int | None, newer: int | None, way: Way) -> Made:
    """From one public version of a page to another. Raises `NotFound`, `Gone` for a withdrawn one, and `Invalid`."""
    sight = _sight(session)
    return versions.compare(sight, reader, slug, _shown(sight, reader, slug), older, newer, way)


def edition(session: Session, region: str, slug: str, today: date, number: int | None = None) -> Edition:
    """What a region's readers get under a slug, or in one version of it, as a value, with the local details of today.

    A superseded version has those of the end of its public life, like its permanent address. Raises `NotFound`, and `Gone` with
    title, reason and successor for what is withdrawn.
    """
    sight = _sight(session)
    shown = sight.shown(region, slug)
    kept = sight.kept(shown.origin.slug, slug) if shown else {}
    one = kept.get(shown.because.number if number is None else number) if shown else None
    if one is None:
        raise NotFound(
            f"There is no page “{slug}” here." if number is None else f"There is no version {number} of “{slug}” here."
        )
    if one.answer is Answer.WITHDRAWN:
        entry = sight.entry(one.because)
        title = sight.edition(one.published).title
        raise Gone(f"“{title}” has been withdrawn.", title=title, reason=entry.reason, successor=entry.successor)
    found = sight.edition(one.published)
    home = sight.regions[region]
    if one.answer is Answer.SUPERSEDED:
        return filled(found, pages.last_told(sight, home, found).words)
    return filled(found, filling(sight, home, named(found.html), today).words)


def _compared(sight: Sight, home: Region, slug: str) -> dict[int, dict[str, Any]]:
    """Of each version that can be read what changed since the one before; of old ones only which that is."""
    readable = versions.readable(sight, home, slug)
    found: dict[int, dict[str, Any]] = {}
    for number in sorted(readable, reverse=True):
        since = versions.before(readable, number)
        if since is not None:
            safety = versions.safety_since(sight, readable[since], readable[number]) if len(found) < MOST else None
            found[number] = {"since": since, "safety": safety}
    return found


def _line(sight: Sight, home: Region, slug: str, number: int, kept: Kept[Headline]) -> EditionLine:
    """A withdrawn version says no more of itself than when and why."""
    said = sight.edition(kept.published)
    if kept.answer is Answer.WITHDRAWN:
        because = sight.entry(kept.because)
        return EditionLine(
            number=number, published=said.published_at, status=Status.WITHDRAWN, ended=because.at, reason=because.reason
        )  # fmt: skip
    over = [line.at for line in sight.own(home.slug, slug) if line.number == number and line.kind is EntryKind.SUPERSEDED]
    return EditionLine(
        number=number,
        published=said.published_at,
        status=STATUS[kept.answer],
        note=said.note,
        agreed=pages.agreed(said.signatures),
        ended=over[-1] if over and kept.answer is Answer.SUPERSEDED else None,
        reason=said.marked_because,
    )


def _sight(session: Session) -> Sight:
    return Sight(session, all_regions(session), publication_log.head(session))


def _shown(sight: Sight, reader: Reader, slug: str) -> Shown:
    shown = sight.shown(reader.region.slug, slug)
    if shown is None:
        raise _nothing(reader, slug)
    return shown


def _nothing(reader: Reader, slug: str, number: int | None = None) -> NotFound:
    return NotFound(f"There is no {_what(slug, number)} in {reader.region.name}.")


def _what(slug: str, number: int | None) -> str:
    return f"page “{slug}”" if number is None else f"version {number} of “{slug}”"


def _end_of(day: date, region: Region) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(region.time_zone))
