"""One pathway on the desk: where it stands, what it needs, its story, and the acts that need no page of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from fastapi import APIRouter, Response

from app.actions import publish, review, write
from app.actions.acting import Acting, Opened
from app.actions.agreements import agreements
from app.domain.currency import Currency, currency
from app.domain.errors import Refusal
from app.domain.lifecycle import OPEN, WAS_PUBLIC, Status
from app.domain.roles import Act
from app.domain.routes import ChangeKind
from app.edge.differences import difference_of
from app.edge.editions import open_for_view, possible_steps
from app.edge.links import with_link_findings
from app.edge.visit import Visit
from app.reading.compared import SafetyGroup
from app.reading.comparing import safety_of
from app.reading.views import EditionLine
from app.store import pathways, projections
from app.store.database import Session
from app.store.pathways import EditionRow
from app.web.addresses import Number, Slug, pathway_address
from app.web.answers import page, see_other
from app.web.desk import OverviewView
from app.web.editing import changes_for
from app.web.forms import REFUSED, Sent, Signed, as_read
from app.web.frame import EMPTY, Deed, Form, Head
from app.web.framing import Said, desk_of
from app.web.localising import shown_from_upstream
from app.web.presenting import head_of, needs_of
from app.web.telling import authors_of, story_of
from app.web.visiting import Visiting
from app.web.writing import change_of, submitted

router = APIRouter(include_in_schema=False)
PATHWAY = "/desk/{region}/pathways/{slug}"
EDITION = PATHWAY + "/editions/{number}"

Does = Callable[[Acting, str | None], Opened]
"""An act on the revision that a form names."""


@router.get(PATHWAY, name="web.desk_pathway")
def overview(visit: Visiting, slug: Slug, said: Said = "") -> Response:
    """The pathway, by its open edition, else the latest; what is only shown from upstream, as that."""
    with visit.read() as session:
        if pathways.find_pathway(session, visit.region.slug, slug) is None:
            upstream = shown_from_upstream(visit, session, slug)
            if upstream:
                return page(upstream)
        return page(_view(visit, session, slug, said=said))


@router.post(f"{EDITION}/submission", name="web.submit")
def submit(visit: Visiting, slug: Slug, number: Number, sent: Signed) -> Response:
    """Send a draft into review."""
    anew = visit.checked_anew(slug, sent.line("revision"))
    return _do(
        visit,
        slug,
        sent,
        Act.SUBMIT,
        submitted(sent),
        lambda acting, on: review.submit(acting, slug, number, on, change_of(sent), anew),
    )


@router.post(f"{EDITION}/discard", name="web.discard")
def discard(visit: Visiting, slug: Slug, number: Number, sent: Signed) -> Response:
    """Give up a draft."""
    reason = sent.text("reason")
    return _do(visit, slug, sent, Act.DISCARD, "discarded", lambda acting, on: write.discard(acting, slug, number, on, reason))


@router.post(f"{EDITION}/urgent-publication", name="web.publish_urgently")
def publish_urgently(visit: Visiting, slug: Slug, number: Number, sent: Signed) -> Response:
    """Publish at once; the review is owed."""
    reason = sent.text("reason")
    return _do(
        visit, slug, sent, Act.PUBLISH_URGENTLY, "published",
        lambda acting, on: publish.publish_urgently(acting, slug, number, on, reason),
    )  # fmt: skip


@router.post(f"{EDITION}/schedule-cancellation", name="web.cancel_schedule")
def cancel_schedule(visit: Visiting, slug: Slug, number: Number, sent: Signed) -> Response:
    """Take it off the schedule."""
    reason = sent.text("reason")
    return _do(
        visit, slug, sent, Act.CANCEL_SCHEDULE, "cancelled",
        lambda acting, on: publish.cancel_schedule(acting, slug, number, on, reason),
    )  # fmt: skip


@router.post(f"{EDITION}/reinstatement", name="web.reinstate")
def reinstate(visit: Visiting, slug: Slug, number: Number, sent: Signed) -> Response:
    """Make a withdrawn version public again."""
    reason = sent.text("reason")
    return _do(
        visit, slug, sent, Act.REINSTATE, "reinstated", lambda acting, on: publish.reinstate(acting, slug, number, on, reason)
    )


def _do(visit: Visit, slug: str, sent: Sent, act: Act, said: str, do: Does) -> Response:
    """Do it and go back to the overview; refused, show it with the form open and the reason beside it."""
    try:
        with visit.write() as acting:
            do(acting, sent.line("revision"))
    except REFUSED as refusal:
        return _again(visit, slug, sent, act, refusal)
    return see_other(pathway_address(visit.region.slug, slug), said)


def _again(visit: Visit, slug: str, sent: Sent, act: Act, refusal: Refusal) -> Response:
    with visit.read() as session:
        view = _view(visit, session, slug, sent.form(refusal), act)
    return page(replace(view, head=as_read(view.head, sent, refusal)), refusal.status)


def _view(
    visit: Visit, session: Session, slug: str, form: Form = EMPTY, refused: Act | None = None, said: str = ""
) -> OverviewView:
    acting = visit.acting(session)
    opened = open_for_view(acting, slug)
    text, state = opened.page, agreements(session, opened)
    rows = pathways.editions(session, opened.pathway.id)
    head = head_of(acting, visit.regions, opened, text)
    shown = projections.shown(session, visit.region.slug, slug) if head.public_number else None
    return OverviewView(
        desk_of(visit, session, said=said),
        head=head,
        needs=needs_of(acting, opened, text, state),
        findings=with_link_findings(session, visit.region, text, visit.today),
        deeds=tuple(replace(deed, form=form) if deed.act is refused else deed for deed in _deeds(visit, session, opened, head)),
        story=story_of(acting, opened, rows),
        editions=tuple(_public(session, row) for row in rows if Status(row.status) in WAS_PUBLIC),
        authors=authors_of(acting, opened),
        due=shown.review_due if shown else None,
        currency=currency(shown.review_due, visit.today, shown.high_alert) if shown else Currency.CURRENT,
        form=form,
        safety=_safety(session, opened),
        refused=refused.value if refused else "",
    )


def _safety(session: Session, opened: Opened) -> tuple[SafetyGroup, ...] | None:
    """What reviewers will see first of what the edition under way changes."""
    if opened.status not in OPEN:
        return None
    difference = difference_of(session, opened)
    return safety_of(difference.old, difference.new) if difference.old else None


def _public(session: Session, row: EditionRow) -> EditionLine:
    """A version that readers have or had."""
    story = pathways.story_of(session, row.id)
    began = next(line.at for line in story if line.target == Status.PUBLISHED)
    ended = story[-1] if row.status in (Status.SUPERSEDED, Status.WITHDRAWN) else None
    marked = row.mark is not None and row.change != ChangeKind.CORRECTION
    return EditionLine(
        number=row.number,
        published=began,
        status=Status(row.status),
        change=ChangeKind(row.change) if row.change else None,
        note="" if marked else row.change_note or "",
        ended=ended.at if ended else None,
        reason=ended.reason if ended else (row.change_note or "") if marked else "",
    )


def _deeds(visit: Visit, session: Session, opened: Opened, head: Head) -> Iterator[Deed]:
    """What this person may do now, the likeliest first."""
    acting = visit.acting(session)
    possible = set(possible_steps(acting, opened))
    roles = review.roles_to_sign(acting, opened, agreements(session, opened))
    opening = _opening(opened.status)
    offered = (
        (bool(roles), Deed(act=Act.APPROVE, address=head.edition, roles=roles)),
        (bool(possible & {Act.PUBLISH, Act.PUBLISH_CORRECTION}), Deed(act=Act.PUBLISH, address=f"{head.edition}/publication")),
        (visit.may(Act.REVISE if opening is Act.REVISE else Act.WRITE), Deed(act=opening, address=f"{head.address}/draft")),
        (Act.SUBMIT in possible, _submission(visit, session, opened, head)),
        (Act.REQUEST_CHANGES in possible, Deed(act=Act.REQUEST_CHANGES, address=head.edition)),
        *((act in possible, Deed(act=act, address=f"{head.edition}/{path}", reason=True)) for act, path in FORMS.items()),
        (bool(head.public_number) and visit.may(Act.WITHDRAW), _withdrawal(head)),
    )
    return (deed for fits, deed in offered if fits)


def _submission(visit: Visit, session: Session, opened: Opened, head: Head) -> Deed:
    kinds, no_correction = changes_for(visit, session, opened)
    return Deed(act=Act.SUBMIT, address=f"{head.edition}/submission", changes=kinds, no_correction=no_correction)


def _withdrawal(head: Head) -> Deed:
    """Of what readers have, which may be another edition than the one shown."""
    return Deed(act=Act.WITHDRAW, address=f"{head.address}/editions/{head.public_number}/withdrawal")


FORMS = {
    Act.REINSTATE: "reinstatement",
    Act.CANCEL_SCHEDULE: "schedule-cancellation",
    Act.PUBLISH_URGENTLY: "urgent-publication",
    Act.DISCARD: "discard",
}
"""Acts that are a form on the overview, and where it is sent."""


def _opening(status: Status) -> Act:
    """What opening the text means now."""
    if status is Status.DRAFT:
        return Act.WRITE
    return Act.REVISE if status in (Status.IN_REVIEW, Status.READY, Status.SCHEDULED) else Act.BEGIN
