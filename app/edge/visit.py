"""A visit: one request by one person (or nobody) through one door. Every route begins with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request

from app.actions.acting import Acting
from app.actions.checked import Anew
from app.domain.errors import NotFound, NotSignedIn
from app.domain.regions import Region
from app.domain.roles import Act, Person, may
from app.domain.text import Block, Page
from app.edge.anew import checked_anew
from app.edge.doors import NOTHING_HERE, Way, door, enter
from app.edge.platform import Platform
from app.store.checks import profile_in
from app.store.database import Session


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is here, through which door, in which region."""

    platform: Platform
    person: Person | None
    here: Region | None
    regions: dict[str, Region]
    now: datetime
    csrf: str = ""
    """The session's form token; empty without a session."""

    @property
    def region(self) -> Region:
        """The region of the address."""
        if self.here is None:
            raise NotFound(NOTHING_HERE)
        return self.here

    @property
    def today(self) -> date:
        """The date in the region of the address."""
        return self.region.local_date(self.now)

    def may(self, act: Act) -> bool:
        """Whether the visitor may do this in the region of the address."""
        return may(self.person, act, self.region.slug, public=self.region.public, today=self.today)

    def acting(self, session: Session) -> Acting:
        """The visitor as someone who acts in a transaction."""
        if self.person is None:
            raise NotSignedIn("Sign in to do this.")
        return Acting(session, self.person, self.region, self.now)

    @contextmanager
    def write(self) -> Iterator[Acting]:
        """One transaction in which the visitor acts."""
        with self.platform.write() as session:
            yield self.acting(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A look at the database."""
        with self.platform.read() as session:
            yield session

    def read_text(self, source: str, parent: Sequence[Block] = ()) -> Page:
        """Read a text as this region checks it. Raises the refusals of the renderer."""
        with self.read() as session:
            profile = profile_in(session, self.region)
        return self.platform.renderer.read(source, parent, profile)

    def checked_anew(self, slug: str, token: str | None) -> Anew | None:
        """What this region's checks find today in the text that a save holds; None when there is no such save."""
        return checked_anew(self.platform, self.region, slug, token)


def platform_of(request: Request) -> Platform:
    """The platform that this application runs on."""
    found: Platform = request.app.state.platform
    return found


def open_door(request: Request, person: Person | None, csrf: str = "") -> Visit:
    """Go through the door of the request's route. Raises the refusals of `enter`."""
    platform = platform_of(request)
    now = platform.clock()
    regions = platform.regions()
    here = regions.get(str(request.path_params.get("region", "")))
    passed = door(getattr(request.scope.get("route"), "name", None))
    enter(passed, person, here, here.local_date(now) if here else now.date())
    return Visit(platform, person, here if passed.way is Way.REGION else None, regions, now, csrf)


def nobody_at(platform: Platform, name: str, region: Region | None) -> Visit:
    """Go through the door of a route to a region as nobody in particular. Raises the refusals of `enter`."""
    now = platform.clock()
    enter(door(name), None, region, region.local_date(now) if region else now.date())
    return Visit(platform, None, region, {region.slug: region} if region else {}, now)
