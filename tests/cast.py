"""The places and people of the tests: a base region, two below it, one for members only, and somebody in every role.

`base` is upstream of `northvale`, `southmere` and `privata`; `privata` is for members. Everyone named after a role holds it in
all four regions; the others are described beside their names.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from app.domain.regions import Region, Visibility
from app.domain.roles import EVERY_SERVICE, Person, Role
from app.identity.tokens import make_token
from app.store import people, regions
from app.store.database import Session

NOW: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""When every test begins: the evening of 2 March in New Zealand."""

REGIONS: Final = (
    Region(0, "base", "Base", None, Visibility.PUBLIC, "Pacific/Auckland", "en-NZ"),
    Region(0, "northvale", "Northvale", "base", Visibility.PUBLIC, "Pacific/Auckland", "en-NZ"),
    Region(0, "southmere", "Southmere", "base", Visibility.PUBLIC, "Australia/Perth", "en-AU"),
    Region(0, "privata", "Privata", "base", Visibility.MEMBERS, "Europe/London", "en-GB"),
)
EVERYWHERE: Final = tuple(region.slug for region in REGIONS)

Grants = tuple[tuple[Role, tuple[str, ...], tuple[str, ...]], ...]
"""(role, regions, services led)."""


def _in_all(*roles: Role) -> Grants:
    return tuple((role, EVERYWHERE, (EVERY_SERVICE,) if role is Role.HOSPITAL_LEAD else ()) for role in roles)


PEOPLE: Final[dict[str, tuple[str, Grants]]] = {
    "editor": ("Edda Editor", _in_all(Role.EDITOR)),
    "other_editor": ("Otto Editor", _in_all(Role.EDITOR)),
    "gp": ("Gita Reviewer", _in_all(Role.REVIEWER)),
    "hospital": ("Hugo Hospital", _in_all(Role.HOSPITAL_LEAD)),
    "cardiology": ("Cara Cardiology", ((Role.HOSPITAL_LEAD, EVERYWHERE, ("cardiology",)),)),
    "renal": ("Rena Renal", ((Role.HOSPITAL_LEAD, EVERYWHERE, ("renal",)),)),
    "pharmacist": ("Pia Pharmacist", _in_all(Role.PHARMACIST)),
    "lead": ("Lea Lead", _in_all(Role.CLINICAL_LEAD)),
    "coordinator": ("Cora Coordinator", _in_all(Role.COORDINATOR)),
    "writer": ("Wim Writer", _in_all(Role.TECHNICAL_WRITER)),
    "reader": ("Rea Reader", _in_all(Role.READER)),
    "admin": ("Ada Admin", _in_all(Role.REGION_ADMIN)),
    "all_hats": ("Alma Allhats", _in_all(Role.EDITOR, Role.REVIEWER, Role.CLINICAL_LEAD)),
    # who may be asked to sign in two roles at once
    "two_hats": ("Theo Twohats", _in_all(Role.HOSPITAL_LEAD, Role.PHARMACIST)),
    # whose roles are in one region only
    "northvale_editor": ("Nora Northvale", ((Role.EDITOR, ("northvale",), ()),)),
    # who can sign in and has no role anywhere
    "stranger": ("Sten Stranger", ()),
}
"""Key → name and roles. The e-mail address is the key at example.org."""

SIGNERS: Final = {
    Role.REVIEWER: "gp",
    Role.HOSPITAL_LEAD: "hospital",
    Role.PHARMACIST: "pharmacist",
    Role.CLINICAL_LEAD: "lead",
}
"""Who signs when an agreement is asked for in a role."""


def settle(session: Session) -> None:
    """Make the regions and the people. They have no passwords; scripts use tokens."""
    for region in REGIONS:
        regions.add_region(session, region)
    places = regions.all_regions(session)
    for key, (name, grants) in PEOPLE.items():
        row = people.add_person(session, f"{key}@example.org", name, None, NOW)
        for role, where, services in grants:
            for place in where:
                people.grant(session, row.id, places[place].id, role, services)


def person(session: Session, key: str) -> Person:
    """Somebody of the cast, with the roles held now."""
    found = people.person_by_email(session, f"{key}@example.org")
    assert found is not None, key
    return found


def token(session: Session, key: str) -> str:
    """A new token of somebody of the cast."""
    return make_token(session, person(session, key).id, NOW)
