"""What readers write to the editors: the form under every page, and its thanks. Needs nobody to sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.actions import respond
from app.actions.respond import Category
from app.domain.errors import Gone, Invalid
from app.domain.identifiers import patient_number
from app.domain.text import Heading
from app.edge.visit import Visit
from app.reading import history
from app.store.database import Session
from app.web.addresses import Slug
from app.web.answers import page, see_other
from app.web.feedback import FeedbackFormView, ThanksView
from app.web.forms import REFUSED, Posted
from app.web.frame import EMPTY, Form
from app.web.framing import band_of
from app.web.reading import LOOK
from app.web.visiting import Visiting
from app.wording import word

router = APIRouter(include_in_schema=False)
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
        subject = _subject(visit, session, slug)
    return _form(visit, subject, Form({"section": part}) if part else EMPTY)


@router.post(REGION, name="web.feedback_send")
def send_on_region(visit: Visiting, sent: Posted) -> Response:
    """A message about the region's pages as a whole."""
    return _send(visit, Subject(), sent)


@router.post(PAGE, name="web.feedback_send")
def send_on_page(visit: Visiting, slug: Slug, sent: Posted) -> Response:
    """A message about a page."""
    with visit.read() as session:
        subject = _subject(visit, session, slug)
    return _send(visit, subject, sent)


@router.api_route(f"{REGION}/thanks", methods=LOOK, name="web.feedback_thanks")
def thanks_from_region(visit: Visiting, clinical: bool = False, answer: bool = False) -> Response:
    """It has arrived."""
    return page(ThanksView(band_of(visit.platform, visit.region), clinical=clinical, answer=answer))


@router.api_route(f"{PAGE}/thanks", methods=LOOK, name="web.feedback_thanks")
def thanks_from_page(visit: Visiting, slug: Slug, clinical: bool = False, answer: bool = False) -> Response:
    """It has arrived."""
    with visit.read() as session:
        subject = _subject(visit, session, slug)
    band = band_of(visit.platform, visit.region)
    return page(ThanksView(band, slug=slug, title=subject.title, clinical=clinical, answer=answer))


def _send(visit: Visit, subject: Subject, sent: Posted) -> Response:
    try:
        category, number = _category(sent.line("category")), sent.number("number")
        with visit.platform.write() as session:
            respond.receive(
                session, visit.region, visit.now, slug=subject.slug, number=number if subject.slug else None,
                block=sent.line("section"), category=category, message=sent.text("message"), name=sent.line("name"),
                email=sent.line("email"),
            )  # fmt: skip
    except REFUSED as refusal:
        return _form(visit, subject, sent.form(refusal), refusal.status)
    asked = {"clinical": category is Category.CLINICAL_ERROR, "answer": bool(sent.line("email"))}
    query = "&".join(f"{name}=true" for name, yes in asked.items() if yes)
    return see_other(f"{_address(visit, subject)}/thanks{'?' if query else ''}{query}")


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


def _subject(visit: Visit, session: Session, slug: str) -> Subject:
    """The page that the region's readers have. Of a withdrawn one its title. Raises `NotFound`."""
    try:
        edition = history.edition(session, visit.region.slug, slug, visit.today)
    except Gone as gone:
        return Subject(slug, str(gone.extra["title"]))
    parts = tuple(Heading(part.id, part.title, part.level) for part in edition.sections if part.level in (2, 3))
    return Subject(slug, edition.title, edition.number, parts)


def _category(typed: str) -> Category:
    if typed not in set(Category):
        raise Invalid("Choose what it is about.", field="category")
    return Category(typed)


def _address(visit: Visit, subject: Subject) -> str:
    return f"/{visit.region.slug}{f'/pathways/{subject.slug}' if subject.slug else ''}/feedback"
