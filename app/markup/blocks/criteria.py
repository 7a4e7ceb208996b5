"""Criteria: who is accepted, by service and urgency; they belong to the service that is named."""

from __future__ import annotations

import re
from datetime import date

from app.markup.blocks.named import NamedBlock, Reading, Said, named
from app.markup.blocks.opening import Opening

_SPAN = re.compile(r"(\d{1,4})\s?([hdwmy])")
_SPANS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_MONTHS = "January February March April May June July August September October November December".split()


def service(value: str) -> Said:
    """The service, in words: its name comes later, from the region."""
    return Said(", ".join(named(name.strip()) for name in value.split(",")), value)


def category(value: str) -> Said:
    """The category of the region's scale of urgency."""
    return Said(f"category {value}", value)


def within(value: str) -> Said:
    """How soon: `30d`, `6w`; anything else as typed."""
    span = _SPAN.fullmatch(value)
    if span is None:
        return Said(f"within {value}", value)
    unit = _SPANS[span[2]]
    return Said(f"within {span[1]} {unit}{'' if span[1] == '1' else 's'}", span[1])


def _day(word: str) -> Reading:
    def read(value: str) -> Said:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return Said(f"{word} {value}", value, error=f"“{value}” is not a date. Write it as 2026-07-01.")
        return Said(f"{word} {day.day} {_MONTHS[day.month - 1]} {day.year}", f"{day.day} {day.year}", data=day.isoformat())

    return read


def _reversed(opening: Opening) -> str:
    """What to say of criteria that end before they begin."""
    try:
        first, last = (date.fromisoformat(opening.value(key)) for key in ("effective", "until"))
    except ValueError:
        return ""
    return (
        "These criteria end before they begin. Write a day in “until” that is no earlier than “effective”."
        if last < first
        else ""
    )


CRITERIA = NamedBlock(
    "criteria",
    "Criteria",
    (("service", service), ("category", category), ("within", within), ("effective", _day("from")), ("until", _day("until"))),
    contradicts=_reversed,
)
