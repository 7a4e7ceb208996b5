"""What a query asks for: each of its words with all that may stand for it, and how well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from app.search.asked import MOST, Asked
from app.search.fold import Terms, term
from app.search.labels import Labels
from app.search.view import View
from app.search.vocabulary import Aspect, Vocabulary

MEANING, OTHER_MEANING, INITIALS = 0.8, 0.45, 0.5
"""How well other words serve: where they are a page's name, where they are not, and a name that has these initials."""
RARE: Final = 0.2
"""Share of pages that a word may be on and still be taken for one that was cut short."""
NEAREST: Final = 6
"""Words that a misspelt one may have meant, at most."""
UNFINISHED: Final = 40
"""Names that a word may be the initials of, at most."""


@dataclass(frozen=True, slots=True)
class Option:
    """Words that may stand for a word of the query; all of them are needed."""

    terms: Terms
    weight: float
    """0 to 1."""
    correction: str = ""
    """The word as it is spelled, when this takes the query's for misspelt."""
    prefix: bool = False
    """Whether any word will do that begins like the one that is given."""


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
    if not one.phrase:
        begun = list(_beginnings(one, view, known=bool(options or headings)))
        if not options and not headings and not exact and not (begun and one.last):
            begun += _corrections(one, view, share=0.7 if begun else 1.0)
        options += begun
    if not options and not headings and not one.phrase:
        return None
    return Wish(one, tuple(_best(options)), headings, _mass(options, view, aspect=bool(headings)))


def _literal(one: Asked, view: View) -> Iterator[Option]:
    if one.phrase or view.word(one.terms[0]):
        yield Option(one.terms, 1.0)


def _meanings(asked: Sequence[Asked], view: View, vocabulary: Vocabulary) -> list[list[Option]]:
    """Other words for each word; what stands for a phrase stands for each of its words."""
    found: list[list[Option]] = [[] for _ in asked]
    for start, end in _phrases(asked, vocabulary.longest):
        key = tuple(term for one in asked[start:end] for term in one.terms)
        for meaning in vocabulary.meanings.get(key, ()):
            if view.together(meaning):
                weight = MEANING if view.names.together(meaning) else OTHER_MEANING
                for options in found[start:end]:
                    options.append(Option(meaning, weight / (end - start) ** 0.5))
    return found


def _initials(one: Asked, view: View) -> list[Option]:
    """The names that a short word may be the first letters of, unless it is a word of some name itself."""
    if one.phrase or not 1 < len(one.folded) < 7 or view.names.has(one.terms[0]):
        return []
    return [Option(name, INITIALS) for name in view.names.initials(one.folded)[:UNFINISHED]]


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


def _beginnings(one: Asked, view: View, *, known: bool) -> Iterator[Option]:
    """What the word may become: the last word of a query, one that isn't a word, and one of no page's name, may be unfinished."""
    if len(one.folded) < 2 or not one.folded.isalpha() or (known and not one.last and not _may_be_cut(one, view)):
        return
    share = 0.45 if known else 0.9
    share *= 0.6 + 0.05 * min(len(one.folded), 8)
    if view.names.begins(one.folded) or view.headings.begins(one.folded):
        yield Option((one.folded,), share, prefix=True)
    elif not known and len(one.folded) > 3:
        if view.beginning(one.folded):
            yield Option((one.folded,), share, prefix=True)
        else:
            shorter = (one.folded[:length] for length in range(len(one.folded) - 1, max(4, len(one.folded) - 5), -1))
            yield from [Option((word,), share) for word in shorter if view.word(word)][:1]


def _may_be_cut(one: Asked, view: View) -> bool:
    """Whether a word that some pages have is in no name, and rare enough to be the beginning of another."""
    word = one.terms[0]
    return len(one.folded) > 2 and not view.names.has(word) and len(view.word(word).pages) < RARE * view.count


def _corrections(one: Asked, view: View, *, share: float) -> Iterator[Option]:
    """What the word was perhaps meant to be: a word of a name or heading, else of the text."""
    for labels in (view.names, view.headings):
        guesses = _guesses(one.folded, labels)
        if guesses:
            for word, likeness in guesses:
                yield Option((term(word),), 0.9 * share * likeness, labels.written(word))
            return
    near = view.near(one.folded)
    for word in sorted(near, key=lambda word: (near[word], word))[:NEAREST]:
        yield Option((term(word),), 0.8 * share * max(0.2, 1 - near[word] / len(word)), view.spelling(term(word)))


def _guesses(folded: str, labels: Labels) -> list[tuple[str, float]]:
    """Words of names that a misspelt one may have meant, the likeliest first, each with how likely it is."""
    costs = {
        word: distance + (0.0 if folded[0] == word[0] else 0.5) - 0.1 * log(count)
        for word, (distance, count) in labels.near(folded).items()
    }
    best = sorted(costs, key=lambda word: (costs[word], word))[:NEAREST]
    return [(word, min(1.0, max(0.2, 1 - costs[word] / len(folded)))) for word in best]


def _best(options: Sequence[Option]) -> Iterator[Option]:
    """Each set of words once, with its best weight, the best first."""
    seen: set[tuple[Terms, bool]] = set()
    for option in sorted(options, key=lambda option: -option.weight):
        if (option.terms, option.prefix) not in seen:
            seen.add((option.terms, option.prefix))
            yield option


def _mass(options: Sequence[Option], view: View, *, aspect: bool) -> float:
    """A word that asks for a part of the page says less than the page's subject."""
    most = max((option.weight * _rarity(option, view) for option in options), default=0.0)
    return max(1.0, 0.5 * most) if aspect else most


def _rarity(option: Option, view: View) -> float:
    if option.prefix:
        return view.beginning(option.terms[0]).rarity
    return sum(map(view.rarity, option.terms))


def _rarest(found: list[Wish]) -> list[Wish]:
    keep = sorted(found, key=lambda wish: (not wish.asked.phrase, -wish.mass))[:MOST]
    return [wish for wish in found if wish in keep]
