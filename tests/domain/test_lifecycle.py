"""The whole table of the lifecycle against every role."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from app.domain.errors import WrongState
from app.domain.lifecycle import OPEN, TABLE, WAS_PUBLIC, Must, Status, Step, Transition, steps_from, transition
from app.domain.roles import PERMISSIONS, SIGNING, Act, Grant, Person, Role, may

S, R = Status, Role

EXPECTED = {
    (S.DRAFT, Step.SUBMIT): (S.IN_REVIEW, {R.EDITOR}),
    (S.IN_REVIEW, Step.REQUEST_CHANGES): (S.DRAFT, {R.REVIEWER, R.HOSPITAL_LEAD, R.PHARMACIST, R.CLINICAL_LEAD}),
    (S.IN_REVIEW, Step.COMPLETE): (S.READY, set()),
    (S.IN_REVIEW, Step.REVISE): (S.IN_REVIEW, {R.EDITOR, R.TECHNICAL_WRITER}),
    (S.READY, Step.SUBMIT): (S.IN_REVIEW, {R.EDITOR}),
    (S.READY, Step.REVISE): (S.IN_REVIEW, {R.EDITOR, R.TECHNICAL_WRITER}),
    (S.SCHEDULED, Step.REVISE): (S.IN_REVIEW, {R.EDITOR, R.TECHNICAL_WRITER}),
    (S.READY, Step.PUBLISH): (S.PUBLISHED, {R.CLINICAL_LEAD, R.COORDINATOR}),
    (S.READY, Step.PUBLISH_CORRECTION): (S.PUBLISHED, {R.EDITOR, R.CLINICAL_LEAD, R.COORDINATOR}),
    (S.READY, Step.SCHEDULE): (S.SCHEDULED, {R.CLINICAL_LEAD, R.COORDINATOR}),
    (S.SCHEDULED, Step.CANCEL_SCHEDULE): (S.READY, {R.CLINICAL_LEAD, R.COORDINATOR}),
    (S.SCHEDULED, Step.REFUSE_DUE): (S.READY, set()),
    (S.SCHEDULED, Step.COME_DUE): (S.PUBLISHED, set()),
    (S.PUBLISHED, Step.BE_SUPERSEDED): (S.SUPERSEDED, set()),
    (S.PUBLISHED, Step.WITHDRAW): (S.WITHDRAWN, {R.CLINICAL_LEAD}),
    (S.WITHDRAWN, Step.REINSTATE): (S.PUBLISHED, {R.CLINICAL_LEAD}),
    (S.DRAFT, Step.DISCARD): (S.DISCARDED, {R.EDITOR}),
    (S.DRAFT, Step.PUBLISH_URGENTLY): (S.PUBLISHED, {R.CLINICAL_LEAD}),
    (S.IN_REVIEW, Step.PUBLISH_URGENTLY): (S.PUBLISHED, {R.CLINICAL_LEAD}),
    (S.DRAFT, Step.PUBLISH_IMPORTED): (S.PUBLISHED, {R.REGION_ADMIN}),
}
"""The design's table, kept by hand beside the program's."""


@pytest.mark.parametrize(("status", "step"), list(product(Status, Step)))
def test_every_step_from_every_status_leads_where_the_design_says_or_is_refused_by_name(status: Status, step: Step) -> None:
    expected = EXPECTED.get((status, step))
    if expected is None:
        with pytest.raises(WrongState) as refused:
            transition(status, step)
        assert refused.value.extra["state"] == status.value
        assert step.value not in refused.value.extra["possible"]  # type: ignore[operator]
    else:
        row = transition(status, step)
        assert (row.target, set(row.roles)) == expected


@pytest.mark.parametrize(("row", "role"), list(product([row for row in TABLE if row.roles], Role)))
def test_a_role_may_take_a_step_exactly_when_the_table_says_so(row: Transition, role: Role) -> None:
    person = Person(1, "Someone", "someone@example.org", (Grant(role, "here"),))
    allowed = role in EXPECTED[(row.source, row.step)][1]
    act = Act(row.step.value)
    assert may(person, act, "here", public=True, today=date(2026, 1, 1)) is allowed
    assert not may(person, act, "elsewhere", public=True, today=date(2026, 1, 1))


def test_nothing_becomes_public_without_agreement_or_a_reason_that_is_shown() -> None:
    for row in TABLE:
        if row.target is Status.PUBLISHED and row.source is not Status.WITHDRAWN:
            assert Must.AGREED in row.must or {Must.REASON, Must.NO_NUMBER_LOST} <= row.must


def test_nothing_leaves_a_final_status() -> None:
    assert steps_from(Status.SUPERSEDED) == steps_from(Status.DISCARDED) == frozenset()


def test_open_and_public_do_not_overlap_and_leave_only_the_discarded_out() -> None:
    assert not OPEN & WAS_PUBLIC
    assert set(Status) - OPEN - WAS_PUBLIC == {Status.DISCARDED}


@pytest.mark.parametrize("act", Act)
def test_every_act_has_its_row_of_permissions(act: Act) -> None:
    assert PERMISSIONS[act]


def test_a_technical_writer_never_signs_and_a_platform_admin_reads_no_drafts() -> None:
    assert Role.TECHNICAL_WRITER not in SIGNING
    assert not any(Role.PLATFORM_ADMIN in roles for roles in PERMISSIONS.values())


def test_a_grant_ends_on_its_last_day() -> None:
    person = Person(1, "Someone", "someone@example.org", (Grant(Role.EDITOR, "here", until=date(2026, 3, 31)),))
    assert may(person, Act.WRITE, "here", public=False, today=date(2026, 3, 31))
    assert not may(person, Act.WRITE, "here", public=False, today=date(2026, 4, 1))


@pytest.mark.parametrize("act", Act)
def test_somebody_unknown_may_only_read_and_write_to_the_editors_of_a_public_region(act: Act) -> None:
    open_to_all = act in (Act.READ, Act.SEND_FEEDBACK)
    assert may(None, act, "here", public=True, today=date(2026, 1, 1)) is open_to_all
    assert not may(None, act, "here", public=False, today=date(2026, 1, 1))
