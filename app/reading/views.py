"""What readers' pages show, as values. Each view names its template; the words of each part are in `templates/read/`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from app.domain.codes import Code
from app.domain.criteria import State
from app.domain.currency import Currency
from app.domain.lifecycle import Status
from app.domain.referral import NOTHING, Referral
from app.domain.regions import Region
from app.domain.roles import Role
from app.domain.routes import ChangeKind
from app.domain.text import Criteria, Heading, Kind
from app.reading.addresses import HERE, Site
from app.reading.compared import Compared, SafetyGroup
from app.reading.render import Trusted, View


@dataclass(frozen=True, slots=True)
class Band:
    """What every page of a region carries: whose page it is."""

    slug: str
    name: str
    language: str = "en-GB"
    zone: str = "UTC"
    accent: str = "#0b5d57"
    """`#rrggbb`, with enough contrast to white."""
    members: bool = False
    """Readers must sign in."""
    note: str = ""
    """Shown at the foot and in print, such as "Sample content: not for clinical use."."""
    base_url: str = ""
    """What addresses on paper and in letters begin with."""

    @classmethod
    def of(cls, region: Region, site: Site = HERE) -> Self:
        """The band of a region."""
        return cls(
            region.slug, region.name, region.language, region.time_zone, region.accent,
            members=not region.public, note=site.note, base_url=site.base_url,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A specialty, service or region: its slug and what people call it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A page as one line of a list."""

    slug: str
    title: str
    kind: Kind = Kind.PATHWAY
    specialty: str = ""
    """Its name."""
    source: Named | None = None
    """The upstream region it is shown from, when it has not been localised."""
    currency: Currency = Currency.CURRENT
    imported: bool = False
    """Agreed elsewhere."""
    review_owed: bool = False
    """Published urgently; its review is owed."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody's agreement, as readers see it."""

    name: str
    role: Role
    services: tuple[str, ...] = ()
    """Names of the services a hospital lead spoke for."""
    on: date | None = None
    number: int | None = None
    """The version that was read, when it is an earlier one."""
    standing: bool = True
    """False when its sections have changed since."""
    as_given: int | None = None
    """The save that was read, when what changed since is only a correction."""
    confirmed_by: str = ""
    """Who confirmed that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page says of itself in its one quiet line, and the marks above it."""

    number: int
    published: datetime
    agreed: tuple[Agreed, ...] = ()
    reviewed: date | None = None
    """When all of it was last agreed to here."""
    review_due: date | None = None
    currency: Currency = Currency.CURRENT
    imported: bool = False
    review_owed: bool = False
    owed_by: date | None = None
    """Day by which the owed review is due."""
    reason: str = ""
    """Why it was published urgently or as imported."""
    localised_from: Named | None = None
    """The upstream region whose page this one was taken from."""
    localised_number: int | None = None
    """The upstream version that was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Set when the page shown is not the present one."""

    as_at: date | None = None
    """The day asked for; None when the version was asked for by its number."""
    current: int | None = None
    """Number of the version readers get now; None when the page shown is that one."""


@dataclass(frozen=True, slots=True)
class ReaderView(View):
    """A page of one region's readers' side."""

    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtyCount:
    """A specialty with the number of its pages."""

    slug: str
    name: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One entry of the recent changes."""

    at: datetime
    what: str
    """`published`, `updated`, `withdrawn` or `reinstated`: a key of the wording's `change`."""
    page: PageLink
    number: int | None = None
    note: str = ""
    """The change note; for a withdrawal its public reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView(ReaderView):
    """A region's front page."""

    template: ClassVar[str] = "read/home.html"

    specialties: tuple[SpecialtyCount, ...]
    changes: tuple[ChangeLine, ...]
    """The latest, at most five."""
    pages: int
    """How many pages readers have."""
    upstream: Named | None = None
    """Whose pages are shown where this region has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtyView(ReaderView):
    """All pages of one specialty."""

    template: ClassVar[str] = "read/specialty.html"

    name: str
    pages: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the A–Z list."""

    letter: str
    pages: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView(ReaderView):
    """All pages by title."""

    template: ClassVar[str] = "read/index.html"

    letters: tuple[Letter, ...]
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Whom a service accepts, as one page says, and whether that counts on the day."""

    slug: str
    title: str
    criteria: Criteria
    """Its local details filled in."""
    state: State
    url: str
    """The address of the block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayView(ReaderView):
    """A published page, as it is now, was on a day, or in one of its versions."""

    template: ClassVar[str] = "read/pathway.html"

    slug: str
    title: str
    kind: Kind
    facts: Facts
    body: Trusted
    """The stored HTML of the edition, its links resolved for this region."""
    outline: tuple[Heading, ...]
    specialty: Named | None = None
    code: str = ""
    """Short code."""
    codes: tuple[Code, ...] = ()
    """By which clinical records find the page."""
    machine: str = ""
    """What the page says of itself to machines, as JSON-LD; empty for what is not the present page of a public region."""
    source: Named | None = None
    """The upstream region this page is shown from, not yet localised."""
    patient_page: PageLink | None = None
    past: Past | None = None
    gaps: tuple[str, ...] = ()
    """The local details that this region has not filled in, service by service."""
    referral: Referral = NOTHING
    """What it says about referring; of the past, nothing: nobody refers by it."""
    letter: str = ""
    """The same as plain text."""
    square: Trusted | None = None
    """The address of the present page as a drawing that a telephone reads; None on pages of the past."""
    written_for: tuple[PageLink, ...] = ()
    """Of a page for patients: the pages for clinicians that name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneView(ReaderView):
    """What is left of a withdrawn page: title, reason, successor, whom to ask. Its text is not in here."""

    template: ClassVar[str] = "read/withdrawn.html"

    slug: str
    title: str
    withdrawn: datetime
    reason: str
    successor: PageLink | None = None
    contact: str = ""
    """Whom to ring; empty when the region names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """One version in a page's history."""

    number: int
    published: datetime
    status: Status
    change: ChangeKind | None = None
    note: str = ""
    agreed: tuple[Agreed, ...] = ()
    ended: datetime | None = None
    """When it was superseded or withdrawn."""
    reason: str = ""
    """Why it was withdrawn, or why it was published without its agreements."""
    since: int | None = None
    """Number of the version that it is compared with; None when there is none to read."""
    safety: tuple[SafetyGroup, ...] | None = None
    """What has changed since that may matter to a patient; None when that is not worked out here."""
    told: tuple[str, ...] = ()
    """What readers said that it put right, in the editors' words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView(ReaderView):
    """All versions of a page, newest first."""

    template: ClassVar[str] = "read/history.html"

    slug: str
    title: str
    editions: tuple[EditionLine, ...]
    source: Named | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView(ReaderView):
    """From one version of a page to another. The form sends `from` and `to` in the address."""

    template: ClassVar[str] = "read/compare.html"

    slug: str
    title: str
    versions: tuple[int, ...]
    """Those that can be read, the latest first."""
    older: int | None
    newer: int
    difference: Compared
    source: Named | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView(ReaderView):
    """What has changed in a region, newest first."""

    template: ClassVar[str] = "read/changes.html"

    changes: tuple[ChangeLine, ...]
    earlier: str = ""
    """Address of the page with earlier changes."""
