"""Whether an entry of the vocabulary fits to what search knows in a region. No verb: what the verbs of teaching share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rapidfuzz.distance import OSA

from app.domain.errors import Invalid
from app.domain.heard import PLATFORM, Heard, Language, Switch, Told, check_medicines, entry, heard, pages_of, whose
from app.domain.regions import Standing
from app.domain.safety.words import MEDICINES, ORDINARY
from app.domain.vocabulary import MOST_ENTRIES, Change, Sort, Taught, check_beside, checked, said, says_no_more, standing
from app.store import projections
from app.store.database import Session

ALIKE_FROM = 5
"""Letters from which on a word may be a misspelt medicine."""


@dataclass(frozen=True, slots=True)
class Known:
    """What search knows in a region, and what an entry must fit to."""

    session: Session
    region: str
    told: tuple[Told, ...]
    language: Language

    @property
    def changes(self) -> tuple[Change, ...]:
        """The region's own."""
        return self.told[0].changes

    def heard(self) -> tuple[Heard, ...]:
        """All that reaches the region, the nearest first."""
        return heard(self.told, self.language, self.titles(pages_of(self.told)))

    def titles(self, slugs: Iterable[str]) -> dict[str, str]:
        """The titles of those of some pages that readers have."""
        rows = projections.shown_under(self.session, list(slugs), self.region)
        return {row.slug: row.title for row in rows if row.standing == Standing.PUBLISHED}

    def after(self, changes: tuple[Change, ...], switches: tuple[Switch, ...]) -> Known:
        """When the region itself has said this."""
        return replace(self, told=(Told(self.region, changes, switches), *self.told[1:]))


def proposed(taught: Taught, known: Known, heard: Sequence[Heard], name: int | None = None) -> Taught:
    """An entry as it would be kept beside the others. `heard`: those that reach the region; `name`: of the entry it replaces.

    Raises `Invalid`: what is wrong, and what to do.
    """
    language = known.language
    tidy, own = checked(taught, language.fold, language.aspects), standing(known.changes)
    others = [one for one in heard if (one.source, one.name) != (known.region, str(name))]
    check_beside(tidy, [change.taught for other, change in own.items() if other != name], language.fold)
    if already := knows_already(tidy, others, language):
        raise Invalid(f"Search knows that already: {said(already.taught)} ({whose(already)}).", field="words")
    if tidy.sort is Sort.ASPECT:
        _check_asking(tidy, others, language)
    if name not in own and len(own) >= MOST_ENTRIES:
        raise Invalid(f"A region has at most {MOST_ENTRIES:,} entries. End what nobody needs.")
    titles = known.titles(tidy.means) if tidy.sort is Sort.PAGE else {}
    if tidy.sort is Sort.PAGE and not titles:
        raise Invalid("Readers here have no such page. Choose one that they have.", field="means")
    if tidy.sort is not Sort.ASPECT:
        _check_medicines(tidy.words, list(titles.values()) or tidy.means, language)
        made = entry(known.region, "", tidy, language.fold, language.medicines, titles)
        check_medicines(made, others, language.fold)
    return tidy


def knows_already(taught: Taught, heard: Iterable[Heard], language: Language) -> Heard | None:
    """The entry in force that says all of this already; what counts only sometimes does not."""
    known = (one for one in heard if one.in_force and not one.listed)
    return next((one for one in known if says_no_more(taught, one.taught, language.fold)), None)


def _check_asking(taught: Taught, heard: Iterable[Heard], language: Language) -> None:
    """No word asks for two parts of a page, as far as the platform's words go; what comes from above is only stepped over."""
    platform = [one for one in heard if one.source == PLATFORM and one.in_force and one.taught.sort is Sort.ASPECT]
    asking = {language.fold(word): one.taught for one in platform for word in one.taught.words}
    for word in taught.words:
        if other := asking.get(language.fold(word)):
            raise Invalid(f"“{word}” asks for a part of a page already: {other.means[0].replace('-', ' ')}.", field="words")


def _check_medicines(words: Iterable[str], meanings: Iterable[str], language: Language) -> None:
    """No search for one medicine may find another: neither by its name, nor by a word that is nearly its name."""
    texts = (*words, *meanings)
    named = [(text, language.medicines(text)) for text in texts]
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
        if like and not any(language.medicines(name) & meant for name in like):
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
