"""Someone doing something in a region at a moment, and the edition they do it to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.errors import NotAllowed, NotFound, Stale, TokenMissing
from app.domain.lifecycle import Status, Step, Transition, transition
from app.domain.regions import Region
from app.domain.roles import Act, Person, may
from app.domain.text import Page
from app.store import pathways, revisions
from app.store.database import Session
from app.store.parsed import page_from_json
from app.store.pathways import EditionRow, PathwayRow
from app.store.revisions import RevisionRow


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, where and when, in whose transaction."""

    session: Session
    person: Person
    region: Region
    now: datetime

    @property
    def today(self) -> date:
        """The date in the region."""
        return self.region.local_date(self.now)

    def may(self, act: Act) -> bool:
        """Whether the person may do this here."""
        return may(self.person, act, self.region.slug, public=self.region.public, today=self.today)

    def require(self, act: Act) -> None:
        """Refuse what the person may not do. Who may not even look at the desk learns nothing of what is there."""
        if not self.may(Act.READ_DESK):
            raise NotFound("There is nothing here, or nothing that you may see.")
        if not self.may(act):
            raise NotAllowed(
                f"Your roles in {self.region.name} do not include this: {act.value.replace('_', ' ')}.", act=act.value
            )


@dataclass(slots=True)
class Opened:
    """An edition loaded for a change, with the text it points at."""

    pathway: PathwayRow
    edition: EditionRow
    revision: RevisionRow

    @property
    def status(self) -> Status:
        """Where the edition is."""
        return Status(self.edition.status)

    @property
    def page(self) -> Page:
        """The parsed text."""
        return page_from_json(self.revision.page)

    @property
    def token(self) -> str:
        """Names the revision that a change must have been made on."""
        return revision_token(self.revision)


def revision_token(revision: RevisionRow) -> str:
    """A revision's name in ETags and forms."""
    return revision.token


def open_edition(acting: Acting, slug: str, number: int, expected: str | None) -> Opened:
    """Load an edition for a change made on the revision `expected`, and let nobody else change it meanwhile.

    Raises `NotFound`, `TokenMissing` when no revision is named, and `Stale` when the text has moved on.
    """
    opened = find_edition(acting, slug, number)
    check_token(opened.token, expected)
    return opened


def find_edition(acting: Acting, slug: str, number: int) -> Opened:
    """Load an edition, and let nobody else change it meanwhile. Raises `NotFound`."""
    pathway = pathways.pathway(acting.session, acting.region.slug, slug, lock=True)
    edition = pathways.edition(acting.session, pathway.id, number)
    return Opened(pathway, edition, revisions.revision(acting.session, edition.revision_id))


def check_token(current: str, expected: str | None) -> None:
    """Refuse a change that does not say which text it was made on, or was made on another one."""
    if not expected:
        raise TokenMissing("Say which revision this change was made on.", current=current)
    if expected != current:
        raise Stale(
            "The text has been changed since you read it. Nothing was changed by you.", expected=expected, current=current
        )


def step(
    acting: Acting, opened: Opened, taken: Step, *, reason: str = "", by_itself: bool = False, **values: object
) -> Transition:
    """Move an edition along one row of the lifecycle and write it down. What the row demands has been asked before."""
    return take(acting, opened.edition, taken, reason=reason, by_itself=by_itself, **values)


def take(
    acting: Acting, edition: EditionRow, taken: Step, *, reason: str = "", by_itself: bool = False, **values: object
) -> Transition:
    """The same for an edition whose text nobody asks for."""
    source = Status(edition.status)
    row = transition(source, taken)
    pathways.move(acting.session, edition, source, status=row.target.value, **values)
    by = None if by_itself else acting.person.id
    pathways.note(acting.session, edition, taken, source, by=by, at=acting.now, reason=reason)
    return row
