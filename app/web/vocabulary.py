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
    """An entry, whose it is, and who changed it last."""

    number: int = 0
    """Of the entry, or of a change in its story; 0 for one that is not the region's own."""
    address: str = ""
    """Of its page on this region's desk."""
    sort: Sort
    words: tuple[str, ...]
    means: tuple[str, ...]
    by: str = ""
    """A person, for the region's own; for others nobody."""
    at: datetime | None = None
    reason: str = ""
    whose: str = ""
    """Name of the region that it comes from; empty for what comes with Waymark."""
    listed: bool = False
    off_by: str = ""
    """Name of the region that switched it off."""
    against: str = ""
    """A nearer entry that leads one of its words to another medicine."""


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
class Shelf:
    """The entries that come down from one region."""

    whose: str
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyView(DeskView):
    """The list: the region's own entries, what comes from above and with Waymark, what is switched off and what has ended."""

    template: ClassVar[str] = "vocabulary/list.html"

    band: Band
    own: tuple[EntryLine, ...]
    above: tuple[Shelf, ...]
    off: tuple[EntryLine, ...]
    ended: tuple[EntryLine, ...]
    platform: tuple[EntryLine, ...]
    """Those of this leaf."""
    total: int
    """Entries of the platform that hold what was asked for."""
    leaf: int
    leaves: int
    query: str
    may_teach: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLine:
    """Somebody switched an entry."""

    off: bool
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveView(DeskView):
    """An entry that is not the region's own: what switching it would change, and a form for that.

    The form goes to `…/vocabulary/above`: `source`, `name`, `off` (`yes` or `no`), `reason`.
    """

    template: ClassVar[str] = "vocabulary/above.html"

    band: Band
    line: EntryLine
    source: str
    name: str
    there: str
    """Address of the entry on its own region's desk; empty for who may not go there."""
    trials: tuple[TrialLine, ...]
    """What searches would find with it switched."""
    story: tuple[SwitchLine, ...]
    may_teach: bool
    form: Form = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView(DeskView):
    """Many entries at once. The form goes to `…/vocabulary/table`: `table`, `reason`, `whole`, and `then`, `try` or `save`.

    A file goes to `…/vocabulary/table/file` and comes back as text in that form.
    """

    template: ClassVar[str] = "vocabulary/table.html"

    band: Band
    columns: tuple[str, ...]
    sorts: tuple[Sort, ...]
    tried: bool = False
    begun: tuple[EntryLine, ...] = ()
    ended: tuple[EntryLine, ...] = ()
    off: tuple[EntryLine, ...] = ()
    on: tuple[EntryLine, ...] = ()
    unchanged: int = 0
    form: Form = EMPTY


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
