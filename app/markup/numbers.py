"""Numbers with their units, and the comparison of texts by them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.text import Number

_VALUE = r"\d+(?:[.,]\d+)*"
_MASS = r"mg|micrograms?|microg|mcg|µg|μg|ug|nanograms?|ng|kg|grams?|g"
_VOLUME = r"millilitres?|litres?|mLs?|mls?|dL|dl|L|l|cc"
_AMOUNT = r"international units?|units?|IU|iu|mmols?|micromols?|µmol|μmol|nmol|pmol|mol|mEq|mOsm|kcal|kJ|MBq|Gy"
_PHYSICAL = r"mmHg|kPa|cmH2O|°C|°F|°|bpm|Hz|mV|mA|kV|joules?|J|m²|m2|cm²|cm2|mm|cm|km|m"
_TIME = (
    r"milliseconds?|ms|seconds?|secs?|sec|s|minutes?|mins?|min|hours?|hourly|hrs?|hr|h|days?|d|weeks?|wks?|months?|years?|yrs?"
)
_COUNT = r"%|per cent|percent|tablets?|capsules?|puffs?|drops?|sprays?|doses?|times|pack years?|mmol|beats"
_UNIT = rf"(?:{_AMOUNT}|{_MASS}|{_PHYSICAL}|{_VOLUME}|{_TIME}|{_COUNT})"
_PER = rf"(?:\s?/\s?|\s+per\s+)(?:{_VALUE}\s?)?(?:{_UNIT})(?![\w²])"

# The longest unit that fits wins: every alternative must end where a word ends.
_WITH_UNIT = re.compile(rf"({_VALUE})(?:(?:[ \u00a0]|-(?=[a-z]))?\s?({_UNIT}(?![\w²])(?:{_PER}){{0,3}}))?")
_NUMBER = re.compile(_VALUE)
_NOT_LETTER = re.compile(r"[\W\d_]+")
_LINE = re.compile(r"\r\n|\r|\n")

# Inline marks may stand between a number and its unit: <strong>5</strong> mg.
_BEFORE_UNIT = re.compile(rf"(?<=\d)((?:</?(?:strong|em|s)>)*)[ \n]((?:</?(?:strong|em|s)>)*)(?={_UNIT}(?![\w²]))")
_TYPED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)


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


def values(text: str) -> list[str]:
    """The bare numbers of a text in order; "1,000" and "0.5" are one number each."""
    return _NUMBER.findall(text)


def letters(text: str) -> str:
    """The letters of a text, in order, without anything between."""
    return _NOT_LETTER.sub("", text)


def bind_units(html: str) -> str:
    """HTML in which no line can break between a number and its unit; preformatted text stays as typed."""
    parts = _TYPED.split(html)
    parts[::2] = [_BEFORE_UNIT.sub(r"\1&nbsp;\2", part) for part in parts[::2]]
    return "".join(parts)
