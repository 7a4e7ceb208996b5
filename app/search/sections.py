"""Which sections of a page answer a query: what is asked beyond the page's own name decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.search.fold import Terms, terms
from app.search.view import Scores, View, answer
from app.search.wishes import Option, Wish

SATURATION, LENGTH_SHARE, AVERAGE = 2.0, 0.5, 150.0
"""BM25's k1 and b, for a section, and the length of a common one in words."""
IN_NAME: Final = 0.1
"""What a word of the page's own name says of one of its sections."""
ANSWER: Final = 8.0
"""What a heading says that answers a word such as "treatment"."""
IN_PASSING: Final = 0.5
"""What a word that asks for a part says of the sections it stands in."""
WHOLLY: Final = 6.0
"""What a heading says that was typed, all of it, and is no name of the page."""
LONG, ENDING, KIN = 8, 3, 4.0
"""Letters from which on a heading with a word that begins alike, but for so many letters, answers too, and what it says."""
FURTHER: Final = 3
NEARLY: Final = 0.5
"""A further section is named when it answers this well, compared with the best."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section that answers."""

    index: int
    """Its place among the page's sections."""
    score: float


def parts(view: View, wished: Sequence[Wish], pages: Sequence[int]) -> list[list[Part]]:
    """For each page the sections that answer, the best first; none when the query asks for nothing beyond the page's name."""
    found = [view.snapshot.page(page) for page in pages]
    entries = np.array([entry for _, places in found for entry in places[1:]], np.int64)
    sections = [section for card, _ in found for section in card.sections]
    order = np.argsort(entries, kind="stable")
    said = [np.zeros(len(entries), np.float32) for _ in wished]
    norms = np.array([section.length for section in sections], np.float32)
    norms = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * norms / AVERAGE)
    for wish, says in zip(wished, said, strict=True):
        for option in wish.options:
            impact = np.zeros(len(entries), np.float32)
            impact[order] = _impact(view, option, entries[order], norms[order])
            np.maximum(says, option.weight * impact, out=says)
        if wish.headings:  # what the word asks for goes before where it happens to stand
            says[:] *= IN_PASSING
            says[:] += np.array([ANSWER * _answers(wish.headings, _heading(section.title)) for section in sections], np.float32)
        elif not wish.asked.phrase and len(wish.asked.terms[0]) >= LONG:
            begin = wish.asked.terms[0][:-ENDING]
            kin = np.array([any(word.startswith(begin) for word in _heading(section.title)) for section in sections], np.bool_)
            says[:] += np.float32(KIN) * kin
    shares, wholly = np.ones((len(wished), len(entries)), np.float32), np.zeros(len(entries), np.float32)
    typed = frozenset(word for wish in wished if not wish.headings for option in wish.options for word in option.terms)
    ends = np.cumsum([len(card.sections) for card, _ in found]).tolist()
    for (card, _), start, end in zip(found, [0, *ends], ends, strict=False):
        own = _own(card.title, card.synonyms)
        shares[:, start:end] = np.array([[IN_NAME if _in_name(wish, own) else 1.0] for wish in wished], np.float32)
        wholly[start:end] = [typed >= _heading(one.title) and not own >= _heading(one.title) for one in card.sections]
    says = np.array(said, np.float32).reshape(shares.shape)
    beyond = ((says > 0) & (shares == 1.0)).any(axis=0)
    score = (((says * shares).sum(axis=0) + WHOLLY * wholly) * beyond).tolist()
    return [_best(score[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def _best(scores: Sequence[float]) -> list[Part]:
    parts = sorted((Part(index, score) for index, score in enumerate(scores) if score > 0), key=lambda part: -part.score)
    return [part for part in parts if part.score >= NEARLY * parts[0].score][: 1 + FURTHER]


def _impact(view: View, option: Option, entries: NDArray[np.int64], norms: Scores) -> Scores:
    """BM25 of words that are all needed."""
    if option.prefix:
        weight = view.weights_in(option.terms[0], entries, prefix=True)
        return view.beginning(option.terms[0]).rarity * weight * (SATURATION + 1) / (weight + norms)
    impact, there = np.zeros(len(entries), np.float32), np.ones(len(entries), np.bool_)
    for word in option.terms:
        weight = view.weights_in(word, entries)
        impact += view.rarity(word) * weight * (SATURATION + 1) / (weight + norms)
        there &= weight > 0
    return impact * there


def _answers(headings: Sequence[Terms], title: frozenset[str]) -> float:
    """1 for the best heading, less for one that is named later or says more besides; 0 for none."""
    for rank, heading in enumerate(headings):
        if title.issuperset(heading):
            return float((len(set(heading)) / len(title)) ** 0.25) * answer(rank)
    return 0.0


def _in_name(wish: Wish, own: frozenset[str]) -> bool:
    return not wish.asked.phrase and any(
        any(word.startswith(option.terms[0]) for word in own) if option.prefix else own.issuperset(option.terms)
        for option in wish.options
    )


@lru_cache(maxsize=1 << 15)
def _heading(title: str) -> frozenset[str]:
    """The words of a heading as they stand in the index."""
    return frozenset(terms(title))


@lru_cache(maxsize=1 << 13)
def _own(title: str, synonyms: tuple[str, ...]) -> frozenset[str]:
    """The words of a page's names."""
    return frozenset(word for name in (title, *synonyms) for word in terms(name))
