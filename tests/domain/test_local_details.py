"""Which of the stated values readers get on a day, what makes one doubtful, and what can't be one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest

from app.domain.errors import Invalid
from app.domain.local_details import (
    LONGEST,
    Doubt,
    Stated,
    checked,
    checked_key,
    dialled,
    doubt,
    fact,
    filled_text,
    given,
    holding,
    next_day,
)
from app.domain.publication import DetailChange

DAY = date(2026, 11, 22)
NEXT = timedelta(days=1)
KEY = "cardiology.clinic.phone"
_numbers = count(1)


def change(value: str | None, on: date = DAY, **given: object) -> DetailChange:
    number = next(_numbers)
    members: dict[str, object] = {
        "region": "north", "key": KEY, "number": number, "sequence": number, "on": on, "value": value, "as_of": on,
        "starts": None, "until": None, "below": False,
    }  # fmt: skip
    return DetailChange(**(members | given))  # type: ignore[arg-type]


def value(*regions: list[DetailChange], day: date = DAY) -> str | None:
    held = given(regions, day)
    return held.value if held else None


def test_nothing_stated_is_a_gap() -> None:
    assert value([]) is None
    assert value([], []) is None


def test_the_last_word_counts() -> None:
    assert value([change("1"), change("2")]) == "2"


def test_an_ended_detail_is_a_gap() -> None:
    assert value([change("1"), change(None)]) is None


def test_what_begins_later_counts_from_that_day_on() -> None:
    stated = [change("now"), change("later", starts=DAY + 5 * NEXT)]
    assert value(stated) == "now"
    assert value(stated, day=DAY + 4 * NEXT) == "now"
    assert value(stated, day=DAY + 5 * NEXT) == "later"


def test_a_correction_today_does_not_undo_what_is_planned() -> None:
    planned = change("planned", starts=DAY + 5 * NEXT)
    corrected = change("corrected", on=DAY + NEXT)
    assert value([change("now"), planned, corrected], day=DAY + NEXT) == "corrected"
    assert value([change("now"), planned, corrected], day=DAY + 5 * NEXT) == "planned"


def test_a_correction_on_the_planned_day_and_a_second_plan_for_it_win() -> None:
    planned = change("planned", starts=DAY + 5 * NEXT)
    assert value([planned, change("that day", on=DAY + 5 * NEXT)], day=DAY + 6 * NEXT) == "that day"
    assert value([planned, change("again", starts=DAY + 5 * NEXT)], day=DAY + 6 * NEXT) == "again"


def test_a_planned_end() -> None:
    stated = [change("now"), change(None, starts=DAY + NEXT)]
    assert (value(stated), value(stated, day=DAY + NEXT)) == ("now", None)


def test_upstream_counts_only_when_it_was_stated_for_every_region_below() -> None:
    """H13: the phone number of another region is a hazard."""
    assert value([], [change("upstream's")]) is None
    assert value([], [change("national", below=True)]) == "national"
    assert value([change("ours")], [change("national", below=True)]) == "ours"
    assert value([change("ours"), change(None)], [change("national", below=True)]) == "national"
    assert value([], [change("national", below=True), change("upstream's")]) is None
    assert value([], [change("nearer", below=True)], [change("root", below=True)]) == "nearer"


def test_a_plan_of_the_region_leaves_upstream_in_force_until_then() -> None:
    stated = ([change("ours", starts=DAY + NEXT)], [change("national", below=True)])
    assert (value(*stated), value(*stated, day=DAY + NEXT)) == ("national", "ours")


@pytest.mark.parametrize(
    ("as_of", "late"), [(DAY, None), (date(2026, 5, 22), None), (date(2026, 5, 21), Doubt.UNCONFIRMED)]
)  # fmt: skip
def test_after_six_months_a_value_is_doubtful(as_of: date, late: Doubt | None) -> None:
    assert doubt(change("1", as_of=as_of), DAY) is late


def test_a_value_past_its_last_day_is_doubtful_whatever_its_age() -> None:
    assert doubt(change("1", until=DAY), DAY) is None
    assert doubt(change("1", until=DAY - NEXT), DAY) is Doubt.OVER


def test_every_day_on_which_something_changes_is_a_next_day() -> None:
    """Walking through the days given, nothing changes between them."""
    stated = (
        [change("a", until=DAY + 3 * NEXT), change("b", starts=DAY + 10 * NEXT), change(None, starts=DAY + 400 * NEXT)],
        [change("c", below=True, as_of=DAY - 100 * NEXT)],
    )
    days = {DAY}
    while (day := next_day(stated, max(days))) is not None:
        days.add(day)

    def at(day: date) -> object:
        held = given(stated, day)
        return held and (held.value, doubt(held, day))

    for days_on in range(1, 900):
        today = DAY + days_on * NEXT
        assert today in days or at(today) == at(today - NEXT)


def test_next_day_of_nothing_is_never() -> None:
    assert next_day([[]], DAY) is None


def test_holding_is_the_change_itself() -> None:
    first, ended = change("1"), change(None)
    assert holding([first, ended], DAY) is ended


@pytest.mark.parametrize(
    ("key", "typed", "number"),
    [
        (KEY, "0800 555 011", "0800555011"),
        (KEY, "09 555 0123", "095550123"),
        (KEY, "(09) 555-0123", "095550123"),
        (KEY, "+64 9 555 0123", "+6495550123"),
        ("a.after-hours-phone", "555.0123", "5550123"),
        (KEY, "+44 (0)20 7946 0000", None),
        (KEY, "0800 555 011 or 0800 555 012", None),
        (KEY, "0800 555 011 / 012", None),
        (KEY, "0800 555 011 ext 5", None),
        (KEY, "0800  555 011", None),
        (KEY, "555-0123-", None),
        (KEY, "111", None),
        (KEY, "٠٨٠٠ ٥٥٥ ٠١١", None),
        ("a.clinic.hours", "0800 555 011", None),
        ("a.clinic.phones", "0800 555 011", None),
        ("a.clinic.since", "2026-10-03", None),
    ],
)
def test_only_what_is_one_phone_number_can_be_dialled(key: str, typed: str, number: str | None) -> None:
    assert dialled(key, typed) == number


@pytest.mark.parametrize("key", [KEY, "a.b", "ear-nose-throat.audiology-2.wait"])
def test_keys(key: str) -> None:
    assert checked_key(key) == key


@pytest.mark.parametrize("key", ["", "phone", "a..b", ".a.b", "a.b.", "A.b", "a.b c", "a.-b", "a.b\n", "á.b", "a." + "b" * 120])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        checked_key(key)


def test_a_value_is_kept_as_typed_on_one_line() -> None:
    stated = checked(Stated("  5*10*2 km <b>\n within  2 weeks ", DAY), DAY)
    assert stated.value == "5*10*2 km <b> within 2 weeks"


@pytest.mark.parametrize("typed", ["", " ", "x" * (LONGEST + 1), "{{a.b.c}}", "09\u202e555", "09\u200b555", "a\x00b"])
def test_what_can_be_no_value(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(Stated(typed, DAY), DAY)
    assert refused.value.field == "value"


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        (Stated("1", DAY + NEXT), "as_of"),
        (Stated("1", date(1926, 1, 1)), "as_of"),
        (Stated("1", DAY, until=DAY - NEXT), "until"),
        (Stated("1", DAY, starts=DAY + 5 * NEXT, until=DAY + 4 * NEXT), "until"),
        (Stated("1", DAY, note="x" * (LONGEST + 1)), "note"),
    ],
)
def test_dates_that_make_no_sense_are_refused_at_their_field(stated: Stated, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(stated, DAY)
    assert refused.value.field == field


def test_a_first_day_that_has_come_is_at_once() -> None:
    assert checked(Stated("1", DAY, starts=DAY), DAY).starts is None
    assert checked(Stated("1", DAY, starts=DAY + NEXT), DAY).starts == DAY + NEXT


def test_plain_text_is_filled_in_and_what_has_no_words_stays() -> None:
    words = {KEY: "09 {{a.b}} 5"}
    assert filled_text("Ring {{cardiology.clinic.phone}} or {{a.b}}.", words) == "Ring 09 {{a.b}} 5 or {{a.b}}."


def test_a_fact_in_words() -> None:
    assert fact("a.clinic.after-hours-phone") == "after hours phone"
