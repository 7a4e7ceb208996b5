"""What readers write to the editors: the form under every page, and its thanks. Needs nobody to sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.actions import respond
from app.actions.respond import Category
from app.domain.errors import Gone, Invalid
from app.domain.identifiers import patient_number
from app.domain.text import Heading
from app.edge.visit import Visit
from app.reading import history
from app.reading.addresses import state_path
from app.reading.parts import part_of
from app.store import feedback, projections
from app.store.database import Session
from app.web.addresses import Slug
from app.web.answers import page, see_other
from app.web.feedback import FeedbackFormView, FeedbackStateView, ThanksView
from app.web.forms import REFUSED, Posted
from app.web.frame import EMPTY, Form
from app.web.framing import band_of
from app.web.reading import LOOK
from app.web.visiting import Visiting
from app.wording import word

router = APIRouter(include_in_schema=False)
REFERENCE = "^[A-Za-z0-9_-]{43}$"
"""What nobody guesses, as addresses hold it."""
Reference = Annotated[str, Query(pattern=REFERENCE)]
BEGINNING = 120
"""Characters of a block's words that the form repeats."""
REGION, PAGE = "/{region}/feedback", "/{region}/pathways/{slug}/feedback"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about; the region as a whole when there is no slug."""

    slug: str = ""
    title: str = ""
    number: int | None = None
    sections: tuple[Heading, ...] = ()


@router.api_route(REGION, methods=LOOK, name="web.feedback_form")
def on_region(visit: Visiting, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The form, about the region's pages as a whole; `q` is what was looked for and not found."""
    tells = q.strip() and not patient_number(q)
    asked = Form({"message": word("feedback.not_found", query=q), "category": Category.HARD_TO_FIND}) if tells else EMPTY
    return _form(visit, Subject(), asked)


@router.api_route(PAGE, methods=LOOK, name="web.feedback_form")
def on_page(visit: Visiting, slug: Slug, part: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The form, about a page, or one part of it."""
    with visit.read() as session:
        subject = _subject(visit, session, slug, part)
    return _form(visit, subject, Form({"section": part}) if part else EMPTY)


@router.post(REGION, name="web.feedback_send")
def send_on_region(visit: Visiting, sent: Posted) -> Response:
    """A message about the region's pages as a whole."""
    return _send(visit, Subject(), sent)


@router.post(PAGE, name="web.feedback_send")
def send_on_page(visit: Visiting, slug: Slug, sent: Posted) -> Response:
    """A message about a page."""
    with visit.read() as session:
        subject = _subject(visit, session, slug, sent.line("section"))
    return _send(visit, subject, sent)


@router.api_route(f"{REGION}/thanks", methods=LOOK, name="web.feedback_thanks")
def thanks_from_region(visit: Visiting, reference: Reference = "", clinical: bool = False, answer: bool = False) -> Response:
    """It has arrived."""
    return _thanks(visit, Subject(), reference, clinical=clinical, answer=answer)


@router.api_route(f"{PAGE}/thanks", methods=LOOK, name="web.feedback_thanks")
def thanks_from_page(
    visit: Visiting, slug: Slug, reference: Reference = "", clinical: bool = False, answer: bool = False
) -> Response:
    """It has arrived."""
    with visit.read() as session:
        subject = _subject(visit, session, slug)
    return _thanks(visit, subject, reference, clinical=clinical, answer=answer)


@router.api_route(f"{REGION}/{{reference}}", methods=LOOK, name="web.feedback_state")
def state(visit: Visiting, reference: Annotated[str, Path(pattern=REFERENCE)]) -> Response:
    """What became of a message, for whoever has its address."""
    with visit.read() as session:
        row = feedback.feedback_by_reference(session, visit.region.slug, reference)
        shown = projections.shown(session, visit.region.slug, row.slug) if row.slug else None
    view = FeedbackStateView(
        band_of(visit.platform, visit.region),
        category=row.category,
        status=row.state,
        message=row.message,
        received=row.at,
        slug=row.slug if shown else "",
        title=shown.title if shown else "",
        number=row.edition_number,
        looked_after=row.owner_id is not None,
        reply=row.reply,
        replied=row.replied_at,
        fixed_in=row.fixed_in,
        told=row.told,
    )
    answer = page(view)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _thanks(visit: Visit, subject: Subject, reference: str, *, clinical: bool, answer: bool) -> Response:
    view = ThanksView(
        band_of(visit.platform, visit.region),
        slug=subject.slug,
        title=subject.title,
        clinical=clinical,
        answer=answer,
        state=state_path(visit.region.slug, reference) if reference else "",
    )
    return page(view)


def _send(visit: Visit, subject: Subject, sent: Posted) -> Response:
    try:
        category, number = _category(sent.line("category")), sent.number("number")
        with visit.platform.write() as session:
            row = respond.receive(
                session, visit.region, visit.now, slug=subject.slug, number=number if subject.slug else None,
                block=sent.line("section"), category=category, message=sent.text("message"), name=sent.line("name"),
                email=sent.line("email"),
            )  # fmt: skip
    except REFUSED as refusal:
        return _form(visit, subject, sent.form(refusal), refusal.status)
    told = {"clinical": category is Category.CLINICAL_ERROR, "answer": bool(sent.line("email"))}
    query = "".join(f"&{name}=true" for name, yes in told.items() if yes)
    return see_other(f"{_address(visit, subject)}/thanks?reference={row.reference}{query}")


def _form(visit: Visit, subject: Subject, form: Form, status: int = 200) -> Response:
    view = FeedbackFormView(
        band_of(visit.platform, visit.region),
        csrf=visit.csrf,
        categories=tuple(Category),
        slug=subject.slug,
        title=subject.title,
        number=subject.number,
        sections=subject.sections,
        form=form,
    )
    return page(view, status)


def _subject(visit: Visit, session: Session, slug: str, part: str = "") -> Subject:
    """The page that the region's readers have, and the part of it that is named. Of a withdrawn one its title.

    Raises `NotFound`.
    """
    try:
        edition = history.edition(session, visit.region.slug, slug, visit.today)
    except Gone as gone:
        return Subject(slug, str(gone.extra["title"]))
    parts = tuple(Heading(part.id, part.title, part.level) for part in edition.sections if part.level in (2, 3))
    block = None if any(one.id == part for one in parts) else part_of(edition, part)
    words = f"{block.title}: {' '.join(block.text.split())[:BEGINNING]}" if block else ""
    return Subject(slug, edition.title, edition.number, (*parts, Heading(part, words, 0)) if block else parts)


def _category(typed: str) -> Category:
    if typed not in set(Category):
        raise Invalid("Choose what it is about.", field="category")
    return Category(typed)


def _address(visit: Visit, subject: Subject) -> str:
    return f"/{visit.region.slug}{f'/pathways/{subject.slug}' if subject.slug else ''}/feedback"
