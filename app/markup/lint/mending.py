"""What mends a finding mechanically: only notation changes, never what was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_SIGNS = {">": "more than ", "<": "less than ", "≥": "at least ", "≤": "at most "}
_TWINS = dict(
    zip(
        "аеорсухіјѕһԁАВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν",
        "aeopcyxijshdABESIJKMHOPCTYXABEZHIKMNOPTYXoiv",
        strict=True,
    )
)


def _thousands(match: re.Match[str]) -> str | None:
    return f"{int(match[0]):,}"


def _signs(match: re.Match[str]) -> str | None:
    before = match.string[match.start() - 1 : match.start()]
    return ("" if not before or before in " (\n\0" else " ") + _SIGNS[match[1]]


def _look_alikes(match: re.Match[str]) -> str | None:
    character = match[0]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "\uff21" <= character <= "\uff5a":
        return unicodedata.normalize("NFKC", character)
    return _TWINS.get(character)


_FUNCTIONS: dict[str, Callable[[re.Match[str]], str | None]] = {
    "thousands": _thousands,
    "signs": _signs,
    "look-alikes": _look_alikes,
}


def mended(match: re.Match[str], replacement: str) -> str | None:
    """The text that takes the place of a match; None when it needs a person."""
    function = _FUNCTIONS.get(replacement)
    return function(match) if function else match.expand(replacement)
