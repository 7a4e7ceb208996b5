"""My work: what waits for a person, across regions."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.domain.roles import EVERY_SERVICE
from app.edge.visit import Visit
from app.edge.work import WorkItem, work_for
from app.reading import names
from app.web.answers import page
from app.web.desk import RoleLine, Task, WorkView
from app.web.framing import Said, band_of, desk_of, somebody
from app.web.visiting import Visiting
from app.wording import word

router = APIRouter(include_in_schema=False)
OTHERS = "waiting"
"""Work that waits for somebody else."""


@router.get("/desk/", name="web.my_work")
def my_work(visit: Visiting, said: Said = "") -> Response:
    """What waits for the person, in all their regions."""
    with visit.read() as session:
        items = work_for(session, somebody(visit), visit.regions, visit.now)
        mine = [item for item in items if item.what != OTHERS]
        desk = desk_of(visit, session, "work", said, len(mine))
    view = WorkView(
        desk,
        tasks=tuple(_task(visit, item) for item in mine),
        others=tuple(_task(visit, item) for item in items if item.what == OTHERS),
        roles=_roles(visit),
    )
    return page(view)


def _task(visit: Visit, item: WorkItem) -> Task:
    return Task(
        what=item.what,
        title=item.title,
        region=band_of(visit.platform, visit.regions[item.region]),
        address=item.url,
        why=item.why,
        since=item.since,
        due=item.due,
        urgent=item.urgent,
    )


def _roles(visit: Visit) -> tuple[RoleLine, ...]:
    held = [grant for grant in somebody(visit).grants if grant.holds(visit.now.date())]
    return tuple(
        RoleLine(
            role=grant.role,
            region=visit.regions[grant.region].name if grant.region else "",
            services=tuple(
                word("role.every_service") if slug == EVERY_SERVICE else names.service(slug) for slug in grant.services
            ),
            until=grant.until,
        )
        for grant in sorted(held, key=lambda grant: (grant.region or "", grant.role))
    )
