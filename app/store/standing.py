"""What each search asks of the database before anything else, in one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.regions import Region
from app.store.database import Database
from app.store.projections import MAKINGS, PAGES, Progress
from app.store.regions import region_of

_QUESTION: Final = """
SELECT pages.sequence, makings.sequence, pages.basis,
    (SELECT max(number) FROM vocabulary_change WHERE region_id = region.id),
    region.id, region.slug, region.name, above.slug, region.visibility, region.time_zone, region.language, region.accent,
    region.country, region.framed_by, region.contact, region.urgency
FROM projection AS pages
JOIN projection AS makings ON makings.name = ?
JOIN region ON region.slug = ?
LEFT JOIN region AS above ON above.id = region.parent_id
WHERE pages.name = ?
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand in a region at one moment."""

    region: Region
    at: Progress
    """How far pages are."""
    taught: int
    """How many changes the region has made to its vocabulary."""


def standing(database: Database, region: str) -> Standing | None:
    """How things stand in a region; None when there is no such. Raises `Unavailable`."""
    for sequence, makings, basis, taught, *place in database.rows(_QUESTION, MAKINGS, region, PAGES):
        return Standing(region_of(place), Progress(sequence, makings, basis), taught or 0)
    return None
