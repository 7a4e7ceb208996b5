"""The text of a query as words and phrases. Whatever is typed is words: there is no syntax but quotation marks, and no error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.search.fold import WORD, fold, term

LONGEST: Final = 200
"""Characters of a query that are read."""
MOST: Final = 12
"""Words and phrases of a query that are searched for; of more, the rarest."""

LITTLE: Final = frozenset(
    "a about after all also am an and any are as at be been before being but by can could did do does doing done for from get "
    "had has have having he her here him his how i if in into is it its just me more my of on or other our out please "
    "she should so some than that the their them then there these they this those to up us very was we were what when where "
    "which who whom whose why will with would you your".split()
)
"""Words that hold a sentence together: in a long query they say little of what is looked for. "No" and "not" say much."""

_PARTS = re.compile(r'"([^"]*)"|\u201c([^\u201d]*)\u201d|([^"\u201c\u201d]+)')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a query, or a phrase in quotation marks."""

    text: str
    """As typed."""
    terms: tuple[str, ...]
    """As in the index; several for a phrase."""
    folded: str = ""
    """The word in its common spelling, not stemmed; empty for a phrase."""
    last: bool = False
    """Whether it may be unfinished: nothing follows it."""

    @property
    def phrase(self) -> bool:
        """Whether the words must stand next to each other."""
        return not self.folded

    @property
    def little(self) -> bool:
        """Whether this is a word that only holds a sentence together; in capitals it may be a short form."""
        return self.folded in LITTLE and not (len(self.text) > 1 and self.text.isupper())


def tidy(text: str) -> str:
    """A query as it is shown again: no control characters, white space folded, not too long."""
    return " ".join(_CONTROL.sub(" ", text[: 4 * LONGEST]).split())[:LONGEST].rstrip()


def read(text: str) -> tuple[Asked, ...]:
    """The words and phrases of a tidied query, in order."""
    found: list[Asked] = []
    for quoted, curly, bare in _PARTS.findall(text):
        phrase = WORD.findall(quoted or curly)
        if len(phrase) > 1:
            found.append(Asked(quoted or curly, tuple(term(word) for word in phrase[:MOST])))
        else:
            found += [Asked(word, (term(word),), fold(word)) for word in (phrase or WORD.findall(bare))]
    if found and not found[-1].phrase and text.endswith(found[-1].text):
        end = found[-1]
        found[-1] = Asked(end.text, end.terms, end.folded, last=True)
    return tuple(found)


def replaced(text: str, words: dict[str, str]) -> str:
    """The query with some of its words put right."""
    return WORD.sub(lambda match: words.get(match.group(), match.group()), text)
