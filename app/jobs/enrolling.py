"""Adding people from the command line."""

from __future__ import annotations

from app.domain.errors import Invalid
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


def _role(text: str) -> Role:
    role = role_named(text)
    if role is None:
        raise Invalid(f"There is no role “{text}”. There are: {', '.join(known.value for known in Role)}.")
    return role
