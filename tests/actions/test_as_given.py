"""A change in review that would pass as a correction leaves agreements standing as given, until a clinical lead confirms it."""

from __future__ import annotations

import pytest

from app.actions import localise, publish, review, write
from app.actions.acting import Opened
from app.actions.agreements import Agreements, agreements
from app.domain.errors import NotReady
from app.domain.lifecycle import Status
from app.domain.publication import Signature
from app.domain.roles import Role
from app.domain.routes import ChangeKind
from app.store import approvals, pathways, publication_log, revisions
from tests.actions.stage import TEXT, Stage, page

TYPO = TEXT.replace("in spite of rate control", "in spite of the rate control")
TWICE = TYPO.replace("Confirm on a 12-lead ECG.", "Confirm on a 12-lead ECG")
DOSE = TYPO.replace("47.5 mg", "475 mg")


def state(stage: Stage, opened: Opened) -> Agreements:
    with stage.database.read() as session:
        return agreements(session, stage.now(opened, session))


def asked(stage: Stage, opened: Opened) -> list[Role]:
    return [item.requirement.role for item in state(stage, opened).missing]


def signatures(stage: Stage, number: int = 1) -> tuple[Signature, ...]:
    with stage.database.read() as session:
        return publication_log.published(session, "base", "af", number).signatures


@pytest.fixture
def agreed(stage: Stage) -> Opened:
    """In review; the reviewer and the hospital's lead have agreed, nobody has signed."""
    opened = stage.submit(stage.begin())
    stage.approve(opened, "Gita")
    stage.approve(opened, "Hugo")
    return stage.now(opened)


@pytest.mark.parametrize("texts", [[TYPO], [TYPO, TWICE], [TYPO, TEXT, TWICE]])
def test_only_the_sign_off_is_asked_for_and_the_record_shows_both(stage: Stage, agreed: Opened, texts: list[str]) -> None:
    opened = agreed
    for text in texts:
        opened = stage.save(opened, text, by="Ben")
        assert asked(stage, opened) == [Role.CLINICAL_LEAD]
    assert opened.status is Status.IN_REVIEW, "nothing is ready before it is confirmed"
    stage.approve(opened, "Lea")
    assert stage.now(opened).status is Status.READY
    with stage.database.read() as session:
        given = {row.role: row for row in approvals.approvals_of(session, opened.edition.id)}
    assert given[Role.CLINICAL_LEAD].confirms == [agreed.revision.sha256]
    assert given[Role.REVIEWER].confirms == given[Role.HOSPITAL_LEAD].confirms == []
    stage.publish(opened)
    assert [(one.name, one.as_given, one.confirmed_by) for one in signatures(stage)] == [
        ("Gita", 1, "Lea"), ("Hugo", 1, "Lea"), ("Lea", None, ""),
    ]  # fmt: skip


def test_a_signed_text_that_is_corrected_is_signed_again(stage: Stage) -> None:
    ready = stage.agree_all(stage.submit(stage.begin()))
    corrected = stage.save(ready, TYPO)
    assert (corrected.status, asked(stage, corrected)) == (Status.IN_REVIEW, [Role.CLINICAL_LEAD])
    with pytest.raises(Exception, match="in review"):
        stage.publish(corrected)
    stage.publish(stage.approve(corrected, "Liam"))
    assert [one.name for one in signatures(stage)] == ["Gita", "Hugo", "Liam"]


@pytest.mark.parametrize("texts", [[DOSE], [TYPO, DOSE]], ids=["at once", "after a correction"])
def test_what_can_matter_to_a_patient_lapses_what_it_touches(stage: Stage, agreed: Opened, texts: list[str]) -> None:
    opened = agreed
    for text in texts:
        opened = stage.save(opened, text)
    found = state(stage, opened)
    assert found.carried == frozenset()
    # The hospital's section holds the corrected words: it was agreed to in a text that is not this one but for its form.
    assert [item.requirement.role for item in found.missing] == [Role.REVIEWER, Role.HOSPITAL_LEAD, Role.CLINICAL_LEAD]


def test_it_is_compared_with_the_text_that_was_agreed_to_and_not_step_by_step(stage: Stage, agreed: Opened) -> None:
    """Both steps differ; their sum is a correction of what was read, and stands; of the one between, it is not."""
    changed = stage.save(agreed, DOSE)
    stage.approve(changed, "Gita")
    back = stage.save(changed, TWICE)
    found = state(stage, back)
    assert found.carried == {agreed.revision.sha256}
    assert [item.requirement.role for item in found.missing] == [Role.CLINICAL_LEAD]
    stage.approve(back, "Lea")
    stage.publish(back)
    assert {(one.name, one.as_given) for one in signatures(stage)} == {("Gita", 1), ("Hugo", 1), ("Lea", None)}


def test_the_same_bytes_again_ask_nobody(stage: Stage) -> None:
    ready = stage.agree_all(stage.submit(stage.begin()))
    stage.save(ready, TYPO)
    again = stage.save(stage.now(ready), TEXT)
    assert stage.now(again).status is Status.READY
    stage.publish(again)


def test_what_was_only_agreed_to_is_not_shown_as_confirmed_when_it_is_published_urgently(stage: Stage, agreed: Opened) -> None:
    corrected = stage.save(agreed, TYPO)
    stage.as_("Lea", lambda a: publish.publish_urgently(a, "af", 1, corrected.token, "It is needed today."))
    assert signatures(stage) == ()


def test_a_localised_page_has_none(stage: Stage) -> None:
    stage.published()
    draft = stage.as_("Ana", lambda a: localise.localise(a, "af"), region="northvale")
    own = TEXT.replace("Metoprolol 47.5 mg", "Bisoprolol 5 mg")

    def in_northvale(name: str, piece):  # type: ignore[no-untyped-def]
        return stage.as_(name, piece, region="northvale")

    opened = in_northvale("Ana", lambda a: write.save(a, "af", draft.token, own, page(own)))
    in_northvale("Ana", lambda a: review.submit(a, "af", 1, opened.token, ChangeKind.NEW))
    in_northvale("Gita", lambda a: review.approve(a, "af", 1, opened.token, Role.REVIEWER, ""))
    typo = own.replace("in spite of rate control", "in spite of the rate control")
    corrected = in_northvale("Ana", lambda a: write.save(a, "af", opened.token, typo, page(typo)))
    with stage.database.read() as session:
        row = pathways.pathway(session, "northvale", "af")
        edition = pathways.edition(session, row.id, 1)
        found = agreements(session, Opened(row, edition, revisions.revision(session, edition.revision_id)))
    assert corrected.status is Status.IN_REVIEW
    assert Role.REVIEWER in {item.requirement.role for item in found.missing}


def test_publication_asks_again_whether_it_is_harmless(stage: Stage, agreed: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that has learned of a danger since the signature stops it."""
    corrected = stage.approve(stage.save(agreed, TYPO), "Lea")
    monkeypatch.setattr("app.actions.agreements.harmless_since", lambda *_: frozenset())
    with pytest.raises(NotReady, match="Agreements are missing"):
        stage.publish(corrected)
