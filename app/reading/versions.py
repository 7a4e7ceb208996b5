"""What changed from one public version of a page to another. Withdrawn versions are compared with nothing."""

from __future__ import annotations

from functools import partial

from app.domain.errors import Gone, Invalid, NotFound
from app.domain.publication import Answer, Headline, Kept
from app.domain.regions import Region, Standing
from app.domain.text import Page
from app.reading import pages
from app.reading.compared import SafetyGroup, Way
from app.reading.comparing import compared, safety_of
from app.reading.details import filling, named
from app.reading.links import Links, resolved_html
from app.reading.pages import Made, Reader
from app.reading.pictures import readers, with_pictures
from app.reading.sight import Shown, Sight
from app.reading.views import CompareView, Named
from app.store import pathways, revisions
from app.store.parsed import page_from_json


def readable(sight: Sight, home: Region, slug: str) -> dict[int, Kept[Headline]]:
    """The versions that readers may read, by number in order."""
    found = sight.kept(home.slug, slug)
    return {number: found[number] for number in sorted(found) if found[number].answer is not Answer.WITHDRAWN}


def before(numbers: dict[int, Kept[Headline]], number: int) -> int | None:
    """The number of the readable version that came before another one; None for the first."""
    return max((other for other in numbers if other < number), default=None)


def text_of(sight: Sight, kept: Kept[Headline]) -> Page:
    """The text of a version: the save whose bytes have the hash that the log names."""
    edition = sight.edition(kept.published)
    own = pathways.pathway(sight.session, edition.region, edition.slug)
    return page_from_json(revisions.revision_with(sight.session, own.id, edition.source_hash).page)


def safety_since(sight: Sight, older: Kept[Headline], newer: Kept[Headline]) -> tuple[SafetyGroup, ...] | None:
    """What of a version may matter to a patient, against the one before it; None when a text is not kept here."""
    try:
        return safety_of(text_of(sight, older), text_of(sight, newer))
    except NotFound:
        return None


def compare(sight: Sight, reader: Reader, slug: str, shown: Shown, older: int | None, newer: int | None, way: Way) -> Made:
    """From one public version to another; at first from the one before to the present one.

    Raises `NotFound` for a version that never was public, `Gone` for one that is withdrawn, `Invalid` when both are one.
    """
    if shown.standing is Standing.WITHDRAWN:
        return Made(pages.tombstone(sight, reader, shown))
    versions = readable(sight, shown.origin, slug)
    to = max(versions) if newer is None else newer
    came_from = before(versions, to) if older is None else older
    for number in (to, came_from):
        if number is not None and number not in versions:
            _refuse(sight, shown.origin, slug, number)
    if came_from == to:
        raise Invalid("Choose two versions that are not the same.", field="from")
    return Made(_view(sight, reader, slug, shown, versions, came_from, to, way))


def _refuse(sight: Sight, home: Region, slug: str, number: int) -> None:
    kept = sight.kept(home.slug, slug).get(number)
    if kept is None:
        raise NotFound(f"There is no version {number} of “{slug}” here.")
    title, entry = sight.edition(kept.published).title, sight.entry(kept.because)
    raise Gone(f"Version {number} of “{title}” has been withdrawn.", title=title, reason=entry.reason, successor=None)


def _view(
    sight: Sight,
    reader: Reader,
    slug: str,
    shown: Shown,
    versions: dict[int, Kept[Headline]],
    older: int | None,
    newer: int,
    way: Way,
) -> CompareView:
    home, region = shown.origin, reader.region
    address = f"/{region.slug}/pathways/{slug}/compare?from={older or ''}&to={newer}&view="
    return CompareView(
        reader.band,
        slug=slug,
        title=sight.edition(shown.published).title,
        versions=tuple(reversed(versions)),
        older=older,
        newer=newer,
        source=None if home.slug == region.slug else Named(home.slug, home.name),
        difference=compared(
            text_of(sight, versions[older]) if older else None,
            text_of(sight, versions[newer]),
            way=way,
            address=address,
            resolve=partial(_resolved, sight, reader, home),
            day=reader.today,
        ),
    )


def _resolved(sight: Sight, reader: Reader, home: Region, sanitised: str) -> str:
    """Links, pictures and local details as this region's readers have them today."""
    html = with_pictures(sight.session, sight.regions, sanitised, readers(reader.region.slug, home.slug))
    told = filling(sight, reader.region, named(html), reader.today)
    return told.html(resolved_html(sight, reader.region, html, home.slug, Links.KEPT))
