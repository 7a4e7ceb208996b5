"""Review: submit, ask for changes, approve."""

from __future__ import annotations

from app.actions.acting import Acting, Opened, open_edition, step
from app.actions.agreements import Agreements, agreements, complete, correction_of, lost_its_way
from app.actions.checked import Anew, text_errors
from app.domain.errors import Invalid, NotAllowed, NotReady, Taken, WrongState
from app.domain.events import Approved, ChangesRequested, Submitted
from app.domain.lifecycle import Must, Status, Step, status_words, transition
from app.domain.roles import EVERY_SERVICE, SIGNING, Act, Role
from app.domain.routes import ChangeKind
from app.store import approvals, outbox, pathways, revisions
from app.store.approvals import ApprovalRow


def submit(acting: Acting, slug: str, number: int, expected: str | None, change: ChangeKind, anew: Anew | None = None) -> Opened:
    """Send a draft into review, saying what kind of change it is. A correction needs nobody and is ready at once; one that can
    be none any more is sent into review from there, as another kind of change.

    `anew` is what the region's checks find today in the text of `expected`; without it, what was found when it was saved counts.

    Raises `NotReady` with the findings that stand in the way, and `NotACorrection` for what may matter to a patient.
    """
    acting.require(Act.SUBMIT)
    opened = open_edition(acting, slug, number, expected)
    if Must.NO_CORRECTION in transition(opened.status, Step.SUBMIT).must and not lost_its_way(acting.session, opened):
        raise WrongState("It is ready to be published already.", state=opened.status.value)
    if change is ChangeKind.PARTIAL_UPDATE and not pathways.was_public(acting.session, opened.pathway.id):
        raise Invalid("Readers never had a version of this page that could be updated. Choose new.", field="change")
    if errors := text_errors(acting, opened.pathway.id, opened.page, change, anew):
        raise NotReady("Mend the errors in the text before it is reviewed.", errors)
    if change is ChangeKind.CORRECTION:
        correction_of(acting.session, opened).refuse_if_more()
    step(acting, opened, Step.SUBMIT, reason=change.value, change=change.value)
    outbox.record(acting.session, Submitted(acting.region.slug, slug, number, acting.person.id), acting.now)
    complete(acting, opened)
    return opened


def request_changes(acting: Acting, slug: str, number: int, expected: str | None, reason: str) -> Opened:
    """Send an edition back to its editors with a reason."""
    acting.require(Act.REQUEST_CHANGES)
    opened = open_edition(acting, slug, number, expected)
    transition(opened.status, Step.REQUEST_CHANGES)
    if not reason.strip():
        raise Invalid("Say what should change; the editors have only your words.", field="reason")
    step(acting, opened, Step.REQUEST_CHANGES, reason=reason.strip())
    fact = ChangesRequested(acting.region.slug, slug, number, acting.person.id, reason.strip())
    outbox.record(acting.session, fact, acting.now)
    return opened


def approve(acting: Acting, slug: str, number: int, expected: str | None, role: Role, note: str) -> Opened:
    """Sign the exact text in a role. When it was the last agreement that the route asks for, the edition is ready.

    Raises `NotAllowed` for an author or for a role that is not held here, `WrongState` when an earlier stage is not complete.
    """
    acting.require(Act.APPROVE)
    opened = open_edition(acting, slug, number, expected)
    if opened.status is not Status.IN_REVIEW:
        raise WrongState(
            f"This version is {status_words(opened.status)}; it can be approved only in review.", state=opened.status
        )
    _check_signer(acting, opened, role)
    state = agreements(acting.session, opened)
    _check_stage(acting, state, role)
    acting.session.add(_signature(acting, opened, state, role, note))
    acting.session.flush()
    outbox.record(acting.session, Approved(acting.region.slug, slug, number, acting.person.id, role.value), acting.now)
    complete(acting, opened)
    return opened


def roles_to_sign(acting: Acting, opened: Opened, state: Agreements) -> tuple[Role, ...]:
    """The roles in which this person's signature is asked for now; empty when none is."""
    if opened.status is not Status.IN_REVIEW or acting.person.id in revisions.authors_of(acting.session, opened.edition):
        return ()
    held = acting.person.roles_in(acting.region.slug, acting.today)
    return tuple(
        dict.fromkeys(
            item.requirement.role
            for item in state.missing
            if item.blocked_by is None
            and item.requirement.role in held
            and (item.requirement.service is None or _leads(acting, item.requirement.service))
        )
    )


def _check_signer(acting: Acting, opened: Opened, role: Role) -> None:
    if role not in SIGNING:
        raise Invalid(f"Nobody approves as {role.value.replace('_', ' ')}.", field="role")
    if role not in acting.person.roles_in(acting.region.slug, acting.today):
        raise NotAllowed(f"You are not a {role.value.replace('_', ' ')} in {acting.region.name}.", role=role.value)
    if acting.person.id in revisions.authors_of(acting.session, opened.edition):
        raise NotAllowed("You wrote part of this version; someone else must approve it.", reason="author")
    given = approvals.approvals_of(acting.session, opened.edition.id)
    if any((row.person_id, row.role, row.revision_id) == (acting.person.id, role.value, opened.revision.id) for row in given):
        raise Taken("You have already agreed to this text in this role.")


def _check_stage(acting: Acting, state: Agreements, role: Role) -> None:
    """A stage waits for the one before it; and a hospital lead who is asked about no service of theirs is the wrong person."""
    asked = [item for item in state.missing if item.requirement.role is role]
    if asked and all(item.blocked_by for item in asked):
        before = asked[0].blocked_by
        raise WrongState(f"The {str(before).replace('_', ' ')} must be complete first.", waiting_for=str(before))
    services = [item.requirement.service for item in asked if item.requirement.service]
    if role is Role.HOSPITAL_LEAD and services and not any(_leads(acting, service) for service in services):
        raise NotAllowed(f"Agreement is asked of {', '.join(services)}, which you do not lead.", services=services)


def _leads(acting: Acting, service: str) -> bool:
    return acting.person.leads(service, acting.region.slug, acting.today)


def _signature(acting: Acting, opened: Opened, state: Agreements, role: Role, note: str) -> ApprovalRow:
    """What is signed: the sections asked of this person, or the whole text when nothing was asked."""
    asked = [item for item in state.required if item.role is role and (item.service is None or _leads(acting, item.service))]
    sections = {section for item in asked for section in item.sections} or set(state.text.hashes)
    services = sorted({item.service for item in asked if item.service})
    if role is Role.HOSPITAL_LEAD and not services:
        services = sorted({s for grant in acting.person.grants for s in grant.services if s != EVERY_SERVICE})
    return ApprovalRow(
        edition_id=opened.edition.id,
        revision_id=opened.revision.id,
        person_id=acting.person.id,
        role=role.value,
        services=services,
        source_hash=state.text.source_hash,
        hashes={section: digest for section, digest in state.text.hashes.items() if section in sections},
        confirms=sorted(state.carried) if role is Role.CLINICAL_LEAD else [],
        note=note.strip(),
        at=acting.now,
    )
