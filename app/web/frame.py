"""What every desk page carries, and the parts that several of them show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.lifecycle import OPEN, Status
from app.domain.roles import Act, Role
from app.domain.routes import ChangeKind, Stage
from app.domain.text import Kind
from app.reading.render import Clock, View
from app.reading.views import Agreed, Band, Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The frame of a desk page: who is here, where, and what waits."""

    person: str
    csrf: str
    clock: Clock
    region: Band | None = None
    """The region whose page this is; None on the pages across regions."""
    regions: tuple[Band, ...] = ()
    """All regions in which this person works."""
    roles: tuple[Role, ...] = ()
    """This person's roles in the region."""
    acts: frozenset[Act] = frozenset()
    """What this person may do or look at in the region."""
    here: str = ""
    """The part: `work`, `pathways`, `localisations`, `local_details`, `pictures`, `checks`, `searches` or `feedback`."""
    waiting: int = 0
    """Lines in this person's work."""
    unanswered: int = 0
    """Feedback in this region that nobody has answered."""
    said: str = ""
    """What has just been done, as a sentence."""


@dataclass(frozen=True, slots=True)
class DeskView(View):
    """A page for those who work."""

    desk: Desk


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent: its values, and what is wrong with each field."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    """Field → what is wrong and what to do; the key "" is about the whole form."""


EMPTY = Form()
"""A form that nobody has sent yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Which edition a desk page is about. `address` of its pages is `/desk/{region}/pathways/{slug}`."""

    region: Band
    slug: str
    title: str
    kind: Kind
    status: Status
    number: int
    """Of the edition shown: version `number`."""
    revision: str
    """What every form that changes it sends back."""
    public_number: int | None = None
    """Number of the version that readers have; None when they have none."""
    localised_from: Named | None = None
    """The region whose page it was taken from."""
    taken: int | None = None
    """The upstream version it was taken from."""
    editable: bool = False
    """Whether this person may change the text."""
    failed: str = ""
    """Why a publication that had come due could not be done; empty when nothing failed, or somebody did something since."""
    change: ChangeKind | None = None
    """What sort of change it was submitted as."""

    @property
    def over(self) -> bool:
        """Whether nobody is asked about it any more: it is public, was, or never will be."""
        return self.status not in OPEN

    @property
    def address(self) -> str:
        """Of the pathway on the desk."""
        return f"/desk/{self.region.slug}/pathways/{self.slug}"

    @property
    def edition(self) -> str:
        """Address of the edition, to which its acts are added."""
        return f"{self.address}/editions/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One agreement that the edition's route asks for."""

    stage: Stage
    role: Role
    service: str = ""
    """Name of the service, for a hospital lead."""
    why: str = ""
    sections: tuple[str, ...] = ()
    """Titles of the sections it must cover; empty for the whole text."""
    given: tuple[Agreed, ...] = ()
    met: bool = False
    lapsed: tuple[str, ...] = ()
    """Titles of the sections that had this agreement and have changed since."""
    waiting_since: datetime | None = None
    blocked_by: Stage | None = None
    """An earlier stage that comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One thing that happened to a pathway."""

    at: datetime
    who: str
    """Empty when it followed by itself."""
    what: str
    """A step of the lifecycle, `saved`, `approved`, `begun` or `localised`: a key of the wording's `story`."""
    number: int
    reason: str = ""
    revision: str = ""
    """Short name of the text it was done on."""
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An act that is possible now, as a form: what it asks for and where it is sent."""

    act: Act
    address: str
    reason: bool = False
    """Whether a reason must be given."""
    roles: tuple[Role, ...] = ()
    """For an approval: the roles in which this person may give it."""
    changes: tuple[ChangeKind, ...] = ()
    """For a submission: the kinds of change to choose from."""
    no_correction: str = ""
    """Why a correction is not among them, as a sentence."""
    form: Form = EMPTY
    """What was sent, when it was refused."""
