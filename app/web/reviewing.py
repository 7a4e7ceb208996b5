"""Review: one edition's difference, page, source and story; agreement, or changes asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.actions import review
from app.actions.acting import Acting, Opened
from app.actions.agreements import Agreements, agreements
from app.domain.errors import Invalid, Refusal
from app.domain.lifecycle import Status
from app.domain.roles import SIGNING, Act, Role
from app.domain.text import Page
from app.edge.differences import Difference, difference_of
from app.edge.editions import open_for_view
from app.edge.links import with_link_findings
from app.edge.visit import Visit
from app.identity.proof import confirm
from app.identity.sessions import SessionInfo, fresh
from app.markup.source import split_lines
from app.reading.compared import Way
from app.reading.render import Trusted
from app.reading.views import Named
from app.store import pathways, revisions
from app.store.database import Session
from app.web.addresses import Number, Slug, pathway_address
from app.web.answers import page, see_other
from app.web.comparing import ChosenWay, shown
from app.web.confirming import since_of
from app.web.forms import REFUSED, Sent, Signed, as_read
from app.web.frame import EMPTY, Form
from app.web.framing import Said, desk_of, somebody
from app.web.presenting import body_of, head_of, needs_of, title_of
from app.web.reviews import ReviewView, Tab
from app.web.telling import authors_of, story_of
from app.web.visiting import Arriving, Visiting, address_of
from app.wording import word

router = APIRouter(include_in_schema=False)
EDITION = "/desk/{region}/pathways/{slug}/editions/{number}"

FRESH_MINUTES = 15
"""Who signed in longer ago gives the password once more with a signature: docs/decisions/0004-signing.md."""

ChosenTab = Annotated[Tab, Query()]


@router.get("/desk/{region}/pathways/{slug}/review", name="web.review")
def present(
    visit: Visiting, info: Arriving, slug: Slug, tab: ChosenTab = "difference", view: ChosenWay = Way.TEXT, said: Said = ""
) -> Response:
    """The edition that is on its way, else the latest."""
    with visit.read() as session:
        return page(_view(visit, session, info, slug, None, tab, view, said=said))


@router.get(EDITION, name="web.desk_version")
def edition(
    visit: Visiting,
    info: Arriving,
    slug: Slug,
    number: Number,
    tab: ChosenTab = "difference",
    view: ChosenWay = Way.TEXT,
    said: Said = "",
) -> Response:
    """Any edition, whatever became of it."""
    with visit.read() as session:
        return page(_view(visit, session, info, slug, number, tab, view, said=said))


@router.post(f"{EDITION}/approvals", name="web.approve")
def approve(request: Request, visit: Visiting, info: Arriving, slug: Slug, number: Number, sent: Signed) -> Response:
    """Sign exactly this text."""
    try:
        role = _role(sent.line("role"))
        _prove(visit, info, sent, address_of(request))
        with visit.write() as acting:
            review.approve(acting, slug, number, sent.line("revision"), role, sent.text("note"))
    except REFUSED as refusal:
        return _again(visit, info, slug, number, sent, refusal)
    return see_other(pathway_address(visit.region.slug, slug), "approved")


@router.post(f"{EDITION}/change-requests", name="web.request_changes")
def request_changes(visit: Visiting, info: Arriving, slug: Slug, number: Number, sent: Signed) -> Response:
    """Send it back to its editors with a reason."""
    try:
        with visit.write() as acting:
            review.request_changes(acting, slug, number, sent.line("revision"), sent.text("reason"))
    except REFUSED as refusal:
        return _again(visit, info, slug, number, sent, refusal)
    return see_other(pathway_address(visit.region.slug, slug), "changes_requested")


def _role(typed: str) -> Role:
    if typed not in SIGNING:
        raise Invalid("Choose the role in which you agree.", field="role")
    return Role(typed)


def _prove(visit: Visit, info: SessionInfo | None, sent: Sent, address: str) -> None:
    """Make sure that it is still the person who signed in. Raises `Invalid` and `TooMany`."""
    if not _must_prove(visit, info):
        return
    password = sent.values.get("password", "")
    if not password:
        raise Invalid("Type your password: a signature is yours alone.", field="password")
    confirm(visit.platform.database, somebody(visit), password, address=address, now=visit.now)


def _must_prove(visit: Visit, info: SessionInfo | None) -> bool:
    return info is None or not fresh(info, visit.now, FRESH_MINUTES)


def _again(visit: Visit, info: SessionInfo | None, slug: str, number: int, sent: Sent, refusal: Refusal) -> Response:
    """The page once more, with what was typed and why it was refused."""
    with visit.read() as session:
        view = _view(visit, session, info, slug, number, "difference", form=sent.form(refusal))
    return page(replace(view, head=as_read(view.head, sent, refusal)), refusal.status)


def _view(
    visit: Visit,
    session: Session,
    info: SessionInfo | None,
    slug: str,
    number: int | None,
    tab: Tab,
    way: Way = Way.TEXT,
    form: Form = EMPTY,
    said: str = "",
) -> ReviewView:
    acting = visit.acting(session)
    opened = open_for_view(acting, slug, number)
    text, state = opened.page, agreements(session, opened)
    roles = review.roles_to_sign(acting, opened, state)
    difference = difference_of(session, opened)
    head = head_of(acting, visit.regions, opened, text)
    address = f"{head.edition}?tab=difference&view="
    return ReviewView(
        desk_of(visit, session, said=said),
        head=head,
        tab=tab,
        difference=shown(visit, session, difference, way, address) if tab == "difference" else None,
        against=difference.before.edition_number if difference.before else None,
        against_region=_foreign(visit, session, opened, difference),
        since=since_of(visit, session, opened, state) if tab == "difference" else (),
        page=Trusted(body_of(visit, session, text)) if tab == "page" and not text.lost_numbers else None,
        outline=text.outline if tab == "page" else (),
        source=tuple(line.rstrip("\r\n") for line in split_lines(opened.revision.source)) if tab == "source" else (),
        story=story_of(acting, opened, [opened.edition]) if tab == "story" else (),
        needs=needs_of(acting, opened, text, state),
        findings=with_link_findings(session, visit.region, text, visit.today),
        authors=authors_of(acting, opened),
        roles=roles,
        may_request=opened.status is Status.IN_REVIEW and acting.may(Act.REQUEST_CHANGES),
        why_not="" if roles else _why_not(acting, opened, state),
        asks=_asks(text, state, roles),
        confirm=_must_prove(visit, info),
        form=form,
    )


def _foreign(visit: Visit, session: Session, opened: Opened, difference: Difference) -> Named | None:
    """The region that the older text is from, when it is not this one."""
    if difference.before is None or difference.before.pathway_id == opened.pathway.id:
        return None
    home = visit.regions[pathways.region_slug_of(session, difference.before.pathway_id)]
    return Named(home.slug, home.name)


def _asks(text: Page, state: Agreements, roles: tuple[Role, ...]) -> str:
    """What this person's agreement covers."""
    asked = [item.requirement for item in state.missing if item.requirement.role in roles]
    covered = {section for requirement in asked for section in requirement.sections}
    if not asked or len(covered) == len(text.sections):
        return " ".join([word("asks.whole"), *_confirms(state, roles)]) if asked else ""
    return word("asks.sections", sections=", ".join(title_of(part) for part in text.sections if part.id in covered))


def _confirms(state: Agreements, roles: tuple[Role, ...]) -> Iterator[str]:
    """What a sign-off says besides: that what others agreed to stands as given."""
    if state.carried and Role.CLINICAL_LEAD in roles:
        yield word("asks.confirms")


def _why_not(acting: Acting, opened: Opened, state: Agreements) -> str:
    """Why this person can't agree now; empty for those who never sign."""
    held = acting.person.roles_in(acting.region.slug, acting.today) & SIGNING
    if not held or opened.status is not Status.IN_REVIEW:
        return ""
    if acting.person.id in revisions.authors_of(acting.session, opened.edition):
        return word("why_not.author")
    blocked = next((item.blocked_by for item in state.missing if item.requirement.role in held and item.blocked_by), None)
    if blocked:
        return word("why_not.blocked", stage=word(f"stage.{blocked}").lower())
    agreed = any(row.person_id == acting.person.id and row.revision_id == opened.revision.id for row in state.given)
    return word("why_not.agreed") if agreed else word("why_not.unasked")
