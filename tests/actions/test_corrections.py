"""A correction: one person and a minute, and never anything that can matter to a patient."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.actions import localise, publish, review
from app.actions.agreements import agreements
from app.domain.errors import Invalid, NotACorrection, NotAllowed, WrongState
from app.domain.lifecycle import Status, Step
from app.domain.roles import Role
from app.domain.routes import ChangeKind
from app.edge.editions import possible_steps
from app.store.invariants import broken
from tests.actions.stage import NOW, TEXT, Stage

CORRECTION = ChangeKind.CORRECTION
TYPO = TEXT.replace("in spite of rate control", "in spite of the rate control").replace(
    "Confirm on a 12-lead ECG.", "Confirm on a 12-lead ECG"
)
DOSE = TEXT.replace("47.5 mg", "475 mg")


def test_its_author_alone_submits_and_publishes_it(stage: Stage) -> None:
    first = stage.published()
    second = stage.submit(stage.save(first, TYPO), CORRECTION)
    assert second.status is Status.READY
    with stage.database.read() as session:
        assert agreements(session, stage.now(second, session)).required == ()
    done = stage.publish(second, "Two words mended.", by="Ana")
    assert stage.now(done).status is Status.PUBLISHED
    assert stage.now(first).status is Status.SUPERSEDED


def test_what_may_matter_is_refused_when_it_is_submitted_each_change_by_name(stage: Stage) -> None:
    draft = stage.save(stage.published(), DOSE)
    with pytest.raises(NotACorrection) as refused:
        stage.submit(draft, CORRECTION)
    assert "dose “47.5 mg” is now “475 mg”" in refused.value.detail
    assert "partial update" in refused.value.detail
    changes = refused.value.extra["changes"]
    assert isinstance(changes, list)
    assert [(each["matter"], each["before"], each["after"]) for each in changes] == [("dose", "47.5 mg", "475 mg")]
    assert stage.now(draft).status is Status.DRAFT


def test_a_first_version_is_none(stage: Stage) -> None:
    with pytest.raises(NotACorrection, match="no version"):
        stage.submit(stage.begin(), CORRECTION)


def test_a_localised_page_has_none(stage: Stage) -> None:
    stage.published()
    draft = stage.as_("Ana", lambda a: localise.localise(a, "af"), region="northvale")
    with pytest.raises(NotACorrection):
        stage.as_("Ana", lambda a: review.submit(a, "af", 1, draft.token, CORRECTION), region="northvale")


def test_it_is_compared_again_with_what_readers_have_when_it_is_published(stage: Stage) -> None:
    first = stage.published()
    higher = stage.publish(stage.agree_all(stage.submit(stage.save(first, DOSE), ChangeKind.PARTIAL_UPDATE)), "A dose.")
    typo = stage.submit(stage.save(higher, DOSE.replace("12-lead ECG.", "12-lead ECG")), CORRECTION)
    assert typo.status is Status.READY
    stage.as_("Lea", lambda a: publish.withdraw(a, "af", 2, higher.token, "Wrong dose.", None))
    with pytest.raises(NotACorrection, match="no version"):
        stage.publish(typo, "A full stop.", by="Ana")
    stage.as_("Lea", lambda a: publish.reinstate(a, "af", 2, higher.token, "It was right."))
    stage.publish(typo, "A full stop.", by="Ana")


def test_one_whose_page_is_withdrawn_is_submitted_as_another_kind_of_change(stage: Stage) -> None:
    first = stage.published()
    second = stage.submit(stage.save(first, TYPO), CORRECTION)
    with pytest.raises(WrongState, match="ready to be published already"):
        stage.submit(second, ChangeKind.NEW)
    stage.as_("Lea", lambda a: publish.withdraw(a, "af", 1, first.token, "Out of date.", None))
    with stage.database.read() as session:
        assert Step.SUBMIT in possible_steps(stage.acting(session, "Ana"), stage.now(second, session))
        assert Step.PUBLISH_CORRECTION not in possible_steps(stage.acting(session, "Ana"), stage.now(second, session))
    with pytest.raises(NotACorrection):
        stage.submit(second, CORRECTION)
    third = stage.submit(second, ChangeKind.NEW)
    assert third.status is Status.IN_REVIEW
    stage.publish(stage.agree_all(third))
    with stage.database.read() as session:
        assert list(broken(session)) == []


def test_a_first_version_is_no_partial_update(stage: Stage) -> None:
    draft = stage.begin()
    with pytest.raises(Invalid, match="Choose new"):
        stage.submit(draft, ChangeKind.PARTIAL_UPDATE)
    assert stage.now(draft).status is Status.DRAFT


def test_a_scheduled_one_is_compared_again_in_its_hour(stage: Stage) -> None:
    first = stage.published()
    second = stage.submit(stage.save(first, TYPO), CORRECTION)
    at = NOW + timedelta(days=1)
    stage.as_("Lea", lambda a: publish.publish(a, "af", 2, second.token, "A word.", at))
    stage.as_("Lea", lambda a: publish.withdraw(a, "af", 1, first.token, "Dangerous.", None))
    done = stage.as_("Lea", lambda a: publish.come_due(a, "af", 2, second.token, None), at=timedelta(days=2))
    assert done.status is Status.READY


def test_revised_into_more_it_takes_the_way_of_a_partial_update(stage: Stage) -> None:
    second = stage.submit(stage.save(stage.published(), TYPO), CORRECTION)
    third = stage.save(second, DOSE)
    assert (third.status, third.edition.change) == (Status.IN_REVIEW, ChangeKind.PARTIAL_UPDATE)
    with stage.database.read() as session:
        assert Role.CLINICAL_LEAD in {item.requirement.role for item in agreements(session, stage.now(third, session)).missing}


def test_revised_within_its_bounds_it_is_ready_again(stage: Stage) -> None:
    second = stage.submit(stage.save(stage.published(), TYPO), CORRECTION)
    third = stage.save(second, TYPO.replace("Symptoms in spite of the", "Symptoms in spite of"))
    assert (third.status, third.edition.change) == (Status.READY, CORRECTION)


@pytest.mark.parametrize("name", ["Ana", "Ben", "Lea", "Cora"])
def test_editors_and_those_who_publish_may_publish_it(stage: Stage, name: str) -> None:
    stage.publish(stage.submit(stage.save(stage.published(), TYPO), CORRECTION), "A word.", by=name)


@pytest.mark.parametrize("name", ["Gita", "Hugo", "Pia", "Wim", "Ada"])
def test_nobody_else_may(stage: Stage, name: str) -> None:
    second = stage.submit(stage.save(stage.published(), TYPO), CORRECTION)
    with pytest.raises(NotAllowed):
        stage.publish(second, "A word.", by=name)


def test_an_editor_publishes_nothing_but_corrections(stage: Stage) -> None:
    ready = stage.agree_all(stage.submit(stage.save(stage.published(), TYPO), ChangeKind.PARTIAL_UPDATE))
    with pytest.raises(NotAllowed):
        stage.publish(ready, "A word.", by="Ana")


WARFARIN = TEXT.replace(
    "1. Metoprolol 47.5 mg once a day.", "1. Metoprolol 47.5 mg once a day.\n\n### Stroke\n\n1. Warfarin 3 mg at night."
)


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        ("Warfarin 3 mg", "Warfarin 5 mg", True),
        ("Warfarin 3 mg at night", "Warfarin 3 mg for anyone at night", True),
        ("Metoprolol 47.5 mg", "Metoprolol 95 mg", False),
        ("below 90 mmHg", "below 100 mmHg", False),
    ],
)
def test_a_pharmacist_is_asked_when_the_high_alert_medicine_itself_is_touched(
    stage: Stage, old: str, new: str, asked: bool
) -> None:
    first = stage.published(text=WARFARIN)
    second = stage.submit(stage.save(first, WARFARIN.replace(old, new)), ChangeKind.PARTIAL_UPDATE)
    with stage.database.read() as session:
        roles = {item.requirement.role for item in agreements(session, stage.now(second, session)).missing}
    assert (Role.PHARMACIST in roles) is asked
