"""What a query asks for: each of its words with all that may stand for it, and how well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.search.asked import MOST, Asked
from app.search.fold import Terms, bare, term
from app.search.misspelt import Guess, guesses, is_medicine, slips, stem_only
from app.search.view import View
from app.search.vocabulary import Aspect, Vocabulary

MEANING, OTHER_MEANING, INITIALS = 0.8, 0.45, 0.5
"""How well other words serve: where they are a page's name, where they are not, and a name that has these initials."""
LISTED, PARTLY = 0.75, 0.6
"""How well a meaning serves that only a long list gives, and a name that is only a part of a meaning."""
RARE: Final = 0.2
"""Share of pages that a word may be on and still be taken for one that was cut short."""
DOUBTED: Final = 0.5
"""How well a word serves as it stands that has only the stem of one that is written, and is nearer to another."""
PARTS: Final = 0.5
"""Of what a query says about its subject: what it says at most about parts of a page."""
SENTENCE, SAID_BESIDE = 5, 0.3
"""Words above which a query is a sentence, and how much its little words count."""
FIRST: Final = 4
"""Letters up to which a word of texts is rather the beginning of a name."""
SCARCE: Final = 0.01
"""Share of pages with a word that is hardly one."""
SHORT: Final = 3
"""Letters of a word that goes on only while it is being typed, when it is known as it stands."""
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
    spread: float = 1.0
    """Of its rarity: how much counts. Of several readings of a word the rarest says no more than the others."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One word or phrase of a query."""

    asked: Asked
    options: tuple[Option, ...]
    headings: tuple[Terms, ...] = ()
    """Of the sections that it asks for, the best first."""
    mass: float = 0.0
    """How much it says: the rarity of what stands for it."""

    unfinished: bool = False
    """Whether it is no word of a name, and may be the beginning of one."""


def wishes(
    asked: Sequence[Asked],
    view: View,
    vocabulary: Vocabulary,
    *,
    exact: bool = False,
    right: Collection[str] = (),
    typing: bool = False,
) -> list[Wish]:
    """The wishes of a query that anything can be found for; none when that is but a part of a page, not what it is to be about.

    With `exact`, nothing is taken for misspelt; `right` are words that are not, in their common spelling. `typing`: whether the
    last word may go on.
    """
    asked = asked if typing else [replace(one, last=one.last and not _whole(one, vocabulary)) for one in asked]
    meant = _meanings(asked, view, vocabulary)
    headings = _headings(asked, vocabulary)
    cut = any(_is_cut(one, view) for one in asked)
    found = [
        _wish(*one, view, cut=cut, exact=exact or one[0].folded in right, others=_others(asked, one[0]))
        for one in zip(asked, meant, headings, strict=True)
    ]
    kept = [_in_short(wish, len(asked)) for wish in found if wish]
    if len(kept) < len(found) and all(wish.headings or wish.asked.little for wish in kept):
        return []
    return _rarest(_led(kept))


def _in_short(wish: Wish, words: int) -> Wish:
    """The same; in a long query less of a word that says little."""
    if words <= SENTENCE or not wish.asked.little:
        return wish
    options = tuple(replace(option, weight=option.weight * SAID_BESIDE) for option in wish.options)
    return replace(wish, options=options, mass=wish.mass * SAID_BESIDE)


def _whole(one: Asked, vocabulary: Vocabulary) -> bool:
    """Whether this is a short form that is known: "af" is no beginning of "after"."""
    return len(one.folded) <= SHORT and one.terms in vocabulary.meanings


def _others(asked: Sequence[Asked], one: Asked) -> list[str]:
    """The other words of a query."""
    return [term for other in asked if other is not one for term in other.terms]


def _wish(
    one: Asked, meant: list[Option], headings: tuple[Terms, ...], view: View, *, cut: bool, exact: bool, others: Sequence[str]
) -> Wish | None:
    read = [*meant, *_initials(one, view)]
    options = list(_literal(one, view))
    known = bool(options or read or headings)
    begun: list[Option] = []
    if not one.phrase:
        begun = list(_beginnings(one, view, known=known, cut=cut, several=bool(others)))
        if not known and not exact and not (begun and one.last):
            read += _corrected(guesses(one, others, view), share=0.7 if begun else 1.0)
        if options and not exact and not read and not headings:
            doubt = stem_only(one, view)
            options = [replace(option, weight=DOUBTED) for option in options] if doubt else options
            read += _corrected(doubt or (slips(one, view) if others else ()))
        if not known and not read and not begun and not is_medicine(one.folded):
            begun = list(_shorter(one, view))
    options += [*_even(read, view), *begun]
    if not options and not headings and not one.phrase:
        return None
    weighed = begun if begun and (cut or _one_letter(one, several=bool(others))) else options
    unfinished = bool(begun) and not read and (not known or (len(one.folded) <= FIRST and not view.names.has(one.terms[0])))
    return Wish(one, tuple(_best(options)), headings, _mass(weighed, view, aspect=bool(headings)), unfinished)


def _even(read: Sequence[Option], view: View) -> Iterator[Option]:
    """Several readings of a word, none favoured because it is rare."""
    rarities = [_rarity(option, view) / len(option.terms) for option in read]
    least = min((rarity for rarity in rarities if rarity), default=0.0)
    for option, rarity in zip(read, rarities, strict=True):
        if rarity:
            yield replace(option, spread=least / rarity / len(option.terms) ** 0.5)


def _literal(one: Asked, view: View) -> Iterator[Option]:
    if one.phrase or view.word(one.terms[0]):
        yield Option(one.terms, 1.0)


def _meanings(asked: Sequence[Asked], view: View, vocabulary: Vocabulary) -> list[list[Option]]:
    """Other words for each word; what stands for a phrase stands for each of its words."""
    found: list[list[Option]] = [[] for _ in asked]
    for start, end in _phrases(asked, vocabulary.longest):
        key = tuple(term for one in asked[start:end] for term in one.terms)
        for meaning, weight in _stands_for(key, view, vocabulary):
            for options in found[start:end]:
                options.append(Option(meaning, weight / (end - start) ** 0.5))
    return found


def _stands_for(key: Terms, view: View, vocabulary: Vocabulary) -> Iterator[tuple[Terms, float]]:
    """What a word or phrase stands for: as the vocabulary has it, as a page explains it, as a long list says."""
    known = vocabulary.meanings.get(key, ())
    for meaning in dict.fromkeys((*known, *view.explained(key))):
        if view.names.together(meaning):
            yield meaning, MEANING
        elif view.together(meaning):
            yield meaning, OTHER_MEANING
            yield from _partly(meaning, view)
    for meaning in vocabulary.listed.get(key, ()):
        if meaning not in known:
            if view.names.together(meaning):
                yield meaning, LISTED
            else:
                yield from _partly(meaning, view)


def _partly(meaning: Terms, view: View) -> Iterator[tuple[Terms, float]]:
    """A name within a long form: dilated cardiomyopathy is on the page "Cardiomyopathy"."""
    inside = view.names.inside(meaning)
    if inside:
        yield inside, PARTLY


def _initials(one: Asked, view: View) -> list[Option]:
    """The names that a short word may be the first letters of, unless it is a word of some name itself."""
    if one.phrase or not 1 < len(one.folded) < 7 or view.names.has(one.terms[0]) or _common(one, view):
        return []
    return [Option(name, INITIALS) for name in view.names.initials(one.folded)[:UNFINISHED]]


def _headings(asked: Sequence[Asked], vocabulary: Vocabulary) -> list[tuple[Terms, ...]]:
    """The headings that each word asks for; the longest phrase decides."""
    found: list[tuple[Aspect, Terms] | None] = [None for _ in asked]
    for start, end in _phrases(asked, vocabulary.longest):
        typed = tuple(term for one in asked[start:end] for term in one.terms)
        aspect = vocabulary.aspects.get(typed)
        if aspect and not any(found[start:end]):
            found[start:end] = [(aspect, typed)] * (end - start)
    weak = all(one[0].weak for one in found if one)
    return [_typed_first(*one) if one and one[0].weak == weak else () for one in found]


def _typed_first(aspect: Aspect, typed: Terms) -> tuple[Terms, ...]:
    """The headings that answer; where one is the phrase that was typed, that one before the others."""
    return (
        (typed, *(heading for heading in aspect.headings if heading != typed))
        if len(typed) > 1 and typed in aspect.headings
        else aspect.headings
    )


def _phrases(asked: Sequence[Asked], longest: int) -> Iterator[tuple[int, int]]:
    """Every run of words without a quoted phrase, the longest first."""
    for length in range(min(longest, len(asked)), 0, -1):
        for start in range(len(asked) - length + 1):
            if not any(one.phrase for one in asked[start : start + length]):
                yield start, start + length


def _beginnings(one: Asked, view: View, *, known: bool, cut: bool, several: bool) -> Iterator[Option]:
    """What the word may become: the last word of a query, one that isn't a word, and one of no page's name, may be unfinished.

    In a query whose words have been cut short (`cut`), any may.
    """
    if not one.folded.isalpha() or (len(one.folded) < 2 and not _one_letter(one, several=several)):
        return
    if known and not one.last and not cut and not _may_be_cut(one, view):
        return
    share = (0.8 if cut else 0.45) if known else 0.9
    share *= 0.6 + 0.05 * min(len(one.folded), 8)
    for prefix in dict.fromkeys((bare(one.text), one.folded)):
        if (
            view.names.begins(prefix)
            or view.headings.begins(prefix)
            or (not known and len(prefix) > 3 and view.beginning(prefix))
        ):
            yield Option((prefix,), share, prefix=True)
            return


def _one_letter(one: Asked, *, several: bool) -> bool:
    """Whether this is the first letter of the last of several words: more of them begin so than are written so."""
    return several and one.last and len(one.folded) == 1


def _is_cut(one: Asked, view: View) -> bool:
    """Whether this is no word, but the beginning of one of a name."""
    return (
        not one.phrase
        and len(one.folded) > 2
        and not view.names.has(one.terms[0])
        and len(view.word(one.terms[0]).pages) <= SCARCE * view.count
        and view.names.begins(one.folded)
    )


def _may_be_cut(one: Asked, view: View) -> bool:
    """Whether a word that some pages have is in no name, and rare enough to be the beginning of another."""
    word = one.terms[0]
    return len(one.folded) > 2 and not view.names.has(word) and not _common(one, view)


def _common(one: Asked, view: View) -> bool:
    """Whether too many pages have a word for it to be anything else."""
    return len(view.word(one.terms[0]).pages) >= RARE * view.count


def _shorter(one: Asked, view: View) -> Iterator[Option]:
    """A word that this is a longer form of."""
    for length in range(len(one.folded) - 1, max(4, len(one.folded) - 5), -1):
        if view.word(one.folded[:length]):
            yield Option((one.folded[:length],), 0.8)
            return


def _corrected(found: Iterable[Guess], *, share: float = 1.0) -> Iterator[Option]:
    for word, likeness, written in found:
        yield Option((term(word),), share * likeness, written)


def _best(options: Sequence[Option]) -> Iterator[Option]:
    """Each set of words once, with its best weight, the best first."""
    seen: set[tuple[Terms, bool]] = set()
    for option in sorted(options, key=lambda option: -option.weight):
        if (option.terms, option.prefix) not in seen:
            seen.add((option.terms, option.prefix))
            yield option


def _mass(options: Sequence[Option], view: View, *, aspect: bool) -> float:
    """A word that asks for a part of the page says less than the page's subject."""
    most = max((option.weight * option.spread * _rarity(option, view) for option in options), default=0.0)
    return max(1.0, 0.5 * most) if aspect else most


def _rarity(option: Option, view: View) -> float:
    if option.prefix:
        return view.beginning(option.terms[0]).rarity
    return sum(map(view.rarity, option.terms))


def _led(found: Iterable[Wish]) -> list[Wish]:
    """The same, so that words which ask for a part of a page say less, all together, than what the page is about."""
    wished = list(found)
    subject = sum(wish.mass for wish in wished if not wish.headings)
    parts = sum(wish.mass for wish in wished if wish.headings)
    share = min(1.0, PARTS * subject / parts) if subject and parts else 1.0
    return [replace(wish, mass=wish.mass * share) if wish.headings else wish for wish in wished]


def _rarest(found: list[Wish]) -> list[Wish]:
    keep = sorted(found, key=lambda wish: (not wish.asked.phrase, -wish.mass))[:MOST]
    return [wish for wish in found if wish in keep]
