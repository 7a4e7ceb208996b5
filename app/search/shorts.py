"""Short forms that a page explains itself, as in "chronic obstructive pulmonary disease (COPD)".

The way of Schwartz and Hearst (Pacific Symposium on Biocomputing 2003): each letter of the short form is found, from the end, in
the words before the bracket; the first one begins a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.search.fold import Terms, terms
from app.search.lines import EDGES

Short = tuple[Terms, Terms]
"""A short form and what it stands for."""

_BRACKET = re.compile(r"\(([A-Za-z][A-Za-z0-9&/-]{1,9})\)")
_WORD = re.compile(r"[^\s()\[\]]+")
_ENDS = re.compile(rf"[.;:,](?=\s)|[{EDGES}]")
LONGEST: Final = 8
"""Words of a long form, at most."""


def explained(texts: Iterable[str]) -> tuple[Short, ...]:
    """The short forms of some texts, each once."""
    return tuple(dict.fromkeys(short for text in texts for short in _explained(text)))


def _explained(text: str) -> Iterator[Short]:
    for match in _BRACKET.finditer(text):
        short = match[1]
        if sum(letter.isupper() for letter in short) < 2:
            continue
        before = text[max(0, match.start() - 120) : match.start()]
        words = _WORD.findall(_ENDS.split(before)[-1])[-min(LONGEST, len(short) + 5) :]
        begin = _begin(short, " ".join(words))
        long = terms(" ".join(words)[begin:]) if begin is not None else ()
        if len(long) > 1 and terms(short) and not set(terms(short)) & set(long):
            yield terms(short), long


def _begin(short: str, long: str) -> int | None:
    """Where in the words before a bracket the long form begins; None when they are none."""
    place = len(long)
    letters = [letter for letter in short.lower() if letter.isalnum()]
    small = long.lower()
    if len(small) != len(long):
        return None
    for number, letter in reversed(list(enumerate(letters))):
        place = small.rfind(letter, 0, place)
        while place > 0 and number == 0 and small[place - 1].isalnum():
            place = small.rfind(letter, 0, place)
        if place < 0:
            return None
    return place
