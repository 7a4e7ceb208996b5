"""The vocabulary as each region has it: the platform's, with what the region has taught search. In force within a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.vocabulary import Sort, Taught, standing
from app.search.fold import Terms, terms
from app.search.shown import Shown
from app.search.vocabulary import Aspect, Vocabulary, aspect_names
from app.store.database import Session
from app.store.vocabulary import changes, version

LOOKED: Final = 0.5
"""Seconds until it is looked again whether somebody has taught search something."""


@dataclass(frozen=True, slots=True)
class _Known:
    at: float
    version: int
    shown: Shown
    vocabulary: Vocabulary


class Words:
    """What search knows in each region; used by any number of threads."""

    def __init__(self, base: Vocabulary, clock: Callable[[], float] = time.monotonic) -> None:
        self._base, self._clock = base, clock
        self._regions: dict[str, _Known] = {}

    def of(self, session: Session, region: str, shown: Shown, number: int | None = None) -> Vocabulary:
        """A region's vocabulary, at most `LOOKED` seconds old; `number`: its version, by whoever has just asked."""
        known, now = self._regions.get(region), self._clock()
        current = now - known.at < LOOKED if known and number is None else known and known.version == number
        if known is not None and known.shown is shown and current:
            return known.vocabulary
        number = version(session, region)
        if known is not None and known.version == number and (known.shown is shown or not number):
            vocabulary = known.vocabulary
        else:
            taught = [change.taught for change in standing(changes(session, region)).values()] if number else []
            vocabulary = self.with_taught(taught, shown)
        self._regions[region] = _Known(now, number, shown, vocabulary)
        return vocabulary

    def with_taught(self, taught: Iterable[Taught], shown: Shown) -> Vocabulary:
        """The platform's vocabulary with some entries; pages go by the titles that readers see now."""
        entries = tuple(taught)
        if not entries:
            return self._base
        meanings = {word: dict.fromkeys(others) for word, others in self._base.meanings.items()}
        aspects = dict(self._base.aspects)
        for entry in entries:
            if entry.sort is Sort.ASPECT:
                aspects |= _aspects(entry, self._base.aspects)
                continue
            for word, other in _pairs(entry, shown):
                if word and other and word != other:
                    meanings.setdefault(word, {})[other] = None
        return Vocabulary(
            {word: tuple(others) for word, others in meanings.items()}, self._base.listed, aspects, self._base.worth
        )


def _pairs(entry: Taught, shown: Shown) -> list[tuple[Terms, Terms]]:
    """Each word with what may stand for it."""
    words, means = [terms(word) for word in entry.words], [terms(word) for word in entry.means]
    if entry.sort is Sort.SYNONYM:
        return [(word, other) for word in words for other in words]
    if entry.sort is Sort.PAGE:
        means = [terms(shown.titles[slug]) for slug in entry.means if slug in shown.titles]
    there = [(word, meaning) for word in words for meaning in means]
    return there + [(meaning, word) for word, meaning in there] if entry.sort is Sort.ABBREVIATION else there


def _aspects(entry: Taught, known: Mapping[Terms, Aspect]) -> dict[Terms, Aspect]:
    aspect = aspect_names(known).get(entry.means[0])
    return {terms(word): aspect for word in entry.words} if aspect else {}
