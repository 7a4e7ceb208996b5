"""The desk: my work, a region's pathways, one pathway's overview, a new pathway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from app.domain.currency import Currency
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.text import Finding, Kind
from app.reading.compared import SafetyGroup
from app.reading.views import Band, EditionLine, Named
from app.web.frame import EMPTY, Deed, DeskView, Form, Head, Need, StoryLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits for the person: what, why, since when, and where to do it."""

    what: str
    """A key of the wording's `task`, such as `review`, `sign` or `behind`."""
    title: str
    region: Band
    address: str
    why: str
    """A sentence."""
    since: datetime
    due: date | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A role the person holds."""

    role: Role
    region: str
    """Its name; empty for the platform."""
    services: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView(DeskView):
    """My work, across regions."""

    template: ClassVar[str] = "desk/work.html"

    tasks: tuple[Task, ...]
    """What waits for this person, most pressing first."""
    others: tuple[Task, ...] = ()
    """This person's own drafts and texts that wait for somebody else."""
    roles: tuple[RoleLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayLine:
    """A pathway as one line of the region's list."""

    slug: str
    title: str
    kind: Kind
    specialty: str
    status: Status
    """Of its open edition, else of the last."""
    public_number: int | None
    changed: datetime
    by: str
    waits_for: str = ""
    """Such as "cardiology lead": who is to act next."""
    currency: Currency = Currency.CURRENT
    behind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A word that narrows a list, with its address and how many lines it leaves."""

    name: str
    """A key of the wording's `filter`."""
    address: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwaysView(DeskView):
    """A region's pathways."""

    template: ClassVar[str] = "desk/pathways.html"

    band: Band
    lines: tuple[PathwayLine, ...]
    filters: tuple[Filter, ...]
    query: str = ""
    may_begin: bool = False
    more: str = ""
    """Address of the following lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewView(DeskView):
    """The form that begins a pathway."""

    template: ClassVar[str] = "desk/new.html"

    band: Band
    kinds: tuple[Kind, ...]
    specialties: tuple[Named, ...]
    form: Form
    upstream: str = ""
    """Slug of the page from upstream that stands at the address asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView(DeskView):
    """One pathway on the desk: where it stands, what it needs, what can be done now, and its story."""

    template: ClassVar[str] = "desk/pathway.html"

    head: Head
    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]
    deeds: tuple[Deed, ...]
    """What this person may do now, the likeliest first."""
    story: tuple[StoryLine, ...]
    editions: tuple[EditionLine, ...]
    """Those that are or were public, newest first."""
    authors: tuple[str, ...] = ()
    due: date | None = None
    """Review due date of the public version."""
    currency: Currency = Currency.CURRENT
    form: Form = EMPTY
    safety: tuple[SafetyGroup, ...] | None = None
    """What may matter to a patient in what the edition under way changes; None when there is none, or nothing came before."""
    refused: str = ""
    """Act whose form was sent and refused; `form` holds what was sent."""
