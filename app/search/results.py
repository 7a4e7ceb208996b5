"""What a search gives back, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from app.search.facets import NO_FACETS, Facets


@dataclass(frozen=True, slots=True)
class Snippet:
    """Some sentences of a page as plain text, to be escaped, and where in them the words are that were searched for."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """(beginning, end) of each, ascending, not overlapping."""

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        done = 0
        for start, end in self.marks:
            if start > done:
                yield self.text[done:start], False
            yield self.text[start:end], True
            done = end
        if done < len(self.text):
            yield self.text[done:], False


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section: the fragment of its address, and its heading."""

    id: str
    title: str


class Hit(NamedTuple):
    """A page that answers. A tuple, because twenty are made for each search."""

    slug: str
    title: str
    kind: str
    specialty: str
    region: str
    """Slug of the region whose page it is: the one searched, or one upstream."""
    from_upstream: bool
    number: int
    published_at: datetime
    review_due: date
    high_alert: bool
    mark: str | None
    section: SectionHit | None
    """The section that answers best; None when it is the page as a whole."""
    further: tuple[SectionHit, ...]
    """More sections that answer, the best first."""
    snippet: Snippet
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A withdrawn page whose title was searched for. Its text is nowhere in here."""

    slug: str
    title: str
    region: str
    reason: str
    withdrawn_at: datetime
    successor: tuple[str, str] | None
    """Slug and title of the page to read instead."""


class Why(StrEnum):
    """Why something else was searched for than what was typed."""

    SPELLING = "spelling"
    """It was taken for misspelt; a search for exactly what was typed undoes that."""
    MEANING = "meaning"
    """It stands for this: a short form, or another word for the same."""


@dataclass(frozen=True, slots=True)
class Instead:
    """Some words of a query for which the best page has others."""

    typed: str
    searched: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to one query."""

    query: str
    """As typed, without control characters, cut to what is read."""
    corrected: str | None = None
    """What was searched for instead, when a word was taken for misspelt."""
    instead: tuple[Instead, ...] = ()
    """What was searched for instead, word by word."""
    total: int = 0
    """Pages that answer, of those that are wanted."""
    facets: Facets = NO_FACETS
    hits: tuple[Hit, ...] = ()
    withdrawn: tuple[Tombstone, ...] = ()
    unavailable: bool = False
    """The index is being made anew: these hits come from titles alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A page, or a section of it, to go to straight from the search box."""

    slug: str
    title: str
    kind: str
    region: str
    from_upstream: bool
    section: SectionHit | None = None
