"""An edition as people who work on it see it: where it is, who agreed, who is missing and why, what can be done now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.actions.acting import Acting, Opened, revision_token
from app.actions.agreements import Agreements, agreement, agreements, correction_of, lost_its_way
from app.actions.publish import publication_step
from app.actions.review import roles_to_sign
from app.domain.agreeing import stands, stands_as_given
from app.domain.lifecycle import OPEN, WAS_PUBLIC, Status, Step, steps_from
from app.domain.roles import Act
from app.domain.text import Finding
from app.edge.links import with_link_findings
from app.store import pathways, people, revisions
from app.store.approvals import ApprovalRow
from app.store.pathways import EditionRow, PathwayRow, StatusChangeRow


@dataclass(frozen=True, slots=True)
class MissingAgreement:
    """An agreement that the route asks for and that does not stand."""

    stage: str
    role: str
    service: str | None
    sections: tuple[str, ...]
    lapsed: tuple[str, ...]
    waiting_for: str | None
    """An earlier stage that must be complete first."""
    why: str


@dataclass(frozen=True, slots=True)
class GivenAgreement:
    """An agreement as given."""

    name: str
    role: str
    services: tuple[str, ...]
    at: datetime
    note: str
    revision: int
    stands: bool
    """Whether something of it stands on the present text."""
    as_given: bool
    """Whether something of it stands only as given: on its own revision, of which the present text is a correction."""
    confirms: tuple[int, ...]
    """Of a sign-off: the revisions that others agreed to, from which it confirmed its own to differ harmlessly."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One move of an edition."""

    at: datetime
    name: str
    """Who; empty when it followed by itself."""
    step: str
    source: str
    target: str
    revision: int
    reason: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """All that the desk and the API say of one edition."""

    region: str
    slug: str
    code: str
    kind: str
    number: int
    status: str
    change: str | None
    title: str
    revision: int
    token: str
    """Names the revision: the ETag, and the hidden field of every form."""
    source_hash: str
    written_by: str
    written_at: datetime
    scheduled_for: datetime | None
    schedule_failed: str
    """Why its publication, which had come due, could not be done; empty when nothing was done about it since."""
    change_note: str | None
    mark: str | None
    review_owed_by: str | None
    findings: tuple[Finding, ...]
    missing: tuple[MissingAgreement, ...]
    given: tuple[GivenAgreement, ...]
    to_confirm: tuple[int, ...]
    """Revisions on which agreements stand as given: the sign-off confirms what changed since each."""
    story: tuple[StoryLine, ...]
    possible: tuple[str, ...]
    """The steps that this person can take now."""
    sign_as: tuple[str, ...]
    """The roles in which this person's signature is asked for now."""
    correction_possible: bool | None
    """Whether its text may replace what readers have now as a correction; None when it is not on its way."""
    no_correction: str
    """Why it may not, each change by name; empty when it may."""

    @property
    def was_public(self) -> bool:
        """Whether readers have or had it."""
        return Status(self.status) in WAS_PUBLIC


def open_for_view(acting: Acting, slug: str, number: int | None = None) -> Opened:
    """Load an edition to look at: by number, else the open one, else the latest. Raises `NotFound`."""
    row = pathways.pathway(acting.session, acting.region.slug, slug)
    edition = _chosen(acting, row, number)
    return Opened(row, edition, revisions.revision(acting.session, edition.revision_id))


def open_for_writing(acting: Acting, slug: str) -> Opened:
    """The text that the next save is made on: the open edition's, else the public one's, else the last. Raises `NotFound`."""
    row = pathways.pathway(acting.session, acting.region.slug, slug)
    public = pathways.edition_with(acting.session, row.id, Status.PUBLISHED)
    edition = pathways.open_edition(acting.session, row.id) or public or _chosen(acting, row, None)
    return Opened(row, edition, revisions.revision(acting.session, edition.revision_id))


def edition_view(acting: Acting, opened: Opened) -> EditionView:
    """An edition as this person sees it."""
    state = agreements(acting.session, opened)
    edition, page = opened.edition, opened.page
    story = pathways.story_of(acting.session, edition.id)
    numbers = revisions.revision_numbers(acting.session, edition.pathway_id)
    names = people.names(
        acting.session,
        {row.person_id for row in state.given} | {row.person_id for row in story if row.person_id} | {opened.revision.written_by},
    )
    corrects = correction_of(acting.session, opened) if opened.status in OPEN else None
    return EditionView(
        region=acting.region.slug,
        slug=opened.pathway.slug,
        code=opened.pathway.code,
        kind=opened.pathway.kind,
        number=edition.number,
        status=edition.status,
        change=edition.change,
        title=page.title or opened.pathway.slug,
        revision=opened.revision.number,
        token=revision_token(opened.revision),
        source_hash=opened.revision.sha256,
        written_by=names[opened.revision.written_by],
        written_at=opened.revision.written_at,
        scheduled_for=edition.scheduled_for,
        schedule_failed=schedule_failed(opened, story),
        change_note=edition.change_note,
        mark=edition.mark,
        review_owed_by=edition.review_owed_by.isoformat() if edition.review_owed_by else None,
        findings=with_link_findings(acting.session, acting.region, page, acting.today),
        missing=_missing(opened, state),
        given=tuple(_given(row, names, numbers, state) for row in state.given),
        to_confirm=revisions_called(state, numbers, state.carried) if opened.status in OPEN else (),
        story=tuple(
            StoryLine(
                row.at, names[row.person_id] if row.person_id else "", row.step, row.source, row.target,
                numbers[row.revision_id], row.reason,
            )
            for row in story
        ),
        possible=possible_steps(acting, opened),
        sign_as=tuple(role.value for role in roles_to_sign(acting, opened, state)),
        correction_possible=corrects.possible if corrects else None,
        no_correction=corrects.why_not if corrects else "",
    )  # fmt: skip


def schedule_failed(opened: Opened, story: Sequence[StatusChangeRow]) -> str:
    """Why a publication that had come due could not be done, until somebody does something about it."""
    return story[-1].reason if opened.status is Status.READY and story[-1].step == Step.REFUSE_DUE else ""


def possible_steps(acting: Acting, opened: Opened) -> tuple[str, ...]:
    """The steps of the lifecycle that this person can take from the edition's status."""
    taken = steps_from(opened.status) - ({Step.PUBLISH, Step.PUBLISH_CORRECTION} - {publication_step(opened)})
    if opened.status is Status.READY:
        lost = lost_its_way(acting.session, opened)
        taken -= {Step.PUBLISH_CORRECTION} if lost else {Step.SUBMIT}
    return tuple(step.value for step in Step if step in taken and acting.may(Act(step.value)))


def _chosen(acting: Acting, row: PathwayRow, number: int | None) -> EditionRow:
    if number is not None:
        return pathways.edition(acting.session, row.id, number)
    return pathways.open_edition(acting.session, row.id) or pathways.editions(acting.session, row.id)[0]


def _missing(opened: Opened, state: Agreements) -> tuple[MissingAgreement, ...]:
    if opened.status not in OPEN:
        return ()
    return tuple(
        MissingAgreement(
            item.requirement.stage.value,
            item.requirement.role.value,
            item.requirement.service,
            item.requirement.sections,
            item.lapsed,
            item.blocked_by.value if item.blocked_by else None,
            item.requirement.why,
        )
        for item in state.missing
    )


def _given(row: ApprovalRow, names: dict[int, str], numbers: dict[int, int], state: Agreements) -> GivenAgreement:
    return GivenAgreement(
        names[row.person_id], row.role, tuple(row.services), row.at, row.note, numbers[row.revision_id],
        stands(agreement(row), state.text), stands_as_given(agreement(row), state.text),
        revisions_called(state, numbers, row.confirms),
    )  # fmt: skip


def revisions_called(state: Agreements, numbers: Mapping[int, int], hashes: Collection[str]) -> tuple[int, ...]:
    """The numbers of the revisions that were agreed to and have one of these hashes."""
    return tuple(sorted({numbers[row.revision_id] for row in state.given if row.source_hash in hashes}))
