"""Writing: begin a pathway, its editor with preview, saving and submitting."""

from __future__ import annotations

import json
import re
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.actions import review, write
from app.actions.acting import Opened
from app.domain.errors import Invalid, Refusal, Stale, as_finding
from app.domain.routes import ChangeKind
from app.domain.text import Finding, Kind, Page
from app.edge.editions import open_for_writing
from app.edge.visit import Visit
from app.markup.ids import slug_from
from app.reading import names
from app.reading.views import Named
from app.store import projections
from app.store.database import Session
from app.web.addresses import Slug, pathway_address
from app.web.answers import page, see_other
from app.web.desk import NewView
from app.web.editing import as_before, conflict, editor, followed
from app.web.forms import REFUSED, Sent, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said, band_of, desk_of
from app.web.guiding import skeleton
from app.web.visiting import Visiting
from app.wording import sentences

router = APIRouter(include_in_schema=False)
DRAFT = "/desk/{region}/pathways/{slug}/draft"
LONGEST_TITLE = 200

_PLAIN = re.compile(r"[^\W\d_][\w ,.()/'’–-]*")
"""A title that YAML takes as it is, whatever it says."""
_WORDS_OF_YAML = frozenset("y n yes no on off true false null none".split())


@router.get("/desk/{region}/new", name="web.new")
def new(visit: Visiting, title: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The form that begins a pathway; `title` that somebody proposed."""
    return _new(visit, Form({"title": title}) if title else EMPTY)


@router.post("/desk/{region}/new", name="web.begin")
def begin(visit: Visiting, sent: Signed) -> Response:
    """Begin a pathway as a draft that holds its title."""
    try:
        title, kind = _title(sent), _kind(sent)
        source = first_text(title, kind, _specialty(sent))
        text = visit.read_text(source)
        with visit.write() as acting:
            opened = write.begin(acting, sent.line("slug") or slug_from(title)[:100].strip("-"), kind, source, text)
    except REFUSED as refusal:
        return _new(visit, sent.form(refusal), refusal.status, str(refusal.extra.get("upstream", "")))
    return see_other(f"{pathway_address(visit.region.slug, opened.pathway.slug)}/draft", "begun")


@router.get(DRAFT, name="web.draft")
def draft(visit: Visiting, slug: Slug, said: Said = "") -> Response:
    """The editor, on the text that the next save is made on."""
    with visit.read() as session:
        return page(editor(visit, session, open_for_writing(visit.acting(session), slug), said=said))


@router.post(f"{DRAFT}/preview", name="web.draft_preview")
def preview(request: Request, visit: Visiting, slug: Slug, sent: Signed) -> Response:
    """How the text would be read, and what the checks say of it: beside the typing, or as a page of its own."""
    with visit.read() as session:
        opened = open_for_writing(visit.acting(session), slug)
        text, findings = try_to_read(visit, opened, sent.text("source"))
        view = editor(visit, session, opened, sent=sent, text=text, findings=findings)
    return page(followed(view) if request.headers.get("hx-request") == "true" else view)


@router.post(DRAFT, name="web.draft_save")
def save(visit: Visiting, slug: Slug, sent: Signed) -> Response:
    """Save, and with `then=submit` send it into review. What can't be saved stays in the editor."""
    with visit.read() as session:
        before = open_for_writing(visit.acting(session), slug)
    source, text = as_before(before.revision.source, sent.text("source")), None
    try:
        text = visit.read_text(source, parent=before.page.blocks)
        with visit.write() as acting:
            opened = write.save(acting, slug, sent.line("revision"), source, text)
    except Stale as stale:
        return _stale(visit, slug, sent, source, text, stale)
    except REFUSED as refusal:
        return _not_saved(visit, slug, sent, text, refusal)
    said = "saved" if opened.revision.id != before.revision.id else "unchanged"
    if sent.line("then") == "submit":
        return _submit(visit, opened, sent, said)
    return see_other(f"{pathway_address(visit.region.slug, slug)}/draft", said)


def change_of(sent: Sent) -> ChangeKind:
    """The kind of change that was chosen. Raises `Invalid`."""
    typed = sent.line("change")
    if typed not in set(ChangeKind):
        raise Invalid("Choose what kind of change it is; who must agree follows from that.", field="change")
    return ChangeKind(typed)


def first_text(title: str, kind: Kind, specialty: str) -> str:
    """What a new draft holds: its front matter, and the sections of its kind to be filled in."""
    plain = _PLAIN.fullmatch(title) and title.casefold() not in _WORDS_OF_YAML
    lines = [f"title: {title if plain else json.dumps(title, ensure_ascii=False)}", f"kind: {kind}"]
    lines += [f"specialty: {specialty}"] if specialty else []
    return "\n".join(["---", *lines, "---", "", skeleton(kind)])


def _submit(visit: Visit, opened: Opened, sent: Sent, said: str) -> Response:
    """The second half of “save and submit”: the text is saved, whatever becomes of this."""
    slug = opened.pathway.slug
    try:
        anew = visit.checked_anew(slug, opened.token)
        with visit.write() as acting:
            review.submit(acting, slug, opened.edition.number, opened.token, change_of(sent), anew)
    except REFUSED as refusal:
        with visit.read() as session:
            view = editor(visit, session, open_for_writing(visit.acting(session), slug), form=sent.form(refusal), said=said)
        return page(view, refusal.status)
    return see_other(pathway_address(visit.region.slug, slug), submitted(sent))


def submitted(sent: Sent) -> str:
    """What is said of it: a correction waits for nobody."""
    return "submitted_correction" if sent.line("change") == ChangeKind.CORRECTION else "submitted"


def _stale(visit: Visit, slug: str, sent: Sent, source: str, text: Page | None, stale: Stale) -> Response:
    """Someone saved first: both texts, unless they are the same."""
    with visit.read() as session:
        theirs = open_for_writing(visit.acting(session), slug)
        if theirs.revision.source == source:
            return see_other(f"{pathway_address(visit.region.slug, slug)}/draft", "saved")
        return page(conflict(visit, session, theirs, sent, text), stale.status)


def _not_saved(visit: Visit, slug: str, sent: Sent, text: Page | None, refusal: Refusal) -> Response:
    with visit.read() as session:
        opened = open_for_writing(visit.acting(session), slug)
        findings = text.findings if text else (as_finding(refusal),)
        view = editor(visit, session, opened, sent=sent, text=text, findings=findings, form=sent.form(refusal))
    return page(view, refusal.status)


def try_to_read(visit: Visit, opened: Opened, source: str) -> tuple[Page | None, tuple[Finding, ...]]:
    """The page of what was typed, or none, and what is found in it."""
    try:
        text = visit.read_text(source, parent=opened.page.blocks)
    except Invalid as refusal:
        return None, (as_finding(refusal),)
    return text, text.findings


def _new(visit: Visit, form: Form, status: int = 200, upstream: str = "") -> Response:
    with visit.read() as session:
        view = NewView(
            desk_of(visit, session, "pathways"),
            band=band_of(visit.platform, visit.region),
            kinds=tuple(Kind),
            specialties=_specialties(visit, session),
            form=form,
            upstream=upstream,
        )
    return page(view, status)


def _specialties(visit: Visit, session: Session) -> tuple[Named, ...]:
    """Those that any region has pages of, and those that medicine is commonly divided into."""
    known = {slug for region in visit.regions for slug, _ in projections.specialties_in(session, region) if slug}
    known |= {key.removeprefix("specialty.") for key in sentences() if key.startswith("specialty.")}
    return tuple(sorted(map(names.specialty, known), key=lambda named: named.name))


def _title(sent: Sent) -> str:
    title = sent.line("title")
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise Invalid(f"Give a title of at most {LONGEST_TITLE} characters.", field="title")
    return title


def _kind(sent: Sent) -> Kind:
    if sent.line("kind") not in set(Kind):
        raise Invalid("Choose the kind of page.", field="kind")
    return Kind(sent.line("kind"))


def _specialty(sent: Sent) -> str:
    typed = sent.line("specialty")
    if typed and not write.SLUG.fullmatch(typed):
        raise Invalid("Choose a specialty of the list.", field="specialty")
    return typed
