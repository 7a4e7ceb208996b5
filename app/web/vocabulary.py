"""What a region has taught search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.domain.vocabulary import Sort
from app.reading.views import Band, PageLink
from app.web.frame import EMPTY, DeskView, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry, and who changed it last. One of the platform has no number."""

    number: int | None
    sort: Sort
    words: tuple[str, ...]
    means: tuple[str, ...]
    by: str = ""
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLine:
    """What a search finds now and would find then."""

    query: str
    now: tuple[PageLink, ...]
    then: tuple[PageLink, ...]

    @property
    def same(self) -> bool:
        """Whether nothing would change."""
        return self.now == self.then


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyView(DeskView):
    """The list: the region's own entries, and those of the platform that hold what was asked for."""

    template: ClassVar[str] = "vocabulary/list.html"

    band: Band
    own: tuple[EntryLine, ...]
    ended: tuple[EntryLine, ...]
    platform: tuple[EntryLine, ...]
    total: int
    """Entries of the platform."""
    query: str
    may_teach: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView(DeskView):
    """One entry, or a new one: its form, what it would change, and its story.

    The form goes to `…/vocabulary` or `…/vocabulary/{number}`: `sort`, `words`, `means`, `part`, `page`, `reason`, `keys`,
    `revision`; and which button sent it: `then` is `try`, `save`, `end` or `bring_back` with `number`.
    """

    template: ClassVar[str] = "vocabulary/entry.html"

    band: Band
    number: int | None
    sorts: tuple[Sort, ...]
    parts: tuple[str, ...]
    """Of a page, that words may ask for."""
    pages: tuple[PageLink, ...]
    """To choose from."""
    trials: tuple[TrialLine, ...] = ()
    tried: bool = False
    story: tuple[EntryLine, ...] = ()
    """Newest first; `number` is the change's."""
    revision: str = ""
    ended: bool = False
    may_teach: bool = False
    form: Form = EMPTY
