"""Pictures: adding one to a region, and fetching one that may be seen."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.actions import illustrate
from app.actions.acting import Acting
from app.actions.illustrate import Told
from app.api.calls import PREFIX, Begins, Here, Slug
from app.api.schemas.assets import AssetIn, AssetOut
from app.domain.pictures import JPEG, PNG
from app.domain.regions import chain
from app.domain.roles import Act
from app.edge.once import Answer
from app.edge.pictures import picture_answer
from app.reading.headers import PRIVATE, PUBLIC
from app.reading.pictures import published
from app.reading.sight import Sight
from app.store import assets, publication_log

PICTURE: dict[int | str, dict[str, object]] = {200: {"description": "The picture.", "content": {PNG: {}, JPEG: {}}}}

router = APIRouter(prefix="/regions/{region}/assets", tags=["Writing"])


@router.post("", name="api.asset_add", status_code=201, response_model=AssetOut)
def add(call: Begins, said: AssetIn) -> Response:
    """Put a picture into a region. It is judged by its content and written anew; the same picture again changes nothing."""
    encoded = call.visit.platform.pictures.make(said.file())
    told = Told(" ".join(said.shows.split()), " ".join(said.licence.split()), doses=said.doses, nobody=said.no_patient)

    def act(acting: Acting) -> Answer:
        row = illustrate.add(acting, encoded, told)
        url = f"{PREFIX}/regions/{acting.region.slug}/assets/{row.name}"
        out = AssetOut.of(row, told.shows, url)
        return Answer(201, out.model_dump_json().encode(), {"ETag": f'"{row.sha256}"', "Location": url})

    return call.once(said, act)


@router.get("/{name}", name="api.asset", response_class=Response, responses=PICTURE)
def asset(request: Request, visit: Here, name: Slug) -> Response:
    """The bytes of a picture: for readers when a page names it that they have, for those who work here always."""
    with visit.read() as session:
        here = [link.slug for link in chain(visit.region.slug, visit.regions)]
        if visit.person and visit.may(Act.READ_DESK) and assets.in_regions(session, here, [name]):
            return picture_answer(request, assets.content(session, name), PRIVATE)
        row = published(Sight(session, visit.regions, publication_log.head(session)), visit.region, name)
    return picture_answer(request, row, PRIVATE if visit.person else PUBLIC)
