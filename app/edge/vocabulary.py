"""A region's vocabulary for those who look after it: the desk and the API show the same entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from app.domain.errors import NotFound
from app.domain.heard import Heard, Switch
from app.domain.vocabulary import Change, Sort, Taught, standing
from app.domain.word_table import written
from app.search.query import Searcher
from app.search.results import Hit
from app.store.database import Session
from app.store.vocabulary import changes, switches, told

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

    @property
    def last(self) -> Change:
        """The last change that says something."""
        return next(change for change in reversed(self.story) if change.taught.words)


@dataclass(frozen=True, slots=True)
class Above:
    """An entry that comes from above or with Waymark, and how a region has switched it, newest first."""

    entry: Heard
    switches: tuple[Switch, ...]


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


def words_of(searcher: Searcher, session: Session, region: str) -> tuple[Heard, ...]:
    """All words that reach a region, those too that are switched off, the nearest first."""
    return searcher.heard(session, region, told(session, region))


def above(searcher: Searcher, session: Session, region: str, source: str, name: str) -> Above:
    """An entry that comes from above or with Waymark. Raises `NotFound`."""
    found = next((one for one in words_of(searcher, session, region) if (one.source, one.name) == (source, name)), None)
    if found is None or source == region:
        raise NotFound("No such entry comes from above or with Waymark.")
    story = [one for one in switches(session, region) if (one.source, one.name) == (source, name)]
    return Above(found, tuple(reversed(story)))


def table(searcher: Searcher, session: Session, region: str) -> str:
    """A region's own entries and what it has switched off, as a table that can be taken in again."""
    why = {(one.source, one.name): one.reason for one in switches(session, region)}
    off = [one for one in words_of(searcher, session, region) if one.off_by == region and (one.source, one.name) in why]
    return written(standing(changes(session, region)).values(), [(one, why[one.source, one.name]) for one in off])


def trials(searcher: Searcher, session: Session, region: str, taught: Taught, change: Change | Switch) -> tuple[Trial, ...]:
    """What searches for the words of an entry find now, and what they would find after a change or a switch."""
    own, *rest = told(session, region)
    after = (
        replace(own, changes=(*own.changes, change)) if isinstance(change, Change)
        else replace(own, switches=(*own.switches, change))
    )  # fmt: skip

    def tried(query: str) -> Trial:
        now = searcher.search(session, region, query, FOUND)
        then = searcher.search(session, region, query, FOUND, told=(after, *rest))
        return Trial(query, now.hits, then.hits)

    return tuple(tried(query) for query in _queries(taught))


def _queries(taught: Taught) -> Iterable[str]:
    texts = taught.words if taught.sort in (Sort.PAGE, Sort.ASPECT, Sort.SPELLING) else taught.texts
    return tuple(dict.fromkeys(texts))[:TRIED]
