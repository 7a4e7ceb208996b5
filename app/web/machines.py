"""For machines: what there is to find, what to leave out, and search from a browser's address bar."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from app.reading import machines
from app.reading.headers import PUBLIC
from app.web.answers import cache_of
from app.web.reading import LOOK, reader_of
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
XML = "application/xml; charset=utf-8"
DESCRIPTION = "application/opensearchdescription+xml; charset=utf-8"
SUGGESTIONS = "application/x-suggestions+json"


@router.api_route("/robots.txt", methods=LOOK, name="web.robots")
def robots(visit: Visiting) -> Response:
    """What search engines are asked to leave out."""
    return PlainTextResponse(machines.robots(visit.platform.base_url), headers={"Cache-Control": PUBLIC})


@router.api_route("/sitemap.xml", methods=LOOK, name="web.sitemaps")
def sitemaps(visit: Visiting) -> Response:
    """The site maps of all public regions."""
    with visit.read() as session:
        body = machines.site_maps(session, visit.regions.values(), visit.platform.base_url)
    return Response(body, headers={"Cache-Control": PUBLIC}, media_type=XML)


@router.api_route("/{region}/sitemap.xml", methods=LOOK, name="web.sitemap")
def sitemap(visit: Visiting, part: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
    """The present pages of a region, for those who may read them."""
    with visit.read() as session:
        body = machines.site_map(session, visit.region, visit.platform.base_url, part)
    return Response(body, headers={"Cache-Control": cache_of(visit.region)}, media_type=XML)


@router.api_route("/{region}/opensearch.xml", methods=LOOK, name="web.opensearch")
def opensearch(visit: Visiting) -> Response:
    """How to search the region from a browser's address bar."""
    body = machines.search_described(reader_of(visit), visit.platform.base_url)
    return Response(body, headers={"Cache-Control": cache_of(visit.region)}, media_type=DESCRIPTION)


@router.get("/{region}/suggestions", name="web.suggestions")
def suggestions(visit: Visiting, q: str = "") -> Response:
    """Titles for what is being typed into the address bar, and where they are: OpenSearch Suggestions 1.0."""
    with visit.read() as session:
        found = visit.platform.searcher.suggest(session, visit.region.slug, q)
    pages = {one.slug: one.title for one in found}
    home = f"{visit.platform.base_url}/{visit.region.slug}/pathways"
    said = [q, list(pages.values()), ["" for _ in pages], [f"{home}/{slug}" for slug in pages]]
    return JSONResponse(said, headers={"Cache-Control": cache_of(visit.region)}, media_type=SUGGESTIONS)
