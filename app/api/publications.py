"""What changes readers' pages: publication, withdrawal, reinstatement."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.actions import publish
from app.api.calls import Changes, Number, Slug
from app.api.schemas.common import Words
from app.api.schemas.editions import EditionOut
from app.api.schemas.requests import PublicationIn, ReasonIn, WithdrawalIn

router = APIRouter(prefix="/regions/{region}/pathways/{slug}/editions/{n}", tags=["Publication"])


@router.post("/publication", name="api.publish", status_code=201, response_model=EditionOut)
def publish_now(call: Changes, slug: Slug, n: Number, said: PublicationIn) -> Response:
    """Publish a ready edition, or schedule it when `at` names a moment. The edition before it is superseded."""
    anew = call.visit.checked_anew(slug, call.revision)
    return call.edition(said, lambda acting: publish.publish(acting, slug, n, call.revision, said.change_note, said.at, anew))


@router.delete("/publication", name="api.cancel_schedule", response_model=EditionOut)
def cancel_schedule(call: Changes, slug: Slug, n: Number, reason: Annotated[Words, Query()] = "") -> Response:
    """Take an edition off the schedule; it is ready again."""
    said = ReasonIn(reason=reason)
    return call.edition(said, lambda acting: publish.cancel_schedule(acting, slug, n, call.revision, reason), 200)


@router.post("/urgent-publication", name="api.publish_urgently", status_code=201, response_model=EditionOut)
def publish_urgently(call: Changes, slug: Slug, n: Number, said: ReasonIn) -> Response:
    """Publish at once what has not been agreed yet. The page says so, and its review is owed by a date."""
    return call.edition(said, lambda acting: publish.publish_urgently(acting, slug, n, call.revision, said.reason))


@router.post("/withdrawal", name="api.withdraw", status_code=201, response_model=EditionOut)
def withdraw(call: Changes, slug: Slug, n: Number, said: WithdrawalIn) -> Response:
    """Take a public edition away from readers at once, with a public reason."""
    return call.edition(said, lambda acting: publish.withdraw(acting, slug, n, call.revision, said.reason, said.successor))


@router.post("/reinstatement", name="api.reinstate", status_code=201, response_model=EditionOut)
def reinstate(call: Changes, slug: Slug, n: Number, said: ReasonIn) -> Response:
    """Make a withdrawn edition public again."""
    return call.edition(said, lambda acting: publish.reinstate(acting, slug, n, call.revision, said.reason))
