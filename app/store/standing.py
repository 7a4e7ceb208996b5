"""What each search asks of the database before anything else, in one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.regions import Region
from app.store.database import Database
from app.store.projections import MAKINGS, PAGES, Progress
from app.store.regions import region_of
from app.store.vocabulary import Version, counted

_QUESTION: Final = """
WITH RECURSIVE link (id, parent_id) AS (
    SELECT id, parent_id FROM region WHERE slug = ?
    UNION SELECT region.id, region.parent_id FROM region JOIN link ON region.id = link.parent_id
)
SELECT pages.sequence, makings.sequence, pages.basis,
    (SELECT max(number) FROM vocabulary_change WHERE region_id = region.id),
    (SELECT max(number) FROM vocabulary_switch WHERE region_id = region.id),
    region.id, region.slug, region.name, above.slug, region.visibility, region.time_zone, region.language, region.accent,
    region.country, region.framed_by, region.contact, region.urgency
FROM link
JOIN region ON region.id = link.id
LEFT JOIN region AS above ON above.id = region.parent_id
JOIN projection AS pages ON pages.name = ?
JOIN projection AS makings ON makings.name = ?
"""
"""A row for the region and for each above it, in any order; `UNION` ends a loop in the data."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand in a region at one moment."""

    region: Region
    at: Progress
    """How far pages are."""
    words: Version
    """Whose words count, and which."""


def standing(database: Database, region: str) -> Standing | None:
    """How things stand in a region; None when there is no such. Raises `Unavailable`."""
    rows = database.rows(_QUESTION, region, PAGES, MAKINGS)
    links = [region_of(place) for _, _, _, _, _, *place in rows]
    made = {link.slug: (changes, switches) for link, (_, _, _, changes, switches, *_) in zip(links, rows, strict=True)}
    regions = {link.slug: link for link in links}
    for sequence, makings, basis, *_ in rows[:1]:
        return Standing(regions[region], Progress(sequence, makings, basis), counted(region, regions, made))
    return None
