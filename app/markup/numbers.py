"""Texts compared by their numbers, and numbers that stay with their units."""

from __future__ import annotations

import re

from app.domain.numbers import UNIT, VALUE

_NUMBER = re.compile(VALUE)
_NOT_LETTER = re.compile(r"[\W\d_]+")

# Inline marks may stand between a number and its unit: <strong>5</strong> mg.
_BEFORE_UNIT = re.compile(rf"(?<=\d)((?:</?(?:strong|em|s)>)*)[ \n]((?:</?(?:strong|em|s)>)*)(?={UNIT}(?![\w²]))")
_POWER = re.compile(r"(?<=\d)[ \n]([×x])[ \n](?=10[⁰¹²³⁴-⁹⁻])")
_TYPED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)


def values(text: str) -> list[str]:
    """The bare numbers of a text in order; "1,000" and "0.5" are one number each."""
    return _NUMBER.findall(text)


def letters(text: str) -> str:
    """The letters of a text, in order, without anything between."""
    return _NOT_LETTER.sub("", text)


def bind_units(html: str) -> str:
    """HTML in which no line can break between a number and its unit or power; preformatted text stays as typed."""
    parts = _TYPED.split(html)
    parts[::2] = [_POWER.sub(r"&nbsp;\1&nbsp;", _BEFORE_UNIT.sub(r"\1&nbsp;\2", part)) for part in parts[::2]]
    return "".join(parts)
