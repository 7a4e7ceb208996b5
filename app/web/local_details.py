"""Local details on the desk: a region's own facts that pages name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from app.reading.views import Band
from app.web.frame import EMPTY, DeskView, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNaming:
    """A page that names a detail."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailLine:
    """One detail, as readers are told of it today."""

    key: str
    service: str
    """Whose fact it is, in words."""
    fact: str
    """Which fact, in words."""
    value: str
    """Empty when there is none."""
    as_of: date | None = None
    until: date | None = None
    doubt: str = ""
    """`unconfirmed` or `over`: a key of the wording's `doubt`."""
    source: str = ""
    """Name of the region that states it for every region below; empty when it is the region's own."""
    below: bool = False
    """Whether it counts in every region below."""
    planned: date | None = None
    """The day from which it says something else."""
    pages: tuple[PageNaming, ...] = ()
    revision: str = "0"
    """What every form that changes it sends back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsView(DeskView):
    """All details of a region: gaps first, then what to check, then the others by service."""

    template: ClassVar[str] = "local_details/list.html"

    band: Band
    gaps: tuple[DetailLine, ...]
    doubtful: tuple[DetailLine, ...]
    right: tuple[DetailLine, ...]
    ended: tuple[DetailLine, ...]
    may_state: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailStory:
    """One change of a detail."""

    at: datetime
    who: str
    what: str
    """What happened: `first`, `changed`, `confirmed`, `dates` or `ended`, a key of the wording's `detail_story`."""
    value: str
    """Empty when it was ended."""
    as_of: date
    starts: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailView(DeskView):
    """One detail: what holds, a form to change it, what was stated before."""

    template: ClassVar[str] = "local_details/detail.html"

    band: Band
    line: DetailLine
    story: tuple[DetailStory, ...]
    may_state: bool = False
    may_share: bool = False
    form: Form = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDetailView(DeskView):
    """A detail that no page names yet."""

    template: ClassVar[str] = "local_details/new.html"

    band: Band
    may_share: bool = False
    form: Form = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyDetailsView(DeskView):
    """Many at once, as a table."""

    template: ClassVar[str] = "local_details/many.html"

    band: Band
    columns: tuple[str, ...]
    form: Form = EMPTY
