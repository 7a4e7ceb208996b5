"""Who may do what. One table, asked by actions, pages, API and templates alike; what is not in it is not allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a region."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    TECHNICAL_WRITER = "technical_writer"
    PHARMACIST = "pharmacist"
    HOSPITAL_LEAD = "hospital_lead"
    CLINICAL_LEAD = "clinical_lead"
    COORDINATOR = "coordinator"
    REGION_ADMIN = "region_admin"
    PLATFORM_ADMIN = "platform_admin"


class Act(StrEnum):
    """Something a person does, or looks at, in a region."""

    READ = "read"
    """Read what is published."""
    SEND_FEEDBACK = "send_feedback"
    READ_DESK = "read_desk"
    """See drafts, reviews, differences and the story of an edition."""
    BEGIN = "begin"
    """Start a pathway."""
    WRITE = "write"
    """Save a draft."""
    LOCALISE = "localise"
    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    REVISE = "revise"
    PUBLISH = "publish"
    PUBLISH_CORRECTION = "publish_correction"
    """Publish a correction, which needs nobody's agreement."""
    SCHEDULE = "schedule"
    CANCEL_SCHEDULE = "cancel_schedule"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"
    DISCARD = "discard"
    PUBLISH_URGENTLY = "publish_urgently"
    PUBLISH_IMPORTED = "publish_imported"
    STATE_DETAIL = "state_detail"
    """Say what holds for a local detail of the region."""
    STATE_FOR_BELOW = "state_for_below"
    """Say what holds in every region below, too."""
    READ_FEEDBACK = "read_feedback"
    ANSWER_FEEDBACK = "answer_feedback"
    SET_CHECKS = "set_checks"
    """Say how strictly the region's texts are checked."""
    READ_SEARCHES = "read_searches"
    """See what readers searched for and did not find, and say what became of it."""
    TEACH_SEARCH = "teach_search"
    """Change what search knows of words in the region."""


MEMBERS = frozenset(Role) - {Role.PLATFORM_ADMIN}
"""Everyone with a role in the region; running the platform is no reason to read a region's drafts."""

DESK = MEMBERS - {Role.READER}
"""Those who work in the region."""

SIGNING = frozenset({Role.REVIEWER, Role.HOSPITAL_LEAD, Role.PHARMACIST, Role.CLINICAL_LEAD})
"""The roles in which one can approve."""

PERMISSIONS: Mapping[Act, frozenset[Role]] = {
    Act.READ: MEMBERS,
    Act.SEND_FEEDBACK: MEMBERS,
    Act.READ_DESK: DESK,
    Act.BEGIN: frozenset({Role.EDITOR, Role.REGION_ADMIN}),
    Act.WRITE: frozenset({Role.EDITOR, Role.TECHNICAL_WRITER, Role.REGION_ADMIN}),
    Act.LOCALISE: frozenset({Role.EDITOR}),
    Act.SUBMIT: frozenset({Role.EDITOR}),
    Act.REQUEST_CHANGES: SIGNING,
    Act.APPROVE: SIGNING,
    Act.REVISE: frozenset({Role.EDITOR, Role.TECHNICAL_WRITER}),
    Act.PUBLISH: frozenset({Role.CLINICAL_LEAD, Role.COORDINATOR}),
    Act.PUBLISH_CORRECTION: frozenset({Role.EDITOR, Role.CLINICAL_LEAD, Role.COORDINATOR}),
    Act.SCHEDULE: frozenset({Role.CLINICAL_LEAD, Role.COORDINATOR}),
    Act.CANCEL_SCHEDULE: frozenset({Role.CLINICAL_LEAD, Role.COORDINATOR}),
    Act.WITHDRAW: frozenset({Role.CLINICAL_LEAD}),
    Act.REINSTATE: frozenset({Role.CLINICAL_LEAD}),
    Act.DISCARD: frozenset({Role.EDITOR}),
    Act.PUBLISH_URGENTLY: frozenset({Role.CLINICAL_LEAD}),
    Act.PUBLISH_IMPORTED: frozenset({Role.REGION_ADMIN}),
    Act.STATE_DETAIL: frozenset({Role.EDITOR, Role.CLINICAL_LEAD, Role.COORDINATOR, Role.REGION_ADMIN}),
    Act.STATE_FOR_BELOW: frozenset({Role.CLINICAL_LEAD, Role.COORDINATOR, Role.REGION_ADMIN}),
    Act.READ_FEEDBACK: frozenset({Role.EDITOR, Role.TECHNICAL_WRITER, Role.CLINICAL_LEAD, Role.COORDINATOR, Role.REGION_ADMIN}),
    Act.ANSWER_FEEDBACK: frozenset({Role.EDITOR, Role.CLINICAL_LEAD, Role.COORDINATOR}),
    Act.SET_CHECKS: frozenset({Role.CLINICAL_LEAD}),
    Act.READ_SEARCHES: frozenset({Role.EDITOR, Role.CLINICAL_LEAD, Role.COORDINATOR}),
    Act.TEACH_SEARCH: frozenset({Role.EDITOR, Role.CLINICAL_LEAD, Role.COORDINATOR}),
}

OPEN_TO_ALL = frozenset({Act.READ, Act.SEND_FEEDBACK})
"""What anybody may do in a public region, signed in or not."""

EVERY_SERVICE = "*"
"""A hospital lead granted this leads every service of the region."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one person in one region. `region` is None for the platform admin only."""

    role: Role
    region: str | None
    services: tuple[str, ...] = ()
    """For hospital leads: the services they lead, or `EVERY_SERVICE`."""
    until: date | None = None
    """Last day on which it holds; None is without end."""

    def holds(self, today: date) -> bool:
        """Whether the grant is in force."""
        return self.until is None or today <= self.until


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is signed in."""

    id: int
    name: str
    email: str
    grants: tuple[Grant, ...] = ()

    def roles_in(self, region: str, today: date) -> frozenset[Role]:
        """The roles held in this region today."""
        return frozenset(grant.role for grant in self.grants if grant.region == region and grant.holds(today))

    def regions_for(self, act: Act, today: date) -> frozenset[str]:
        """The regions in which this person may do the act."""
        return frozenset(
            grant.region
            for grant in self.grants
            if grant.region is not None and grant.holds(today) and grant.role in PERMISSIONS[act]
        )

    def leads(self, service: str, region: str, today: date) -> bool:
        """Whether this person speaks for a hospital service in this region."""
        return any(
            grant.role is Role.HOSPITAL_LEAD
            and grant.region == region
            and grant.holds(today)
            and (service in grant.services or EVERY_SERVICE in grant.services)
            for grant in self.grants
        )


def may(person: Person | None, act: Act, region: str, *, public: bool, today: date) -> bool:
    """Whether this person (None: nobody is signed in) may do the act in the region."""
    if public and act in OPEN_TO_ALL:
        return True
    if person is None:
        return False
    return bool(person.roles_in(region, today) & PERMISSIONS[act])


def role_named(text: str) -> Role | None:
    """The role a person typed, such as "hospital lead" or "hospital-lead"; None when there is no such role."""
    folded = text.strip().lower().replace("-", "_").replace(" ", "_")
    return Role(folded) if folded in set(Role) else None
