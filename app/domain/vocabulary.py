"""What a region has taught search: changes of entries, oldest first, and what stands after them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.domain.errors import Invalid

LONGEST: Final = 80
MOST: Final = 12
"""Words of one entry."""
MOST_ENTRIES: Final = 2000
"""Of one region."""

DIVIDER: Final = "|"
"""Stands between the words of an entry where they are written on one line."""

Folded = tuple[str, ...]
Fold = Callable[[str], Folded]
"""A text as search compares it, word by word."""


Medicines = Callable[[str], frozenset[str]]
"""The medicines that a text names, each by one name."""


class Sort(StrEnum):
    """What an entry says of its words."""

    SYNONYM = "synonym"
    """They all mean the same."""
    ABBREVIATION = "abbreviation"
    """They stand for each of the meanings, and these for them."""
    SPELLING = "spelling"
    """They are other ways to write the one meaning."""
    ASPECT = "aspect"
    """They ask for the part of a page that the meaning names."""
    PAGE = "page"
    """They mean the page whose slug is the meaning."""


@dataclass(frozen=True, slots=True)
class Taught:
    """One entry: words, and what they mean. Without words it has ended."""

    sort: Sort
    words: tuple[str, ...]
    means: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All that must be words of a search: of a page and an aspect the meaning is a name and no word."""
        return self.words if self.sort in (Sort.PAGE, Sort.ASPECT) else self.words + self.means


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody made of an entry, when and why."""

    number: int
    """Counted for the region, from 1 without a gap."""
    entry: int
    """Number of the change that began the entry: its name."""
    taught: Taught
    reason: str
    by: str
    at: datetime


def standing(changes: Iterable[Change]) -> dict[int, Change]:
    """The entries that stand after some changes, by their names; what has ended is not among them."""
    last: dict[int, Change] = {change.entry: change for change in changes}
    return {entry: change for entry, change in last.items() if change.taught.words}


def checked(taught: Taught, fold: Fold, aspects: Collection[str]) -> Taught:
    """An entry as it is kept; `aspects`: the parts of a page that words may ask for.

    Raises `Invalid` when it can't be one: which field, and what to do.
    """
    words, means = _tidied(taught.words), _tidied(taught.means)
    if not words:
        raise Invalid("Give the words that somebody types.", field="words")
    if taught.sort is Sort.SYNONYM:
        words, means = _tidied(words + means), ()
        if len(words) < 2:
            raise Invalid("Give at least two words or phrases that mean the same.", field="means")
    elif not means:
        raise Invalid("Say what it means.", field="means")
    if taught.sort in (Sort.SPELLING, Sort.ASPECT, Sort.PAGE) and len(means) > 1:
        raise Invalid("Give one meaning only.", field="means")
    made = Taught(taught.sort, words, means)
    _check_texts(made, fold)
    if made.sort is Sort.ASPECT and made.means[0] not in aspects:
        raise Invalid("Choose the part of a page that these words ask for.", field="means")
    return made


def says_no_more(taught: Taught, other: Taught, fold: Fold) -> bool:
    """Whether another entry says all of this already."""
    if other.sort is not taught.sort:
        return False
    return {*map(fold, taught.words)} <= {*map(fold, other.words)} and {*map(fold, taught.means)} <= {*map(fold, other.means)}


def check_beside(taught: Taught, others: Iterable[Taught], fold: Fold) -> None:
    """Refuse what goes in a circle with another entry, or says two things of one word. Raises `Invalid`."""
    words, means = {fold(word) for word in taught.words}, {fold(word) for word in taught.means}
    for other in others:
        theirs, their_means = {fold(word) for word in other.words}, {fold(word) for word in other.means}
        if Sort.SPELLING in (taught.sort, other.sort) and (means & theirs or words & their_means):
            raise Invalid(
                f"This would go in a circle or in two steps with: {said(other)}. A spelling leads straight to the right word.",
                field="words",
            )
        if taught.sort is other.sort and taught.sort in (Sort.SPELLING, Sort.ASPECT) and words & theirs:
            raise Invalid(f"One of these words means something already: {said(other)}. Change that entry.", field="words")


def holds(asked: str, *taught: Taught) -> bool:
    """Whether an entry, or what it was before, holds the words that somebody looks for."""
    texts = " ".join(text for one in taught for text in (*one.words, *one.means)).casefold()
    return all(part in texts for part in asked.casefold().split())


def said(taught: Taught) -> str:
    """An entry on one line."""
    words = ", ".join(taught.words)
    return f"{words} → {', '.join(taught.means)}" if taught.means else " = ".join(taught.words)


def _tidied(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (" ".join(text.split()) for text in texts))))


def _check_texts(taught: Taught, fold: Fold) -> None:
    if len(taught.words) + len(taught.means) > MOST:
        raise Invalid(f"At most {MOST} words and phrases in one entry.", field="words")
    for field, texts in (("words", taught.words), ("means", taught.means)):
        for text in texts:
            if len(text) > LONGEST or not text.isprintable() or DIVIDER in text:
                raise Invalid(f"Keep each under {LONGEST} plain characters, without “{DIVIDER}”.", field=field)
            if not fold(text):
                raise Invalid(f"“{text}” holds no word that could be searched for.", field=field)
    seen: dict[Folded, str] = {}
    for text in taught.texts:
        same = seen.setdefault(fold(text), text)
        if same != text:
            raise Invalid(f"For search “{text}” and “{same}” are the same word already: leave one of them out.", field="words")
