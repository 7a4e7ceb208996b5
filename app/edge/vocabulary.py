"""A region's vocabulary for those who look after it: the desk and the API show the same entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.errors import NotFound
from app.domain.vocabulary import Change, Language, Sort, Taught, standing
from app.search.fold import terms
from app.search.query import Searcher
from app.search.results import Hit
from app.search.vocabulary import aspect_names
from app.store.database import Session
from app.store.vocabulary import changes

TRIED: Final = 6
"""Words of an entry that are tried before it is saved."""
FOUND: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with its story, oldest change first."""

    number: int
    story: tuple[Change, ...]

    @property
    def now(self) -> Change:
        """The last change of it."""
        return self.story[-1]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a search finds now, and what it would find then; the best first."""

    query: str
    now: tuple[Hit, ...]
    then: tuple[Hit, ...]


def entries(session: Session, region: str) -> tuple[Entry, ...]:
    """A region's entries, ended ones too, the one changed last first."""
    stories: dict[int, list[Change]] = {}
    for change in changes(session, region):
        stories.setdefault(change.entry, []).append(change)
    found = [Entry(number, tuple(story)) for number, story in stories.items()]
    return tuple(sorted(found, key=lambda entry: -entry.now.number))


def entry(session: Session, region: str, number: int) -> Entry:
    """One entry. Raises `NotFound`."""
    found = next((one for one in entries(session, region) if one.number == number), None)
    if found is None:
        raise NotFound("There is no such entry.")
    return found


def language_of(searcher: Searcher) -> Language:
    """What entries must fit to."""
    known = searcher.vocabulary.aspects
    return Language(terms, frozenset(aspect_names(known)), frozenset(known))


def trials(
    searcher: Searcher, session: Session, region: str, taught: Taught, replacing: int | None = None
) -> tuple[Trial, ...]:  # fmt: skip
    """What searches for the words of an entry find now, and what they would find with it."""
    others = [change.taught for name, change in standing(changes(session, region)).items() if name != replacing]
    proposed = [*others, taught] if taught.words else others

    def tried(query: str) -> Trial:
        now = searcher.search(session, region, query, FOUND)
        then = searcher.search(session, region, query, FOUND, taught=proposed)
        return Trial(query, now.hits, then.hits)

    return tuple(tried(query) for query in _queries(taught))


def _queries(taught: Taught) -> Iterable[str]:
    texts = taught.words if taught.sort in (Sort.PAGE, Sort.ASPECT, Sort.SPELLING) else taught.texts
    return tuple(dict.fromkeys(texts))[:TRIED]
