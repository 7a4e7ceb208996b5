"""Writing: begin a pathway, read and save its draft, look at it before it is saved, give it up."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.actions import write
from app.actions.acting import Acting, check_token
from app.api.calls import Begins, Call, Changes, Here, Number, Slug, edition_answer, json_answer
from app.api.schemas.editions import DraftOut, EditionOut, PreviewOut
from app.api.schemas.requests import BeginIn, NoteIn, SourceIn
from app.domain.text import Block, Page
from app.edge.editions import open_for_writing
from app.edge.once import Answer
from app.edge.visit import Visit
from app.store import pathways

router = APIRouter(prefix="/regions/{region}/pathways", tags=["Writing"])


@router.post("", name="api.begin", status_code=201, response_model=EditionOut)
def begin(call: Begins, said: BeginIn) -> Response:
    """Start a pathway with its first text, as a draft."""
    page = _read(call.visit, said.source)
    kind = said.kind or page.front.kind
    return call.edition(said, lambda acting: write.begin(acting, said.slug, kind, said.source, page))


@router.get("/{slug}/draft", name="api.draft", response_model=DraftOut)
def draft(visit: Here, slug: Slug) -> Response:
    """The text that the next save is made on. Its ETag is the revision that the save must name."""
    with visit.read() as session:
        opened = open_for_writing(visit.acting(session), slug)
        out = DraftOut.of(visit.region.slug, opened)
    return json_answer(out, etag=out.etag)


@router.put("/{slug}/draft", name="api.draft_save", response_model=EditionOut, responses={201: {"model": EditionOut}})
def save(call: Changes, slug: Slug, said: SourceIn) -> Response:
    """Save a text: into the open edition (200), or as the beginning of the next one (201). The same text changes nothing."""
    page = _read(call.visit, said.source, _parent(call, slug))

    def act(acting: Acting) -> Answer:
        row = pathways.pathway(acting.session, acting.region.slug, slug, lock=True)
        before = pathways.next_edition_number(acting.session, row.id)
        opened = write.save(acting, slug, call.revision, said.source, page)
        return edition_answer(acting, opened, 201 if opened.edition.number == before else 200)

    return call.once(said, act)


@router.post("/{slug}/preview", name="api.preview", response_model=PreviewOut)
def preview(visit: Here, slug: Slug, said: SourceIn) -> Response:
    """How a text would be read, and what the checks say of it. Nothing is saved; the pathway need not exist yet."""
    with visit.read() as session:
        row = pathways.find_pathway(session, visit.region.slug, slug)
        parent = open_for_writing(visit.acting(session), slug).page.blocks if row else ()
    return json_answer(PreviewOut.of(_read(visit, said.source, parent)))


@router.post("/{slug}/editions/{n}/discard", name="api.discard", status_code=201, response_model=EditionOut)
def discard(call: Changes, slug: Slug, n: Number, said: NoteIn) -> Response:
    """Give up a draft. Its text stays readable on the desk."""
    return call.edition(said, lambda acting: write.discard(acting, slug, n, call.revision, said.reason))


def _parent(call: Call, slug: str) -> tuple[Block, ...]:
    """The blocks whose ids the new text goes on with.

    What is stale is refused before it is rendered; not under a key, for that save may have been made, and its answer be owed.
    """
    with call.visit.read() as session:
        opened = open_for_writing(call.visit.acting(session), slug)
    if call.key is None:
        check_token(opened.token, call.revision)
    return opened.page.blocks


def _read(visit: Visit, source: str, parent: tuple[Block, ...] = ()) -> Page:
    return visit.read_text(source, parent=parent)
