"""What a word was perhaps meant to be that no page has, and when nothing of the kind may be thought.

A reader must never be led to a medicine that she did not mean: the name of a medicine is never misspelt, whether a page has it or
not, and a word that is as near to another medicine is not put right to this one. Nor are good English words, unless a name has
both what they may have been meant to be and another word of the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import log
from typing import Final

from rapidfuzz.distance import OSA

from app.domain.safety.words import KNOWN, MEDICINES, ORDINARY
from app.search.asked import Asked
from app.search.fold import bare, fold, term
from app.search.labels import Labels
from app.search.lexicon import Lexicon, sound
from app.search.view import View

NEAREST: Final = 6
"""Words that a misspelt one may have meant, at most."""
FEW, MANY_MORE = 2, 10
"""Pages with a word that may be a slip of the pen, and how many times more have the word that it may have been."""
HEARD, SOUND = 5, 3
"""Letters of a word, and of its sound, from which on it may be told by its sound alone."""
TWO, THREE = 6, 10
"""Letters of a word from which on so many may be wrong that it is not told by its sound, when it begins as it should."""
IN_TEXTS, TWO_IN_TEXTS = 5, 9
"""The same for what only texts have: for one wrong letter, and for two."""
SLIP: Final = 0.6
"""How well a word serves that a page or two may have misspelt likewise."""

Guess = tuple[str, float, str]
"""A word in its common spelling, how well it serves, and how it is written."""


def guesses(one: Asked, others: Sequence[str], view: View) -> list[Guess]:
    """The words that one which no page has was perhaps meant to be: of names or headings, else of texts, the likeliest first.

    `others`: the other words of the query, as they stand in the index.
    """
    if not _may_be_misspelt(one):
        return []
    for labels in (view.names, view.headings):
        near = [(word, like) for word, like in _likely(one.folded, labels) if _allowed(one, word, others, labels)]
        if near:
            return [(word, 0.9 * like, labels.written(word)) for word, like in near]
    return [] if is_english(one.text) else list(_of_texts(one.folded, view))


def slips(one: Asked, view: View) -> Iterator[Guess]:
    """What a word may have been meant to be that a page or two have, but no name: they may have slipped likewise.

    One letter only, and only to a word that many more pages have.
    """
    word, pages = one.terms[0], len(view.word(one.terms[0]).pages)
    if len(one.folded) < IN_TEXTS or pages > FEW or view.names.has(word) or view.headings.has(word) or is_medicine(one.folded):
        return
    for near, (distance, _) in view.names.near(one.folded).items():
        if distance <= 1 and len(view.word(term(near)).pages) >= MANY_MORE * pages and not _another_medicine(one.folded, near):
            yield near, SLIP, view.names.written(near)


def stem_only(one: Asked, view: View) -> list[Guess]:
    """The same for a word that no text writes so, though it has a stem that texts have, as "ilness" has that of "ils".

    It must be nearer to that than to any word of its stem, and not begin one.
    """
    if len(one.folded) < IN_TEXTS or not one.folded.isalpha() or not _may_be_misspelt(one) or is_english(one.text):
        return []
    forms = {fold(form) for form in view.forms(one.terms[0], prefix=False)}
    if not forms or any(form.startswith(one.folded) for form in forms):
        return []
    least = min(OSA.distance(one.folded, form) for form in forms)
    for labels in (view.names, view.headings):
        near = [
            (word, like) for word, like in _likely(one.folded, labels)
            if term(word) != one.terms[0] and _far(one.folded, word) < least
        ]  # fmt: skip
        if near:
            return [(word, 0.9 * like, labels.written(word)) for word, like in near]
    return []


def is_medicine(word: str) -> bool:
    """Whether this names a medicine, a class or a brand that is known, with pages about it or without."""
    return term(word) in _medicines()


def is_english(word: str) -> bool:
    """Whether a list of English words has this."""
    plain = bare(word)
    return plain in ORDINARY or plain in KNOWN


def _may_be_misspelt(one: Asked) -> bool:
    """Whether this is a word, no short form, and no medicine."""
    return bool(set(one.folded) & set("aeiouy")) and not is_medicine(one.folded)


def _likely(folded: str, labels: Labels) -> list[tuple[str, float]]:
    """Words of names that a misspelt one may have meant, the likeliest first, each with how likely it is."""
    costs = {
        word: distance + (0.0 if folded[0] == word[0] else 0.5) - 0.1 * log(count)
        for word, (distance, count) in labels.near(folded).items()
        if _like(folded, word, TWO, THREE) and not _another_medicine(folded, word)
    }
    best = sorted(costs, key=lambda word: (costs[word], word))[:NEAREST]
    return [(word, min(1.0, max(0.2, 1 - costs[word] / len(folded)))) for word in best]


def _allowed(one: Asked, word: str, others: Sequence[str], labels: Labels) -> bool:
    return not is_english(one.text) or any(labels.together((term(word), other)) for other in others)


def _of_texts(folded: str, view: View) -> Iterator[Guess]:
    if len(folded) < IN_TEXTS:
        return
    near = {word: distance for word, distance in view.near(folded).items() if _like(folded, word, TWO_IN_TEXTS, len(folded) + 1)}
    for word in sorted(near, key=lambda word: (near[word], word))[:NEAREST]:
        if not _another_medicine(folded, word):
            yield word, 0.8 * max(0.2, 1 - near[word] / len(word)), view.spelling(term(word))


def _like(folded: str, word: str, two: int, three: int) -> bool:
    """Whether one letter is wrong, or as many as are allowed to a word of this length, or both sound alike."""
    distance = OSA.distance(folded, word)
    if distance <= 1:
        return True
    heard = sound(folded)
    if len(folded) >= HEARD and len(heard) >= SOUND and heard == sound(word):
        return True
    return folded[0] == word[0] and distance <= 1 + (len(folded) >= two) + (len(folded) >= three)


def _far(folded: str, word: str) -> float:
    """How far two words are from each other, in letters; less when they sound alike."""
    return OSA.distance(folded, word) - (sound(folded) == sound(word)) * 0.7


def _another_medicine(folded: str, word: str) -> bool:
    """Whether some medicine is nearer to what was typed than this word, or, if this is a medicine, as near."""
    near = {medicine: distance for medicine, distance in _medicines_near(folded) if medicine != word}
    if not near:
        return False
    mine, least = _far(folded, word), min(near.values())
    return least <= mine if is_medicine(word) else least < mine


@lru_cache(maxsize=1 << 10)
def _medicines_near(folded: str) -> tuple[tuple[str, float], ...]:
    return tuple(_names_of_medicines().near(folded).items())


@cache
def _medicines() -> frozenset[str]:
    return frozenset(map(term, MEDICINES))


@cache
def _names_of_medicines() -> Lexicon:
    return Lexicon(sorted({fold(name) for name in MEDICINES if name.isalpha()}))
