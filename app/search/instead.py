"""What was searched for instead of some words of a query: the right spelling, or other words for the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.search import asked as reading
from app.search.fold import Terms, placed
from app.search.rank import posting
from app.search.results import Instead, Why
from app.search.view import View
from app.search.wishes import Option, Wish


def corrected(query: str, instead: Sequence[Instead]) -> str | None:
    """The query with its misspelt words put right; None when there is nothing to put right."""
    words = {one.typed: one.searched for one in instead if one.why is Why.SPELLING}
    better = reading.replaced(query, words)
    return better if better != query else None


def instead_of(view: View, wished: Sequence[Wish], page: int) -> tuple[Instead, ...]:
    """The words for which the best page has others, in order."""
    return tuple(_said(view, page, list(_others(view, wished, page))))


def _others(view: View, wished: Sequence[Wish], page: int) -> Iterator[tuple[str, Option]]:
    for wish in wished:
        fits = next((option for option in wish.options if page in posting(view, wish, option).pages), None)
        if fits and not fits.prefix and (fits.correction or fits.terms != wish.asked.terms):
            yield wish.asked.text, fits


def _said(view: View, page: int, others: Sequence[tuple[str, Option]]) -> Iterator[Instead]:
    """Words next to each other that one meaning stands for are named together."""
    done: set[Terms] = set()
    for typed, option in others:
        if option.correction:
            yield Instead(typed, option.correction, Why.SPELLING)
        elif option.terms not in done:
            done.add(option.terms)
            same = " ".join(word for word, other in others if other.terms == option.terms and not other.correction)
            yield Instead(same, _spelled(view, page, option.terms), Why.MEANING)


def _spelled(view: View, page: int, words: Terms) -> str:
    """Words of the index as the names of a page write them, else as texts do."""
    card, _ = view.snapshot.page(page)
    written = {word: name[start:end].lower() for name in (*card.synonyms, card.title) for start, end, word in placed(name)}
    return " ".join(written.get(word) or view.spelling(word) for word in words)
