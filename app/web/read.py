"""Readers' pages that depend on what was asked: search, and the choice of a region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.reading.render import View
from app.reading.views import Band, PageLink, ReaderView


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
    snippet: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A page that matched, with the sections that did."""

    page: PageLink
    snippet: tuple[Snippet, ...] = ()
    """Of the page itself, when no section matched."""
    sections: tuple[SectionHit, ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView(ReaderView):
    """Results of a search."""

    template: ClassVar[str] = "read/results.html"

    query: str
    """As typed."""
    corrected: str = ""
    """What was searched for instead; empty when nothing was corrected."""
    exact: str = ""
    """Address of the search for exactly what was typed."""
    hits: tuple[Hit, ...] = ()
    total: int = 0
    withdrawn: tuple[WithdrawnHit, ...] = ()
    nearest: tuple[PageLink, ...] = ()
    """When nothing was found: pages that come near."""
    more: str = ""
    """Address of the following results."""
    titles_only: bool = False
    """The index is being made anew: only titles were looked through."""


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
