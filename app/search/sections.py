"""Which sections of a page answer a query: what is asked beyond the page's own name decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.search.fold import Terms
from app.search.schema import SectionCard
from app.search.view import View, answer, heading_terms
from app.search.wishes import Wish

SATURATION, LENGTH_SHARE, AVERAGE = 2.0, 0.5, 150.0
"""BM25's k1 and b, for a section, and the length of a common one in words."""
IN_NAME: Final = 0.1
"""What a word of the page's own name says of one of its sections."""
ANSWER: Final = 8.0
"""What a heading says that answers a word such as "treatment"."""
FURTHER: Final = 3
NEARLY: Final = 0.5
"""A further section is named when it answers this well, compared with the best."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section that answers."""

    index: int
    """Its place among the page's sections."""
    score: float


def parts(view: View, wished: Sequence[Wish], page: int) -> list[Part]:
    """The sections that answer, the best first; none when the query asks for nothing beyond the page's name."""
    own = {word for name in view.names(page) for word in name.terms}
    shares = [IN_NAME if _in_name(wish, own) else 1.0 for wish in wished]
    scored = [part for part in _scored(view, wished, shares, page) if part.score > 0]
    scored.sort(key=lambda part: (-part.score, part.index))
    return [part for part in scored if part.score >= NEARLY * scored[0].score][: 1 + FURTHER]


def _scored(view: View, wished: Sequence[Wish], shares: Sequence[float], page: int) -> Iterator[Part]:
    start = view.snapshot.starts[page] + 1
    for index, section in enumerate(view.snapshot.cards[page].sections):
        says = [_says(view, wish, section, start + index) for wish in wished]
        beyond = any(said > 0 and share == 1.0 for said, share in zip(says, shares, strict=True))
        yield Part(index, sum(said * share for said, share in zip(says, shares, strict=True)) if beyond else 0.0)


def _says(view: View, wish: Wish, section: SectionCard, entry: int) -> float:
    """What a section says to one wish: by its words, and by a heading that answers it."""
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * section.length / AVERAGE)
    said = max((option.weight * _impact(view, option.terms, entry, norm) for option in wish.options), default=0.0)
    return said + ANSWER * _answers(wish.headings, heading_terms(section.title))


def _impact(view: View, words: Terms, entry: int, norm: float) -> float:
    """BM25 of words that are all needed."""
    impact = 0.0
    for word in words:
        weight = view.weight_in(word, entry)
        if not weight:
            return 0.0
        impact += view.rarity(word) * weight * (SATURATION + 1) / (weight + norm)
    return impact


def _answers(headings: Sequence[Terms], title: frozenset[str]) -> float:
    """1 for the best heading, less for one that is named later or says more besides; 0 for none."""
    for rank, heading in enumerate(headings):
        if title.issuperset(heading):
            return float((len(set(heading)) / len(title)) ** 0.25) * answer(rank)
    return 0.0


def _in_name(wish: Wish, own: set[str]) -> bool:
    return not wish.asked.phrase and any(own.issuperset(option.terms) for option in wish.options)
