"""Editions, drafts and what they change, as those who work on them see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from app.actions.acting import Opened
from app.api.schemas.common import Etag, FindingOut, Out
from app.domain.difference.words import Change
from app.domain.lifecycle import OPEN, Status, Step
from app.domain.publication import Mark
from app.domain.roles import Role
from app.domain.routes import ChangeKind, Stage
from app.domain.text import Kind, Page
from app.edge.editions import EditionView
from app.store.revisions import RevisionRow


class MissingOut(Out):
    """An agreement that is asked for and does not stand."""

    stage: Stage
    role: Role
    service: str | None
    sections: list[str]
    lapsed: Annotated[list[str], Field(description="Sections that had it and have changed since.")]
    waiting_for: Annotated[Stage | None, Field(description="A stage that must be complete first.")]
    why: str


class ApprovalOut(Out):
    """An agreement as given."""

    name: str
    role: Role
    services: list[str]
    at: datetime
    note: str
    revision: int
    stands: Annotated[bool, Field(description="Whether something of it stands on the present text.")]
    as_given: Annotated[
        bool, Field(description="It stands as given on its own revision, of which the present text is only a correction.")
    ]
    confirms: Annotated[
        list[int], Field(description="Of a sign-off: revisions from which it confirmed its own to differ harmlessly.")
    ]


class StoryOut(Out):
    """One move of an edition."""

    at: datetime
    name: Annotated[str, Field(description="Who; empty when it followed by itself.")]
    step: Step
    source: Status
    target: Status
    revision: int
    reason: str


class EditionOut(Out):
    """Where an edition is, who agreed, who is missing and why, and what this person can do now."""

    region: str
    slug: str
    code: str
    kind: Kind
    number: int
    status: Status
    change: ChangeKind | None
    title: str
    revision: int
    etag: Annotated[Etag, Field(validation_alias="token")]
    source_hash: str
    written_by: str
    written_at: datetime
    scheduled_for: datetime | None
    schedule_failed: Annotated[
        str, Field(description="Why its publication, which had come due, could not be done; empty when nothing failed.")
    ]
    change_note: str | None
    mark: Mark | None
    review_owed_by: date | None
    findings: list[FindingOut]
    missing: list[MissingOut]
    approvals: Annotated[list[ApprovalOut], Field(validation_alias="given")]
    to_confirm: Annotated[
        list[int], Field(description="Revisions on which agreements stand as given: a sign-off confirms what changed since each.")
    ]
    story: list[StoryOut]
    possible: list[Step]
    sign_as: Annotated[list[Role], Field(description="The roles in which this person's signature is asked for now.")]
    correction_possible: Annotated[
        bool | None, Field(description="Whether it may be submitted as a correction; null when it is not on its way.")
    ]
    no_correction: Annotated[str, Field(description="Why not, each change by name; empty when it may.")]


class OutlineOut(Out):
    """A heading."""

    id: str
    title: str
    level: int


class DeskEditionOut(EditionOut):
    """An edition with its text, as written and as it is read."""

    source: str
    html: Annotated[str, Field(description="The body; links to other pages are `page:slug#section`.")]
    outline: list[OutlineOut]

    @classmethod
    def of(cls, view: EditionView, opened: Opened) -> Self:
        """An edition and its text."""
        page = opened.page
        known = {name: getattr(view, str(field.validation_alias or name)) for name, field in EditionOut.model_fields.items()}
        return cls.model_validate(known | {"source": opened.revision.source, "html": page.html, "outline": _outline(page)})


class DraftOut(Out):
    """The text that the next save is made on."""

    region: str
    slug: str
    kind: Kind
    title: str
    edition: Annotated[int | None, Field(description="Number of the open edition; null when the next save begins one.")]
    status: Annotated[Status, Field(description="Of the edition whose text this is.")]
    source: str
    findings: list[FindingOut]
    revision: int
    etag: Etag

    @classmethod
    def of(cls, region: str, opened: Opened) -> Self:
        """The text of an edition."""
        page = opened.page
        return cls(
            region=region,
            slug=opened.pathway.slug,
            kind=Kind(opened.pathway.kind),
            title=page.title,
            edition=opened.edition.number if opened.status in OPEN else None,
            status=opened.status,
            source=opened.revision.source,
            findings=[FindingOut.model_validate(finding) for finding in page.findings],
            revision=opened.revision.number,
            etag=opened.token,
        )


class PreviewOut(Out):
    """How a text would be read."""

    title: str
    kind: Kind
    html: str
    outline: list[OutlineOut]
    findings: list[FindingOut]

    @classmethod
    def of(cls, page: Page) -> Self:
        """A page that nobody has saved."""
        findings = [FindingOut.model_validate(finding) for finding in page.findings]
        return cls(title=page.title, kind=page.front.kind, html=page.html, outline=_outline(page), findings=findings)


class PieceOut(Out):
    """Some words of a line."""

    change: Change
    text: str


class LineOut(Out):
    """One line of a difference, with its number in the section before and after."""

    change: Change
    before: int | None
    after: int | None
    pieces: list[PieceOut]


class HunkOut(Out):
    """Lines that changed, with a few others around them."""

    lines: list[LineOut]


class SectionChangeOut(Out):
    """What happened to one section."""

    what: Annotated[str, Field(description="added, removed, changed or moved.")]
    id: str
    title: str
    hunks: list[HunkOut]


class RevisionOut(Out):
    """A text at one save."""

    number: int
    edition: Annotated[int, Field(validation_alias="edition_number")]
    sha256: str
    etag: Etag
    written_at: datetime

    @classmethod
    def of(cls, row: RevisionRow) -> Self:
        """A revision."""
        token, at = row.token, row.written_at
        return cls(number=row.number, edition=row.edition_number, sha256=row.sha256, etag=token, written_at=at)


def _outline(page: Page) -> list[OutlineOut]:
    return [OutlineOut.model_validate(heading) for heading in page.outline]
