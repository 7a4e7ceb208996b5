"""What is kept of a search: its words, without what may name a person or a patient.

Numbers go, and so does whatever looks like an address, a date, a telephone or a record number. A query that holds such a thing
keeps only words that search knows. Of words that begin with capitals beside each other, as names do, those that search does not
know go too. A name in small letters can't be told from a word: that is why nothing is written down before several visits have
asked for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from app.domain.identifiers import patient_number

LONGEST: Final = 80
"""Characters that are kept."""
MOST: Final = 12
"""Words that are kept."""
READ: Final = 200
"""Characters that are looked at."""
DIGITS: Final = 3
"""Digits of one piece from which on it is taken for a number of something: b12 has two."""
PIECES: Final = 5
"""Digits of several pieces together from which on they are: 09 55 50."""
SHORT: Final = 6
"""Letters and digits of a word that may hold one or two digits: hba1c. The newer health numbers of New Zealand have seven."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_ELSEWHERE = re.compile(r"@|://|^www\.", re.IGNORECASE)
_SHAPES = re.compile(r"[a-z]{3}\d{2}[a-z]{2}|[a-z]{3}\d{4}|[a-z]{2}\d{6}[a-z]", re.IGNORECASE)
"""Health numbers of New Zealand, the newer and the older, and an insurance number of the United Kingdom."""
_TITLES = frozenset("Mr Mrs Ms Miss Mx Master mr mrs miss mx".split())

Known = Callable[[str], bool]
"""Whether search knows a word: from its vocabulary, from lists of ordinary words or of medicines."""


def kept(text: str, known: Known) -> str:
    """The words of a query that may be counted, in small letters; digits within short words as "#". Empty when none may."""
    pieces = unicodedata.normalize("NFKC", text[:READ]).split()
    words = list(_words(_unnamed([piece for piece in pieces if not _identifies(piece)], known)))
    if _holds_identifier(pieces):
        words = [word for word in words if known(word)]
    said = " ".join(words[:MOST])
    return said if len(said) <= LONGEST else said[: LONGEST + 1].rpartition(" ")[0]


def _identifies(piece: str) -> bool:
    """Whether a piece between spaces is an address, or the number of something."""
    letters = "".join(character for character in piece if character.isalnum())
    return bool(_ELSEWHERE.search(piece)) or _digits(piece) >= DIGITS or _SHAPES.fullmatch(letters) is not None


def _holds_identifier(pieces: list[str]) -> bool:
    numbers = sum(_digits(piece) for piece in pieces if not any(character.isalpha() for character in piece))
    return any(map(_identifies, pieces)) or numbers >= PIECES or bool(patient_number(" ".join(pieces)))


def _unnamed(pieces: list[str], known: Known) -> Iterator[str]:
    """The pieces without those that stand together as the words of a name do."""
    titled = False
    for alike, group in groupby(pieces, key=_like_a_name):
        run = list(group)
        if not alike:
            titled = run[-1].strip(".,") in _TITLES
            yield from (piece for piece in run if piece.strip(".,") not in _TITLES)
        else:
            name = titled or len(run) > 1
            yield from (piece for piece in run if piece.strip(".,") not in _TITLES and (not name or _known(piece, known)))
            titled = False


def _like_a_name(piece: str) -> bool:
    """Whether a piece is written as a part of a name: Smith, O'Brien, SMITH, J."""
    letters = "".join(character for character in piece if character.isalpha())
    if not letters or not letters[0].isupper():
        return False
    return len(letters) == 1 or letters[1:] != letters[1:].upper() or len(letters) > 3


def _known(piece: str, known: Known) -> bool:
    """Whether search knows the words of a piece; a letter alone is an initial."""
    return all(len(word) > 1 and known(word) for word in _WORD.findall(piece))


def _words(pieces: Iterator[str]) -> Iterator[str]:
    for piece in pieces:
        for word in _WORD.findall(piece.casefold()):
            if not _digits(word):
                yield word
            elif word[0].isalpha() and len(word) <= SHORT:
                yield re.sub(r"#+", "#", "".join("#" if character.isnumeric() else character for character in word))


def _digits(text: str) -> int:
    return sum(character.isnumeric() for character in text)
