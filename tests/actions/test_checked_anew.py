"""What a clinical lead decides about a check reaches drafts that were saved before."""

from __future__ import annotations

import pytest

from app.actions import checks, review, write
from app.actions.acting import Opened
from app.domain.checks import Strength
from app.domain.errors import NotReady
from app.domain.lifecycle import Status
from app.domain.routes import ChangeKind
from app.domain.text import Level, Page
from app.markup.page import read_page
from app.store.checks import profile_in
from tests.actions.stage import TEXT, Stage

TRAILING = TEXT.replace("47.5 mg once a day", "5.0 mg once a day")


def rules(page: Page, level: Level) -> list[str]:
    return [finding.rule for finding in page.findings if finding.level is level]


def decide(stage: Stage, rule: str, strength: Strength) -> None:
    stage.as_("Lea", lambda a: checks.rule_on(a, rule, strength, (), "So we write here."))


def read(stage: Stage) -> Page:
    with stage.database.read() as session:
        return read_page(TRAILING, profile=profile_in(session, stage.acting(session, "Ana").region))


def submit(stage: Stage, draft: Opened) -> Opened:
    return stage.as_("Ana", lambda a: review.submit(a, "af", 1, draft.token, ChangeKind.NEW, read(stage)))


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
