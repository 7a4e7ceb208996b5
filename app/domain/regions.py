"""Regions form a tree; upstream is towards the root. What a region shows of a slug follows from what its chain has published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Visibility(StrEnum):
    """Who may read what a region has published."""

    PUBLIC = "public"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Urgency:
    """One step of a scale of urgency."""

    category: str
    """As criteria name it: `category=1`."""
    name: str
    """What the region calls it, such as “Urgent”."""
    days: int
    """Within how many days people are seen."""


@dataclass(frozen=True, slots=True)
class Region:
    """A place with editors and readers."""

    id: int
    slug: str
    name: str
    parent: str | None
    """Slug of the next region upstream."""
    visibility: Visibility
    time_zone: str
    """IANA name; dates that readers see are dates of this zone."""
    language: str
    """BCP 47 tag, such as en-NZ."""
    accent: str = "#0b5d57"
    """Colour of the name band, with enough contrast to white."""
    country: str = "nz"
    """Whose way of writing doses its texts are checked by: `nz`, `au`, `uk` or `us`."""
    framed_by: tuple[str, ...] = ()
    """Origins, such as https://records.example.org, whose pages may show this region's pages in a frame."""

    contact: str = ""
    """Whom readers ring when a page is withdrawn, such as "Northvale health line, 0800 555 010"; empty when nobody is named."""
    urgency: tuple[Urgency, ...] = ()
    """Its own scale of urgency, the most urgent first; none when it has that of the region upstream."""

    @property
    def public(self) -> bool:
        """Whether anybody may read it without signing in."""
        return self.visibility is Visibility.PUBLIC

    def local_date(self, moment: datetime) -> date:
        """The date that a moment has in this region."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()


class Standing(StrEnum):
    """What readers get of one pathway."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


RESERVED = frozenset(
    "desk api open static login logout healthz readyz metrics account admin about search changes pathways specialties feedback "
    "sitemap robots favicon opensearch manifest offline sw cds-services fhir infobutton exchange assets help waymark".split()
)
"""Slugs that no region may have, because the site's own addresses begin with them."""


def chain(region: str, regions: Mapping[str, Region]) -> tuple[Region, ...]:
    """The region and all upstream of it, nearest first. A loop in the data ends the chain."""
    seen: dict[str, Region] = {}
    slug: str | None = region
    while slug is not None and slug not in seen and slug in regions:
        seen[slug] = regions[slug]
        slug = regions[slug].parent
    return tuple(seen.values())


def heeded(region: str, regions: Mapping[str, Region]) -> tuple[Region, ...]:
    """Those of a region's chain whose facts and words may count in it: what is for members counts for members only."""
    own = regions[region]
    return tuple(link for link in chain(region, regions) if link.slug == region or link.public or not own.public)


def below(region: str, regions: Mapping[str, Region]) -> tuple[Region, ...]:
    """The region and every region downstream of it, parents before children."""
    return tuple(
        sorted(
            (other for other in regions.values() if any(link.slug == region for link in chain(other.slug, regions))),
            key=lambda other: (len(chain(other.slug, regions)), other.slug),
        )
    )


def shown_from(region: str, standing: Mapping[str, Standing], regions: Mapping[str, Region]) -> Region | None:
    """Which region's pathway of one slug this region's readers get; None when there is none.

    `standing` holds, for each region that ever published the slug, what its readers get of it. The nearest wins, so a page
    withdrawn here never falls through to upstream. A members-only upstream is not shown to a public region's readers.
    """
    own = regions[region]
    for link in chain(region, regions):
        if link.slug not in standing:
            continue
        return link if link.slug == region or link.public or not own.public else None
    return None
