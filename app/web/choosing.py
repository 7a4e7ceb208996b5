"""Any two texts of a pathway side by side, and what upstream changed since a page was taken from it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.actions.acting import Opened
from app.domain.errors import WrongState
from app.domain.lifecycle import Status
from app.edge.differences import NAME, between, text_named
from app.edge.editions import open_for_view
from app.reading.compared import Way
from app.reading.views import Named
from app.store import localisations, pathways, people
from app.store.database import Session
from app.store.saves import saves_of
from app.web.addresses import Slug, pathway_address
from app.web.answers import page
from app.web.choices import ChoiceView, TextLine, UpstreamView
from app.web.comparing import ChosenWay, shown
from app.web.framing import desk_of
from app.web.presenting import head_of
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)
PATHWAY = "/desk/{region}/pathways/{slug}"

Text = Annotated[str, Query(pattern=f"{NAME}|^$")]
"""A version (`v3`) or a save (`r12`); empty when none was chosen."""


@router.get(f"{PATHWAY}/compare", name="web.desk_compare")
def compare(
    visit: Visiting,
    slug: Slug,
    older: Annotated[Text, Query(alias="from")] = "",
    newer: Annotated[Text, Query(alias="to")] = "",
    view: ChosenWay = Way.TEXT,
) -> Response:
    """From one version or save to another; at first from the version before to the last one."""
    with visit.read() as session:
        opened = open_for_view(visit.acting(session), slug)
        to = newer or f"v{opened.edition.number}"
        came_from = older or _before(session, opened, to)
        difference = between(
            text_named(session, opened.pathway.id, came_from) if came_from else None, text_named(session, opened.pathway.id, to)
        )
        address = f"{pathway_address(visit.region.slug, slug)}/compare?from={came_from}&to={to}&view="
        return page(
            ChoiceView(
                desk_of(visit, session, "pathways"),
                head=head_of(visit.acting(session), visit.regions, opened, opened.page),
                texts=_texts(session, opened),
                older=came_from,
                newer=to,
                difference=shown(visit, session, difference, view, address),
            )
        )


@router.get(f"{PATHWAY}/upstream", name="web.upstream_changes")
def upstream_changes(visit: Visiting, slug: Slug, view: ChosenWay = Way.TEXT) -> Response:
    """What upstream has published since the region took the page from it. Raises `WrongState` where nothing is followed."""
    with visit.read() as session:
        opened = open_for_view(visit.acting(session), slug)
        texts = localisations.taken_and_latest(session, opened.pathway)
        if texts is None:
            raise WrongState("This page follows no public page upstream: there is nothing to compare it with.")
        taken, latest = texts
        address = f"{pathway_address(visit.region.slug, slug)}/upstream?view="
        source = visit.regions[pathways.region_slug_of(session, taken.pathway_id)]
        return page(
            UpstreamView(
                desk_of(visit, session, "localisations"),
                head=head_of(visit.acting(session), visit.regions, opened, opened.page),
                source=Named(source.slug, source.name),
                latest=latest.edition_number,
                difference=shown(visit, session, between(taken, latest), view, address),
            )
        )


def _before(session: Session, opened: Opened, to: str) -> str:
    """The name of the text that came before another: of a version the one before it, of a save the save before."""
    number = int(to[1:])
    if to.startswith("r"):
        return f"r{number - 1}" if number > 1 else ""
    numbers = [edition.number for edition in pathways.editions(session, opened.pathway.id) if edition.number < number]
    return f"v{max(numbers)}" if numbers else ""


def _texts(session: Session, opened: Opened) -> tuple[TextLine, ...]:
    """All texts to choose from: the versions, then the saves, the latest first."""
    saves = saves_of(session, opened.pathway.id)
    who = people.names(session, {save.by for save in saves})
    versions = [
        TextLine(f"v{edition.number}", edition.number, status=Status(edition.status))
        for edition in pathways.editions(session, opened.pathway.id)
    ]
    saved = [TextLine(f"r{save.number}", save.number, at=save.at, by=who[save.by]) for save in reversed(saves)]
    return (*versions, *saved)
