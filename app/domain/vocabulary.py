"""What a region has taught search: changes of entries, oldest first, and what stands after them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

Folded = tuple[str, ...]
Fold = Callable[[str], Folded]
"""A text as search compares it, word by word."""


@dataclass(frozen=True, slots=True)
class Language:
    """What search knows already, as far as an entry must fit to it."""

    fold: Fold
    aspects: frozenset[str]
    """Names of the parts of a page that words may ask for."""
    asking: frozenset[Folded]
    """Words and phrases that ask for one already."""


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


def checked(taught: Taught, language: Language) -> Taught:
    """An entry as it is kept. Raises `Invalid` when it can't be one: which field, and what to do."""
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
    _check_texts(made, language.fold)
    if made.sort is Sort.ASPECT:
        _check_aspect(made, language)
    return made


def _check_aspect(taught: Taught, language: Language) -> None:
    if taught.means[0] not in language.aspects:
        raise Invalid("Choose the part of a page that these words ask for.", field="means")
    asking = next((word for word in taught.words if language.fold(word) in language.asking), None)
    if asking:
        raise Invalid(f"“{asking}” asks for a part of a page already, everywhere.", field="words")


def check_beside(taught: Taught, others: Iterable[Taught], fold: Fold) -> None:
    """Refuse what goes in a circle with another entry, or says what one says already. Raises `Invalid`."""
    words, means = {fold(word) for word in taught.words}, {fold(word) for word in taught.means}
    for other in others:
        theirs, their_means = {fold(word) for word in other.words}, {fold(word) for word in other.means}
        if other.sort is taught.sort and words <= theirs and means <= their_means:
            raise Invalid(f"Search knows that already: {said(other)}.", field="words")
        if Sort.SPELLING in (taught.sort, other.sort) and (means & theirs or words & their_means):
            raise Invalid(
                f"This would go in a circle or in two steps with: {said(other)}. A spelling leads straight to the right word.",
                field="words",
            )
        if taught.sort is other.sort and taught.sort in (Sort.SPELLING, Sort.ASPECT) and words & theirs:
            raise Invalid(f"One of these words means something already: {said(other)}. Change that entry.", field="words")


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
            if len(text) > LONGEST or not text.isprintable():
                raise Invalid(f"Keep each under {LONGEST} plain characters.", field=field)
            if not fold(text):
                raise Invalid(f"“{text}” holds no word that could be searched for.", field=field)
    seen: dict[Folded, str] = {}
    for text in taught.texts:
        same = seen.setdefault(fold(text), text)
        if same != text:
            raise Invalid(f"For search “{text}” and “{same}” are the same word already: leave one of them out.", field="words")
