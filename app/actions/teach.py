"""Teach: change what search knows of words in a region. Each change is kept; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from rapidfuzz.distance import OSA

from app.actions.acting import Acting, check_token
from app.domain.errors import Invalid, NotFound
from app.domain.regions import Standing
from app.domain.roles import Act
from app.domain.safety.words import MEDICINES, ORDINARY
from app.domain.vocabulary import (
    MOST_ENTRIES,
    Change,
    Language,
    Sort,
    Taught,
    check_beside,
    checked,
    said,
    standing,
)
from app.markup.lint.medicines import generic_names
from app.store import projections
from app.store.vocabulary import VocabularyChangeRow, changes, hold

LONGEST_REASON = 500
MOST_AT_ONCE = 500
ALIKE_FROM = 5
"""Letters from which on a word may be a misspelt medicine."""


def teach(acting: Acting, taught: Taught, reason: str, language: Language) -> Change:
    """Begin an entry. Raises `Invalid`."""
    acting.require(Act.TEACH_SEARCH)
    before = _opened(acting)
    return _record(acting, before, None, proposed(acting, taught, before, language), reason)


def change(acting: Acting, entry: int, expected: str | None, taught: Taught, reason: str, language: Language) -> Change:
    """Change an entry. `expected` is the number of the change that was read. Raises `Stale`, `TokenMissing` and `Invalid`."""
    acting.require(Act.TEACH_SEARCH)
    before = _opened(acting)
    check_token(token(_story(before, entry)), expected)
    return _record(acting, before, entry, proposed(acting, taught, before, language, entry), reason)


def end(acting: Acting, entry: int, expected: str | None, reason: str) -> Change:
    """End an entry: search does not know it any more. It can be brought back."""
    acting.require(Act.TEACH_SEARCH)
    before = _opened(acting)
    story = _story(before, entry)
    check_token(token(story), expected)
    if not story[-1].taught.words:
        raise Invalid("It has ended already.", field="reason")
    return _record(acting, before, entry, Taught(story[-1].taught.sort, ()), reason)


def bring_back(acting: Acting, entry: int, expected: str | None, number: int, reason: str, language: Language) -> Change:
    """Make an entry again what it was after its change `number`."""
    acting.require(Act.TEACH_SEARCH)
    before = _opened(acting)
    story = _story(before, entry)
    check_token(token(story), expected)
    then = next((change.taught for change in story if change.number == number), None)
    if then is None or not then.words:
        raise Invalid("There is nothing to bring back of that change.", field="number")
    return _record(acting, before, entry, proposed(acting, then, before, language, entry), reason)


def take(acting: Acting, many: Iterable[Taught], reason: str, language: Language) -> tuple[Change, ...]:
    """Begin many entries at once; what search has been taught already changes nothing. All go in, or none."""
    acting.require(Act.TEACH_SEARCH)
    before, made = list(_opened(acting)), list[Change]()
    for row, taught in enumerate(many, 1):
        if row > MOST_AT_ONCE:
            raise Invalid(f"At most {MOST_AT_ONCE} entries are taken at once.", field="entries")
        try:
            tidy = checked(taught, language)
            if tidy not in [change.taught for change in standing(before).values()]:
                made.append(_record(acting, before, None, proposed(acting, tidy, before, language), reason))
                before.append(made[-1])
        except Invalid as refusal:
            raise Invalid(f"Entry {row} ({said(taught)[:80]}): {refusal.detail}", field="entries") from refusal
    return tuple(made)


def proposed(
    acting: Acting, taught: Taught, before: Iterable[Change], language: Language, entry: int | None = None
) -> Taught:  # fmt: skip
    """An entry as it would be kept beside the others. Raises `Invalid`: what is wrong, and what to do."""
    tidy = checked(taught, language)
    others = standing(before)
    check_beside(tidy, [other.taught for name, other in others.items() if name != entry], language.fold)
    if entry not in others and len(others) >= MOST_ENTRIES:
        raise Invalid(f"A region has at most {MOST_ENTRIES:,} entries. End what nobody needs.")
    meanings = list(tidy.means)
    if tidy.sort is Sort.PAGE:
        page = projections.shown(acting.session, acting.region.slug, tidy.means[0])
        if page is None or page.standing != Standing.PUBLISHED:
            raise Invalid("Readers here have no such page. Choose one that they have.", field="means")
        meanings = [page.title]
    if tidy.sort is not Sort.ASPECT:
        _check_medicines(tidy.words, meanings)
    return tidy


def token(story: list[Change]) -> str:
    """Names the change that the next one must have been made on."""
    return str(story[-1].number)


def _opened(acting: Acting) -> tuple[Change, ...]:
    hold(acting.session, acting.region.id)
    return changes(acting.session, acting.region.slug)


def _story(before: Iterable[Change], entry: int) -> list[Change]:
    found = [change for change in before if change.entry == entry]
    if not found:
        raise NotFound("There is no such entry.")
    return found


def _record(acting: Acting, before: Iterable[Change], entry: int | None, taught: Taught, reason: str) -> Change:
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON or not why.isprintable():
        raise Invalid(
            f"Say why, in at most {LONGEST_REASON} characters: who comes after you must be able to tell.", field="reason"
        )
    number = max((change.number for change in before), default=0) + 1
    row = VocabularyChangeRow(
        region_id=acting.region.id, number=number, entry=entry or number, sort=taught.sort.value, words=list(taught.words),
        means=list(taught.means), reason=why, person_id=acting.person.id, at=acting.now,
    )  # fmt: skip
    acting.session.add(row)
    acting.session.flush()
    return Change(number, row.entry, taught, why, acting.person.name, acting.now)


def _check_medicines(words: Iterable[str], meanings: Iterable[str]) -> None:
    """No search for one medicine may find another: neither by its name, nor by a word that is nearly its name."""
    texts = (*words, *meanings)
    named = [(text, generic_names(text)) for text in texts]
    for (one, its), (other, theirs) in combinations(named, 2):
        if its and theirs and its != theirs:
            raise Invalid(
                f"“{one}” and “{other}” name different medicines: who looks for one must not find the other instead. "
                "If a page is about both, let its own synonyms say so; its reviewers see them.",
                field="words",
            )
    meant = frozenset(name for _, names in named for name in names)
    for word in {word.casefold() for text in words for word in text.split()}:
        like = _medicine_like(word)
        if like and not like & meant:
            raise Invalid(
                f"“{word}” is nearly the name of a medicine, {min(like)}. Who looks for that must not find something else.",
                field="words",
            )


def _medicine_like(word: str) -> frozenset[str]:
    """The medicines that a word is nearest to, one or two letters away; none for an ordinary word, or a medicine's own name."""
    if len(word) < ALIKE_FROM or not word.isalpha() or word in ORDINARY or word in MEDICINES:
        return frozenset()
    allowed = 1 if len(word) < 8 else 2
    far = {name: OSA.distance(word, name, score_cutoff=allowed) for name in MEDICINES if abs(len(name) - len(word)) <= allowed}
    nearest = min(far.values(), default=allowed + 1)
    return frozenset(name for name, distance in far.items() if distance == nearest <= allowed)
