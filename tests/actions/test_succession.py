"""What a version takes over from the one that it supersedes: its mark, who agreed, and when its next review is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.actions import publish
from app.actions.acting import Opened
from app.domain.publication import Edition, Mark
from app.domain.routes import ChangeKind
from app.store import desk, publication_log
from app.store.invariants import broken
from tests.actions.stage import TEXT, Stage
from tests.actions.test_corrections import DOSE, TYPO

LATER = timedelta(days=100)
SHORTER = TEXT.replace("specialty: cardiology", "specialty: cardiology\nreview: 3 months")


def told(stage: Stage, number: int) -> Edition:
    with stage.database.read() as session:
        assert list(broken(session)) == []
        return publication_log.published(session, "base", "af", number)


def follow(stage: Stage, first: Opened, text: str, change: ChangeKind) -> Edition:
    ready = stage.agree_all(stage.submit(stage.save(first, text), change))
    stage.as_("Lea", lambda a: publish.publish(a, "af", 2, ready.token, "Mended."), at=LATER)
    return told(stage, 2)


def test_a_correction_leaves_an_urgent_publication_urgent_and_its_review_owed(stage: Stage) -> None:
    token = stage.begin().token
    first = stage.as_("Lea", lambda a: publish.publish_urgently(a, "af", 1, token, "Recall of the medicine."))
    owed = first.edition.review_owed_by
    corrected = follow(stage, first, TYPO, ChangeKind.CORRECTION)
    assert (corrected.mark, corrected.marked_because, corrected.note) == (Mark.URGENT, "Recall of the medicine.", "Mended.")
    assert corrected.signatures == ()
    with stage.database.read() as session:
        assert [(line.number, line.owed_by) for line in desk.owed_in(session, "base")] == [(2, owed)]


def test_a_correction_of_a_correction_still_says_what_was_agreed_elsewhere(stage: Stage) -> None:
    token = stage.begin().token
    first = stage.as_("Ada", lambda a: publish.publish_imported(a, "af", 1, token, "Agreed in the old system."))
    second = stage.publish(stage.submit(stage.save(first, TYPO), ChangeKind.CORRECTION), "A word.", by="Ana")
    third = stage.publish(stage.submit(stage.save(second, TEXT), ChangeKind.CORRECTION), "Two words.", by="Ana")
    assert third.edition.mark == Mark.IMPORTED
    assert told(stage, 3).marked_because == "Agreed in the old system."
    agreed = stage.publish(stage.agree_all(stage.submit(stage.save(third, DOSE), ChangeKind.FULL_REVIEW)), "All of it.")
    assert agreed.edition.mark is None, "a review ends it"


def test_who_agreed_to_what_is_corrected_is_named_with_the_version_that_they_read(stage: Stage) -> None:
    corrected = follow(stage, stage.published(), TYPO, ChangeKind.CORRECTION)
    assert {each.name: each.number for each in corrected.signatures} == {"Gita": 1, "Hugo": 1, "Lea": 1}


@pytest.mark.parametrize(
    ("change", "text", "due"),
    [
        (ChangeKind.CORRECTION, TYPO, date(2028, 3, 2)),
        (ChangeKind.PARTIAL_UPDATE, DOSE, date(2028, 3, 2)),
        (ChangeKind.PARTIAL_UPDATE, SHORTER, date(2026, 9, 10)),
        (ChangeKind.FULL_REVIEW, DOSE, date(2028, 6, 10)),
    ],
)
def test_only_a_review_of_all_of_it_puts_off_the_next(stage: Stage, change: ChangeKind, text: str, due: date) -> None:
    first = stage.published()
    assert told(stage, 1).review_due == date(2028, 3, 2)
    assert follow(stage, first, text, change).review_due == due
