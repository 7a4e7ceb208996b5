"""Local details: a region's own facts that texts name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.actions import state as verbs
from app.actions.acting import Acting
from app.api.calls import PREFIX, Changes, Here, json_answer
from app.api.schemas.local_details import LocalDetailIn, LocalDetailOut, LocalDetailsOut, LocalDetailStoryOut
from app.domain.local_details import KEY, LONGEST_KEY
from app.edge import local_details as edge
from app.edge.once import Answer
from app.store import local_details as store

router = APIRouter(prefix="/regions/{region}/local-details", tags=["Local details"])

Key = Annotated[
    str, Path(pattern=f"^{KEY}$", max_length=LONGEST_KEY, description="Such as cardiology.anticoagulation-clinic.phone.")
]


@router.get("", name="api.local_details", response_model=LocalDetailsOut)
def details(visit: Here) -> Response:
    """Every detail that the region has stated, or that a page of its readers names: what is told of it today, gaps included."""
    with visit.read() as session:
        lines = edge.lines(session, visit.region, visit.today)
    return json_answer(LocalDetailsOut.of(visit.region.slug, lines))


@router.get("/{detail}", name="api.local_detail", response_model=LocalDetailStoryOut)
def one(visit: Here, detail: Key) -> Response:
    """One detail with its history. Of one that nobody has stated yet the ETag is `"0"`."""
    with visit.read() as session:
        line = edge.line(session, visit.region, detail, visit.today)
        out = LocalDetailStoryOut.told(line, store.history_of(session, visit.region.slug, detail))
    return json_answer(out, etag=out.etag)


@router.put("/{detail}", name="api.local_detail_state", response_model=LocalDetailOut, responses={201: {"model": LocalDetailOut}})
def state(call: Changes, detail: Key, said: LocalDetailIn) -> Response:
    """State what holds: for the first time (201, on `If-Match: "0"`), or otherwise than before (200). Readers have it at once."""

    def act(acting: Acting) -> Answer:
        change = verbs.state(acting, detail, call.revision, said.stated)
        out = LocalDetailOut.of(edge.line(acting.session, acting.region, detail, acting.today))
        headers = {"ETag": out.etag, "Location": f"{PREFIX}/regions/{acting.region.slug}/local-details/{detail}"}
        return Answer(201 if change.number == 1 else 200, out.model_dump_json(by_alias=True).encode(), headers)

    return call.once(said, act)
