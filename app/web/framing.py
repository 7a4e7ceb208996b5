"""The frame around a desk page, and the band around a reader's page: who is here, where, what waits."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from app.domain.errors import NotSignedIn
from app.domain.regions import Region
from app.domain.roles import Act, Person, may
from app.edge.platform import Platform
from app.edge.visit import Visit
from app.reading.addresses import Site
from app.reading.render import Clock
from app.reading.views import Band
from app.store import feedback
from app.store.database import Session
from app.web.frame import Desk
from app.wording import sentences, word

Said = Annotated[str, Query(max_length=40)]
"""What has just been done, as a key of the wording."""


def band_of(platform: Platform, region: Region) -> Band:
    """What a region's pages carry."""
    return Band.of(region, site_of(platform))


def site_of(platform: Platform) -> Site:
    """What every reader's page says of the site."""
    return Site(platform.base_url, word("note.sample") if platform.sample else "")


def desk_of(visit: Visit, session: Session, here: str = "", said: str = "", waiting: int = 0) -> Desk:
    """The frame of a desk page. `said` is a key of the wording's `said`; what is no key is left out.

    `waiting` is told by the page that has counted: counting costs more than any other page does.
    """
    person = somebody(visit)
    places = [region for region in visit.regions.values() if _works(person, region, visit)]
    region = visit.here
    zone = region.time_zone if region else places[0].time_zone if places else "UTC"
    return Desk(
        person=person.name,
        csrf=visit.csrf,
        clock=Clock(visit.now, zone),
        region=band_of(visit.platform, region) if region else None,
        regions=tuple(Band.of(place) for place in places),
        roles=tuple(sorted(person.roles_in(region.slug, visit.today))) if region else (),
        acts=frozenset(act for act in Act if visit.may(act)) if region else frozenset(),
        here=here,
        waiting=waiting,
        unanswered=feedback.open_count(session, region.id) if region and visit.may(Act.READ_FEEDBACK) else 0,
        said=sentences().get(f"said.{said}", ""),
    )


def somebody(visit: Visit) -> Person:
    """The visitor, who has come through a door that is for those who are signed in."""
    if visit.person is None:
        raise NotSignedIn("Sign in to see this.")
    return visit.person


def _works(person: Person, region: Region, visit: Visit) -> bool:
    return may(person, Act.READ_DESK, region.slug, public=region.public, today=region.local_date(visit.now))
