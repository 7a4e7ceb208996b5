"""Doses as amounts: what the rules on arithmetic compare."""

from __future__ import annotations

import re
from decimal import Decimal

_MICROGRAMS = {"g": 1_000_000, "mg": 1000, "mcg": 1, "microg": 1, "microgram": 1, "micrograms": 1, "µg": 1, "μg": 1}
MASS = r"(?:mg|micrograms?|microg|mcg|µg|μg|g)"
AMOUNT = r"(?<![\w.,])\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,6})?"
_DAYS = {
    "once": 1, "one": 1, "daily": 1, "twice": 2, "two": 2, "bd": 2, "three": 3, "tds": 3, "four": 4, "qid": 4, "qds": 4,
    "five": 5, "six": 6,
}  # fmt: skip

_OFTEN = re.compile(
    r"\b(once|twice|(?:one|two|three|four|five|six|\d{1,2}) times) (?:a|per|each|every) day\b"
    r"|\b(once|twice|(?:three|four) times) daily\b"
    r"|\b(bd|tds|qid|qds)\b|\bevery (\d{1,2}|four|six|eight|twelve) hours\b",
    re.IGNORECASE,
)
_HOURS = {"four": 4, "six": 6, "eight": 8, "twelve": 12}


def micrograms(amount: str, unit: str) -> Decimal:
    """An amount with its unit, in micrograms."""
    return Decimal(amount.replace(",", "")) * _MICROGRAMS[unit]


def by_interval(sentence: str) -> bool:
    """Whether a sentence says how often by the hours between two doses."""
    return any(found[4] for found in _OFTEN.finditer(sentence))


def times_a_day(sentence: str) -> int | None:
    """How often a day a sentence says, when it says it once and without a range."""
    found = list(_OFTEN.finditer(sentence))
    if len(found) != 1:
        return None
    said = next(group for group in found[0].groups() if group).lower()
    if found[0][4]:
        hours = int(said) if said.isdigit() else _HOURS[said]
        return 24 // hours if hours in {2, 3, 4, 6, 8, 12, 24} else None
    word = said.split()[0]
    return int(word) if word.isdigit() else _DAYS.get(word)
