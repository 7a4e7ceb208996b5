"""Which agreements a change must collect, and when they lapse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreeing import Agreement, Missing, standing, stands, stands_whole
from app.domain.roles import Role
from app.domain.routes import ChangeKind, Requirement, Stage, TextState, route

HASHES = {"~front": "f", "~top": "t", "management": "m", "request": "r"}
TEXT = TextState("h1", HASHES, {"cardiology": ("request",)}, False, None)
AUTHOR, GP, CARDIOLOGIST, PHARMACIST, LEAD = range(1, 6)


def agreement(person: int, role: Role, text: TextState = TEXT, *, services: tuple[str, ...] = ()) -> Agreement:
    sections = text.services.get(services[0], ()) if services else tuple(text.hashes)
    return Agreement(person, role, services, text.source_hash, {section: text.hashes[section] for section in sections})


def missing(
    asked: tuple[Requirement, ...], given: Sequence[Agreement], text: TextState, authors: frozenset[int]
) -> tuple[Missing, ...]:
    return standing(asked, given, text, authors).missing


def wanted(kind: ChangeKind, text: TextState) -> list[tuple[Stage, Role, str | None]]:
    return [(item.stage, item.role, item.service) for item in route(kind, text)]


ALL = [
    agreement(GP, Role.REVIEWER),
    agreement(CARDIOLOGIST, Role.HOSPITAL_LEAD, services=("cardiology",)),
    agreement(LEAD, Role.CLINICAL_LEAD),
]


@pytest.mark.parametrize("kind", [ChangeKind.NEW, ChangeKind.FULL_REVIEW])
def test_a_new_or_fully_reviewed_text_is_seen_by_a_clinician_then_the_services_then_the_lead(kind: ChangeKind) -> None:
    assert wanted(kind, TEXT) == [
        (Stage.CLINICIAN_REVIEW, Role.REVIEWER, None),
        (Stage.HOSPITAL_REVIEW, Role.HOSPITAL_LEAD, "cardiology"),
        (Stage.SIGN_OFF, Role.CLINICAL_LEAD, None),
    ]


@pytest.mark.parametrize("kind", [ChangeKind.PARTIAL_UPDATE, ChangeKind.CORRECTION])
def test_a_partial_update_asks_the_lead_and_only_the_service_whose_section_changed(kind: ChangeKind) -> None:
    untouched = replace(TEXT, before=HASHES | {"management": "older"})
    assert wanted(kind, untouched) == [(Stage.SIGN_OFF, Role.CLINICAL_LEAD, None)]
    touched = replace(TEXT, before=HASHES | {"request": "older"})
    assert (Stage.HOSPITAL_REVIEW, Role.HOSPITAL_LEAD, "cardiology") in wanted(kind, touched)


@pytest.mark.parametrize("kind", ChangeKind)
def test_a_service_agrees_to_its_own_text_being_taken_away(kind: ChangeKind) -> None:
    without = {section: digest for section, digest in HASHES.items() if section != "request"}
    text = TextState("h2", without, {}, False, HASHES, {"cardiology": ("request",)})
    asked = [item for item in route(kind, text) if item.service == "cardiology"]
    assert [item.sections for item in asked] == [tuple(without)]


@pytest.mark.parametrize("kind", ChangeKind)
def test_what_was_never_public_takes_the_full_route_whatever_it_is_called(kind: ChangeKind) -> None:
    assert wanted(kind, TEXT) == wanted(ChangeKind.NEW, TEXT)


ASKED_OF_A_PHARMACIST = (Stage.HOSPITAL_REVIEW, Role.PHARMACIST, None)


@pytest.mark.parametrize("kind", [ChangeKind.NEW, ChangeKind.FULL_REVIEW])
def test_high_alert_content_asks_a_pharmacist_when_the_whole_text_is_looked_at(kind: ChangeKind) -> None:
    alert = replace(TEXT, high_alert=True, before=HASHES | {"management": "older"})
    assert ASKED_OF_A_PHARMACIST in wanted(kind, alert)


@pytest.mark.parametrize("kind", [ChangeKind.PARTIAL_UPDATE, ChangeKind.CORRECTION])
@pytest.mark.parametrize("changed", [True, False])
def test_a_partial_update_asks_a_pharmacist_when_the_high_alert_content_itself_may_have_changed(
    kind: ChangeKind, changed: bool
) -> None:
    alert = replace(TEXT, high_alert=True, alert_changed=changed, before=HASHES | {"management": "older"})
    assert (ASKED_OF_A_PHARMACIST in wanted(kind, alert)) is changed


def test_a_harmless_correction_asks_nobody_and_no_other_kind_is_spared() -> None:
    harmless = replace(TEXT, harmless=True, alert_changed=True, before=HASHES | {"request": "older"})
    assert wanted(ChangeKind.CORRECTION, harmless) == []
    assert wanted(ChangeKind.PARTIAL_UPDATE, harmless) == wanted(ChangeKind.PARTIAL_UPDATE, replace(harmless, harmless=False))


def test_all_agreements_on_the_present_bytes_leave_nothing_missing() -> None:
    assert missing(route(ChangeKind.NEW, TEXT), ALL, TEXT, frozenset({AUTHOR})) == ()


@pytest.mark.parametrize("person", [GP, CARDIOLOGIST, LEAD])
def test_an_author_never_approves(person: int) -> None:
    open_ = missing(route(ChangeKind.NEW, TEXT), ALL, TEXT, frozenset({AUTHOR, person}))
    assert len(open_) == 1


@given(st.sampled_from(sorted(HASHES)))
def test_one_changed_byte_lapses_the_agreements_on_its_section_and_no_other(section: str) -> None:
    moved = replace(TEXT, source_hash="h2", hashes=HASHES | {section: "changed"})
    open_ = missing(route(ChangeKind.NEW, moved), ALL, moved, frozenset({AUTHOR}))
    roles = {item.requirement.role for item in open_}
    assert Role.REVIEWER in roles
    assert Role.CLINICAL_LEAD in roles, "the sign-off covers the whole text"
    assert (Role.HOSPITAL_LEAD in roles) == (section == "request")
    assert next(item for item in open_ if item.requirement.role is Role.REVIEWER).lapsed == (section,)


def test_a_reviewer_who_reads_the_changed_section_again_completes_the_old_agreement() -> None:
    moved = replace(TEXT, source_hash="h2", hashes=HASHES | {"management": "m2"})
    again = Agreement(GP, Role.REVIEWER, (), "h2", {"management": "m2"})
    open_ = missing(route(ChangeKind.NEW, moved), [*ALL, again], moved, frozenset({AUTHOR}))
    assert [item.requirement.role for item in open_] == [Role.CLINICAL_LEAD]


def test_a_stage_names_the_one_it_waits_for() -> None:
    open_ = missing(route(ChangeKind.NEW, TEXT), [], TEXT, frozenset())
    assert [item.blocked_by for item in open_] == [None, Stage.CLINICIAN_REVIEW, Stage.CLINICIAN_REVIEW]


def test_a_lead_of_another_service_does_not_count() -> None:
    other = replace(ALL[1], services=("renal",))
    open_ = missing(route(ChangeKind.NEW, TEXT), [ALL[0], other, ALL[2]], TEXT, frozenset())
    assert [item.requirement.role for item in open_] == [Role.HOSPITAL_LEAD]


def test_an_agreement_is_whole_again_when_what_changed_has_been_agreed_to_again() -> None:
    moved = replace(TEXT, source_hash="h2", hashes=HASHES | {"management": "m2"})
    assert stands_whole(ALL[0], ALL, TEXT)
    assert not stands_whole(ALL[0], ALL, moved)
    again = Agreement(PHARMACIST, Role.REVIEWER, (), "h2", {"management": "m2"})
    assert stands_whole(ALL[0], [*ALL, again], moved)


def test_a_sign_off_stands_on_the_whole_text_only() -> None:
    assert stands(ALL[2], TEXT)
    assert not stands(ALL[2], replace(TEXT, source_hash="h2"))
    assert stands(ALL[0], replace(TEXT, source_hash="h2", hashes=HASHES | {"management": "m2"}))


CORRECTED = replace(
    TEXT, source_hash="h2", hashes=HASHES | {"management": "m2", "request": "r2"}, harmless_since=frozenset({"h1"})
)
"""As the present text, after a change in review that would pass as a correction of it."""
AGAIN = [
    agreement(GP, Role.REVIEWER, CORRECTED),
    agreement(CARDIOLOGIST, Role.HOSPITAL_LEAD, CORRECTED, services=("cardiology",)),
]
SIGNED = Agreement(LEAD, Role.CLINICAL_LEAD, (), "h2", CORRECTED.hashes)


def confirming(older: str) -> Agreement:
    return replace(SIGNED, confirms=frozenset({older}))


@pytest.mark.parametrize(
    ("given", "text", "roles", "carried"),
    [
        pytest.param(ALL, CORRECTED, [Role.CLINICAL_LEAD], {"h1"}, id="agreements stand as given, the signature does not"),
        pytest.param([*ALL, SIGNED], CORRECTED, [Role.CLINICAL_LEAD], {"h1"}, id="a signature that confirms nothing is none"),
        pytest.param([*ALL, confirming("h0")], CORRECTED, [Role.CLINICAL_LEAD], {"h1"}, id="nor another"),
        pytest.param([*ALL, confirming("h1")], CORRECTED, [], {"h1"}, id="one that names it is"),
        pytest.param(
            [*ALL, confirming("h1")],
            replace(CORRECTED, harmless_since=frozenset()),
            [Role.REVIEWER, Role.HOSPITAL_LEAD],
            set(),
            id="and nothing stands that is not harmless, whoever confirmed it",
        ),
        pytest.param(
            [*ALL, *AGAIN, SIGNED], CORRECTED, [], set(), id="who read these very bytes needs no confirmation",
        ),
        pytest.param(ALL[:1], CORRECTED, [Role.HOSPITAL_LEAD, Role.CLINICAL_LEAD], {"h1"}, id="who never agreed is still asked"),
    ],
)  # fmt: skip
def test_a_correction_in_review_leaves_agreements_standing_as_given(
    given: list[Agreement], text: TextState, roles: list[Role], carried: set[str]
) -> None:
    found = standing(route(ChangeKind.NEW, text), given, text, frozenset({AUTHOR}))
    assert ([item.requirement.role for item in found.missing], set(found.carried)) == (roles, carried)


def test_a_section_that_was_never_read_does_not_stand_as_given() -> None:
    wider = replace(CORRECTED, services={"cardiology": ("management", "request")})
    found = standing(route(ChangeKind.NEW, wider), ALL, wider, frozenset({AUTHOR}))
    assert Role.HOSPITAL_LEAD in {item.requirement.role for item in found.missing}


def test_what_an_author_agreed_to_before_does_not_stand_as_given() -> None:
    found = standing(route(ChangeKind.NEW, CORRECTED), ALL, CORRECTED, frozenset({AUTHOR, GP}))
    assert [item.requirement.role for item in found.missing] == [Role.REVIEWER, Role.CLINICAL_LEAD]
