"""What a region shows at this moment, as the database says: the measure of everything that search gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.publication import Edition
from app.domain.regions import Standing
from app.search.asked import Asked
from app.search.fold import Terms, fold, terms, words
from app.search.results import Tombstone
from app.search.schema import Card
from app.search.vocabulary import Vocabulary
from app.store.database import Session
from app.store.projections import Progress, ShownRow, progress, shown_in, shown_under, texts_shown_in
from app.store.publication_log import entry_at, published


@dataclass(frozen=True, slots=True)
class Shown:
    """What a region shows: slugs of published pages with their origin and sequence, and titles by slug."""

    at: Progress
    """Where pages were: it moves with everything that is shown."""
    published: Mapping[str, tuple[str, int]]
    titles: Mapping[str, str]
    """Of the published pages."""
    details: Mapping[str, str]
    """What their readers are told of local details; without those that name none."""
    keys: NDArray[np.int64]
    """Hashes of (origin, slug, sequence) of the published pages."""
    withdrawn: Mapping[str, Terms]
    """The words of the titles of the withdrawn ones."""
    gone: frozenset[str]
    """The words of their texts, in their common spelling: none of them is a misspelling of what other pages say."""

    def has(self, card: Card) -> bool:
        """Whether this text is what is shown under its slug."""
        return self.published.get(card.slug) == (card.origin, card.sequence)

    def says(self, card: Card) -> bool:
        """Whether its local details are those that readers are told."""
        return self.details.get(card.slug, "") == card.details


class ShownNow:
    """Remembers what regions show for as long as pages stay where they are."""

    def __init__(self) -> None:
        self._regions: dict[str, Shown] = {}
        self._gone: dict[tuple[str, str, int], frozenset[str]] = {}

    def of(self, session: Session, region: str, at: Progress | None = None) -> Shown:
        """What a region shows now; `at`: how far pages are, by whoever has just asked."""
        found = self._regions.get(region)
        if found is not None and found.at == at:
            return found
        now = progress(session)
        if found is None or found.at != now:
            found = self._regions[region] = _read(session, region, now, self._words_gone)
        return found

    def _words_gone(self, session: Session, region: str) -> frozenset[str]:
        """The words of what has been withdrawn. A version says the same for good, so it is read once."""
        rows = [(row.origin, row.slug, row.number) for row in shown_in(session, region, Standing.WITHDRAWN)]
        for place in rows:
            if place not in self._gone:
                self._gone[place] = _words_of(published(session, *place))
        return frozenset().union(*(self._gone[place] for place in rows))

    def still(self, session: Session, region: str, before: Shown) -> Shown:
        """What a region shows by now. In SQLite a transaction sees one state from its first look to its end."""
        return before if session.get_bind().dialect.name == "sqlite" else self.of(session, region)


def titled(shown: Shown, asked: Sequence[Asked]) -> list[str]:
    """The published pages whose title has every word of a query, the last one perhaps unfinished; shorter titles first."""
    found = [slug for slug, title in shown.titles.items() if _in_title(asked, terms(title))]
    return sorted(found, key=lambda slug: (len(shown.titles[slug]), shown.titles[slug]))


def cards_under(session: Session, slugs: Sequence[str], region: str) -> list[Card]:
    """What the database alone knows of some published pages, in this order."""
    rows = {row.slug: row for row in shown_under(session, slugs, region) if row.standing == Standing.PUBLISHED}
    return [_card(rows[slug]) for slug in slugs if slug in rows]


def tombstones(
    session: Session, shown: Shown, region: str, asked: Sequence[Asked], vocabulary: Vocabulary
) -> tuple[Tombstone, ...]:
    """The withdrawn pages whose title was searched for: every word stands in it, or every word of it was typed."""
    typed = {word for one in asked for word in _with_meanings(one, vocabulary)}
    slugs = [slug for slug, title in shown.withdrawn.items() if _in_title(asked, title) or (title and typed.issuperset(title))]
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


def _card(row: ShownRow) -> Card:
    return Card(
        row.origin, row.slug, row.sequence, row.number, "", (row.region,), row.kind, row.specialty, row.title, (), 0.0,
        row.published_at, row.review_due, row.high_alert, row.mark, (), (), row.details,
    )  # fmt: skip


def _words_of(edition: Edition) -> frozenset[str]:
    texts = (edition.title, *edition.synonyms, *(part for section in edition.sections for part in (section.title, section.text)))
    return frozenset(fold(word) for text in texts for word in words(text))


def _read(session: Session, region: str, at: Progress, gone: Callable[[Session, str], frozenset[str]]) -> Shown:
    current: dict[str, tuple[str, int]] = {}
    titles: dict[str, str] = {}
    details: dict[str, str] = {}
    withdrawn: dict[str, Terms] = {}
    for slug, origin, standing, sequence, told, title in texts_shown_in(session, region):
        if standing == Standing.PUBLISHED:
            current[slug], titles[slug] = (origin, sequence), title
            if told:
                details[slug] = told
        elif standing == Standing.WITHDRAWN:
            withdrawn[slug] = terms(title)
    keys = np.array([hash((origin, slug, sequence)) for slug, (origin, sequence) in current.items()], np.int64)
    return Shown(at, current, titles, details, np.sort(keys), withdrawn, gone(session, region) if withdrawn else frozenset())


def _successor(session: Session, region: str, slug: str | None) -> tuple[str, str] | None:
    rows = shown_under(session, [slug], region) if slug else []
    return next(((row.slug, row.title) for row in rows if row.standing == Standing.PUBLISHED), None)


def _in_title(asked: Sequence[Asked], title: Sequence[str]) -> bool:
    return all(set(one.terms) <= set(title) or (one.last and any(word.startswith(one.folded) for word in title)) for one in asked)


def _with_meanings(one: Asked, vocabulary: Vocabulary) -> set[str]:
    return {*one.terms, *(word for meaning in vocabulary.meanings.get(one.terms, ()) for word in meaning)}
