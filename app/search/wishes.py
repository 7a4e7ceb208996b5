"""What a query asks for: each of its words with all that may stand for it, and how well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.search.asked import MOST, Asked
from app.search.fold import Terms
from app.search.lexicon import nearest
from app.search.view import View
from app.search.vocabulary import Aspect, Vocabulary

MEANING, OTHER_MEANING, INITIALS = 0.8, 0.45, 0.5
"""How well other words serve: where they are a page's name, where they are not, and a name that has these initials."""
RARE: Final = 0.2
"""Share of pages that a word may be on and still be taken for one that was cut short."""
UNFINISHED: Final = 40
"""Words that the beginning of a word may become, at most."""


@dataclass(frozen=True, slots=True)
class Option:
    """Words that may stand for a word of the query; all of them are needed."""

    terms: Terms
    weight: float
    """0 to 1."""
    correction: str = ""
    """The word as it is spelled, when this takes the query's for misspelt."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One word or phrase of a query."""

    asked: Asked
    options: tuple[Option, ...]
    headings: tuple[Terms, ...] = ()
    """Of the sections that it asks for, the best first."""
    mass: float = 0.0
    """How much it says: the rarity of what stands for it."""

    @property
    def corrected(self) -> bool:
        """Whether it can only be served by taking it for misspelt."""
        return bool(self.options) and all(option.correction for option in self.options)


def wishes(asked: Sequence[Asked], view: View, vocabulary: Vocabulary, *, exact: bool = False) -> list[Wish]:
    """The wishes of a query that anything can be found for. With `exact`, nothing is taken for misspelt."""
    meant = _meanings(asked, view, vocabulary)
    headings = _headings(asked, vocabulary)
    found = [_wish(*one, view, exact=exact) for one in zip(asked, meant, headings, strict=True)]
    return _rarest([wish for wish in found if wish])


def _wish(one: Asked, meant: list[Option], headings: tuple[Terms, ...], view: View, *, exact: bool) -> Wish | None:
    options = [*_literal(one, view), *meant, *_initials(one, view)]
    options = [option for option in options if all(view.impacts(word) for word in option.terms)]
    if not one.phrase:
        options += _beginnings(one, view, known=bool(options or headings))
        if not options and not headings and not exact:
            options = list(_corrections(one, view))
    if not options and not headings and not one.phrase:
        return None
    return Wish(one, tuple(_best(options)), headings, _mass(options, view, aspect=bool(headings)))


def _literal(one: Asked, view: View) -> Iterator[Option]:
    if one.phrase or view.impacts(one.terms[0]):
        yield Option(one.terms, 1.0)


def _meanings(asked: Sequence[Asked], view: View, vocabulary: Vocabulary) -> list[list[Option]]:
    """Other words for each word; what stands for a phrase stands for each of its words."""
    found: list[list[Option]] = [[] for _ in asked]
    for start, end in _phrases(asked, vocabulary.longest):
        key = tuple(term for one in asked[start:end] for term in one.terms)
        for meaning in vocabulary.meanings.get(key, ()):
            weight = MEANING if _leads_to_a_name(meaning, view) else OTHER_MEANING
            for options in found[start:end]:
                options.append(Option(meaning, weight / (end - start) ** 0.5))
    return found


def _initials(one: Asked, view: View) -> list[Option]:
    """The names that a short word may be the first letters of, unless it is a word of some name itself."""
    if one.phrase or not 1 < len(one.folded) < 7 or one.terms[0] in view.named:
        return []
    return [Option(name, INITIALS) for name in view.initials.get(one.folded, [])[:UNFINISHED]]


def _headings(asked: Sequence[Asked], vocabulary: Vocabulary) -> list[tuple[Terms, ...]]:
    """The headings that each word asks for; the longest phrase decides."""
    found: list[Aspect | None] = [None for _ in asked]
    for start, end in _phrases(asked, vocabulary.longest):
        aspect = vocabulary.aspects.get(tuple(term for one in asked[start:end] for term in one.terms))
        if aspect and not any(found[start:end]):
            found[start:end] = [aspect] * (end - start)
    weak = all(aspect.weak for aspect in found if aspect)
    return [aspect.headings if aspect and aspect.weak == weak else () for aspect in found]


def _phrases(asked: Sequence[Asked], longest: int) -> Iterator[tuple[int, int]]:
    """Every run of words without a quoted phrase, the longest first."""
    for length in range(min(longest, len(asked)), 0, -1):
        for start in range(len(asked) - length + 1):
            if not any(one.phrase for one in asked[start : start + length]):
                yield start, start + length


def _leads_to_a_name(meaning: Terms, view: View) -> bool:
    """Whether all these words stand together in a page's title or one of its synonyms."""
    pages = view.named.get(meaning[0], [])
    return any(name.terms.issuperset(meaning) for page in pages for name in view.names(page))


def _beginnings(one: Asked, view: View, *, known: bool) -> list[Option]:
    """What the word may become: the last word of a query, one that isn't a word, and one of no page's name, may be unfinished."""
    if len(one.folded) < 2 or not one.folded.isalpha() or (known and not one.last and not _may_be_cut(one, view)):
        return []
    entries = view.titles.beginning(one.folded, UNFINISHED) or view.headings.beginning(one.folded, UNFINISHED)
    terms = {entry.term: len(one.folded) / len(entry.word) for entry in entries}
    if not terms and not known and len(one.folded) > 3:
        terms = {word: len(one.folded) / len(word) for word in _body_beginnings(one, view)}
    share = 0.45 if known else 0.9
    return [Option((term,), share * (0.6 + 0.4 * min(ratio, 1.0))) for term, ratio in terms.items() if term not in one.terms]


def _may_be_cut(one: Asked, view: View) -> bool:
    """Whether a word that some pages have is in no name, and rare enough to be the beginning of another."""
    word = one.terms[0]
    return len(one.folded) > 2 and word not in view.named and len(view.impacts(word)) < RARE * view.count


def _body_beginnings(one: Asked, view: View) -> list[str]:
    """Words of the text that begin so, or that this is a longer form of."""
    found = [word for word in view.snapshot.beginning(one.folded) if view.impacts(word)]
    shorter = (one.folded[:length] for length in range(len(one.folded) - 1, max(4, len(one.folded) - 5), -1))
    return found[:UNFINISHED] or [word for word in shorter if view.impacts(word)][:1]


def _corrections(one: Asked, view: View) -> Iterator[Option]:
    """What the word was perhaps meant to be: a word of a name or heading, else of the text."""
    guesses = view.titles.guesses(one.folded) or view.headings.guesses(one.folded)
    for guess in guesses:
        yield Option((guess.term,), 0.9 * guess.likeness, guess.word)
    if not guesses:
        for word, distance in nearest(one.terms[0], view.body):
            if view.impacts(word):
                yield Option((word,), 0.8 * (1 - distance / len(word)), view.spelling(word))


def _best(options: Sequence[Option]) -> Iterator[Option]:
    """Each set of words once, with its best weight, the best first."""
    seen: set[Terms] = set()
    for option in sorted(options, key=lambda option: -option.weight):
        if option.terms not in seen:
            seen.add(option.terms)
            yield option


def _mass(options: Sequence[Option], view: View, *, aspect: bool) -> float:
    """A word that asks for a part of the page says less than the page's subject."""
    most = max((option.weight * sum(map(view.rarity, option.terms)) for option in options), default=0.0)
    return max(1.0, 0.5 * most) if aspect else most


def _rarest(found: list[Wish]) -> list[Wish]:
    keep = sorted(found, key=lambda wish: (not wish.asked.phrase, -wish.mass))[:MOST]
    return [wish for wish in found if wish in keep]
