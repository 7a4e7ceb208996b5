"""The list of a region's pathways on the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from app.actions.acting import Acting
from app.actions.agreements import agreements
from app.domain.currency import Currency, currency
from app.domain.lifecycle import OPEN, Status
from app.domain.regions import Standing
from app.domain.roles import Act
from app.domain.text import Kind
from app.edge.editions import open_for_view
from app.edge.visit import Visit
from app.reading import names
from app.store import desk as desk_rows
from app.store import localisations, projections
from app.store.database import Session
from app.store.desk import DeskLine
from app.store.localisations import Locality
from app.web.answers import page
from app.web.desk import Filter, PathwayLine, PathwaysView
from app.web.framing import band_of, desk_of
from app.web.presenting import waits_for
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
LINES = 100
"""Pathways on one page of the list."""


@router.get("/desk/{region}/", name="web.desk_pathways")
def desk_pathways(
    visit: Visiting,
    q: Annotated[str, Query(max_length=200)] = "",
    show: Annotated[str, Query(max_length=40)] = "",
    start: Annotated[int, Query(ge=0, lt=2**31)] = 0,
) -> Response:
    """The region's pathways, narrowed by a filter and by words of the title."""
    with visit.read() as session:
        found = _found(visit, session, q)
        chosen = show if show in FILTERS else "all"
        kept = [line for line in found if FILTERS[chosen](line)]
        lines = tuple(_line(visit.acting(session), line) for line in kept[start : start + LINES])
        desk = desk_of(visit, session, "pathways")
    view = PathwaysView(
        desk,
        band=band_of(visit.platform, visit.region),
        lines=lines,
        filters=_filters(visit, found, q, chosen),
        query=q,
        may_begin=visit.may(Act.BEGIN),
        more=_address(visit, q, chosen, start + LINES) if len(kept) > start + LINES else "",
    )
    return page(view)


@dataclass(frozen=True, slots=True)
class Found:
    """A pathway of the list, with what filters ask about it."""

    row: DeskLine
    currency: Currency
    withdrawn: bool
    behind: bool


FILTERS: dict[str, Callable[[Found], bool]] = {
    "all": lambda _: True,
    "open": lambda line: Status(line.row.status) in OPEN,
    "draft": lambda line: line.row.status == Status.DRAFT,
    "in_review": lambda line: line.row.status == Status.IN_REVIEW,
    "ready": lambda line: line.row.status in (Status.READY, Status.SCHEDULED),
    "published": lambda line: line.row.public_number is not None,
    "overdue": lambda line: line.currency is Currency.OVERDUE,
    "withdrawn": lambda line: line.withdrawn,
}


def _found(visit: Visit, session: Session, q: str) -> list[Found]:
    """The pathways whose title or address holds every word, by title."""
    region, words = visit.region.slug, q.casefold().split()
    shown = {row.slug: row for row in projections.shown_in(session, region) if row.origin == region}
    behind = {line.slug for line in localisations.board(session, region) if line.locality is Locality.BEHIND}
    rows = [row for row in desk_rows.desk_lines(session, region) if all(w in f"{row.title} {row.slug}".casefold() for w in words)]

    def found(row: DeskLine) -> Found:
        page_ = shown.get(row.slug)
        public = page_ if page_ and page_.standing == Standing.PUBLISHED else None
        at = currency(public.review_due, visit.today, public.high_alert) if public else Currency.CURRENT
        return Found(row, at, page_ is not None and public is None, row.slug in behind)

    return sorted(map(found, rows), key=lambda line: (line.row.title or line.row.slug).casefold())


def _filters(visit: Visit, found: Sequence[Found], q: str, chosen: str) -> tuple[Filter, ...]:
    counted = [(name, sum(map(narrow, found))) for name, narrow in FILTERS.items()]
    return tuple(
        Filter(name=name, address=_address(visit, q, name), count=count, chosen=name == chosen)
        for name, count in counted
        if count or name in ("all", chosen)
    )


def _address(visit: Visit, q: str, show: str, start: int = 0) -> str:
    asked = {"q": q, "show": "" if show == "all" else show, "start": start or ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/desk/{visit.region.slug}/{'?' if query else ''}{query}"


def _line(acting: Acting, line: Found) -> PathwayLine:
    row, status = line.row, Status(line.row.status)
    waits = ""
    if status is Status.IN_REVIEW:
        waits = waits_for(agreements(acting.session, open_for_view(acting, row.slug)).missing)
    return PathwayLine(
        slug=row.slug,
        title=row.title or row.slug,
        kind=Kind(row.kind),
        specialty=names.specialty(row.specialty).name if row.specialty else "",
        status=status,
        public_number=row.public_number,
        changed=row.changed,
        by=row.by,
        waits_for=waits,
        currency=line.currency,
        behind=line.behind,
    )
