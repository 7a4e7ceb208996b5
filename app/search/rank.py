"""Which pages answer a query, and which of their sections.

A page's score is what its words say of it (BM25F over the whole page), and more where the query is one of its names: the subject
of the query must lead, whatever else is asked of it. All words first, then most of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.text import Kind
from app.search.fold import Terms
from app.search.view import Name, Scores, View
from app.search.wishes import Option, Wish

CANDIDATES: Final = 100
"""Pages whose names are looked at."""
NAME_SHARE, SYNONYM_SHARE, POPULARITY_SHARE = 2.5, 0.95, 0.2
ANSWERED, HEADING = 1.5, 0.5
"""What it says of a page that one of its headings answers, and how well such a heading serves as a name."""
BEGINS: Final = 0.2
"""What it adds when a name begins with what was typed."""
FOR_PATIENTS: Final = 0.8
"""Clinicians look for the page that is meant for them; the one for patients is beside it."""
ALL: Final = 0.999
ENOUGH: Final = 0.5
"""A page counts when it serves this much of what the best one serves."""
SHORT: Final = 5
"""Of up to so many words, all come first."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page that answers."""

    page: int
    score: float
    serves: float
    """Share of the query that it serves, 0 to 1."""
    named: bool = False
    """Whether one of its names was typed in full."""


def pages(view: View, wished: Sequence[Wish]) -> list[Found]:
    """The pages that answer, the best first."""
    served = [_served(view, wish) for wish in wished]
    total = sum(wish.mass for wish in wished) or 1.0
    scores: Scores = defaultdict(float)
    serves: Scores = defaultdict(float)
    for wish, by_page in zip(wished, served, strict=True):
        share = wish.mass / total
        for page, score in by_page.items():
            scores[page] += score
            serves[page] += share
    required = [by_page for wish, by_page in zip(wished, served, strict=True) if wish.asked.phrase]
    plain = [Found(page, score * serves[page] ** 2, serves[page]) for page, score in scores.items()]
    plain = [one for one in plain if all(one.page in by_page for by_page in required)]
    plain.sort(key=lambda one: (-one.score, one.page))
    return _ordered(view, [*_by_name(view, wished, plain[:CANDIDATES]), *plain[CANDIDATES:]], len(wished))


def _ordered(view: View, found: Sequence[Found], words: int) -> list[Found]:
    """All words first, then most of them; what serves little is left out."""
    enough = ENOUGH * max((one.serves for one in found), default=0.0)
    cards = view.snapshot.cards
    return sorted(
        (one for one in found if one.serves >= enough),
        key=lambda one: (words <= SHORT and one.serves < ALL and not one.named, -one.score, cards[one.page].title, one.page),
    )


def _served(view: View, wish: Wish) -> Scores:
    """How well each page serves a wish, by the option that serves it best."""
    best: Scores = {}
    for option in wish.options:
        for page, score in _impacts(view, wish, option).items():
            if score * option.weight > best.get(page, 0.0):
                best[page] = score * option.weight
    for page, share in view.answering(wish.headings).items():
        best[page] = max(best.get(page, 0.0), ANSWERED * share)
    return best


def _impacts(view: View, wish: Wish, option: Option) -> Scores:
    if wish.asked.phrase:
        return view.phrase(option.terms)
    if len(option.terms) == 1:
        return view.impacts(option.terms[0])
    parts = sorted((view.impacts(word) for word in option.terms), key=len)
    return {page: sum(part[page] for part in parts) for page in parts[0] if all(page in part for part in parts)}


def _by_name(view: View, wished: Sequence[Wish], found: Sequence[Found]) -> Iterator[Found]:
    """The same pages, with what their names and their readers say for them."""
    subject = _Subject(view, wished)
    for one in found:
        best, whole = subject.best(view.names(one.page))
        more = NAME_SHARE * best + POPULARITY_SHARE * view.popularity(one.page)
        share = FOR_PATIENTS if view.snapshot.cards[one.page].kind == Kind.PATIENT else 1.0
        yield Found(one.page, share * (one.score + subject.mass * more), one.serves, whole)


class _Subject:
    """A query as it is looked for in the names of pages."""

    def __init__(self, view: View, wished: Sequence[Wish]) -> None:
        self.mass = sum(wish.mass for wish in wished) or 1.0
        self._rarity = view.rarity
        self._typed = " ".join(wish.asked.folded for wish in wished)
        self._single: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._several: list[tuple[Terms, int, float]] = []
        self._masses = [wish.mass for wish in wished]
        for index, wish in enumerate(wished):
            best = wish.options[0].weight if wish.options else 1.0
            for option in wish.options:
                share = option.weight / best
                if len(option.terms) == 1:
                    self._single[option.terms[0]].append((index, share))
                else:
                    self._several.append((option.terms, index, share))
            self._several += [(heading, index, HEADING) for heading in wish.headings]

    def best(self, names: Sequence[Name]) -> tuple[float, bool]:
        """How well the best of a page's names fits, and whether all of one was typed."""
        fits = [self._fit(name) for name in names]
        return max((fit for fit, _ in fits), default=0.0), any(whole for _, whole in fits)

    def _fit(self, name: Name) -> tuple[float, bool]:
        """How much of the query stands in a name, and of the name in the query: 1 when they are the same."""
        served: dict[int, float] = {}
        hit: set[str] = set()
        for word in name.terms & self._single.keys():
            hit.add(word)
            for index, share in self._single[word]:
                served[index] = max(share, served.get(index, 0.0))
        for terms, index, share in self._several:
            if name.terms.issuperset(terms):
                hit.update(terms)
                served[index] = max(share, served.get(index, 0.0))
        if not hit:
            return 0.0, False
        of_query = sum(self._masses[index] * share for index, share in served.items()) / self.mass
        of_name = sum(map(self._rarity, hit)) / (sum(map(self._rarity, name.terms)) or 1.0)
        begins = BEGINS if name.text.startswith(self._typed) else 0.0
        return (of_query * of_name + begins) * (1.0 if name.title else SYNONYM_SHARE), len(hit) == len(name.terms)
