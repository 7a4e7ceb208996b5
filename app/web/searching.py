"""Search for readers: the page of results, and suggestions while somebody types."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.identifiers import patient_number
from app.domain.text import Kind
from app.edge.finding import suggestions_json
from app.edge.reports import note_end, note_search, suggestion_token
from app.edge.visit import Visit
from app.reading import region_pages
from app.reading.headers import PRIVATE
from app.search.asked import LONGEST
from app.search.query import MOST
from app.search.results import Results, Why
from app.store.database import Session
from app.web.answers import cache_of, page
from app.web.forms import Posted
from app.web.framing import band_of
from app.web.nearest import nearest, upstream
from app.web.read import Meant, NothingFound, SearchView
from app.web.reading import LOOK, reader_of
from app.web.results import HITS, Asked, hit_of, kinds, link_of, specialties, withdrawn_of
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)


@router.api_route("/{region}/search", methods=LOOK, name="web.search")
def search(
    request: Request,
    visit: Visiting,
    q: str = "",
    kind: str = "",
    specialty: Annotated[str, Query(max_length=100)] = "",
    exact: bool = False,
    show: int = HITS,
) -> Response:
    """What the region's readers get for a query, all of it or of one kind or specialty."""
    wanted = Kind(kind).value if kind in set(Kind) else ""
    asked = Asked(visit.region.slug, q, exact, wanted, specialty, min(max(show, HITS), MOST))
    with visit.read() as session:
        view = _view(visit, session, asked)
    if not (asked.kind or asked.specialty) and asked.show == HITS:
        view = replace(view, report=note_search(request, visit, view.query, view.corrected, view.total))
    members = view.nothing is not None and any(region.members for region in view.nothing.upstream)
    return page(view, cache=PRIVATE if members else cache_of(visit.region))


@router.get("/{region}/suggest", name="web.suggest")
def suggest(request: Request, visit: Visiting, q: str = "") -> Response:
    """Pages, and sections of the first, for a query that is still being typed."""
    with visit.read() as session:
        found = visit.platform.searcher.suggest(session, visit.region.slug, q)
    body = suggestions_json(visit.region, found, report=suggestion_token(request, visit, q, len(found)))
    return Response(body, headers={"Cache-Control": cache_of(visit.region)}, media_type="application/json")


def _view(visit: Visit, session: Session, typed: Asked) -> SearchView:
    found = _found(visit, session, typed)
    asked = Asked(typed.region, found.query, typed.exact, typed.kind, typed.specialty, typed.show)
    empty = not found.total and not typed.kind and not typed.specialty
    return SearchView(
        band_of(visit.platform, visit.region),
        query=found.query,
        cut=len(" ".join(typed.query.split())) > LONGEST,
        corrected=found.corrected or "",
        exact=Asked(asked.region, asked.query, exact=True).address,
        instead=_instead(visit, session, asked) if typed.exact else None,
        meant=tuple(Meant(one.typed, one.searched) for one in found.instead if one.why is Why.MEANING),
        kinds=kinds(asked, found.facets.kind),
        specialties=specialties(asked, found.facets.specialty),
        all_of_it=Asked(asked.region, asked.query, asked.exact).address,
        hits=tuple(hit_of(visit, hit) for hit in found.hits),
        total=found.total,
        withdrawn=tuple(withdrawn_of(visit, stone) for stone in found.withdrawn),
        nothing=_nothing(visit, session, found) if empty else None,
        more=asked.more if len(found.hits) < min(found.total, MOST) else "",
        titles_only=found.unavailable,
    )


def _found(visit: Visit, session: Session, asked: Asked) -> Results:
    return visit.platform.searcher.search(
        session, asked.region, asked.query, asked.show, exact=asked.exact,
        kind=(asked.kind,) if asked.kind else (), specialty=(asked.specialty,) if asked.specialty else (),
    )  # fmt: skip


def _instead(visit: Visit, session: Session, asked: Asked) -> Meant | None:
    """What would have been searched for, had it not been asked for exactly as typed."""
    corrected = visit.platform.searcher.search(session, asked.region, asked.query, 0).corrected
    return Meant(Asked(asked.region, asked.query).address, corrected) if corrected else None


def _nothing(visit: Visit, session: Session, found: Results) -> NothingFound:
    """What helps on."""
    return NothingFound(
        nearest=tuple(link_of(visit, hit, visit.region.slug) for hit in nearest(visit, session, found.query)),
        upstream=tuple(upstream(visit, session, found.query)) if found.query else (),
        specialties=region_pages.specialties(session, reader_of(visit)),
        private=bool(patient_number(found.query)),
    )


@router.post("/{region}/search/report", name="web.search_report")
def report(request: Request, visit: Visiting, sent: Posted) -> Response:
    """The browser tells how a search ended: `rank` of the result opened first, 0 for none. What is not ours is let go."""
    rank = sent.line("rank")
    if rank.isdecimal() and rank.isascii() and len(rank) < 5:
        note_end(request, visit, sent.line("token"), int(rank))
    return Response(None, 204, {"Cache-Control": "no-store"})
