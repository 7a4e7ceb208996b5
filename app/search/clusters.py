"""Which queries ask for the same: other endings, spellings or orders of the words, and words that were misspelt alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rapidfuzz.distance import OSA

from app.search.fold import Terms, terms
from app.search.lexicon import distance_allowed, sound

LONG = 5
"""Letters from which on words that nobody knows are compared by their sound."""

T = TypeVar("T")


def same_query(text: str, *, heard: bool = False) -> str:
    """A text that is the same for queries whose words are the same to search; with `heard`, also for those that sound so."""
    return " ".join(sorted(_sounding(term) if heard else term for term in set(terms(text))))


def clusters(queries: Iterable[tuple[T, str]]) -> list[list[T]]:
    """Queries that ask for the same, together; each is given with the words that it stands under. The order stays."""
    found: list[tuple[Terms, list[T]]] = []
    for query, text in queries:
        asked = tuple(sorted(set(terms(text))))
        near = next((together for words, together in found if _near(asked, words)), None)
        if near is None:
            found.append((asked, [query]))
        else:
            near.append(query)
    return [together for _, together in found]


def _near(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether each word is the other's, or a slip away from it."""
    return len(some) == len(others) and all(_slip(one, other) for one, other in zip(some, others, strict=True))


def _slip(one: str, other: str) -> bool:
    if one == other:
        return True
    allowed = min(distance_allowed(one), distance_allowed(other), 2)
    return one[0] == other[0] and allowed > 0 and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _sounding(term: str) -> str:
    return sound(term) if len(term) >= LONG and term.isalpha() else term
