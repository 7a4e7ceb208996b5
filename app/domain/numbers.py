"""Numbers with their units in a plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.text import Number

VALUE = r"\d+(?:[.,]\d+)*"
_MASS = r"mg|micrograms?|microg|mcg|µg|μg|ug|nanograms?|ng|kg|grams?|g"
_VOLUME = r"millilitres?|litres?|mLs?|mls?|dL|dl|L|l|cc"
_AMOUNT = r"international units?|units?|IU|iu|mmols?|micromols?|µmol|μmol|nmol|pmol|mol|mEq|mOsm|kcal|kJ|MBq|Gy"
_PHYSICAL = r"mmHg|kPa|cmH2O|°C|°F|°|bpm|Hz|mV|mA|kV|joules?|J|m²|m2|cm²|cm2|mm|cm|km|m"
_TIME = (
    r"milliseconds?|ms|seconds?|secs?|sec|s|minutes?|mins?|min|hours?|hourly|hrs?|hr|h|days?|d|weeks?|wks?|months?|years?|yrs?"
)
_COUNT = r"%|per cent|percent|tablets?|capsules?|puffs?|drops?|sprays?|doses?|times|pack years?|mmol|beats"
UNIT = rf"(?:{_AMOUNT}|{_MASS}|{_PHYSICAL}|{_VOLUME}|{_TIME}|{_COUNT})"
_PER = rf"(?:\s?/\s?|\s+per\s+)(?:{VALUE}\s?)?(?:{UNIT})(?![\w²])"

# The longest unit that fits wins: every alternative must end where a word ends.
_WITH_UNIT = re.compile(rf"({VALUE})(?:(?:[ \u00a0]|-(?=[a-z]))?\s?({UNIT}(?![\w²])(?:{_PER}){{0,3}}))?")
_LINE = re.compile(r"\r\n|\r|\n")


def numbers_in(text: str, line: int = 1) -> tuple[Number, ...]:
    """The numbers of a plain text in order, each with its unit as written (empty when it has none).

    `line` is the number of the text's first line.
    """
    return tuple(_numbers(text, line))


def _numbers(text: str, line: int) -> Iterator[Number]:
    ends = [match.end() for match in _LINE.finditer(text)]
    passed = 0
    for match in _WITH_UNIT.finditer(text):
        while passed < len(ends) and ends[passed] <= match.start():
            passed += 1
        yield Number(match[1], " ".join((match[2] or "").split()), line + passed)
