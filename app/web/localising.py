"""Localisation: the region's board, and taking a page from upstream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Response

from app.actions import localise as verbs
from app.domain.lifecycle import Status
from app.domain.regions import Region, Standing
from app.domain.roles import Act
from app.domain.text import Kind
from app.edge.differences import between
from app.edge.visit import Visit
from app.reading import names
from app.reading.compared import SafetyGroup
from app.reading.comparing import safety_of
from app.reading.views import Named
from app.store import localisations, pathways, projections
from app.store.database import Session
from app.store.localisations import Localisation, Locality
from app.web.addresses import Slug, pathway_address
from app.web.answers import page, see_other
from app.web.forms import Signed
from app.web.framing import Said, band_of, desk_of
from app.web.localisations import BoardView, LocalPage, UnlocalisedView, UpstreamPage
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)


@router.get("/desk/{region}/localisations", name="web.localisations")
def board(visit: Visiting, said: Said = "") -> Response:
    """What the region shows from upstream, what it took, and how far behind that is."""
    with visit.read() as session:
        lines = localisations.board(session, visit.region.slug)
        behind = [_local(visit, session, line) for line in lines if line.moved_on]
        view = BoardView(
            desk_of(visit, session, "localisations", said),
            band=band_of(visit.platform, visit.region),
            upstream=_named(visit.regions, visit.region.parent),
            unlocalised=tuple(_upstream(visit, line) for line in lines if line.locality is Locality.UNLOCALISED and line.latest),
            in_localisation=_standing(visit, session, lines, Locality.IN_LOCALISATION),
            behind=tuple(sorted(behind, key=lambda line: (not line.withdrawn, line.since))),
            aligned=_standing(visit, session, lines, Locality.ALIGNED),
            may_localise=visit.may(Act.LOCALISE),
        )
    return page(view)


@router.post("/desk/{region}/pathways/{slug}/localisation", name="web.localise")
def localise(visit: Visiting, slug: Slug, sent: Signed) -> Response:  # noqa: ARG001 - the form's token is all that it holds
    """Begin the region's own version of a page from upstream."""
    with visit.write() as acting:
        verbs.localise(acting, slug)
    return see_other(f"{pathway_address(visit.region.slug, slug)}/draft", "localised")


def shown_from_upstream(visit: Visit, session: Session, slug: str) -> UnlocalisedView | None:
    """The desk's page of what the region shows from upstream; None when it shows nothing of the kind."""
    row = projections.shown(session, visit.region.slug, slug)
    if row is None or row.origin == visit.region.slug or row.standing != Standing.PUBLISHED:
        return None
    source = visit.regions[row.origin]
    return UnlocalisedView(
        desk_of(visit, session, "localisations"),
        band=band_of(visit.platform, visit.region),
        page=UpstreamPage(
            slug=slug,
            title=row.title,
            kind=Kind(row.kind),
            specialty=names.specialty(row.specialty).name if row.specialty else "",
            source=Named(source.slug, source.name),
            number=row.number,
            published=row.published_at,
        ),
        may_localise=visit.may(Act.LOCALISE),
    )


def _named(regions: Mapping[str, Region], slug: str | None) -> Named | None:
    return Named(slug, regions[slug].name) if slug else None


def _source(visit: Visit, line: Localisation) -> Named:
    place = visit.regions[line.upstream or visit.region.slug]
    return Named(place.slug, place.name)


def _upstream(visit: Visit, line: Localisation) -> UpstreamPage:
    return UpstreamPage(
        slug=line.slug,
        title=line.title,
        kind=Kind(line.kind),
        specialty=names.specialty(line.specialty).name if line.specialty else "",
        source=_source(visit, line),
        number=line.latest or 0,
        published=line.since or visit.now,
    )


def _standing(visit: Visit, session: Session, lines: Iterable[Localisation], locality: Locality) -> tuple[LocalPage, ...]:
    return tuple(_local(visit, session, line) for line in lines if line.locality is locality)


def _safety(visit: Visit, session: Session, line: Localisation) -> tuple[SafetyGroup, ...] | None:
    """What may matter to a patient in what upstream changed; None where it has no text to compare with."""
    texts = localisations.taken_and_latest(session, pathways.pathway(session, visit.region.slug, line.slug))
    difference = between(*texts) if texts else None
    return safety_of(difference.old, difference.new) if difference else None


def _local(visit: Visit, session: Session, line: Localisation) -> LocalPage:
    return LocalPage(
        slug=line.slug,
        title=line.title,
        source=_source(visit, line),
        status=Status(line.status or Status.DRAFT),
        taken=line.taken or 0,
        latest=line.latest or 0,
        since=line.since or visit.now,
        note=line.note if line.moved_on else "",
        safety=_safety(visit, session, line) if line.moved_on else None,
        withdrawn=line.upstream_withdrawn,
    )
