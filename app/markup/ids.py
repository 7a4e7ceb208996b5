"""Names that stand in addresses: slugs of pages and ids of sections."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

RESERVED_IDS = frozenset({"main", "q", "search", "outline", "refer", "feedback", "part", "footer", "top"})
"""Ids that the frame around a text uses. A text that asks for one gets it with `-2`; frames take no other plain ids."""

_OTHER = re.compile(r"[^a-z0-9]+")
# Letters that have no decomposition into a plain letter and a mark.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"})


def slug_from(text: str) -> str:
    """The slug that a title, file stem or heading gives: lower case, accents folded, all else hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _OTHER.sub("-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


class Ids:
    """The ids of one text. Each is given out once; none of them is reserved."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*RESERVED_IDS, *taken}
        self._next: dict[str, int] = {}

    def give(self, wanted: str) -> str:
        """The id itself, or with `-2`, `-3` … when it is taken."""
        if wanted in self._taken:
            wanted = self._numbered(wanted)
        self._taken.add(wanted)
        return wanted

    def _numbered(self, wanted: str) -> str:
        number = self._next.get(wanted, 2)
        while f"{wanted}-{number}" in self._taken:
            number += 1
        self._next[wanted] = number + 1
        return f"{wanted}-{number}"
