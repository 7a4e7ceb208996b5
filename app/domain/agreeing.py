"""Agreements, and which of them stand on the present text: on its very bytes, or as given on a text that it only corrects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.roles import Role
from app.domain.routes import STAGES, Requirement, Stage, TextState


@dataclass(frozen=True, slots=True)
class Agreement:
    """One approval as given: who, in which role, on which exact bytes."""

    person: int
    role: Role
    services: tuple[str, ...]
    """For a hospital lead: the services the person spoke for."""
    source_hash: str
    hashes: Mapping[str, str]
    """Section id → hash of the bytes that were read."""
    confirms: frozenset[str] = frozenset()
    """Of a sign-off: hashes of the texts whose difference to this one it confirmed to be harmless."""


class Stands(StrEnum):
    """How an agreement stands on a section of the present text."""

    EXACTLY = "exactly"
    """The same bytes were read."""
    AS_GIVEN = "as_given"
    """Other bytes were read; the whole text differs from the one that was read by no more than a correction."""
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Missing:
    """A requirement that is not met, and why not."""

    requirement: Requirement
    lapsed: tuple[str, ...]
    """Sections that had this agreement and changed since."""
    blocked_by: Stage | None
    """An earlier stage that must be complete first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a text stands with the agreements that its route asks for."""

    missing: tuple[Missing, ...]
    carried: frozenset[str]
    """Hashes of the older texts on which agreements stand as given; the sign-off must confirm each."""


def standing(
    requirements: Sequence[Requirement], agreements: Iterable[Agreement], text: TextState, authors: frozenset[int]
) -> Standing:
    """Which requirements do not stand on the present text. Agreements of authors never count."""
    given = [agreement for agreement in agreements if agreement.person not in authors]
    open_: list[Missing] = []
    carried: frozenset[str] = frozenset()
    for requirement in sorted(requirements, key=lambda each: STAGES.index(each.stage)):
        met = _signed(given, text, carried) if requirement.role is Role.CLINICAL_LEAD else _met(requirement, given, text)
        if met is None:
            blocked = next((item.requirement.stage for item in open_ if _before(item.requirement, requirement)), None)
            open_.append(Missing(requirement, _lapsed(requirement, given, text), blocked))
        else:
            carried |= met
    return Standing(tuple(open_), carried)


def how_it_stands(agreement: Agreement, section: str, text: TextState) -> Stands:
    """How an agreement stands on one section of the present text. A sign-off covers the whole text: any change lapses it."""
    if agreement.role is Role.CLINICAL_LEAD:
        return Stands.EXACTLY if agreement.source_hash == text.source_hash else Stands.NOT
    read = agreement.hashes.get(section)
    if read is None or section not in text.hashes:
        return Stands.NOT
    if read == text.hashes[section]:
        return Stands.EXACTLY
    return Stands.AS_GIVEN if agreement.source_hash in text.harmless_since else Stands.NOT


def stands(agreement: Agreement, text: TextState) -> bool:
    """Whether something of this agreement still stands on the present text, if only as given."""
    return any(how_it_stands(agreement, section, text) is not Stands.NOT for section in text.hashes)


def stands_as_given(agreement: Agreement, text: TextState) -> bool:
    """Whether something of this agreement stands only as given, on a text that the present one corrects."""
    return any(how_it_stands(agreement, section, text) is Stands.AS_GIVEN for section in text.hashes)


def stands_whole(agreement: Agreement, others: Iterable[Agreement], text: TextState) -> bool:
    """Whether nothing of this agreement is in doubt: what changed since is harmless, or agreed to again in the same role."""
    if not stands(agreement, text):
        return False
    again = [other for other in others if other.role is agreement.role]
    return all(
        any(other.hashes.get(section) == text.hashes[section] for other in again)
        for section in agreement.hashes
        if section in text.hashes and how_it_stands(agreement, section, text) is Stands.NOT
    )


def _before(one: Requirement, other: Requirement) -> bool:
    return STAGES.index(one.stage) < STAGES.index(other.stage)


def _signed(given: Sequence[Agreement], text: TextState, carried: frozenset[str]) -> frozenset[str] | None:
    """Nothing more, when a clinical lead signed this text and confirmed all that stands as given; else None."""
    leads = (agreement for agreement in given if agreement.role is Role.CLINICAL_LEAD)
    signed = any(agreement.source_hash == text.source_hash and carried <= agreement.confirms for agreement in leads)
    return frozenset() if signed else None


def _met(requirement: Requirement, given: Sequence[Agreement], text: TextState) -> frozenset[str] | None:
    """The hashes of the older texts on which it stands, none when on these bytes; None when it is not met."""
    relevant = [agreement for agreement in given if _speaks_for(agreement, requirement)]
    carried: set[str] = set()
    for section in requirement.sections:
        found = [(how_it_stands(agreement, section, text), agreement.source_hash) for agreement in relevant]
        if any(how is Stands.EXACTLY for how, _ in found):
            continue
        as_given = {digest for how, digest in found if how is Stands.AS_GIVEN}
        if not as_given:
            return None
        carried |= as_given
    return frozenset(carried) if relevant else None


def _speaks_for(agreement: Agreement, requirement: Requirement) -> bool:
    if agreement.role is not requirement.role:
        return False
    return requirement.service is None or requirement.service in agreement.services


def _lapsed(requirement: Requirement, given: Sequence[Agreement], text: TextState) -> tuple[str, ...]:
    relevant = [agreement for agreement in given if _speaks_for(agreement, requirement)]
    return tuple(
        section
        for section in requirement.sections
        if any(section in agreement.hashes for agreement in relevant)
        and not any(
            agreement.hashes.get(section) == text.hashes[section] or how_it_stands(agreement, section, text) is not Stands.NOT
            for agreement in relevant
        )
    )
