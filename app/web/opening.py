"""Out of the clinical record to the page: `/open` with a code, a choice where there is one, help where there is no page.

What is asked may come with what a record knows of a patient. It is left unread; and before anything is shown, the browser is sent
to an address without it, so that it stands in no address bar, history or log.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from app.domain.asked import Asked, asked
from app.domain.codes import SYSTEMS
from app.domain.regions import Region
from app.domain.roles import Act, may
from app.edge.doors import READ, enter
from app.edge.visit import Visit
from app.reading import opening, region_pages
from app.reading.views import PageLink
from app.store.database import Session
from app.store.projections import ShownRow, shown_under
from app.web.answers import page, see_other
from app.web.framing import band_of, site_of
from app.web.opened import Opening, OpenInView, OpenView
from app.web.reading import LOOK, reader_of
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
NAMES = frozenset({"system", "code", "term", "region", "informationRecipient"})
"""Of parameters that may stay in the address."""
NEAR = 5
"""Pages that are offered for the words when no page has the code."""


@router.api_route("/open", methods=LOOK, name="web.open")
def open_page(request: Request, visit: Visiting) -> Response:
    """The page that has the code; the pages or regions to choose from; or what to do where there is none."""
    sent = request.query_params.multi_items()
    wanted = asked(sent)
    if any(name not in NAMES or (name == "term" and value != wanted.term) for name, value in sent):
        return _private(see_other(_address(wanted, wanted.region)))
    with visit.read() as session:
        region = _region(visit, wanted)
        if region is None:
            return _private(page(_choose_region(visit, session, wanted)))
        today = region.local_date(visit.now)
        enter(READ, visit.person, region, today)
        inside = request.state.visit = replace(visit, here=region)
        return _private(_open_in(inside, session, wanted))


def _region(visit: Visit, wanted: Asked) -> Region | None:
    """Where it is to be opened: as asked, or where there is no choice.

    A region that does not exist and one that somebody may not read look the same.
    """
    readable = _readable(visit)
    if not wanted.region:
        return readable[0] if len(readable) == 1 else None
    return next((region for region in readable if region.slug == wanted.region), None)


def _readable(visit: Visit) -> list[Region]:
    return [
        region
        for region in visit.regions.values()
        if may(visit.person, Act.READ, region.slug, public=region.public, today=region.local_date(visit.now))
    ]


def _open_in(visit: Visit, session: Session, wanted: Asked) -> Response:
    region = visit.region.slug
    if not wanted.query:
        return see_other(f"/{region}/")
    rows = opening.carrying(session, wanted, [region])[region]
    if len(rows) == 1:
        return see_other(f"/{region}/pathways/{rows[0].slug}")
    if wanted.term and not wanted.codes and not wanted.strange:
        return see_other(f"/{region}/search?{_term(wanted)}")
    view = OpenInView(
        band_of(visit.platform, visit.region),
        codes=tuple(code.said for code in wanted.codes),
        strange=wanted.strange,
        systems=tuple(SYSTEMS.values()),
        for_patient=wanted.for_patient,
        pages=_links(visit, session, rows),
        doubtful=() if rows else _links(visit, session, opening.doubtful(session, wanted, region)),
        term=wanted.term,
        nearest=() if rows else _nearest(visit, session, wanted.term),
    )
    return page(view)


def _choose_region(visit: Visit, session: Session, wanted: Asked) -> OpenView:
    regions = _readable(visit)
    found = opening.carrying(session, wanted, [region.slug for region in regions])
    choices = tuple(
        Opening(band_of(visit.platform, region), _address(wanted, region.slug), tuple(row.title for row in found[region.slug]))
        for region in regions
    )
    return OpenView(
        regions=choices,
        codes=tuple(code.said for code in wanted.codes),
        strange=wanted.strange,
        systems=tuple(SYSTEMS.values()),
        term=wanted.term,
        unknown=wanted.region,
        sign_in="" if visit.person else f"/login?next={quote(_address(wanted, wanted.region), safe='/')}",
        note=site_of(visit.platform).note,
    )


def _links(visit: Visit, session: Session, rows: list[ShownRow]) -> tuple[PageLink, ...]:
    return region_pages.page_links(session, reader_of(visit), rows)


def _nearest(visit: Visit, session: Session, term: str) -> tuple[PageLink, ...]:
    if not term:
        return ()
    found = visit.platform.searcher.search(session, visit.region.slug, term, NEAR)
    rows = shown_under(session, [hit.slug for hit in found.hits], visit.region.slug)
    links = {link.slug: link for link in _links(visit, session, rows)}
    return tuple(links[hit.slug] for hit in found.hits if hit.slug in links)


def _address(wanted: Asked, region: str) -> str:
    first = f"region={region}&" if region else ""
    return f"/open?{first}{wanted.query}".rstrip("?&")


def _term(wanted: Asked) -> str:
    return replace(wanted, for_patient=False).query.replace("term=", "q=", 1)


def _private(answer: Response) -> Response:
    """What is asked goes no further than here."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
