"""Adding people from the command line."""

from __future__ import annotations

from app.domain.errors import Invalid, NotFound
from app.domain.roles import Role, role_named
from app.edge.platform import Platform
from app.identity.accounts import enrol, good_hash
from app.store import people, regions


def enrol_person(
    platform: Platform, email: str, name: str, roles: list[str], places: list[str], services: tuple[str, ...], password: str
) -> None:
    """Add a person with roles in regions. Raises `Invalid` naming an unknown role or a bad password, `NotFound` a region."""
    held = [_role(text) for text in roles]
    if Role.HOSPITAL_LEAD in held and not services:
        raise Invalid("Say which services a hospital lead leads: --service SLUG, or --service '*' for all.")
    hashed = good_hash(password, email=email, name=name)
    with platform.write() as session:
        row = enrol(session, email, name, hashed, platform.clock())
        for place in places:
            region_id = regions.region(session, place).id
            for role in held:
                people.grant(session, row.id, region_id, role, services if role is Role.HOSPITAL_LEAD else ())


def take_roles(platform: Platform, email: str, roles: list[str], places: list[str]) -> None:
    """Take roles in regions away. Raises `NotFound` for somebody unknown and for a role that is not held, and takes none then."""
    gone = [_role(text) for text in roles]
    with platform.write() as session:
        row = people.row_by_email(session, email)
        if row is None:
            raise NotFound(f"There is no {email} here.")
        for place in places:
            region = regions.region(session, place)
            for role in gone:
                if not people.take_away(session, row.id, region.id, role):
                    raise NotFound(f"{email} is no {role.value.replace('_', ' ')} in {region.name}. Nothing was taken away.")


def _role(text: str) -> Role:
    role = role_named(text)
    if role is None:
        raise Invalid(f"There is no role “{text}”. There are: {', '.join(known.value for known in Role)}.")
    return role
