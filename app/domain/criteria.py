"""Criteria on a day: whether they count, count no longer, or not yet."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where criteria stand on a day."""

    PAST = "past"
    CURRENT = "current"
    COMING = "coming"


def state_on(effective: str, until: str, day: date) -> State:
    """Whether criteria count on a day; `effective` is their first day and `until` their last, ISO 8601 or empty for no limit."""
    if until and date.fromisoformat(until) < day:
        return State.PAST
    if effective and date.fromisoformat(effective) > day:
        return State.COMING
    return State.CURRENT


def next_change(effective: str, until: str, day: date) -> date | None:
    """The next day on which their state is another one; None when it stays as it is."""
    days = [date.fromisoformat(effective)] if effective else []
    if until and until != date.max.isoformat():
        days.append(date.fromisoformat(until) + timedelta(days=1))
    return min((change for change in days if change > day), default=None)
