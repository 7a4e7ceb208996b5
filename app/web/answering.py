"""The inbox on the desk: what readers wrote, who looks after it, what was answered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.actions import respond
from app.domain.errors import Gone, NotFound, Refusal
from app.domain.publication import PublishedSection
from app.domain.roles import Act
from app.edge.visit import Visit
from app.reading import history
from app.reading.parts import part_of
from app.store import feedback, people, projections
from app.store.database import Session
from app.store.feedback import FeedbackRow
from app.web.answers import page, see_other
from app.web.desk import Filter
from app.web.feedback import FeedbackItemView, FeedbackLine, InboxView
from app.web.forms import REFUSED, Sent, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said, band_of, desk_of, somebody
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
ITEM = "/desk/{region}/feedback/{message}"
LINES = 100
EXCERPT, WORDS = 120, 300

MessageId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/desk/{region}/feedback", name="web.inbox")
def inbox(
    visit: Visiting,
    show: Annotated[str, Query(max_length=40)] = "unanswered",
    start: Annotated[int, Query(ge=0, lt=2**31)] = 0,
) -> Response:
    """The region's messages: clinical errors first, then the oldest."""
    with visit.read() as session:
        kept = {
            "unanswered": (rows := feedback.feedback_in(session, visit.region.slug, "open")),
            "mine": [row for row in rows if row.owner_id == somebody(visit).id],
            "clinical_error": [row for row in rows if row.category == "clinical_error"],
            "all": feedback.feedback_in(session, visit.region.slug),
        }
        chosen = show if show in kept else "unanswered"
        found = kept[chosen]
        names = people.names(session, {row.owner_id for row in found if row.owner_id})
        address = f"/desk/{visit.region.slug}/feedback"
        view = InboxView(
            desk_of(visit, session, "feedback"),
            band=band_of(visit.platform, visit.region),
            lines=tuple(_line(visit, session, row, names) for row in found[start : start + LINES]),
            filters=tuple(
                Filter(name=name, address=f"{address}?show={name}", count=len(some), chosen=name == chosen)
                for name, some in kept.items()
            ),
            more=f"{address}?show={chosen}&start={start + LINES}" if len(found) > start + LINES else "",
        )
    return page(view)


@router.get(ITEM, name="web.feedback_item")
def item(visit: Visiting, message: MessageId, said: Said = "") -> Response:
    """One message."""
    with visit.read() as session:
        return page(_item(visit, session, message, said=said))


@router.post(f"{ITEM}/owner", name="web.feedback_take")
def take(visit: Visiting, message: MessageId, sent: Signed) -> Response:
    """Look after it from now on."""
    try:
        with visit.write() as acting:
            respond.take(acting, message, sent.number("lock") or 0)
    except REFUSED as refusal:
        return _again(visit, message, sent, refusal)
    return see_other(f"/desk/{visit.region.slug}/feedback/{message}", "owned")


@router.post(f"{ITEM}/answer", name="web.feedback_answer")
def answer(visit: Visiting, message: MessageId, sent: Signed) -> Response:
    """Answer the reader, and say in which version it was put right."""
    try:
        with visit.write() as acting:
            respond.answer(
                acting, message, sent.number("lock") or 0, sent.text("reply"), sent.number("fixed_in"), sent.line("told")
            )
    except REFUSED as refusal:
        return _again(visit, message, sent, refusal)
    return see_other(f"/desk/{visit.region.slug}/feedback/{message}", "replied")


def _again(visit: Visit, message: int, sent: Sent, refusal: Refusal) -> Response:
    with visit.read() as session:
        return page(_item(visit, session, message, sent.form(refusal)), refusal.status)


def _line(visit: Visit, session: Session, row: FeedbackRow, names: dict[int, str]) -> FeedbackLine:
    shown = projections.shown(session, visit.region.slug, row.slug) if row.slug else None
    return FeedbackLine(
        id=row.id,
        category=row.category,
        status=row.state,
        excerpt=_excerpt(row.message, EXCERPT),
        received=row.at,
        title=shown.title if shown else row.slug,
        owner=names.get(row.owner_id or 0, ""),
    )


def _item(visit: Visit, session: Session, message: int, form: Form = EMPTY, said: str = "") -> FeedbackItemView:
    row = feedback.feedback_item(session, visit.region.slug, message)
    names = people.names(session, {who for who in (row.owner_id, row.replied_by) if who})
    shown = projections.shown(session, visit.region.slug, row.slug) if row.slug else None
    part = _part(visit, session, row)
    return FeedbackItemView(
        desk_of(visit, session, "feedback", said),
        band=band_of(visit.platform, visit.region),
        id=row.id,
        category=row.category,
        status=row.state,
        message=row.message,
        received=row.at,
        slug=row.slug,
        title=shown.title if shown else row.slug,
        number=row.edition_number,
        current=shown.number if shown else None,
        section=part.title if part else row.block,
        section_id=row.block,
        block=_excerpt(part.text, WORDS) if part else "",
        name=row.name,
        email=row.email,
        owner=names.get(row.owner_id or 0, ""),
        mine=row.owner_id == somebody(visit).id,
        reply=row.reply,
        replied=row.replied_at,
        replied_by=names.get(row.replied_by or 0, ""),
        fixed_in=row.fixed_in,
        told=row.told,
        may_answer=visit.may(Act.ANSWER_FEEDBACK),
        lock=row.lock,
        form=form,
    )


def _part(visit: Visit, session: Session, row: FeedbackRow) -> PublishedSection | None:
    """The part that the reader wrote about, as it was; None for the page as a whole and for what has been withdrawn."""
    if not row.slug or not row.block:
        return None
    try:
        edition = history.edition(session, visit.region.slug, row.slug, visit.today, row.edition_number)
    except (Gone, NotFound):
        return None
    return part_of(edition, row.block)


def _excerpt(text: str, length: int) -> str:
    """The beginning of a text, on one line."""
    folded = " ".join(text.split())
    return folded if len(folded) <= length else folded[: length - 1].rstrip() + "…"
