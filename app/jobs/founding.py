"""Adding regions from the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from app.domain.errors import Invalid, Taken
from app.domain.regions import RESERVED, Region
from app.domain.urgency import scale_from
from app.edge.platform import Platform
from app.jobs.moving import refuse_harm
from app.markup.lint import COUNTRIES
from app.store import regions

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
ORIGIN = re.compile(r"https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}(?::[1-9][0-9]{0,4})?")
THIS_MACHINE = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::[1-9][0-9]{0,4})?")
LONGEST_CONTACT = 200
ENOUGH = 4.5
"""Contrast of a region's colour with the white name on it: WCAG 2.2, success criterion 1.4.3."""


def found(platform: Platform, region: Region) -> None:
    """Add a region. Raises `Invalid` naming what can't be, `NotFound` for an unknown parent, `Taken` for a slug in use."""
    _check(region)
    with platform.write() as session:
        known = regions.all_regions(session)
        if region.slug in known:
            raise Taken(f"There is a region “{region.slug}” already: {known[region.slug].name}.")
        if region.parent is not None:
            regions.region(session, region.parent)
        regions.add_region(session, region)


def change(platform: Platform, slug: str, **given: Any) -> Region:
    """Change what was said of a region; None leaves it as it was, and an empty `parent` puts it below none.

    Every process shows it within seconds; pages of a region that is now for members go at once. Raises `NotFound`, and `Invalid`
    naming what can't be or must not be. Its slug stays.
    """
    with platform.write() as session:
        before = regions.region(session, slug)
        region = replace(before, **{name: value for name, value in given.items() if value is not None})
        region = replace(region, parent=region.parent or None)
        _check(region)
        refuse_harm(session, before, region, regions.all_regions(session))
        region = regions.add_region(session, region)
    platform.shelf.signal.ring()
    return region


def set_urgency(platform: Platform, slug: str, steps: Iterable[str]) -> Region:
    """Give a region its scale of urgency, the most urgent step first; without steps it has that of the region upstream.

    Raises `NotFound`, and `Invalid` for what is no scale.
    """
    with platform.write() as session:
        region = regions.add_region(session, replace(regions.region(session, slug), urgency=scale_from(steps)))
    platform.shelf.signal.ring()
    return region


def let_frame(platform: Platform, slug: str, add: Iterable[str], remove: Iterable[str]) -> Region:
    """Let sites show a region's pages in a frame, or no longer; every process does so within a second.

    Raises `Invalid` for what is no origin, and for a region whose pages are for members: nobody is signed in within another site.
    """
    with platform.write() as session:
        region = regions.region(session, slug)
        added = [origin_of(origin) for origin in add]
        if added and not region.public:
            raise Invalid(f"The pages of {region.name} are for members: in a frame of another site nobody is signed in.")
        gone = set(map(origin_of, remove))
        now = tuple(origin for origin in dict.fromkeys((*region.framed_by, *added)) if origin not in gone)
        region = regions.add_region(session, replace(region, framed_by=now))
    platform.shelf.signal.ring()
    return region


def origin_of(text: str) -> str:
    """An origin as browsers send it. Raises `Invalid`: only https will do, but for a site on the same machine."""
    origin = text.strip().rstrip("/").lower()
    if not (ORIGIN.fullmatch(origin) or THIS_MACHINE.fullmatch(origin)):
        raise Invalid(
            f"“{text}” is not an origin: write https://, the host and perhaps a port, such as https://records.example.org."
        )
    return origin


def _check(region: Region) -> None:
    if not SLUG.fullmatch(region.slug):
        raise Invalid(f"“{region.slug}” can't be an address: use lower-case letters, digits and single hyphens, at most 40.")
    if region.slug in RESERVED:
        raise Invalid(f"The site itself uses “{region.slug}”; choose another slug.")
    if not region.name.strip() or not region.name.isprintable():
        raise Invalid("Give the region a name, on one line.")
    if len(region.contact) > LONGEST_CONTACT or not region.contact.isprintable():
        raise Invalid(f"Say on one line of at most {LONGEST_CONTACT} characters whom readers ring.")
    _check_place(region)
    if not re.fullmatch(r"#[0-9a-f]{6}", region.accent):
        raise Invalid(f"“{region.accent}” is not a colour, such as #0b5d57.")
    if contrast_with_white(region.accent) < ENOUGH:
        raise Invalid(f"The white name of the region can't be read on {region.accent}; choose a darker colour.")


def _check_place(region: Region) -> None:
    if region.time_zone not in available_timezones():
        raise Invalid(f"There is no time zone “{region.time_zone}”; names look like Pacific/Auckland.")
    if region.country not in COUNTRIES:
        raise Invalid(f"There are no checks for “{region.country}”; there are {', '.join(COUNTRIES)}.")
    if not LANGUAGE.fullmatch(region.language):
        raise Invalid(f"“{region.language}” is not a language tag, such as en-NZ.")


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of `#rrggbb` with white, 1 to 21 (WCAG 2.2)."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
