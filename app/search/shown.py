"""What a region shows at this moment, as the database says: the measure of everything that search gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.regions import Standing
from app.search.asked import Asked
from app.search.fold import terms
from app.search.results import Tombstone
from app.search.vocabulary import Vocabulary
from app.store.database import Session
from app.store.projections import Progress, ShownRow, progress, shown_under, texts_shown_in
from app.store.publication_log import entry_at


@dataclass(frozen=True, slots=True)
class Shown:
    """What a region shows: slugs of published pages with their origin and sequence, and titles by slug."""

    at: Progress
    """Where pages were: it moves with everything that is shown."""
    published: Mapping[str, tuple[str, int]]
    titles: Mapping[str, str]
    """Of the published pages."""
    keys: NDArray[np.int64]
    """Hashes of (origin, slug, sequence) of the published pages."""
    withdrawn: Mapping[str, str]
    """Titles of the withdrawn ones."""


class ShownNow:
    """Remembers what regions show for as long as pages stay where they are."""

    def __init__(self) -> None:
        self._regions: dict[str, Shown] = {}

    def of(self, session: Session, region: str) -> Shown:
        """What a region shows now."""
        now = progress(session)
        found = self._regions.get(region)
        if found is None or found.at != now:
            found = self._regions[region] = _read(session, region, now)
        return found

    def forget(self, region: str) -> None:
        """It was not so any more: read it again next time."""
        self._regions.pop(region, None)


def titled(shown: Shown, asked: Sequence[Asked]) -> list[str]:
    """The published pages whose title has every word of a query, the last one perhaps unfinished; shorter titles first."""
    found = [slug for slug, title in shown.titles.items() if _in_title(asked, terms(title))]
    return sorted(found, key=lambda slug: (len(shown.titles[slug]), shown.titles[slug]))


def tombstones(
    session: Session, shown: Shown, region: str, asked: Sequence[Asked], vocabulary: Vocabulary
) -> tuple[Tombstone, ...]:
    """The withdrawn pages whose title was searched for: every word stands in it, or every word of it was typed."""
    typed = {word for one in asked for word in _with_meanings(one, vocabulary)}
    slugs = [
        slug
        for slug, title in shown.withdrawn.items()
        if _in_title(asked, terms(title)) or (terms(title) and typed.issuperset(terms(title)))
    ]
    rows = [row for row in shown_under(session, slugs, region) if row.standing == Standing.WITHDRAWN] if slugs else []
    return tuple(_tombstone(session, region, row) for row in sorted(rows, key=lambda row: row.title))


def _tombstone(session: Session, region: str, row: ShownRow) -> Tombstone:
    return Tombstone(
        slug=row.slug,
        title=row.title,
        region=row.origin,
        reason=row.reason,
        withdrawn_at=entry_at(session, row.sequence).at,
        successor=_successor(session, region, row.successor),
    )


def _read(session: Session, region: str, at: Progress) -> Shown:
    published: dict[str, tuple[str, int]] = {}
    titles: dict[Standing, dict[str, str]] = {standing: {} for standing in Standing}
    for slug, origin, standing, sequence, title in texts_shown_in(session, region):
        titles[Standing(standing)][slug] = title
        if standing == Standing.PUBLISHED:
            published[slug] = origin, sequence
    keys = np.array([hash((origin, slug, sequence)) for slug, (origin, sequence) in published.items()], np.int64)
    return Shown(at, published, titles[Standing.PUBLISHED], np.sort(keys), titles[Standing.WITHDRAWN])


def _successor(session: Session, region: str, slug: str | None) -> tuple[str, str] | None:
    rows = shown_under(session, [slug], region) if slug else []
    return next(((row.slug, row.title) for row in rows if row.standing == Standing.PUBLISHED), None)


def _in_title(asked: Sequence[Asked], title: Sequence[str]) -> bool:
    return all(set(one.terms) <= set(title) or (one.last and any(word.startswith(one.folded) for word in title)) for one in asked)


def _with_meanings(one: Asked, vocabulary: Vocabulary) -> set[str]:
    return {*one.terms, *(word for meaning in vocabulary.meanings.get(one.terms, ()) for word in meaning)}
