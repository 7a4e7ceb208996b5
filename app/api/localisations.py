"""Localisation: take a page from upstream, and see how a region stands to it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.actions import localise as verb
from app.api.calls import Begins, Here, Slug, json_answer
from app.api.schemas.desk import BoardOut
from app.api.schemas.editions import EditionOut
from app.store.localisations import board as board_of
from app.store.localisations import changed_upstream

router = APIRouter(prefix="/regions/{region}", tags=["Localisation"])


@router.post("/pathways/{slug}/localisation", name="api.localise", status_code=201, response_model=EditionOut)
def localise(call: Begins, slug: Slug) -> Response:
    """Begin the region's own version of a page that it shows from upstream: a draft with upstream's text."""
    return call.edition(None, lambda acting: verb.localise(acting, slug))


@router.get("/localisations", name="api.localisations", response_model=BoardOut)
def board(visit: Here) -> Response:
    """Every page that the region shows or is localising: whose it is, what it was taken from, and what upstream changed since."""
    region = visit.region.slug
    with visit.read() as session:
        lines = board_of(session, region)
        changes = {line.slug: changed_upstream(session, region, line.slug) for line in lines if line.moved_on}
    return json_answer(BoardOut.of(region, lines, changes))
