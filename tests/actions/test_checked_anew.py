"""What a clinical lead decides about a check reaches drafts that were saved before."""

from __future__ import annotations

import pytest

from app.actions import checks, publish, review, write
from app.actions.acting import Opened
from app.actions.checked import Anew
from app.domain.checks import Strength
from app.domain.errors import NotReady
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.routes import ChangeKind
from app.domain.text import Finding, Level, Page
from app.markup.page import read_page
from app.store import people, regions, revisions
from app.store.checks import profile_in
from app.store.invariants import broken
from tests.actions.stage import TEXT, Stage

TRAILING = TEXT.replace("47.5 mg once a day", "5.0 mg once a day")


def rules(page: Page, level: Level) -> list[str]:
    return [finding.rule for finding in page.findings if finding.level is level]


def decide(stage: Stage, rule: str, strength: Strength) -> None:
    stage.as_("Lea", lambda a: checks.rule_on(a, rule, strength, (), "So we write here."))


def read(stage: Stage) -> Page:
    with stage.database.read() as session:
        return read_page(TRAILING, profile=profile_in(session, stage.acting(session, "Ana").region))


def anew(stage: Stage) -> Anew:
    return Anew(read(stage).findings, None)


def submit(stage: Stage, draft: Opened) -> Opened:
    return stage.as_("Ana", lambda a: review.submit(a, "af", 1, draft.token, ChangeKind.NEW, anew(stage)))


def test_a_rule_turned_off_lets_a_draft_pass_and_saving_it_unchanged_says_so(stage: Stage) -> None:
    draft = stage.begin(text=TRAILING)
    (rule,) = set(rules(draft.page, Level.ERROR))
    decide(stage, rule, Strength.OFF)
    saved = stage.as_("Ana", lambda a: write.save(a, "af", draft.token, TRAILING, read(stage)))
    assert saved.page.errors == ()
    again = stage.as_("Ana", lambda a: write.save(a, "af", saved.token, TRAILING, read(stage)))
    assert again.revision.id == saved.revision.id
    assert submit(stage, saved).status is Status.IN_REVIEW


def test_a_draft_is_judged_by_the_checks_of_the_day_it_is_submitted(stage: Stage) -> None:
    draft = stage.begin(text=TRAILING)
    (rule,) = set(rules(draft.page, Level.ERROR))
    decide(stage, rule, Strength.OFF)
    allowed = stage.as_("Ana", lambda a: write.save(a, "af", draft.token, TRAILING, read(stage)))
    decide(stage, rule, Strength.ERROR)
    with pytest.raises(NotReady) as refused:
        submit(stage, allowed)
    assert {finding.rule for finding in refused.value.findings} == {rule}
    decide(stage, rule, Strength.OFF)
    submit(stage, allowed)


def test_publication_asks_the_checks_of_its_day(stage: Stage) -> None:
    draft = stage.begin(text=TRAILING)
    (rule,) = set(rules(draft.page, Level.ERROR))
    decide(stage, rule, Strength.OFF)
    ready = stage.agree_all(submit(stage, stage.as_("Ana", lambda a: write.save(a, "af", draft.token, TRAILING, read(stage)))))
    decide(stage, rule, Strength.ERROR)
    with pytest.raises(NotReady) as refused:
        stage.as_("Lea", lambda a: publish.publish(a, "af", 1, ready.token, "First.", anew=anew(stage)))
    assert {finding.rule for finding in refused.value.findings} == {rule}
    decide(stage, rule, Strength.OFF)
    stage.as_("Lea", lambda a: publish.publish(a, "af", 1, ready.token, "First.", anew=anew(stage)))
    with stage.database.read() as session:
        assert list(broken(session)) == []


def test_what_stood_before_a_rule_was_made_stricter_stops_no_partial_update(stage: Stage) -> None:
    """An error of the text as a whole that what readers have would have too, as it is checked today."""
    first = stage.published()
    second = stage.agree_all(stage.submit(stage.save(first, TEXT.replace("12-lead", "6-lead")), ChangeKind.PARTIAL_UPDATE))
    whole = Finding("NEW", Level.ERROR, "The page has no picture of a heart.", None)
    stricter = Anew((whole,), ())
    with pytest.raises(NotReady):
        stage.as_("Lea", lambda a: publish.publish(a, "af", 2, second.token, "A lead.", anew=stricter))
    stage.as_("Lea", lambda a: publish.publish(a, "af", 2, second.token, "A lead.", anew=Anew((whole,), (whole,))))


def test_who_saves_a_draft_as_it_was_has_written_nothing_and_may_approve_it(stage: Stage) -> None:
    draft = stage.begin(text=TRAILING)
    (rule,) = set(rules(draft.page, Level.ERROR))
    decide(stage, rule, Strength.OFF)
    with stage.database.write() as session:
        liam, base = people.person_by_email(session, "liam@example.org"), regions.region(session, "base")
        assert liam is not None
        people.grant(session, liam.id, base.id, Role.EDITOR, ())
    saved = stage.as_("Liam", lambda a: write.save(a, "af", draft.token, TRAILING, read(stage)))
    assert saved.revision.id != draft.revision.id, "what the checks say of it is kept"
    opened = submit(stage, saved)
    for name in ("Gita", "Hugo", "Liam"):
        stage.approve(opened, name)
    with stage.database.read() as session:
        assert revisions.authors_of(session, stage.now(opened, session).edition) == {draft.revision.written_by}
    stage.publish(stage.now(opened), by="Cora")
    with stage.database.read() as session:
        assert list(broken(session)) == []


def test_who_changes_it_and_who_changes_it_back_have_written_it(stage: Stage) -> None:
    first = stage.begin()
    second = stage.save(first, TEXT.replace("12-lead", "6-lead"), by="Ben")
    third = stage.save(second, TEXT, by="Wim")
    with stage.database.read() as session:
        assert len(revisions.authors_of(session, third.edition)) == 3
