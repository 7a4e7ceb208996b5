"""The words that count in a region: its own, those that come down from the regions above it, and those of the platform.

The nearer says more. A region may switch off what is not its own; of several switches the nearest counts, so what is switched off
for a country is off in its districts until one of them switches it on again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.domain.errors import Invalid
from app.domain.vocabulary import Change, Fold, Folded, Medicines, Sort, Taught, said, says_no_more, standing

PLATFORM: Final = ""
"""The source of what comes with Waymark."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A region switched an entry that is not its own off or on, when and why."""

    number: int
    """Counted for the region, from 1 without a gap."""
    source: str
    """Slug of the region whose entry it is, or `PLATFORM`."""
    name: str
    """Of the entry at its source."""
    off: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What one region has said of words, oldest first."""

    region: str
    changes: tuple[Change, ...] = ()
    switches: tuple[Switch, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """An entry as it reaches a region."""

    source: str
    name: str
    taught: Taught
    pairs: tuple[tuple[Folded, Folded], ...]
    """Each word with what may stand for it, as search compares them."""
    leads: tuple[tuple[Folded, Folded, frozenset[str]], ...]
    """Those of the pairs that lead to medicines, and to which."""
    listed: bool = False
    """Of a long list by others: it counts only where it leads to a page's name."""
    adds_to: str = ""
    """Name of the entry of the same source that it only adds to: what is switched off there is off here too."""
    since: datetime | None = None
    off_by: str = ""
    """Slug of the region that switched it off; empty when it is on."""
    off_since: datetime | None = None
    against: Heard | None = None
    """A nearer entry that leads one of its words to another medicine: there that one counts, and this does not."""

    def reads_like(self, taught: Taught, fold: Fold) -> bool:
        """Whether it says just this."""
        return says_no_more(taught, self.taught, fold) and says_no_more(self.taught, taught, fold)

    @property
    def in_force(self) -> bool:
        """Whether search goes by it."""
        return not self.off_by and not (self.against and not self.pairs)


@dataclass(frozen=True, slots=True)
class Language:
    """What entries must fit to, wherever they are taught."""

    fold: Fold
    medicines: Medicines
    aspects: frozenset[str]
    """Names of the parts of a page that words may ask for."""
    platform: tuple[Heard, ...] = ()


def entry(
    source: str, name: str, taught: Taught, fold: Fold, medicines: Medicines, titles: Mapping[str, str], *, listed: bool = False
) -> Heard:
    """An entry made ready. `titles`: of pages, by slug; one that is not among them is none that readers have."""
    texts = _pairs(taught, titles, back=not listed)
    folded = {text: fold(text) for pair in texts for text in pair}
    named = {text: medicines(text) for text in {meaning for _, meaning in texts}}
    pairs = dict.fromkeys((folded[word], folded[meaning]) for word, meaning in texts)
    leads = dict.fromkeys((folded[word], folded[meaning], named[meaning]) for word, meaning in texts if named[meaning])
    return Heard(
        source, name, taught, tuple((one, other) for one, other in pairs if one and other and one != other), tuple(leads),
        listed,
    )  # fmt: skip


def _pairs(taught: Taught, titles: Mapping[str, str], *, back: bool) -> list[tuple[str, str]]:
    """Each word with what may stand for it, as people wrote them; none for words that ask for a part of a page."""
    if taught.sort is Sort.ASPECT:
        return []
    if taught.sort is Sort.SYNONYM:
        return [(word, other) for word in taught.words for other in taught.words if other != word]
    means = [titles[slug] for slug in taught.means if slug in titles] if taught.sort is Sort.PAGE else list(taught.means)
    there = [(word, meaning) for word in taught.words for meaning in means]
    return there + [(meaning, word) for word, meaning in there] if back and taught.sort is Sort.ABBREVIATION else there


def pages_of(told: Iterable[Told]) -> frozenset[str]:
    """The slugs of the pages that words mean."""
    every = (change.taught for one in told for change in standing(one.changes).values())
    return frozenset(slug for taught in every if taught.sort is Sort.PAGE for slug in taught.means)


def heard(told: Sequence[Told], language: Language, titles: Mapping[str, str]) -> tuple[Heard, ...]:
    """All that stands and reaches a region, the nearest first: `told` begins with the region itself and goes up."""
    nearest = {(one.source, one.name): (place.region, one) for place in reversed(told) for one in place.switches}
    ready = (
        replace(
            entry(place.region, str(name), change.taught, language.fold, language.medicines, titles), since=change.at
        )
        for place in told
        for name, change in standing(place.changes).items()
    )  # fmt: skip
    led: dict[Folded, tuple[frozenset[str], Heard]] = {}
    found = list[Heard]()
    for one in (*ready, *language.platform):
        switched = nearest.get((one.source, one.name)) or nearest.get((one.source, one.adds_to))
        if switched and switched[1].off:
            found.append(replace(one, off_by=switched[0], off_since=switched[1].at))
            continue
        found.append(_without(one, led))
        for word, _, medicines in found[-1].leads:
            led.setdefault(word, (medicines, one))
    return tuple(found)


def _without(one: Heard, led: Mapping[Folded, tuple[frozenset[str], Heard]]) -> Heard:
    """An entry without what would lead a word to another medicine than nearer words do."""
    wrong = {(word, other): led[word][1] for word, other, medicines in one.leads if led.get(word, (medicines,))[0] != medicines}
    if not wrong:
        return one
    pairs = tuple((word, other) for word, other in one.pairs if (word, other) not in wrong and (other, word) not in wrong)
    leads = tuple(lead for lead in one.leads if lead[:2] not in wrong)
    return replace(one, pairs=pairs, leads=leads, against=next(iter(wrong.values())))


def check_medicines(proposed: Heard, others: Iterable[Heard], fold: Fold) -> None:
    """No word may lead to two medicines: not by two entries either. Raises `Invalid`."""
    leads = {word: medicines for word, _, medicines in proposed.leads}
    texts = {fold(text): text for text in proposed.taught.texts}
    for other in others:
        for word, _, medicines in other.leads if other.in_force else ():
            if leads.get(word, medicines) != medicines:
                text, named = texts.get(word, " ".join(word)), " with ".join(sorted(medicines))
                raise Invalid(
                    f"“{text}” leads to {named} already: {said(other.taught)} ({whose(other)}). "
                    "A word for two medicines finds the wrong one. End that one or switch it off first, or choose another word.",
                    field="words",
                )


def whose(one: Heard) -> str:
    """Where an entry comes from, in words."""
    return "comes with Waymark" if one.source == PLATFORM else f"of {one.source}"
