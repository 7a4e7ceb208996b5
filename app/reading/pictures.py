"""Uploaded pictures on a page: an address, a size that keeps the page from jumping, and a way to see them large."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape

from app.domain.errors import NotFound
from app.domain.publication import Answer
from app.domain.regions import Region, Standing, chain
from app.reading.sight import Sight
from app.store import assets
from app.store.assets import AssetRow
from app.store.database import Session
from app.wording import word

_PICTURE = re.compile(r'<img data-asset="([^"]*)" alt="([^"]*)">')
"""One picture of sanitised HTML: its name, and what it shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page's pictures are from, and where they are fetched."""

    home: str
    """Slug of the region that the text was written in: its own pictures, and those of all upstream of it."""
    address: str
    """What stands before a picture's name in its address."""


def readers(region: str, home: str) -> Place:
    """The pictures of a page that a region's readers get."""
    return Place(home, f"/{region}/pictures/")


def desk(region: str) -> Place:
    """The pictures of a text that is being worked on."""
    return Place(region, f"/desk/{region}/pictures/")


def with_pictures(session: Session, regions: Mapping[str, Region], html: str, place: Place) -> str:
    """HTML in which each picture is fetched from the site; where there is no such picture its words stand."""
    names = {unescape(match[1]) for match in _PICTURE.finditer(html)}
    if not names:
        return html
    known = assets.in_regions(session, [link.slug for link in chain(place.home, regions)], names)

    def shown(match: re.Match[str]) -> str:
        row = known.get(unescape(match[1]))
        if row is None:
            return f'<span class="image">{escape(word("picture.missing"))}: {match[2]}</span>'
        address = escape(place.address + row.name)
        image = f'<img src="{address}" alt="{match[2]}" width="{row.width}" height="{row.height}" loading="lazy">'
        return f'<a class="picture" href="{address}">{image}</a>'

    return _PICTURE.sub(shown, html)


def published(sight: Sight, region: Region, name: str) -> AssetRow:
    """A picture that a region's readers may be shown: a page or an edition that answers them names it.

    Raises `NotFound` otherwise, and for what does not exist: both look the same.
    """
    for home, slug, number in assets.editions_naming(sight.session, name):
        if _answers(sight, region, home, slug, number) and name in _had(sight, home, name):
            return assets.content(sight.session, name)
    raise NotFound("There is no such picture here.")


def _answers(sight: Sight, region: Region, home: str, slug: str, number: int) -> bool:
    """Whether an edition of a region's pathway answers another region's readers: as the page, for good, or as of a day."""
    shown = sight.shown(region.slug, slug)
    if shown is None or shown.standing is Standing.WITHDRAWN:
        return False
    kept = sight.kept(home, slug).get(number)
    if kept is None or kept.answer is Answer.WITHDRAWN:
        return False
    if home == shown.origin.slug:
        return True
    then = sight.earlier(kept.published.sequence).shown(region.slug, slug)
    return then is not None and then.origin.slug == home


def _had(sight: Sight, home: str, name: str) -> Mapping[str, AssetRow]:
    return assets.in_regions(sight.session, [link.slug for link in chain(home, sight.regions)], [name])
