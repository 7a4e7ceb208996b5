"""The verbs, one after another, as people use them; and every refusal by its name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.actions import localise, publish, respond, review, write
from app.actions.agreements import agreements
from app.domain.errors import Invalid, NotAllowed, NotFound, NotReady, Refusal, Stale, Taken, TokenMissing, WrongState
from app.domain.lifecycle import Status
from app.domain.publication import EntryKind, Mark
from app.domain.roles import Role
from app.domain.routes import ChangeKind
from app.domain.text import Kind
from app.store import approvals, pathways, people
from app.store.invariants import broken
from tests.actions.stage import NOW, TEXT, Stage, page
from tests.logged import entries_of

CHANGED = TEXT.replace("47.5 mg", "23.75 mg")


def entries(stage: Stage, slug: str = "af") -> list[tuple[EntryKind, int]]:
    with stage.database.read() as session:
        return [(entry.kind, entry.number) for entry in entries_of(session, "base", slug)]


def test_a_text_is_written_reviewed_agreed_and_published(stage: Stage) -> None:
    opened = stage.submit(stage.begin())
    assert opened.status is Status.IN_REVIEW
    for name in ("Gita", "Hugo", "Lea"):
        opened = stage.approve(opened, name)
    assert opened.status is Status.READY
    opened = stage.publish(opened)
    assert opened.status is Status.PUBLISHED
    with stage.database.read() as session:
        entry = entries_of(session, "base", "af")[0]
        assert entry.edition is not None
        assert [(s.name, s.role) for s in entry.edition.signatures] == [
            ("Gita", "reviewer"), ("Hugo", "hospital_lead"), ("Lea", "clinical_lead"),
        ]  # fmt: skip
        assert entry.edition.source_hash == opened.revision.sha256
        assert list(broken(session)) == []


def test_changes_asked_for_bring_it_back_to_draft_with_the_reason_and_the_agreements_lapse_where_it_changed(stage: Stage) -> None:
    opened = stage.approve(stage.submit(stage.begin()), "Gita")
    opened = stage.as_("Hugo", lambda a: review.request_changes(a, "af", 1, opened.token, "Halve the starting dose."))
    assert opened.status is Status.DRAFT
    opened = stage.submit(stage.save(opened, CHANGED))
    with stage.database.read() as session:
        state = agreements(session, stage.now(opened, session))
    reviewer = next(item for item in state.missing if item.requirement.role is Role.REVIEWER)
    assert reviewer.lapsed == ("management",)


def test_a_revision_in_review_keeps_the_agreements_on_untouched_sections(stage: Stage) -> None:
    opened = stage.approve(stage.approve(stage.submit(stage.begin()), "Gita"), "Hugo")
    opened = stage.save(opened, CHANGED)
    assert opened.status is Status.IN_REVIEW
    with stage.database.read() as session:
        roles = {item.requirement.role for item in agreements(session, stage.now(opened, session)).missing}
    assert roles == {Role.REVIEWER, Role.CLINICAL_LEAD}, "the hospital's own section has not changed"


def test_a_ready_text_that_is_revised_is_in_review_again_and_cannot_be_published(stage: Stage) -> None:
    opened = stage.save(stage.agree_all(stage.submit(stage.begin())), CHANGED)
    assert opened.status is Status.IN_REVIEW
    with pytest.raises(WrongState):
        stage.publish(opened)


def test_a_second_edition_supersedes_the_first(stage: Stage) -> None:
    first = stage.published()
    second = stage.agree_all(stage.submit(stage.save(first, CHANGED), ChangeKind.PARTIAL_UPDATE))
    stage.publish(second, "Lower starting dose.")
    assert entries(stage) == [(EntryKind.PUBLISHED, 1), (EntryKind.SUPERSEDED, 1), (EntryKind.PUBLISHED, 2)]
    assert stage.now(first).status is Status.SUPERSEDED


def test_readers_are_told_which_version_each_person_agreed_to(stage: Stage) -> None:
    first = stage.published()
    second = stage.agree_all(stage.submit(stage.save(first, CHANGED), ChangeKind.PARTIAL_UPDATE))
    stage.publish(second, "Lower starting dose.")
    with stage.database.read() as session:
        edition = entries_of(session, "base", "af")[-1].edition
    assert edition is not None
    said = {signature.name: signature.number for signature in edition.signatures}
    assert said == {"Gita": 1, "Hugo": 1, "Lea": None}, "only the lead has seen the new dose"


def test_withdrawing_needs_a_reason_and_a_successor_that_exists(stage: Stage) -> None:
    opened = stage.published()
    with pytest.raises(Invalid, match="why"):
        stage.as_("Lea", lambda a: publish.withdraw(a, "af", 1, opened.token, " ", None))
    with pytest.raises(Invalid, match="no other page"):
        stage.as_("Lea", lambda a: publish.withdraw(a, "af", 1, opened.token, "Wrong dose.", "nowhere"))
    stage.as_("Lea", lambda a: publish.withdraw(a, "af", 1, opened.token, "Wrong dose.", None))
    assert entries(stage)[-1] == (EntryKind.WITHDRAWN, 1)
    stage.as_("Lea", lambda a: publish.reinstate(a, "af", 1, opened.token, "The dose was right."))
    assert entries(stage)[-1] == (EntryKind.REINSTATED, 1)


def test_a_withdrawn_edition_is_not_reinstated_while_another_is_public(stage: Stage) -> None:
    opened = stage.published()
    stage.as_("Lea", lambda a: publish.withdraw(a, "af", 1, opened.token, "Wrong dose.", None))
    stage.publish(stage.agree_all(stage.submit(stage.save(opened, CHANGED))))
    with pytest.raises(WrongState, match="Another version"):
        stage.as_("Lea", lambda a: publish.reinstate(a, "af", 1, opened.token, "Again."))


def test_the_same_text_saved_again_is_no_new_revision(stage: Stage) -> None:
    opened = stage.begin()
    assert stage.save(opened, TEXT).revision.id == opened.revision.id


def test_a_save_on_an_older_text_is_refused_and_loses_nothing(stage: Stage) -> None:
    opened = stage.begin()
    stage.save(opened, CHANGED)
    with pytest.raises(Stale) as refused:
        stage.save(opened, TEXT.replace("12-lead", "6-lead"), by="Ben")
    assert refused.value.extra["current"] == stage.now(opened).token
    assert stage.now(opened).revision.source == CHANGED


def test_a_change_that_names_no_revision_is_refused(stage: Stage) -> None:
    stage.begin()
    with pytest.raises(TokenMissing):
        stage.as_("Ana", lambda a: write.save(a, "af", None, CHANGED, page(CHANGED)))


def test_an_author_never_approves_whatever_roles_they_hold(stage: Stage) -> None:
    with stage.database.write() as session:
        ana = people.person_by_email(session, "ana@example.org")
        assert ana is not None
        people.grant(session, ana.id, 1, Role.REVIEWER)
    opened = stage.submit(stage.begin())
    with pytest.raises(NotAllowed, match="You wrote"):
        stage.as_("Ana", lambda a: review.approve(a, "af", 1, opened.token, Role.REVIEWER, ""))


def test_nobody_signs_before_their_stage_twice_or_in_a_role_not_theirs(stage: Stage) -> None:
    opened = stage.submit(stage.begin())
    with pytest.raises(WrongState, match="clinician review"):
        stage.approve(opened, "Lea")
    with pytest.raises(NotAllowed, match="not a hospital lead"):
        stage.as_("Gita", lambda a: review.approve(a, "af", 1, opened.token, Role.HOSPITAL_LEAD, ""))
    with pytest.raises(Invalid, match="Nobody approves as"):
        stage.as_("Gita", lambda a: review.approve(a, "af", 1, opened.token, Role.EDITOR, ""))
    stage.approve(opened, "Gita")
    with pytest.raises(Taken):
        stage.approve(opened, "Gita")


def test_an_agreement_nobody_asked_for_is_taken_too(stage: Stage) -> None:
    opened = stage.approve(stage.submit(stage.begin()), "Pia")
    with stage.database.read() as session:
        assert [row.role for row in approvals.approvals_of(session, opened.edition.id)] == ["pharmacist"]


@pytest.mark.parametrize("name", ["Rea", "Wim", "Gita", "Cora", "Lea", "Ada"])
def test_only_editors_submit(stage: Stage, name: str) -> None:
    opened = stage.begin()
    with pytest.raises((NotAllowed, NotFound)) as refused:
        stage.as_(name, lambda a: review.submit(a, "af", 1, opened.token, ChangeKind.NEW))
    assert isinstance(refused.value, NotFound) == (name == "Rea"), "a reader learns nothing of the desk"


def test_a_blank_reason_or_change_note_is_refused(stage: Stage) -> None:
    opened = stage.submit(stage.begin())
    with pytest.raises(Invalid, match="what should change"):
        stage.as_("Gita", lambda a: review.request_changes(a, "af", 1, opened.token, "  "))
    with pytest.raises(Invalid, match="what changed"):
        stage.publish(stage.agree_all(opened), "  ")


def test_a_text_that_loses_a_number_stays_in_draft_whatever_the_reason(stage: Stage) -> None:
    losing = TEXT.replace("47.5 mg", "5*10*2 mg")
    opened = stage.begin(text=losing)
    with pytest.raises(NotReady):
        stage.submit(opened)
    for name, act in (("Lea", publish.publish_urgently), ("Ada", publish.publish_imported)):
        with pytest.raises(NotReady) as refused:
            stage.as_(name, lambda a, act=act: act(a, "af", 1, opened.token, "It must go out."))  # type: ignore[misc]
        assert refused.value.findings
    assert stage.now(opened).status is Status.DRAFT


def test_an_urgent_publication_shows_its_mark_and_owes_a_review(stage: Stage) -> None:
    opened = stage.begin()
    opened = stage.as_("Lea", lambda a: publish.publish_urgently(a, "af", 1, opened.token, "Recall of the medicine."))
    assert opened.edition.review_owed_by is not None
    with stage.database.read() as session:
        edition = entries_of(session, "base", "af")[0].edition
        assert edition is not None and edition.mark is Mark.URGENT and edition.signatures == ()
        assert list(broken(session)) == []


def test_a_scheduled_edition_comes_due_is_checked_again_and_can_be_taken_off(stage: Stage) -> None:
    ready = stage.agree_all(stage.submit(stage.begin()))
    with pytest.raises(Invalid, match="future"):
        stage.as_("Cora", lambda a: publish.publish(a, "af", 1, ready.token, "Soon.", NOW))
    later = NOW + timedelta(hours=1)
    stage.as_("Cora", lambda a: publish.publish(a, "af", 1, ready.token, "Soon.", later))
    with pytest.raises(WrongState, match="not due"):
        stage.as_("Cora", lambda a: publish.come_due(a, "af", 1, ready.token, None))
    stage.as_("Cora", lambda a: publish.cancel_schedule(a, "af", 1, ready.token, ""))
    stage.as_("Cora", lambda a: publish.publish(a, "af", 1, ready.token, "Soon.", later))
    opened = stage.as_("Cora", lambda a: publish.come_due(a, "af", 1, ready.token, None), at=timedelta(hours=2))
    assert opened.status is Status.PUBLISHED
    assert entries(stage) == [(EntryKind.PUBLISHED, 1)]


def test_what_is_refused_when_it_comes_due_is_ready_again(stage: Stage) -> None:
    ready = stage.agree_all(stage.submit(stage.begin()))
    stage.as_("Cora", lambda a: publish.publish(a, "af", 1, ready.token, "Soon.", NOW + timedelta(hours=1)))
    opened = stage.as_("Gita", lambda a: publish.come_due(a, "af", 1, ready.token, None), at=timedelta(hours=2))
    assert opened.status is Status.READY, "whoever scheduled it may not publish any more"
    assert entries(stage) == []


def test_a_localised_page_begins_with_upstreams_text_and_remembers_it(stage: Stage) -> None:
    upstream = stage.published()
    opened = stage.as_("Ana", lambda a: localise.localise(a, "af"), region="northvale")
    assert opened.status is Status.DRAFT and opened.revision.source == TEXT
    assert opened.revision.parent_id == upstream.revision.id
    with stage.database.read() as session:
        adoption = session.get(pathways.AdoptionRow, opened.pathway.id)
        assert adoption is not None
        assert (adoption.taken_revision_id, adoption.taken_edition) == (upstream.revision.id, 1)
    with pytest.raises(Taken):
        stage.as_("Ana", lambda a: localise.localise(a, "af"), region="northvale")


def test_nothing_is_localised_that_upstream_has_not_published(stage: Stage) -> None:
    stage.begin()
    with pytest.raises(NotFound):
        stage.as_("Ana", lambda a: localise.localise(a, "af"), region="northvale")


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "a b", "a/b", "é", "x" * 101, "..", "a\n"])
def test_a_slug_that_cannot_be_an_address_is_refused(stage: Stage, slug: str) -> None:
    with pytest.raises(Invalid):
        stage.as_("Ana", lambda a: write.begin(a, slug, Kind.PATHWAY, TEXT, page(TEXT)))


def test_two_pathways_never_share_an_address(stage: Stage) -> None:
    stage.begin()
    with pytest.raises(Taken):
        stage.begin()


def test_feedback_has_an_owner_an_answer_and_the_version_that_put_it_right(stage: Stage) -> None:
    stage.published()
    with stage.database.write() as session:
        region = stage.acting(session, "Ana").region
        row = respond.receive(
            session, region, NOW, slug="af", number=1, block="management", category=respond.Category.CLINICAL_ERROR,
            message="The dose is high.", email="gp@example.net",
        )  # fmt: skip
    taken = stage.as_("Ana", lambda a: respond.take(a, row.id, 1))
    with pytest.raises(Stale):
        stage.as_("Ben", lambda a: respond.take(a, row.id, 1))
    with pytest.raises(NotFound):
        stage.as_("Ana", lambda a: respond.answer(a, row.id, taken.lock, "Thank you.", 7))
    answered = stage.as_("Ana", lambda a: respond.answer(a, row.id, taken.lock, "Thank you.", 1))
    assert (answered.state, answered.fixed_in) == ("answered", 1)


@pytest.mark.parametrize(
    ("message", "email"), [("", ""), ("x" * 5001, ""), ("a\x00b", ""), ("Hello", "no address"), ("Hello", "a@b\nBcc: c@d")]
)
def test_feedback_that_cannot_be_kept_is_refused(stage: Stage, message: str, email: str) -> None:
    with stage.database.write() as session, pytest.raises(Refusal):
        respond.receive(
            session, stage.acting(session, "Ana").region, NOW, slug="af", number=None, block="", category=respond.Category.OTHER,
            message=message, email=email,
        )  # fmt: skip
