"""Which sections of a page answer a query: what is asked beyond the page's own name decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.search.fold import Terms, terms
from app.search.schema import Card, SectionCard
from app.search.view import Scores, View, answer
from app.search.wishes import Option, Wish

SATURATION, LENGTH_SHARE, AVERAGE = 2.0, 0.5, 150.0
"""BM25's k1 and b, for a section, and the length of a common one in words."""
IN_NAME, IN_SYNONYM = 0.1, 0.5
"""What a word of the page's title says of one of its sections, and one of another of its names."""
ANSWER: Final = 1.3
"""What a heading says that answers a word such as "treatment", compared with a word that is on one page."""
ABOVE, BELOW = 0.7, 0.9
"""What a word says that stands in the heading above, and a heading above that answers, compared with the section's own."""
RED_FLAGS: Final = "red-flags"
"""Fragment of what must not be missed."""
FLAGGED: Final = 1.25
"""How much better red flags answer than what says the same elsewhere."""
NEGATIONS: Final = frozenset({"not", "no", "non", "without"})
DENIED: Final = 0.7
"""How well a section answers whose heading says that something is not so, when nobody asked that."""
NOTHING_SAID: Final[Mapping[Terms, float]] = MappingProxyType({})
IN_PASSING: Final = 0.5
"""What a word that asks for a part says of the sections it stands in."""
WHOLLY: Final = 1.0
"""What a heading says that was typed, all of it, and is no name of the page, compared with a word that is on one page."""
LONG, ENDING, KIN = 8, 3, 0.65
"""Letters from which on a heading with a word that begins alike, but for so many letters, answers too; how well."""
FURTHER: Final = 3
NEARLY: Final = 0.5
"""A further section is named when it answers this well, compared with the best."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section that answers."""

    index: int
    """Its place among the page's sections."""
    score: float


def parts(
    view: View, wished: Sequence[Wish], pages: Sequence[int], worth: Mapping[Terms, float] = NOTHING_SAID
) -> list[list[Part]]:
    """For each page the sections that answer, the best first; none when the query asks for nothing beyond the page's name.

    `worth`: headings of sections that answer less well than others what does not ask for them.
    """
    found = [view.snapshot.page(page) for page in pages]
    entries = np.array([entry for _, places in found for entry in places[1:]], np.int64)
    sections = [section for card, _ in found for section in card.sections]
    order = np.argsort(entries, kind="stable")
    norms = np.array([section.length for section in sections], np.float32)
    norms = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * norms / AVERAGE)
    says = np.zeros((len(wished), len(entries)), np.float32)
    for wish, said in zip(wished, says, strict=True):
        for option in wish.options:
            impact = np.zeros(len(entries), np.float32)
            impact[order] = _impact(view, option, entries[order], norms[order])
            np.maximum(said, option.weight * impact, out=said)
        _add_headings(view, wish, sections, said)
    shares, wholly = np.ones_like(says), np.zeros(len(entries), np.float32)
    typed = frozenset(word for wish in wished if not wish.headings for option in wish.options for word in option.terms)
    ends = np.cumsum([len(card.sections) for card, _ in found]).tolist()
    for (card, _), start, end in zip(found, [0, *ends], ends, strict=False):
        own = words_in((card.title, *card.synonyms))
        shares[:, start:end] = np.array([[share] for share in _shares(card, wished)], np.float32)
        wholly[start:end] = [typed >= _heading(one.title) and not own >= _heading(one.title) for one in card.sections]
    beyond = ((says > 0) & (shares > IN_NAME)).any(axis=0)
    standing = np.array([_standing(section, wished, worth) for section in sections], np.float32)
    score = (((says * shares).sum(axis=0) + WHOLLY * view.rarest * wholly) * beyond * standing).tolist()
    return [_best(score[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def _add_headings(view: View, wish: Wish, sections: Sequence[SectionCard], said: Scores) -> None:
    """What headings say beside the words that stand there: of a section what those above it say, too."""
    if wish.headings:  # what the word asks for goes before where it happens to stand
        said *= IN_PASSING
        said += ANSWER * view.rarest * np.array([_answered(wish.headings, section) for section in sections], np.float32)
    elif begin := _begin(wish):
        kin = np.array([any(word.startswith(begin) for word in _heading(section.title)) for section in sections], np.bool_)
        said += np.float32(KIN * view.rarest) * kin
    if not wish.headings:
        above = [(place, _heading(section.above)) for place, section in enumerate(sections) if section.above]
        for option in wish.options if above else ():
            under = [place for place, words in above if not option.prefix and words.issuperset(option.terms)]
            if under:
                said[under] = np.maximum(said[under], ABOVE * option.weight * sum(map(view.rarity, option.terms)))


def _begin(wish: Wish) -> str:
    """How a word of a heading begins that may be meant; empty when it must be the word itself."""
    if wish.asked.phrase:
        return ""
    word = wish.asked.terms[0]
    return wish.options[0].terms[0] if wish.unfinished else word[:-ENDING] if len(word) >= LONG else ""


def _answered(headings: Sequence[Terms], section: SectionCard) -> float:
    own = _answers(headings, _heading(section.title))
    return max(own, BELOW * _answers(headings, _heading(section.above))) if section.above else own


def _shares(card: Card, wished: Sequence[Wish]) -> list[float]:
    """How much each word says of one section more than of another: little when it names the page."""
    title = words_in((card.title,))
    typed = frozenset(term for wish in wished for term in wish.asked.terms)
    whole = words_in(tuple(name for name in card.synonyms if typed.issuperset(words_in((name,)))))
    others = words_in(card.synonyms)
    return [
        IN_NAME if _in_name(wish, title) or (not wish.headings and _in_name(wish, whole))
        else IN_SYNONYM if not wish.headings and _in_name(wish, others) else 1.0
        for wish in wished
    ]  # fmt: skip


def _standing(section: SectionCard, wished: Sequence[Wish], worth: Mapping[Terms, float]) -> float:
    """Red flags go before what says the same; sources and what is not meant after it, unless they are asked for."""
    if section.id == RED_FLAGS:
        return FLAGGED
    heading = _in_order(section.title)
    share = worth.get(heading, 1.0)
    if share < 1.0 and any(heading in wish.headings for wish in wished):
        return 1.0
    return share * (DENIED if NEGATIONS.intersection(heading) and _denied(heading, wished) else 1.0)


def _denied(heading: Terms, wished: Sequence[Wish]) -> bool:
    """Whether a heading says "not" before a word that was typed without it."""
    options = [option for wish in wished for option in wish.options]
    after = [word for before, word in pairwise(heading) if before in NEGATIONS]
    said = any(NEGATIONS.intersection(wish.asked.terms) for wish in wished)
    return not said and any(
        word.startswith(option.terms[0]) if option.prefix else word in option.terms for word in after for option in options
    )


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
    return frozenset(_in_order(title))


_in_order = lru_cache(maxsize=1 << 15)(terms)


@lru_cache(maxsize=1 << 13)
def words_in(names: tuple[str, ...]) -> frozenset[str]:
    """The words of some names."""
    return frozenset(word for name in names for word in terms(name))
