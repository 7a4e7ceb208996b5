"""Which pages answer a query.

A page's score is what its words say of it (BM25F over the whole page), and more where the query is one of its names: the subject
of the query must lead, whatever else is asked of it. All words first, then most of them. Every page is scored, as numbers in
arrays; nothing is left out beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.search.facets import ALL_PAGES, NO_FACETS, Facets, Only, narrowed
from app.search.labels import Shares, Sheet, begun, hits
from app.search.table import Marks, Numbers
from app.search.view import Posting, Scores, View
from app.search.wishes import Option, Wish

NAME_SHARE, SYNONYM_SHARE, POPULARITY_SHARE = 2.5, 0.9, 0.2
UNFINISHED, UNFINISHED_SHARE = 0.1, 3.0
"""While first letters are all that is known: what the text says of a page, and what its readers say for it."""
ANSWERED, HEADING = 1.5, 0.5
"""What it says of a page that one of its headings answers, and how well such a heading serves as a name."""
BEGINS, BEGUN = 0.2, 0.6
"""What it adds when a name begins with what was typed, and how well such a name fits at least."""
BEGINS_ALONE, SYNONYM_ALONE = 0.8, 0.7
"""The former while first letters are all that is known, and what a synonym then counts."""
MOSTLY: Final = 0.6
"""Share of what a query is about that stands in a name which was typed."""
FOR_PATIENTS: Final = 0.8
"""Clinicians look for the page that is meant for them; the one for patients is beside it."""
HEADED: Final = 0.6
"""How well a heading serves that says, with the names of its page, what was asked."""
ALL: Final = 0.999
ENOUGH: Final = 0.5
"""A page counts when it serves this much of what the best one serves."""
SHORT: Final = 5
"""Of up to so many words, all come first."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The pages that answer."""

    pages: tuple[int, ...]
    """The best of them, in order."""
    scores: tuple[float, ...]
    total: int
    lead: int | None = None
    """The best of all, whatever it was narrowed to."""
    facets: Facets = NO_FACETS


NOBODY: Final = Ranking((), (), 0)


def ranking(view: View, wished: Sequence[Wish], most: int, only: Only = ALL_PAGES) -> Ranking:
    """The pages that answer, the best first, `most` of them."""
    if not wished or not view.count:
        return NOBODY
    mass = sum(wish.mass for wish in wished) or 1.0
    plain, serves, allowed = np.zeros(view.pages, np.float32), np.zeros(view.pages, np.float32), view.visible
    for wish in wished:
        served = _served(view, wish)
        plain += served
        serves += (served > 0) * np.float32(wish.mass / mass)
        if wish.asked.phrase:
            allowed = allowed & (served > 0)
    fit = _Fit(view, wished, mass)
    best, named = fit.names()
    best = np.maximum(best, HEADED * fit.headings())
    popularity = POPULARITY_SHARE
    if len(wished) == 1 and wished[0].unfinished:  # what begins so is as good as any; what is read most is meant most
        plain, popularity = plain * UNFINISHED, UNFINISHED_SHARE
    score = plain * serves**2 + mass * (NAME_SHARE * best + popularity * view.popularity)
    score[view.for_patients] *= FOR_PATIENTS
    return _best(view, score, serves, named, allowed, len(wished), most, only)


def _best(view: View, score: Scores, serves: Scores, named: Marks, allowed: Marks, words: int, most: int, only: Only) -> Ranking:
    """All words first, then most of them; what serves little is left out."""
    enough = ENOUGH * float(serves[allowed].max(initial=0.0))
    found = np.flatnonzero(allowed & (serves > 0) & (serves >= enough))
    if not len(found):
        return NOBODY
    last = (serves[found] < ALL) & ~named[found] if words <= SHORT else np.zeros(len(found), np.bool_)
    order = score[found] - last * (1.0 + float(score.max()))
    lead = int(found[order.argmax()])
    wanted, facets = narrowed(found, only, view.kinds, view.specialties)
    found, order = found[wanted], order[wanted]
    total = len(found)
    if len(found) > most:
        edge = np.partition(order, len(order) - most - 1)[len(order) - most - 1] if most else np.inf
        keep = order >= edge
        found, order = found[keep], order[keep]
    chosen = _in_order(view, found.tolist(), order.tolist())[:most]
    return Ranking(tuple(chosen), tuple(score[chosen].tolist()), total, lead, facets)


def _in_order(view: View, found: list[int], order: list[float]) -> list[int]:
    def key(pair: tuple[float, int]) -> tuple[float, str, int]:
        return -pair[0], view.snapshot.page(pair[1])[0].title, pair[1]

    return [page for _, page in sorted(zip(order, found, strict=True), key=key)]


def _served(view: View, wish: Wish) -> Scores:
    """How well each page serves a wish, by the option that serves it best."""
    best = np.zeros(view.pages, np.float32)
    for option in wish.options:
        found = posting(view, wish, option)
        best[found.pages] = np.maximum(best[found.pages], found.impacts * np.float32(option.weight * option.spread))
    for pages, share in view.answering(wish.headings):
        best[pages] = np.maximum(best[pages], np.float32(ANSWERED * share))
    return best


def posting(view: View, wish: Wish, option: Option) -> Posting:
    """The pages that an option stands on."""
    if wish.asked.phrase:
        return view.phrase(option.terms)
    if option.prefix:
        return view.beginning(option.terms[0])
    return view.together(option.terms)


Hits = list[tuple[Numbers, Shares | float, float]]
"""Texts, the rarity of what they have, and how well that serves."""


class _Fit:
    """How well a query fits the names of pages, and the headings of their sections."""

    def __init__(self, view: View, wished: Sequence[Wish], mass: float) -> None:
        self._view, self._wished = view, wished
        self._masses = [np.float32(wish.mass / mass) for wish in wished]
        self._subject = sum(share for share, wish in zip(self._masses, wished, strict=True) if not wish.headings) or np.float32(1)
        """Share of the query that is not about a part of the page."""
        self._single = len(wished) == 1 and all(
            option.prefix or option.terms == wished[0].asked.terms for option in wished[0].options
        )
        """Whether it is one word, or the beginning of one, that stands for nothing else."""
        self._typed = " ".join(wish.asked.folded for wish in wished)
        self._in_names = [np.zeros(view.pages, np.float32) for _ in wished]

    def names(self) -> tuple[Scores, Marks]:
        """For each page how well the best of its names fits, and whether one is what was typed, for the most part."""
        best, named = np.zeros(self._view.pages, np.float32), np.zeros(self._view.pages, np.bool_)
        alone = len(self._wished) == 1 and self._wished[0].unfinished
        begins, synonym = (BEGINS_ALONE, SYNONYM_ALONE) if alone else (BEGINS, SYNONYM_SHARE)
        for sheet, title in zip(self._view.names.sheets, self._view.title_marks, strict=True):
            begun = np.array(sheet.table.lines_beginning(self._typed), np.int32)
            found = [self._hits(sheet, wish) for wish in self._wished]
            touched = _touched(len(sheet.table), [begun[sheet.seen[begun]], *(texts for some in found for texts, _, _ in some)])
            if not len(touched):
                continue
            pages = sheet.pages[touched]
            fit, whole = self._names(sheet, touched, found)
            places = np.searchsorted(touched, begun[sheet.seen[begun]])
            fit[places] = np.maximum(fit[places], 1.0 if self._single else BEGUN) + begins
            np.maximum.at(best, pages, fit * np.where(title[touched], 1.0, synonym).astype(np.float32))
            named[pages[whole & (fit > 0)]] = True
        return best, named

    def headings(self) -> Scores:
        """For each page how well the best of its headings fits, together with its names: for what is asked beyond the names."""
        best = np.zeros(self._view.pages, np.float32)
        for sheet in self._view.headings.sheets:
            found = [self._hits(sheet, wish) if not wish.headings else [] for wish in self._wished]
            touched = _touched(len(sheet.table), [texts for some in found for texts, _, _ in some])
            if not len(touched):
                continue
            pages = sheet.pages[touched]
            of_query, of_heading, beyond = (np.zeros(len(touched), np.float32) for _ in range(3))
            for some, mass, in_names in zip(found, self._masses, self._in_names, strict=True):
                share, rarity = np.zeros(len(touched), np.float32), np.zeros(len(touched), np.float32)
                for texts, found_rarity, weight in some:
                    place = np.searchsorted(touched, texts)
                    share[place], rarity[place] = weight, found_rarity
                of_query += mass * np.maximum(share, in_names[pages])
                of_heading += rarity
                beyond += mass * np.maximum(share - in_names[pages], 0)
            fit = of_query * np.minimum(of_heading / sheet.whole[touched], 1.0) * (beyond > 0)
            np.maximum.at(best, pages, fit)
        return best

    def _names(self, sheet: Sheet, touched: NDArray[np.intp], found: Sequence[Hits]) -> tuple[Shares, Marks]:
        """How much of the query stands in each of some names, and of the name in the query: 1 when they are the same."""
        of_query, of_name, subject = (np.zeros(len(touched), np.float32) for _ in range(3))
        for wish, some, mass, in_names in zip(self._wished, found, self._masses, self._in_names, strict=True):
            share, rarity = np.zeros(len(touched), np.float32), np.zeros(len(touched), np.float32)
            for texts, found_rarity, weight in some:
                places = np.searchsorted(touched, texts)
                share[places], rarity[places] = weight, found_rarity
                in_names[sheet.pages[texts]] = weight
            of_query += share * mass
            of_name += rarity
            if not wish.headings:
                subject += (share > 0) * mass
        whole = (of_name >= ALL * sheet.whole[touched]) & (subject >= MOSTLY * self._subject)
        return of_query * np.minimum(of_name / sheet.whole[touched], 1.0), whole

    @staticmethod
    def _hits(sheet: Sheet, wish: Wish) -> Hits:
        """The texts that serve a wish: of each option, the best last, with the rarity of its words and how well it serves."""
        top = wish.options[0].weight if wish.options else 1.0
        options = [(option.terms, option.weight / top, option.prefix) for option in wish.options]
        options += [(heading, HEADING, False) for heading in wish.headings]
        return [
            (*(begun(sheet, terms[0]) if prefix else hits(sheet, terms)), weight)
            for terms, weight, prefix in sorted(options, key=lambda option: option[1])
        ]


def _touched(count: int, texts: Sequence[Numbers]) -> NDArray[np.intp]:
    """All texts of some lists, each once, ascending."""
    marks = np.zeros(count, np.bool_)
    for some in texts:
        marks[some] = True
    return np.flatnonzero(marks)
