"""Currency of a page: what it says on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.currency import LATE, SOON, Currency, currency, next_change, review_due, review_months

DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DUE - SOON - timedelta(days=1), Currency.CURRENT),
        (DUE - SOON, Currency.DUE_SOON),
        (DUE - timedelta(days=1), Currency.DUE_SOON),
        (DUE, Currency.DUE),
        (DUE + LATE - timedelta(days=1), Currency.DUE),
        (DUE + LATE, Currency.OVERDUE),
    ],
)
def test_the_word_changes_on_the_very_day(day: date, expected: Currency) -> None:
    assert currency(DUE, day, high_alert=False) is expected


def test_high_alert_is_overdue_at_once() -> None:
    assert currency(DUE, DUE, high_alert=True) is Currency.OVERDUE


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.booleans())
def test_between_two_changes_nothing_changes(day: date, alert: bool) -> None:
    then = next_change(DUE, day, alert)
    if then is None:
        assert currency(DUE, day + timedelta(days=4000), alert) is currency(DUE, day, alert)
    else:
        assert currency(DUE, then - timedelta(days=1), alert) is currency(DUE, day, alert)
        assert currency(DUE, then, alert) is not currency(DUE, day, alert)


@pytest.mark.parametrize(
    ("published", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 24, date(2028, 12, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_the_review_is_due_some_months_later(published: date, months: int, due: date) -> None:
    assert review_due(published, months) == due


def test_a_high_alert_page_is_reviewed_at_least_yearly() -> None:
    assert review_months(36, high_alert=True) == 12
    assert review_months(6, high_alert=True) == 6
    assert review_months(None, high_alert=False) == 24
