"""Currency of a published page: derived from its review date and the day, never stored."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Currency(StrEnum):
    """How far a page is from its review date."""

    CURRENT = "current"
    DUE_SOON = "due_soon"
    DUE = "due"
    OVERDUE = "overdue"


SOON = timedelta(days=90)
LATE = timedelta(days=183)
"""Six months: after this delay readers are warned loudly; at once where the risk is high."""

DEFAULT_REVIEW_MONTHS = 24
HIGH_ALERT_REVIEW_MONTHS = 12


def review_due(published: date, months: int) -> date:
    """The day on which a review is due, `months` after publication; the 31st becomes the last day of a shorter month."""
    year, month = divmod(published.year * 12 + published.month - 1 + months, 12)
    for day in range(published.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, published.day)


def review_months(stated: int | None, high_alert: bool) -> int:
    """Months between reviews: what the author stated, at most 12 for a high-alert page."""
    default = HIGH_ALERT_REVIEW_MONTHS if high_alert else DEFAULT_REVIEW_MONTHS
    months = stated or default
    return min(months, HIGH_ALERT_REVIEW_MONTHS) if high_alert else months


def currency(due: date, today: date, high_alert: bool) -> Currency:
    """Where a page stands on a day."""
    if today >= (due if high_alert else due + LATE):
        return Currency.OVERDUE
    if today >= due:
        return Currency.DUE
    return Currency.DUE_SOON if today >= due - SOON else Currency.CURRENT


def next_change(due: date, today: date, high_alert: bool) -> date | None:
    """The next day on which the page must say something else about its currency; None when it stays as it is."""
    days = (due - SOON, due) if high_alert else (due - SOON, due, due + LATE)
    return min((day for day in days if day > today), default=None)
