"""Readers' pages that depend on what was asked: search, and the choice of a region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.reading.render import View
from app.reading.views import Band, PageLink, ReaderView, SpecialtyCount


@dataclass(frozen=True, slots=True)
class Snippet:
    """Some words of a hit."""

    text: str
    marked: bool = False
    """Whether these are words that were searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionHit:
    """A section that matched."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A page that matched, with the sections that did."""

    page: PageLink
    section: SectionHit | None = None
    """The one that answers best, which the snippet is from; None for the page as a whole."""
    further: tuple[SectionHit, ...] = ()
    snippet: tuple[Snippet, ...] = ()
    number: int = 0
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnHit:
    """A withdrawn page whose title was searched for: reason and successor, no text."""

    slug: str
    title: str
    reason: str
    on: date
    successor: PageLink | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow what was found."""

    name: str
    """Empty for all."""
    count: int | None
    """Pages; None for all, which the list says itself."""
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Meant:
    """Some words as they were typed, or the address of a search for them, and what was or would be searched for."""

    typed: str
    searched: str


@dataclass(frozen=True, slots=True)
class Upstream:
    """What a region above has for the same words."""

    slug: str
    name: str
    pages: tuple[PageLink, ...]
    members: bool
    """Whether only its members may see this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingFound:
    """What helps when nothing was found, or nothing typed."""

    nearest: tuple[PageLink, ...]
    upstream: tuple[Upstream, ...]
    specialties: tuple[SpecialtyCount, ...]
    private: bool
    """It holds what looks like a patient's number: it is not sent to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView(ReaderView):
    """Results of a search."""

    template: ClassVar[str] = "read/results.html"

    query: str
    """As typed, as far as it was read."""
    cut: bool
    """Whether more was typed than is read."""
    corrected: str
    """What was searched for instead; empty when nothing was corrected."""
    exact: str
    """Address of the search for exactly what was typed."""
    instead: Meant | None
    """After a search for exactly what was typed: what else would have been searched for."""
    meant: tuple[Meant, ...]
    """Short forms, and what they were read as besides."""
    kinds: tuple[Choice, ...]
    specialties: tuple[Choice, ...]
    all_of_it: str
    """Address of the same search, not narrowed."""
    hits: tuple[Hit, ...]
    total: int
    withdrawn: tuple[WithdrawnHit, ...]
    nothing: NothingFound | None
    more: str
    """Address of the page with more results; empty when there are no more, or too many to read."""
    titles_only: bool
    """The index is being made anew: only titles were looked through."""
    report: str = ""
    """What the browser tells the end of this search with; empty when it is not counted."""


@dataclass(frozen=True, slots=True)
class RegionChoice:
    """A region to choose, with how deep it stands in the tree."""

    band: Band
    depth: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionsView(View):
    """Which region's pages?"""

    template: ClassVar[str] = "read/regions.html"

    regions: tuple[RegionChoice, ...]
    note: str = ""
