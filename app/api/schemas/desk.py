"""What the desk lists: people, work, pathways, localisations, feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from app.actions.respond import Category
from app.api.schemas.common import Etag, Out
from app.domain.difference.sections import SectionChange
from app.domain.lifecycle import Status
from app.domain.regions import Region
from app.domain.roles import Person, Role
from app.domain.routes import ChangeKind
from app.domain.text import Kind
from app.store.desk import DeskLine
from app.store.feedback import FeedbackRow
from app.store.localisations import Localisation, Locality


class RoleOut(Out):
    """A role that is held today."""

    role: Role
    region: Annotated[str | None, Field(description="Null for the platform as a whole.")]
    services: list[str]
    until: date | None


class MeOut(Out):
    """Whose token it is."""

    name: str
    email: str
    roles: list[RoleOut]

    @classmethod
    def of(cls, person: Person, regions: Mapping[str, Region], now: datetime) -> Self:
        """A person with the roles that hold now, by region."""
        held = [
            RoleOut.model_validate(grant)
            for grant in person.grants
            if grant.holds(regions[grant.region].local_date(now) if grant.region else now.date())
        ]
        roles = sorted(held, key=lambda role: (role.region or "", role.role))
        return cls(name=person.name, email=person.email, roles=roles)


class WorkItemOut(Out):
    """One thing that waits."""

    what: Annotated[
        str, Field(description="review, agree, sign, publish, revise, draft, feedback, owed, behind, overdue or waiting.")
    ]
    region: str
    slug: str
    number: int | None
    title: str
    why: str
    since: datetime
    due: date | None
    urgent: bool
    url: Annotated[str, Field(description="Address on the desk, without the host.")]


class WorkOut(Out):
    """What waits for a person."""

    work: list[WorkItemOut]


class DeskLineOut(Out):
    """A pathway and its open edition, or its last one."""

    slug: str
    title: str
    kind: Kind
    specialty: str
    number: int
    status: Status
    change: ChangeKind | None
    revision: int
    etag: Etag
    changed: datetime
    by: str
    public_number: int | None

    @classmethod
    def of(cls, line: DeskLine) -> Self:
        """A line."""
        return cls(
            slug=line.slug,
            title=line.title or line.slug,
            kind=Kind(line.kind),
            specialty=line.specialty,
            number=line.number,
            status=Status(line.status),
            change=ChangeKind(line.change) if line.change else None,
            revision=line.revision,
            etag=line.token,
            changed=line.changed,
            by=line.by,
            public_number=line.public_number,
        )


class DeskListOut(Out):
    """A region's pathways."""

    region: str
    pathways: list[DeskLineOut]


class ChangedSectionOut(Out):
    """A section that upstream has changed."""

    what: Annotated[str, Field(description="added, removed, changed or moved.")]
    id: str
    title: str


class LocalisationOut(Out):
    """A page between its region and upstream."""

    slug: str
    title: str
    kind: Kind
    specialty: str
    locality: Locality
    upstream: Annotated[str | None, Field(description="The region that it is shown or was taken from.")]
    taken: Annotated[int | None, Field(description="Upstream's version that it was taken from.")]
    latest: Annotated[int | None, Field(description="Upstream's present version; null when there is none.")]
    since: datetime | None
    note: str
    upstream_withdrawn: bool
    number: int | None
    status: Status | None
    public_number: int | None
    changes: Annotated[list[ChangedSectionOut], Field(description="What upstream has changed since it was taken.")]

    @classmethod
    def of(cls, line: Localisation, changes: Iterable[SectionChange]) -> Self:
        """A page of the board."""
        members = {name: getattr(line, name) for name in cls.model_fields if name != "changes"}
        return cls.model_validate(members | {"changes": [ChangedSectionOut.model_validate(change) for change in changes]})


class BoardOut(Out):
    """How a region stands to upstream."""

    region: str
    pages: list[LocalisationOut]
    counts: Annotated[dict[Locality, int], Field(description="How many pages there are of each locality.")]

    @classmethod
    def of(cls, region: str, lines: Iterable[Localisation], changes: Mapping[str, Iterable[SectionChange]]) -> Self:
        """A board."""
        pages = [LocalisationOut.of(line, changes.get(line.slug, ())) for line in lines]
        counts = {each: sum(page.locality is each for page in pages) for each in Locality}
        return cls(region=region, pages=pages, counts=counts)


class ReceivedOut(Out):
    """A message has arrived."""

    id: int
    region: str
    slug: str
    category: Category
    at: datetime
    state_url: Annotated[str, Field(description="Path at which its sender sees what became of it; nobody guesses it.")]


class FeedbackOut(Out):
    """A message, and what became of it."""

    id: int
    region: str
    slug: str
    number: int | None
    block: str
    category: Category
    message: str
    name: str
    email: str
    at: datetime
    state: Annotated[str, Field(description="open, answered or closed.")]
    owner: str | None
    reply: str
    replied_at: datetime | None
    replied_by: str | None
    fixed_in: int | None
    told: Annotated[str, Field(description="What the page's history tells all readers of it.")]
    etag: Etag

    @classmethod
    def of(cls, region: str, row: FeedbackRow, names: Mapping[int, str]) -> Self:
        """A message."""
        return cls(
            id=row.id,
            region=region,
            slug=row.slug,
            number=row.edition_number,
            block=row.block,
            category=Category(row.category),
            message=row.message,
            name=row.name,
            email=row.email,
            at=row.at,
            state=row.state,
            owner=names.get(row.owner_id or 0),
            reply=row.reply,
            replied_at=row.replied_at,
            replied_by=names.get(row.replied_by or 0),
            fixed_in=row.fixed_in,
            told=row.told,
            etag=f"v{row.lock}",
        )


class InboxOut(Out):
    """The messages to a region."""

    region: str
    feedback: list[FeedbackOut]
