"""Publication and withdrawal: the last look at what readers will get or lose, and the act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fastapi import APIRouter, Response

from app.actions import publish as verbs
from app.actions.agreements import agreements
from app.domain.errors import Refusal
from app.domain.lifecycle import OPEN, Step, transition
from app.domain.regions import Region, below
from app.domain.roles import Act
from app.edge.differences import difference_of
from app.edge.editions import open_for_view
from app.edge.links import with_link_findings
from app.edge.visit import Visit
from app.reading.compared import Way
from app.reading.pages import Reader
from app.reading.region_pages import page_links
from app.reading.views import PageLink
from app.store import pathways, projections
from app.store.database import Session
from app.web.addresses import Number, Slug, pathway_address
from app.web.answers import page, see_other
from app.web.comparing import ChosenWay, shown
from app.web.forms import REFUSED, Sent, Signed, as_read
from app.web.frame import EMPTY, Form
from app.web.framing import desk_of
from app.web.presenting import head_of, needs_of
from app.web.publications import PublicationView, WithdrawalView
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
EDITION = "/desk/{region}/pathways/{slug}/editions/{number}"


@router.get(f"{EDITION}/publication", name="web.publication_form")
def publication_form(visit: Visiting, slug: Slug, number: Number, view: ChosenWay = Way.TEXT) -> Response:
    """The last look before a version is public, and what is missing until it can be. Raises `WrongState` when it was public."""
    with visit.read() as session:
        acting = visit.acting(session)
        opened = open_for_view(acting, slug, number)
        acting.require(Act(verbs.publication_step(opened).value))
        if opened.status not in OPEN:
            transition(opened.status, Step.PUBLISH)
        return page(_publication(visit, session, slug, number, EMPTY, view))


@router.post(f"{EDITION}/publication", name="web.publish")
def publish(visit: Visiting, slug: Slug, number: Number, sent: Signed) -> Response:
    """Readers get it at once."""
    try:
        anew = visit.checked_anew(slug, sent.line("revision"))
        with visit.write() as acting:
            verbs.publish(acting, slug, number, sent.line("revision"), sent.text("change_note"), anew=anew)
    except REFUSED as refusal:
        with visit.read() as session:
            return _again(_publication(visit, session, slug, number, sent.form(refusal)), sent, refusal)
    return see_other(pathway_address(visit.region.slug, slug), "published")


@router.get(f"{EDITION}/withdrawal", name="web.withdrawal_form")
def withdrawal_form(visit: Visiting, slug: Slug, number: Number) -> Response:
    """What readers will lose, and where they are to go instead. Raises `WrongState` when readers do not have it."""
    with visit.read() as session:
        transition(open_for_view(visit.acting(session), slug, number).status, Step.WITHDRAW)
        return page(_withdrawal(visit, session, slug, number, EMPTY))


@router.post(f"{EDITION}/withdrawal", name="web.withdraw")
def withdraw(visit: Visiting, slug: Slug, number: Number, sent: Signed) -> Response:
    """Its text is gone at once; its address says why."""
    try:
        with visit.write() as acting:
            verbs.withdraw(acting, slug, number, sent.line("revision"), sent.text("reason"), sent.line("successor") or None)
    except REFUSED as refusal:
        with visit.read() as session:
            return _again(_withdrawal(visit, session, slug, number, sent.form(refusal)), sent, refusal)
    return see_other(pathway_address(visit.region.slug, slug), "withdrawn")


def _again(view: PublicationView | WithdrawalView, sent: Sent, refusal: Refusal) -> Response:
    return page(replace(view, head=as_read(view.head, sent, refusal)), refusal.status)


def _publication(visit: Visit, session: Session, slug: str, number: int, form: Form, way: Way = Way.TEXT) -> PublicationView:
    acting = visit.acting(session)
    opened = open_for_view(acting, slug, number)
    text, state = opened.page, agreements(session, opened)
    head = head_of(acting, visit.regions, opened, text)
    return PublicationView(
        desk_of(visit, session),
        head=head,
        needs=needs_of(acting, opened, text, state),
        findings=with_link_findings(session, visit.region, text, visit.today),
        difference=shown(visit, session, difference_of(session, opened), way, f"{head.edition}/publication?view="),
        shown_in=tuple(place.name for place in _reached(visit, session, slug)),
        form=form,
    )


def _withdrawal(visit: Visit, session: Session, slug: str, number: int, form: Form) -> WithdrawalView:
    acting = visit.acting(session)
    opened = open_for_view(acting, slug, number)
    shown = projections.shown_under(session, [slug])
    return WithdrawalView(
        desk_of(visit, session),
        head=head_of(acting, visit.regions, opened, opened.page),
        shown_in=_names(visit, (row.region for row in shown if row.origin == visit.region.slug)),
        successors=_successors(visit, session, slug),
        localised_in=_names(visit, pathways.regions_following(session, opened.pathway.id)),
        form=form,
    )


def _reached(visit: Visit, session: Session, slug: str) -> list[Region]:
    """The regions whose readers will have it: this one, and those below that have nothing nearer."""
    nearer = {row.region for row in projections.shown_under(session, [slug]) if row.origin != visit.region.slug}
    return [
        place for place in below(visit.region.slug, visit.regions) if place.slug == visit.region.slug or place.slug not in nearer
    ]


def _successors(visit: Visit, session: Session, slug: str) -> tuple[PageLink, ...]:
    rows = [row for row in projections.shown_in(session, visit.region.slug, "published") if row.slug != slug]
    return page_links(session, Reader(visit.region, visit.today), rows)


def _names(visit: Visit, slugs: Iterable[str]) -> tuple[str, ...]:
    return tuple(visit.regions[slug].name for slug in slugs)
