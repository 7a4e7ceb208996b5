"""Transactions for commands: someone known by e-mail acts in a region, one piece of work a transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.actions.acting import Acting
from app.domain.errors import Invalid, NotFound
from app.domain.roles import Person, Role
from app.edge.platform import Platform
from app.store import people, regions
from app.store.database import Session

Result = TypeVar("Result")


class Transact(Protocol):
    """Runs a piece of work in a transaction of its own, and returns what it returns."""

    def __call__(self, piece: Callable[[Acting], Result], /) -> Result:
        """Run it."""


def transactor(platform: Platform, region: str, email: str | None) -> Transact:
    """What runs a piece of work as this person, or as the region's first admin when nobody is named.

    Raises `NotFound` for an unknown region or person.
    """
    with platform.read() as session:
        place = regions.region(session, region)
        person = _person(session, region, email)

    def transact(piece: Callable[[Acting], Result]) -> Result:
        with platform.database.write() as session:
            return piece(Acting(session, person, place, platform.clock()))

    return transact


def _person(session: Session, region: str, email: str | None) -> Person:
    if email is not None:
        person = people.person_by_email(session, email)
        if person is None:
            raise NotFound(f"There is no {email} here. Add them with: waymark user add")
        return person
    admins = people.people_with(session, Role.REGION_ADMIN, region)
    if not admins:
        raise Invalid(f"{region} has no region admin. Say who imports with --as EMAIL.")
    return admins[0]
