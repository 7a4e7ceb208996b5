"""Review: submit, ask for changes, approve."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.actions import review
from app.actions.acting import Acting, Opened, open_edition
from app.actions.agreements import agreements
from app.api.calls import Changes, Number, Slug
from app.api.schemas.editions import EditionOut
from app.api.schemas.requests import ApprovalIn, ReasonIn, SubmissionIn
from app.domain.errors import Invalid, WrongState
from app.domain.lifecycle import Status
from app.domain.roles import SIGNING, Act, Role

router = APIRouter(prefix="/regions/{region}/pathways/{slug}/editions/{n}", tags=["Review"])


@router.post("/submission", name="api.submit", status_code=201, response_model=EditionOut)
def submit(call: Changes, slug: Slug, n: Number, said: SubmissionIn) -> Response:
    """Send a draft into review, saying what kind of change it is; who must agree follows from that."""
    anew = call.visit.checked_anew(slug, call.revision)
    return call.edition(said, lambda acting: review.submit(acting, slug, n, call.revision, said.change, anew))


@router.post("/change-requests", name="api.request_changes", status_code=201, response_model=EditionOut)
def request_changes(call: Changes, slug: Slug, n: Number, said: ReasonIn) -> Response:
    """Send an edition back to its editors."""
    return call.edition(said, lambda acting: review.request_changes(acting, slug, n, call.revision, said.reason))


@router.post("/approvals", name="api.approve", status_code=201, response_model=EditionOut)
def approve(call: Changes, slug: Slug, n: Number, said: ApprovalIn) -> Response:
    """Sign exactly this text. The last agreement that is asked for makes the edition ready."""

    def act(acting: Acting) -> Opened:
        role = said.role or _role_asked(acting, slug, n, call.revision)
        return review.approve(acting, slug, n, call.revision, role, said.note)

    return call.edition(said, act)


def _role_asked(acting: Acting, slug: str, number: int, expected: str | None) -> Role:
    """The one role in which this person's signature is asked for.

    When something stands in the way of it, a role whose approval is refused saying what. Raises `Invalid` when several are
    asked for, and `WrongState` when none is.
    """
    acting.require(Act.APPROVE)
    opened = open_edition(acting, slug, number, expected)
    state = agreements(acting.session, opened)
    asked = review.roles_to_sign(acting, opened, state)
    if len(asked) == 1:
        return asked[0]
    if asked:
        names = " and as ".join(role.value.replace("_", " ") for role in asked)
        raise Invalid(f"You are asked as {names}: say in which role you sign.", field="role", roles=list(asked))
    held = sorted(acting.person.roles_in(acting.region.slug, acting.today) & SIGNING)
    waiting = [item.requirement.role for item in state.missing if item.requirement.role in held]
    if waiting or opened.status is not Status.IN_REVIEW:
        return (waiting or held)[0]
    raise WrongState("No agreement of yours is asked for now. Name a role to give one all the same.", held=held)
