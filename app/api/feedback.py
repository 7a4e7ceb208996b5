"""Feedback: what readers say, and what became of it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from app.actions import respond
from app.actions.acting import Acting
from app.api.calls import Changes, Here, MessageId, json_answer
from app.api.schemas.desk import FeedbackOut, InboxOut, ReceivedOut
from app.api.schemas.requests import AnswerIn, FeedbackIn
from app.domain.errors import Invalid
from app.edge.once import Answer
from app.reading.addresses import state_path
from app.store import feedback, people, projections
from app.store.database import Session
from app.store.feedback import FeedbackRow

router = APIRouter(prefix="/regions/{region}/feedback", tags=["Feedback"])


@router.post("", name="api.feedback_send", status_code=201, response_model=ReceivedOut)
def send(visit: Here, said: FeedbackIn) -> Response:
    """Tell the editors something about a page, or about the region's pages as a whole. Needs no token in public regions."""
    with visit.platform.write() as session:
        if said.slug and projections.shown(session, visit.region.slug, said.slug) is None:
            raise Invalid(f"{visit.region.name} shows no page “{said.slug}”.", field="slug")
        row = respond.receive(
            session, visit.region, visit.now, slug=said.slug, number=said.number, block=said.block, category=said.category,
            message=said.message, name=said.name, email=said.email,
        )  # fmt: skip
        out = ReceivedOut(
            id=row.id, region=visit.region.slug, slug=row.slug, category=said.category, at=row.at,
            state_url=state_path(visit.region.slug, row.reference or ""),
        )  # fmt: skip
    return json_answer(out, 201)


@router.get("", name="api.inbox", response_model=InboxOut)
def inbox(visit: Here, state: Literal["open", "answered", "closed"] | None = None) -> Response:
    """The messages to a region, clinical errors first, then the oldest."""
    with visit.read() as session:
        rows = feedback.feedback_in(session, visit.region.slug, state)
        out = InboxOut(region=visit.region.slug, feedback=[_item(session, visit.region.slug, row) for row in rows])
    return json_answer(out)


@router.get("/{id}", name="api.feedback_item", response_model=FeedbackOut)
def item(visit: Here, id: MessageId) -> Response:  # noqa: A002 - the name in the address
    """One message. Its ETag is what owner and answer must name."""
    with visit.read() as session:
        out = _item(session, visit.region.slug, feedback.feedback_item(session, visit.region.slug, id))
    return json_answer(out, etag=out.etag)


@router.post("/{id}/owner", name="api.feedback_take", status_code=201, response_model=FeedbackOut)
def take(call: Changes, id: MessageId) -> Response:  # noqa: A002 - as above
    """Look after a message from now on."""
    return call.once(None, lambda acting: _answer(acting, respond.take(acting, id, _lock(call.revision))))


@router.post("/{id}/answer", name="api.feedback_answer", status_code=201, response_model=FeedbackOut)
def answer(call: Changes, id: MessageId, said: AnswerIn) -> Response:  # noqa: A002 - as above
    """Answer a reader; `fixed_in` names the version in which it was put right."""

    def act(acting: Acting) -> Answer:
        return _answer(acting, respond.answer(acting, id, _lock(call.revision), said.reply, said.fixed_in, said.told))

    return call.once(said, act)


def _answer(acting: Acting, row: FeedbackRow) -> Answer:
    out = _item(acting.session, acting.region.slug, row)
    return Answer(201, out.model_dump_json().encode(), {"ETag": out.etag})


def _item(session: Session, region: str, row: FeedbackRow) -> FeedbackOut:
    return FeedbackOut.of(region, row, people.names(session, {who for who in (row.owner_id, row.replied_by) if who}))


def _lock(revision: str | None) -> int:
    """The count of changes that an ETag of a message names; 0, which none has, for any other."""
    number = (revision or "").removeprefix("v")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
