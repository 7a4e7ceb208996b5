"""Stating local details: by whom, on what they have read, written once in the log; and required ones keep a page from readers."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from app.actions import publish, review, state, write
from app.actions.agreements import agreements
from app.domain.errors import Invalid, NotAllowed, NotFound, NotReady, Refusal, Stale, TokenMissing
from app.domain.local_details import Stated
from app.domain.publication import EntryKind
from app.domain.roles import PERMISSIONS, Act, Role
from app.domain.routes import ChangeKind
from app.domain.text import Kind
from app.store import local_details
from app.store.invariants import broken
from tests.actions.stage import CAST, TEXT, Stage, page
from tests.logged import entries_after

KEY = "cardiology.clinic.phone"
TODAY = date(2026, 3, 2)
PHONE = Stated("09 555 0123", TODAY)


def say(stage: Stage, stated: Stated = PHONE, expected: str | None = "0", by: str = "Cora", key: str = KEY) -> None:
    stage.as_(by, lambda a: state.state(a, key, expected, stated), region="northvale")


def entries(stage: Stage, key: str = KEY) -> list[tuple[int, str | None]]:
    with stage.database.read() as session:
        return [(e.number, e.detail.value if e.detail else "?") for e in local_details.history_of(session, "northvale", key)]


def test_each_change_is_an_entry_of_the_log_with_its_fact(stage: Stage) -> None:
    say(stage)
    say(stage, Stated("09 555 0124", TODAY, note="Moved to the new building."), "1", by="Ana")
    say(stage, Stated(None, TODAY), "2", by="Lea")
    assert entries(stage) == [(1, "09 555 0123"), (2, "09 555 0124"), (3, None)]
    with stage.database.read() as session:
        logged = entries_after(session, 0)
        assert [entry.kind for entry in logged] == [EntryKind.DETAIL_CHANGED] * 3
        assert [entry.by for entry in logged] == ["Cora", "Ana", "Lea"]
        assert logged[1].reason == "Moved to the new building."
        assert list(broken(session)) == []


@pytest.mark.parametrize("name", CAST)
def test_who_may_state_one_and_who_may_for_every_region_below(stage: Stage, name: str) -> None:
    for act, stated in ((Act.STATE_DETAIL, PHONE), (Act.STATE_FOR_BELOW, Stated("0800 555 000", TODAY, below=True))):
        allowed = CAST[name] in PERMISSIONS[act]
        key = f"cardiology.clinic.{act.value.replace('_', '-')}"
        if allowed:
            say(stage, stated, by=name, key=key)
        else:
            with pytest.raises((NotAllowed, NotFound)):
                say(stage, stated, by=name, key=key)
        assert len(entries(stage, key)) == allowed


def test_what_counts_below_is_changed_and_ended_by_those_who_may_share_it(stage: Stage) -> None:
    say(stage, Stated("0800 555 000", TODAY, below=True))
    for stated in (Stated("09 1", TODAY), Stated(None, TODAY)):
        with pytest.raises(NotAllowed):
            say(stage, stated, "1", by="Ana")
    stage.as_("Ana", lambda a: state.confirm(a, KEY, "1"), region="northvale", at=timedelta(days=3))
    with stage.database.read() as session:
        (_, now) = local_details.history_of(session, "northvale", KEY)
    assert now.detail is not None
    assert (now.detail.value, now.detail.as_of, now.detail.below) == ("0800 555 000", date(2026, 3, 5), True)


def test_a_plan_of_their_own_gives_editors_no_way_to_take_away_what_is_shared(stage: Stage) -> None:
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    say(stage, Stated("0800 555 000", TODAY, below=True))
    with pytest.raises(NotAllowed):
        say(stage, Stated("09 1", TODAY, starts=june), "1", by="Ana")
    say(stage, Stated("09 1", TODAY, starts=june), "1", by="Cora")
    say(stage, Stated("0800 555 111", TODAY, starts=july, below=True), "2", by="Cora")
    for stated in (Stated("09 2", TODAY), Stated(None, TODAY), Stated("09 2", TODAY, starts=july)):
        with pytest.raises(NotAllowed):
            say(stage, stated, "3", by="Ana")
    say(stage, Stated("09 2", TODAY, starts=june), "3", by="Ana")
    assert entries(stage)[-1] == (4, "09 2"), "in June the region's own number holds, and that is theirs"


@pytest.mark.parametrize(
    ("expected", "refusal"), [(None, TokenMissing), ("", TokenMissing), ("0", Stale), ("2", Stale), ("x", Stale)]
)
def test_a_change_names_what_it_was_made_on(stage: Stage, expected: str | None, refusal: type[Refusal]) -> None:
    say(stage)
    for act in (lambda a: state.state(a, KEY, expected, PHONE), lambda a: state.confirm(a, KEY, expected)):
        with pytest.raises(refusal):
            stage.as_("Cora", act, region="northvale")
    assert entries(stage) == [(1, "09 555 0123")]


def test_of_two_at_once_one_is_told(stage: Stage) -> None:
    """On both databases: the second reads what the first wrote."""
    say(stage)
    start, told = Barrier(2), list[str]()

    def change(value: str) -> None:
        start.wait()
        try:
            say(stage, Stated(value, TODAY), "1")
            told.append("done")
        except Stale:
            told.append("stale")

    threads = [Thread(target=change, args=(value,)) for value in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "stale"]
    assert [number for number, _ in entries(stage)] == [1, 2]
    with stage.database.read() as session:
        assert list(broken(session)) == []


def test_nothing_is_confirmed_or_ended_that_does_not_hold(stage: Stage) -> None:
    with pytest.raises(Invalid):
        say(stage, Stated(None, TODAY))
    with pytest.raises(Invalid):
        stage.as_("Cora", lambda a: state.confirm(a, KEY, "0"), region="northvale")
    say(stage, Stated("1", TODAY, until=TODAY))
    with pytest.raises(Invalid) as refused:
        stage.as_("Cora", lambda a: state.confirm(a, KEY, "1"), region="northvale", at=timedelta(days=2))
    assert refused.value.field == "until"
    assert len(entries(stage)) == 1


def test_confirming_leaves_a_plan_in_place(stage: Stage) -> None:
    say(stage)
    say(stage, Stated("from June", TODAY, starts=date(2026, 6, 1)), "1")
    stage.as_("Cora", lambda a: state.confirm(a, KEY, "2"), region="northvale", at=timedelta(days=1))
    with stage.database.read() as session:
        place = stage.acting(session, "Cora", "northvale").region
        days = [date(2026, 3, 3), date(2026, 6, 1)]
        told = [local_details.held(session, place, [KEY], day)[KEY] for day in days]
    assert [change.value if change else None for change in told] == ["09 555 0123", "from June"]


@pytest.mark.parametrize(
    "value",
    [
        "Apixaban 50 mg twice a day",
        "warfarin",
        "50mg bd",
        "５０ ｍｇ",
        "two tablets at night",
        "0.5 mL",
        "10 units",
        "2 g",
        "5 µg",
    ],
)
def test_nobody_is_told_what_to_take_by_a_value_that_nobody_agreed_to(stage: Stage, value: str) -> None:
    with pytest.raises(Invalid, match="Write it in the text, where it is agreed to") as refused:
        say(stage, Stated(value, TODAY), key="cardiology.apixaban.dose")
    assert refused.value.field == "value"
    with pytest.raises(Invalid):
        stage.as_("Cora", lambda a: state.take(a, [("cardiology.apixaban.dose", Stated(value, TODAY))]), region="northvale")
    assert entries(stage, "cardiology.apixaban.dose") == []


def test_where_when_and_how_to_reach_somebody_are_no_doses(stage: Stage) -> None:
    values = (
        "6 weeks", "30 days", "Mon to Fri 8:30 to 16:30", "$45", "once a week on Tuesdays", "0800 555 000", "free under 18",
        "Unit 5, Level 4G, 12 Iron Street", "Building 3 Unit 4", "up to 150 kg", "one unit of the hospital",
    )  # fmt: skip
    for number, value in enumerate(values):
        say(stage, Stated(value, TODAY), str(number))
    assert [value for _, value in entries(stage)] == list(values)


def test_taken_together_a_second_time_nothing_changes(stage: Stage) -> None:
    given = [(KEY, PHONE), ("cardiology.clinic.wait", Stated("6 weeks", TODAY, starts=date(2026, 6, 1)))]

    def take() -> state.Taken:
        return stage.as_("Cora", lambda a: state.take(a, given), region="northvale")

    assert take() == state.Taken((KEY, "cardiology.clinic.wait"), 0)
    assert take() == state.Taken((), 2)
    with pytest.raises(Invalid):
        stage.as_("Cora", lambda a: state.take(a, [("a.b", PHONE), ("no key", PHONE)]), region="northvale")
    assert entries(stage, "a.b") == []


REQUIRED = TEXT + f"\n::: local {{slot=cardiology.clinic required=yes}}\nClinic: {{{{{KEY}}}}}\n:::\n"
SIGNER = {Role.REVIEWER: "Gita", Role.HOSPITAL_LEAD: "Hugo", Role.PHARMACIST: "Pia", Role.CLINICAL_LEAD: "Lea"}


def ready_in_northvale(stage: Stage) -> str:
    """A page of the region below to which everyone has agreed; returns its revision."""
    opened = stage.as_(
        "Ana",
        lambda a: write.begin(a, "af", Kind.PATHWAY, REQUIRED, page(REQUIRED), instead_of_upstream=True),
        region="northvale",
    )
    stage.as_("Ana", lambda a: review.submit(a, "af", 1, opened.token, ChangeKind.NEW), region="northvale")
    while True:
        asked = stage.as_(
            "Ana", lambda a: [m for m in agreements(a.session, opened).missing if not m.blocked_by], region="northvale"
        )
        if not asked:
            return opened.token
        approve(stage, asked[0].requirement.role, opened.token)


def approve(stage: Stage, role: Role, token: str) -> None:
    stage.as_(SIGNER[role], lambda a: review.approve(a, "af", 1, token, role, ""), region="northvale")


def test_a_required_slot_with_a_gap_is_refused_at_publication_but_not_to_the_root(stage: Stage) -> None:
    stage.published("af", REQUIRED)  # the root writes it for others
    token = ready_in_northvale(stage)
    with pytest.raises(NotReady) as refused:
        stage.as_("Lea", lambda a: publish.publish(a, "af", 1, token, "Note."), region="northvale")
    assert [finding.rule for finding in refused.value.findings] == ["LD3"]
    say(stage)
    stage.as_("Lea", lambda a: publish.publish(a, "af", 1, token, "Note."), region="northvale")


def test_urgency_is_not_kept_waiting_for_a_phone_number(stage: Stage) -> None:
    opened = stage.as_(
        "Ana",
        lambda a: write.begin(a, "af", Kind.PATHWAY, REQUIRED, page(REQUIRED), instead_of_upstream=True),
        region="northvale",
    )
    stage.as_("Lea", lambda a: publish.publish_urgently(a, "af", 1, opened.token, "A child is ill."), region="northvale")
