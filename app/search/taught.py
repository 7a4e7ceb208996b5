"""The vocabulary as each region has it: its own words, those from above, and the platform's. In force within a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.heard import Heard, Told, heard, pages_of
from app.search.shown import Shown
from app.search.vocabulary import Vocabulary
from app.store.database import Session
from app.store.vocabulary import Version, told, version

LOOKED: Final = 0.5
"""Seconds until it is looked again whether somebody has taught search something."""


@dataclass(frozen=True, slots=True)
class _Known:
    at: float
    version: Version
    shown: Shown
    pages: dict[str, str]
    """The titles of the pages that words mean."""
    vocabulary: Vocabulary


class Words:
    """What search knows in each region; used by any number of threads."""

    def __init__(self, base: Vocabulary, clock: Callable[[], float] = time.monotonic) -> None:
        self._base, self._clock = base, clock
        self._regions: dict[str, _Known] = {}

    def of(self, session: Session, region: str, shown: Shown, words: Version | None = None) -> Vocabulary:
        """A region's vocabulary, at most `LOOKED` seconds old; `words`: its version, by whoever has just asked."""
        known, now = self._regions.get(region), self._clock()
        current = known and (known.version == words if words is not None else now - known.at < LOOKED)
        if known is not None and known.shown is shown and current:
            return known.vocabulary
        made = version(session, region)
        if known is not None and known.version == made and known.pages == _titles(known.pages, shown):
            self._regions[region] = _Known(now, made, shown, known.pages, known.vocabulary)
            return known.vocabulary
        said = told(session, region)
        titles = _titles(pages_of(said), shown)
        self._regions[region] = _Known(now, made, shown, titles, self.with_told(said, shown))
        return self._regions[region].vocabulary

    def with_told(self, said: Sequence[Told], shown: Shown) -> Vocabulary:
        """The vocabulary that a region has when it and those above it have said this; pages go by the titles of now."""
        if not any(one.changes or one.switches for one in said):
            return self._base
        return self._base.of([entry for entry in self.heard(said, shown) if entry.in_force])

    def heard(self, said: Sequence[Told], shown: Shown) -> tuple[Heard, ...]:
        """The entries themselves, those too that are switched off."""
        return heard(said, self._base.language, shown.titles)


def _titles(pages: Iterable[str], shown: Shown) -> dict[str, str]:
    """What these pages are called now; empty for one that readers do not have."""
    return {slug: shown.titles.get(slug, "") for slug in pages}
