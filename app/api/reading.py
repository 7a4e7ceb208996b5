"""What readers get: regions, pages, versions, history, changes. Public regions need no token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request, Response

from app.api.calls import Anywhere, Here, Number, Slug, public_answer, public_bytes
from app.api.schemas.common import Day
from app.api.schemas.reading import (
    ChangesOut,
    CriteriaListOut,
    CriteriaOut,
    HistoryOut,
    ListOut,
    PathwayOut,
    RegionOut,
    RegionsOut,
    UrgencyOut,
)
from app.api.schemas.searching import SearchOut, SuggestionsOut
from app.domain.asked import Asked, asked
from app.domain.codes import SYSTEMS, system_called
from app.domain.errors import Gone, Invalid
from app.domain.regions import Region
from app.domain.roles import Act, may
from app.domain.text import Kind
from app.domain.urgency import scale_in
from app.edge.finding import search_json, suggestions_json
from app.edge.reports import note_search
from app.edge.visit import Visit
from app.reading import history, region_pages
from app.reading.criteria import all_accepted
from app.reading.opening import carrying
from app.reading.pages import Made, Reader
from app.reading.render import View
from app.reading.views import HistoryView, PathwayView, TombstoneView
from app.store import page_codes
from app.store.database import Session

Typed = Annotated[str, Query(description="What was typed; of more than 200 characters the first are read.")]
V = TypeVar("V", bound=View)

router = APIRouter(tags=["Reading"])


@router.get("/regions", name="api.regions", response_model=RegionsOut)
def regions(visit: Anywhere) -> Response:
    """The regions that whoever asks may read: public ones, and members-only ones to their members."""
    known = {slug for slug, region in visit.regions.items() if _may_read(visit, region)}
    shown = [
        RegionOut(
            slug=one.slug,
            name=one.name,
            parent=one.parent if one.parent in known else None,
            visibility=one.visibility,
            urgency=[UrgencyOut(**asdict(step)) for step in scale_in(one.slug, visit.regions)],
        )
        for one in visit.regions.values()
        if one.slug in known
    ]
    return public_answer(visit, RegionsOut(regions=shown))


@router.get("/regions/{region}/search", name="api.search", response_model=SearchOut)
def search(
    request: Request,
    visit: Here,
    q: Typed = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    exact: Annotated[bool, Query(description="Take no word for misspelt.")] = False,
    kind: Annotated[list[Kind], Query(description="Only pages of this kind, or of these.")] = [],  # noqa: B006 - FastAPI copies it
    specialty: Annotated[
        list[Annotated[str, Query(max_length=100)]],
        Query(max_length=50, description="Only pages of this specialty, or of these."),
    ] = [],  # noqa: B006 - as above
) -> Response:
    """Pages that answer a query, the best first, each at the section that answers. Whatever is typed is words."""
    with visit.read() as session:
        found = visit.platform.searcher.search(
            session, visit.region.slug, q, limit, offset=offset, exact=exact, kind=kind, specialty=specialty
        )
    if not (offset or kind or specialty):
        note_search(request, visit, found.query, found.corrected or "", found.total)
    return public_bytes(visit, search_json(visit.region, found, visit.today))


@router.get("/regions/{region}/suggest", name="api.suggest", response_model=SuggestionsOut)
def suggest(visit: Here, q: Typed = "", limit: Annotated[int, Query(ge=1, le=20)] = 8) -> Response:
    """Pages and sections for a query that is still being typed."""
    with visit.read() as session:
        found = visit.platform.searcher.suggest(session, visit.region.slug, q, limit)
    return public_bytes(visit, suggestions_json(visit.region, found))


@router.get("/regions/{region}/pathways", name="api.pathways", response_model=ListOut)
def pathways(
    visit: Here,
    specialty: Annotated[str, Query(max_length=100)] = "",
    system: Annotated[str, Query(max_length=100, description="A code system by its name, URI or OID.")] = "",
    code: Annotated[str, Query(max_length=100, description="Only the pages that `/open` would choose from.")] = "",
) -> Response:
    """The pages that the region's readers have, by title; with `specialty`, those of one; with `system` and `code`, those that
    answer a code. A code of another shape, or of a system that is not known here, is refused with 422."""
    wanted = _wanted(system, code)
    with visit.read() as session:
        rows = region_pages.pathway_list(session, visit.region.slug)
        codes = page_codes.codes_in(session, visit.region.slug)
        found = carrying(session, wanted, [visit.region.slug])[visit.region.slug]
    slugs = {row.slug for row in (found if wanted.codes else rows)}
    chosen = [row for row in rows if specialty in ("", row.specialty) and row.slug in slugs]
    return public_answer(visit, ListOut.of(visit.region, chosen, codes, visit.today))


@router.get("/regions/{region}/pathways/{slug}", name="api.pathway", response_model=PathwayOut)
def pathway(visit: Here, slug: Slug, as_at: Annotated[Day | None, Query(alias="as-at")] = None) -> Response:
    """A page as its readers get it; with `as-at`, as it was at the end of that day. A withdrawn one answers 410."""

    def look(session: Session, reader: Reader) -> Made:
        return history.as_at(session, reader, slug, as_at) if as_at else history.page(session, reader, slug)

    address = f"/{visit.region.slug}/pathways/{slug}"
    return _page(visit, look, f"{address}?as-at={as_at.isoformat()}" if as_at else address)


@router.get("/regions/{region}/pathways/{slug}/editions/{n}", name="api.edition", response_model=PathwayOut)
def edition(visit: Here, slug: Slug, n: Number) -> Response:
    """One version for good. Once the page or this version is withdrawn, it answers 410."""
    return _page(
        visit, lambda session, reader: history.version(session, reader, slug, n), f"/{visit.region.slug}/pathways/{slug}/v/{n}"
    )


@router.get("/regions/{region}/pathways/{slug}/history", name="api.history", response_model=HistoryOut)
def all_versions(visit: Here, slug: Slug) -> Response:
    """All versions of a page that were public, newest first."""
    with visit.read() as session:
        view = _still_there(history.history(session, _reader(visit), slug), HistoryView)
    return public_answer(visit, HistoryOut.of(visit.region.slug, view))


@router.get("/regions/{region}/criteria", name="api.criteria", response_model=CriteriaListOut)
def criteria(visit: Here, service: Annotated[str, Query(max_length=100, description="Of this service only.")] = "") -> Response:
    """Whom the services accept: the criteria of every page that the region's readers get, past, current and coming."""
    with visit.read() as session:
        found = all_accepted(session, visit.region, visit.today, service)
    out = CriteriaListOut(region=visit.region.slug, service=service, criteria=[CriteriaOut.of(one) for one in found])
    return public_answer(visit, out)


@router.get("/regions/{region}/changes", name="api.changes", response_model=ChangesOut)
def changes(visit: Here, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:
    """What has changed, newest first."""
    with visit.read() as session:
        found = region_pages.change_entries(session, _reader(visit), limit)
    return public_answer(visit, ChangesOut.of(visit.region.slug, found))


def _page(visit: Visit, look: Callable[[Session, Reader], Made], url: str) -> Response:
    with visit.read() as session:
        made = look(session, _reader(visit))
        view = _still_there(made, PathwayView)
    return public_answer(visit, PathwayOut.of(visit.region.slug, view, made.accepted, url))


def _wanted(system: str, code: str) -> Asked:
    wanted = asked((("system", system), ("code", code)))
    if wanted.strange and system_called(system) is None:
        raise Invalid(f"The code system “{system}” is not known here; there are {', '.join(SYSTEMS)}.", field="system")
    if wanted.strange:
        raise Invalid(f"“{code}” is no code of {system}.", field="code")
    return wanted


def _still_there(made: Made, kind: type[V]) -> V:
    """What was found, or the refusal that tells all there is to know of a withdrawn page."""
    view: View = made.view
    if isinstance(view, TombstoneView):
        successor = view.successor.slug if view.successor else None
        detail = f"“{view.title}” has been withdrawn: {view.reason}"
        raise Gone(detail, slug=view.slug, page=view.title, reason=view.reason, successor=successor, contact=view.contact)
    if not isinstance(view, kind):
        raise TypeError(f"{type(view).__name__} where {kind.__name__} was expected")
    return view


def _reader(visit: Visit) -> Reader:
    return Reader(visit.region, visit.today)


def _may_read(visit: Visit, region: Region) -> bool:
    return may(visit.person, Act.READ, region.slug, public=region.public, today=region.local_date(visit.now))
