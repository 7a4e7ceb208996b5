"""Search for readers: the page of results, and suggestions while somebody types."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from app.domain.currency import currency
from app.domain.publication import Mark
from app.domain.text import Kind
from app.edge.visit import Visit
from app.reading import names
from app.reading.views import Named, PageLink
from app.search import results
from app.search.results import Results, Suggestion, Tombstone
from app.web.answers import cache_of, page
from app.web.framing import band_of
from app.web.read import Hit, SearchView, SectionHit, Snippet, WithdrawnHit
from app.web.reading import LOOK
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
HITS = 20
"""Results on one page."""
FURTHEST = 1000
"""Nobody reads on from here; the search is to be narrowed."""


@router.api_route("/{region}/search", methods=LOOK, name="web.search")
def search(visit: Visiting, q: str = "", exact: bool = False, start: Annotated[int, Query(ge=0, le=FURTHEST)] = 0) -> Response:
    """What the region's readers get for a query."""
    if not q.strip():
        return page(SearchView(band_of(visit.platform, visit.region), query=""), cache=cache_of(visit.region))
    with visit.read() as session:
        found = visit.platform.searcher.search(session, visit.region.slug, q, HITS, offset=start, exact=exact)
    view = SearchView(
        band_of(visit.platform, visit.region),
        query=found.query,
        corrected=found.corrected or "",
        exact=_address(visit, found.query, exact=True),
        hits=tuple(_hit(visit, hit) for hit in found.hits),
        total=found.total,
        withdrawn=tuple(_withdrawn(visit, stone) for stone in found.withdrawn) if start == 0 else (),
        more=_more(visit, found, start, exact=exact),
        titles_only=found.unavailable,
    )
    return page(view, cache=cache_of(visit.region))


@router.get("/{region}/suggest", name="web.suggest")
def suggest(visit: Visiting, q: str = "") -> Response:
    """Pages, and sections of the first, for a query that is still being typed."""
    with visit.read() as session:
        found = visit.platform.searcher.suggest(session, visit.region.slug, q)
    said = {"suggestions": [_suggestion(visit, suggestion) for suggestion in found]}
    return JSONResponse(said, headers={"Cache-Control": cache_of(visit.region)})


def _suggestion(visit: Visit, found: Suggestion) -> dict[str, object]:
    address = f"/{visit.region.slug}/pathways/{found.slug}"
    section = {"id": found.section.id, "title": found.section.title} if found.section else None
    return {
        "slug": found.slug,
        "title": found.title,
        "kind": found.kind,
        "section": section,
        "url": f"{address}#{found.section.id}" if found.section else address,
    }


def _hit(visit: Visit, hit: results.Hit) -> Hit:
    snippet = tuple(Snippet(text, marked) for text, marked in hit.snippet.pieces())
    further = tuple(SectionHit(id=part.id, title=part.title) for part in hit.further)
    best = (SectionHit(id=hit.section.id, title=hit.section.title, snippet=snippet),) if hit.section else ()
    link = PageLink(
        slug=hit.slug,
        title=hit.title,
        kind=Kind(hit.kind),
        specialty=names.specialty(hit.specialty).name if hit.specialty else "",
        source=Named(hit.region, visit.regions[hit.region].name) if hit.from_upstream else None,
        currency=currency(hit.review_due, visit.today, hit.high_alert),
        imported=hit.mark == Mark.IMPORTED,
        review_owed=hit.mark == Mark.URGENT,
    )
    return Hit(page=link, snippet=() if best else snippet, sections=best + further, number=hit.number, due=hit.review_due)


def _withdrawn(visit: Visit, stone: Tombstone) -> WithdrawnHit:
    successor = PageLink(slug=stone.successor[0], title=stone.successor[1]) if stone.successor else None
    on = visit.region.local_date(stone.withdrawn_at)
    return WithdrawnHit(slug=stone.slug, title=stone.title, reason=stone.reason, on=on, successor=successor)


def _more(visit: Visit, found: Results, start: int, *, exact: bool) -> str:
    further = start + HITS
    return _address(visit, found.query, exact=exact, start=further) if further < min(found.total, FURTHEST) else ""


def _address(visit: Visit, query: str, *, exact: bool, start: int = 0) -> str:
    asked = {"q": query} | ({"exact": "1"} if exact else {}) | ({"start": str(start)} if start else {})
    return f"/{visit.region.slug}/search?{urlencode(asked)}"
