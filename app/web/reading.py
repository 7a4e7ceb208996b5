"""Readers' pages: choice of a region, front page, lists, changes, and every page, version and day that is not on the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.errors import Invalid
from app.domain.regions import Region, chain
from app.domain.roles import Act, may
from app.edge.visit import Visit
from app.reading import feeds, history, region_pages
from app.reading.compared import Way
from app.reading.headers import PRIVATE, PUBLIC
from app.reading.pages import Made, Reader
from app.store import projections
from app.store.database import Session
from app.web.addresses import Number, Slug
from app.web.answers import cache_of, page, see_other
from app.web.comparing import ChosenWay
from app.web.framing import band_of, site_of
from app.web.read import RegionChoice, RegionsView
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
LOOK = ["GET", "HEAD"]
NUMBER = "^([1-9][0-9]{0,8})?$"
"""Of a version, as a form sends it; empty when none was chosen."""
CHANGES = 50
"""How many changes one page lists."""


def reader_of(visit: Visit) -> Reader:
    """The visitor as a reader of the region."""
    return Reader(visit.region, visit.today, site_of(visit.platform))


@router.api_route("/", methods=LOOK, name="web.regions")
def regions(visit: Visiting) -> Response:
    """Which region's pages? Where there is only one there is no question. Those of members only their members are told of."""
    if len(visit.regions) == 1:
        return see_other(f"/{next(iter(visit.regions))}/")
    with visit.read() as session:
        choices = tuple(_choice(visit, session, region) for region in _in_order(visit.regions) if _may_read(visit, region))
    return page(RegionsView(regions=choices, note=site_of(visit.platform).note), cache=PRIVATE if visit.person else PUBLIC)


@router.api_route("/{region}/", methods=LOOK, name="web.home")
def home(visit: Visiting) -> Response:
    """The region's front page."""
    with visit.read() as session:
        view = region_pages.home(session, reader_of(visit))
    return page(view, cache=cache_of(visit.region))


@router.api_route("/{region}/pathways/", methods=LOOK, name="web.pathways")
def pathways(visit: Visiting) -> Response:
    """All pages by title."""
    with visit.read() as session:
        view = region_pages.a_to_z(session, reader_of(visit))
    return page(view, cache=cache_of(visit.region))


@router.api_route("/{region}/specialties/{specialty}", methods=LOOK, name="web.specialty")
def specialty(visit: Visiting, specialty: Slug) -> Response:
    """The pages of one specialty."""
    with visit.read() as session:
        view = region_pages.by_specialty(session, reader_of(visit), specialty)
    return page(view, cache=cache_of(visit.region))


@router.api_route("/{region}/changes", methods=LOOK, name="web.changes")
def changes(visit: Visiting, before: Annotated[int | None, Query(ge=1, lt=2**31)] = None) -> Response:
    """What has changed, newest first."""
    with visit.read() as session:
        view = region_pages.changes(session, reader_of(visit), CHANGES, before)
    return page(view, cache=cache_of(visit.region))


@router.api_route("/{region}/changes.atom", methods=LOOK, name="web.changes_feed")
def changes_feed(visit: Visiting) -> Response:
    """The same as a feed."""
    with visit.read() as session:
        body = feeds.atom(session, reader_of(visit), visit.platform.base_url, visit.now)
    return Response(body, headers={"Cache-Control": cache_of(visit.region)}, media_type="application/atom+xml; charset=utf-8")


@router.api_route("/{region}/pathways/{slug}", methods=LOOK, name="web.pathway")
def pathway(request: Request, visit: Visiting, slug: Slug) -> Response:
    """A page as it is now, or with `as-at` as it was at the end of a day."""
    day = request.query_params.get("as-at")
    with visit.read() as session:
        if day is None:
            made = history.page(session, reader_of(visit), slug)
        else:
            made = history.as_at(session, reader_of(visit), slug, _day(day))
    return _made(visit, made, found_by_search_engines=day is None)


@router.api_route("/{region}/pathways/{slug}/v/{number}", methods=LOOK, name="web.version")
def version(visit: Visiting, slug: Slug, number: Number) -> Response:
    """One version, for good."""
    with visit.read() as session:
        made = history.version(session, reader_of(visit), slug, number)
    return _made(visit, made, found_by_search_engines=False)


@router.api_route("/{region}/pathways/{slug}/history", methods=LOOK, name="web.history")
def versions(visit: Visiting, slug: Slug) -> Response:
    """Every version that was public."""
    with visit.read() as session:
        made = history.history(session, reader_of(visit), slug)
    return _made(visit, made, found_by_search_engines=True)


@router.api_route("/{region}/pathways/{slug}/compare", methods=LOOK, name="web.compare")
def compare(
    visit: Visiting,
    slug: Slug,
    older: Annotated[str, Query(alias="from", pattern=NUMBER)] = "",
    newer: Annotated[str, Query(alias="to", pattern=NUMBER)] = "",
    view: ChosenWay = Way.TEXT,
) -> Response:
    """What changed from one version to another."""
    with visit.read() as session:
        made = history.compare(session, reader_of(visit), slug, int(older or 0) or None, int(newer or 0) or None, view)
    return _made(visit, made, found_by_search_engines=False)


def _made(visit: Visit, made: Made, *, found_by_search_engines: bool) -> Response:
    answer = page(made.view, made.status, cache=cache_of(visit.region))
    if not found_by_search_engines:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _day(typed: str) -> date:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise Invalid("Give the day as year, month and day, such as 2026-03-03.", field="as-at") from None


def _in_order(regions: Mapping[str, Region]) -> list[Region]:
    """Each region below the one upstream of it."""
    return sorted(regions.values(), key=lambda region: [link.name for link in reversed(chain(region.slug, regions))])


def _may_read(visit: Visit, region: Region) -> bool:
    return may(visit.person, Act.READ, region.slug, public=region.public, today=region.local_date(visit.now))


def _choice(visit: Visit, session: Session, region: Region) -> RegionChoice:
    pages = sum(count for _, count in projections.specialties_in(session, region.slug)) if region.public else 0
    return RegionChoice(band_of(visit.platform, region), len(chain(region.slug, visit.regions)) - 1, pages)
