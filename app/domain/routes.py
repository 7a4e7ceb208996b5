"""Routes: which agreements a change must collect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.roles import Role
from app.domain.text import FRONT, Kind, Page


class ChangeKind(StrEnum):
    """What sort of change an edition is; the route follows from it."""

    NEW = "new"
    FULL_REVIEW = "full_review"
    PARTIAL_UPDATE = "partial_update"
    CORRECTION = "correction"
    """Nothing in it can matter to a patient: it needs nobody, and is refused when that is not so."""


REVIEWS_ALL = frozenset({ChangeKind.NEW, ChangeKind.FULL_REVIEW})
"""The kinds for which somebody looks at the whole text: the time to its next review begins anew."""


class Stage(StrEnum):
    """The stages of a route, in their order."""

    CLINICIAN_REVIEW = "clinician_review"
    HOSPITAL_REVIEW = "hospital_review"
    SIGN_OFF = "sign_off"


STAGES: tuple[Stage, ...] = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One agreement that must be given: by someone in `role`, for these sections of the present text."""

    stage: Stage
    role: Role
    service: str | None
    sections: tuple[str, ...]
    """Ids of the sections it must cover."""
    why: str


@dataclass(frozen=True, slots=True)
class TextState:
    """What a route needs to know of the present text and of the one readers see now."""

    source_hash: str
    hashes: Mapping[str, str]
    """Section id → hash, in the order of the text."""
    services: Mapping[str, tuple[str, ...]]
    """Service → ids of the sections that hold its own criteria or request text."""
    high_alert: bool
    """Whether the text holds high-alert content: what a new text or a full review is asked by."""
    before: Mapping[str, str] | None
    """Section hashes of the published edition; None when there is none."""
    before_services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """As `services`, of the published edition."""
    alert_changed: bool = False
    """Whether the dose or indication of high-alert content may have changed: what a partial update is asked by."""
    harmless: bool = False
    """Whether the change may go out as a correction."""
    harmless_since: frozenset[str] = frozenset()
    """Hashes of the texts that this one would be a correction of: what was agreed to there stands as given."""

    def changed(self) -> tuple[str, ...]:
        """Ids of the sections that readers do not have yet."""
        before = self.before or {}
        return tuple(section for section, digest in self.hashes.items() if before.get(section) != digest)

    def asked_of(self, service: str, full: bool) -> tuple[str, ...]:
        """The sections that a service must agree to; empty when nothing of its own changed.

        Taking a service's text away is a change that it must see: it then agrees to the whole text as it stands without it.
        """
        own = self.services.get(service, ())
        if any(section not in own for section in self.before_services.get(service, ())):
            return tuple(self.hashes)
        changed = set(self.changed())
        return own if full else tuple(section for section in own if section in changed)


def own_sections(page: Page, kind: Kind) -> dict[str, tuple[str, ...]]:
    """Service → the sections that are its own.

    A block that names a service makes its section that service's own. A service named in the front matter owns a request page
    whole, and of any other page the sections from "Request" on that nobody else owns; when there is none, the whole text,
    because its agreement was asked for and must stand on something.
    """
    body = [section for section in page.sections if section.id != FRONT]
    own: dict[str, list[str]] = {}
    for section in body:
        for service in section.services:
            own.setdefault(service, []).append(section.id)
    for service in page.front.services:
        if kind is Kind.REQUEST:
            own[service] = [section.id for section in body]
        elif service not in own:
            own[service] = [section.id for section in body if section.id.startswith("request")] or [s.id for s in body]
    return {service: tuple(sections) for service, sections in own.items()}


_ALERT_HELD = "The text names a high-alert medicine or a child's dose: a pharmacist must agree."
_ALERT_CHANGED = "The dose or use of a high-alert medicine, or a child's dose, may have changed: a pharmacist must agree."


def route(kind: ChangeKind, text: TextState) -> tuple[Requirement, ...]:
    """The agreements that this change must collect, in order of stage (DESIGN section 4, Routes).

    A correction needs none. What is no correction although it is called one needs what a partial update does.
    """
    if kind is ChangeKind.CORRECTION and text.harmless:
        return ()
    everything = tuple(text.hashes)
    full = kind in (ChangeKind.NEW, ChangeKind.FULL_REVIEW) or text.before is None
    needed: list[Requirement] = []
    if full:
        why = "A GP or nurse practitioner who is not an author must agree to the text."
        needed.append(Requirement(Stage.CLINICIAN_REVIEW, Role.REVIEWER, None, everything, why))
    for service in sorted({*text.services, *text.before_services}):
        asked = text.asked_of(service, full)
        if asked:
            why = f"The text holds, or held, criteria or request details of {service}: its lead must agree."
            needed.append(Requirement(Stage.HOSPITAL_REVIEW, Role.HOSPITAL_LEAD, service, asked, why))
    if text.high_alert if full else text.alert_changed:
        asked = everything if full else text.changed()
        if asked:
            why = _ALERT_HELD if full else _ALERT_CHANGED
            needed.append(Requirement(Stage.HOSPITAL_REVIEW, Role.PHARMACIST, None, asked, why))
    why = "A clinical lead signs the whole text."
    needed.append(Requirement(Stage.SIGN_OFF, Role.CLINICAL_LEAD, None, everything, why))
    return tuple(needed)
