"""The desk: what waits for me, a region's pathways and where they stand, an edition with its text, what it changes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.calls import Anywhere, Here, Number, Slug, json_answer
from app.api.schemas.desk import DeskLineOut, DeskListOut, MeOut, WorkItemOut, WorkOut
from app.api.schemas.differences import DifferenceOut
from app.api.schemas.editions import DeskEditionOut
from app.domain.errors import NotSignedIn
from app.domain.lifecycle import Status
from app.domain.roles import Person
from app.edge.differences import NAME, Against, difference_of
from app.edge.editions import edition_view, open_for_view
from app.edge.visit import Visit
from app.edge.work import work_for
from app.store.desk import desk_lines

router = APIRouter(tags=["Desk"])

Older = Annotated[str, Query(pattern=NAME)]


@router.get("/me", name="api.me", response_model=MeOut)
def me(visit: Anywhere) -> Response:
    """Whose token this is, and the roles it acts with today."""
    return json_answer(MeOut.of(_person(visit), visit.regions, visit.now))


@router.get("/work", name="api.work", response_model=WorkOut)
def work(visit: Anywhere) -> Response:
    """What waits for me in all regions, the most pressing first."""
    with visit.read() as session:
        items = work_for(session, _person(visit), visit.regions, visit.now)
    return json_answer(WorkOut(work=[WorkItemOut.model_validate(item) for item in items]))


@router.get("/regions/{region}/desk/pathways", name="api.desk_pathways", response_model=DeskListOut)
def pathways(visit: Here, status: Status | None = None) -> Response:
    """A region's pathways by slug, each with its open edition or the last one; with `status`, those that are in it."""
    with visit.read() as session:
        lines = desk_lines(session, visit.region.slug, frozenset({status}) if status else None)
    return json_answer(DeskListOut(region=visit.region.slug, pathways=[DeskLineOut.of(line) for line in lines]))


@router.get("/regions/{region}/pathways/{slug}/editions/{n}/desk", name="api.desk_edition", response_model=DeskEditionOut)
def edition(visit: Here, slug: Slug, n: Number) -> Response:
    """An edition in any status, with its text as written and as it is read."""
    with visit.read() as session:
        acting = visit.acting(session)
        opened = open_for_view(acting, slug, n)
        out = DeskEditionOut.of(edition_view(acting, opened), opened)
    return json_answer(out, etag=out.etag)


@router.get("/regions/{region}/pathways/{slug}/editions/{n}/difference", name="api.difference", response_model=DifferenceOut)
def difference(visit: Here, slug: Slug, n: Number, against: Older = Against.BASE.value) -> Response:
    """What an edition changes: against the text that it began from (`base`), the save before (`previous`), or any other text of
    the pathway: version 3 is `v3`, save 12 is `r12`."""
    with visit.read() as session:
        opened = open_for_view(visit.acting(session), slug, n)
        out = DifferenceOut.of(difference_of(session, opened, against))
    return json_answer(out)


def _person(visit: Visit) -> Person:
    if visit.person is None:
        raise NotSignedIn("Send a token.")
    return visit.person
