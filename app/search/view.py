"""What one region's readers can find: the pages of the index that their region shows at this moment, and nothing else.

Counts, rarity of words, suggestions and corrections all come from these pages alone, so nothing of any other page shows through.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log, log1p

from app.search.fold import Terms, fold, placed, terms, words
from app.search.lexicon import Lexicon
from app.search.schema import Card
from app.search.snapshot import Snapshot

SATURATION, LENGTH_SHARE = 3.0, 0.5
"""BM25's k1 and b, for a page: weights in the index are several times those of plain text."""

Scores = dict[int, float]
"""Page → score."""


@dataclass(frozen=True, slots=True)
class Name:
    """A title or synonym of a page."""

    terms: frozenset[str]
    title: bool
    text: str
    """Its words in their common spelling."""


class View:
    """The pages that one region shows. Used by one thread at a time, as its snapshot is."""

    def __init__(self, snapshot: Snapshot, region: str, shown: Mapping[str, tuple[str, int]]) -> None:
        """`shown`: slug → the region it comes from and the entry of the log that holds it."""
        self.snapshot = snapshot
        self.shown = shown
        self.visible = [
            region in card.regions and shown.get(card.slug) == (card.origin, card.sequence) for card in snapshot.cards
        ]
        self.count = sum(self.visible)
        lengths = [1 + sum(section.length for section in card.sections) for card in snapshot.cards]
        average = sum(length for length, seen in zip(lengths, self.visible, strict=True) if seen) / max(self.count, 1)
        self._norms = [SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / max(average, 1.0)) for length in lengths]
        self._impacts: dict[str, Scores] = {}

    def impacts(self, word: str) -> Scores:
        """How much a word says of each page that has it."""
        found = self._impacts.get(word)
        if found is None:
            weights = self._weights(word)
            rarity = self._rarity(len(weights))
            norms = self._norms
            found = {page: rarity * weight * (SATURATION + 1) / (weight + norms[page]) for page, weight in weights.items()}
            self._impacts[word] = found
        return found

    def rarity(self, word: str) -> float:
        """The fewer pages have a word, the more it says; 0 when none has."""
        return self._rarity(len(self.impacts(word)))

    def weight_in(self, word: str, entry: int) -> float:
        """A word's weight in one entry of the index; 0 when it isn't there."""
        for base, (entries, weights) in self.snapshot.postings(word):
            index = bisect_left(entries, entry - base) if entry >= base else len(entries)
            if index < len(entries) and entries[index] == entry - base:
                return weights[index]
        return 0.0

    def phrase(self, phrase: Sequence[str]) -> Scores:
        """How much a phrase says of each page that has it, its words next to each other."""
        entries = set.intersection(*(set(self._entries(word)) for word in phrase))
        found = {entry for entry in entries if self._stand_together(phrase, entry)}
        pages = {self.snapshot.page_of[entry] for entry in found}
        return {page: sum(self.impacts(word)[page] for word in phrase) for page in pages}

    def spelling(self, word: str) -> str:
        """How a page writes a word of the index."""
        for entry in self._entries(word):
            if entry not in self._starts:
                text = self.snapshot.text(entry)
                return next((text[start:end].lower() for start, end, found in placed(text) if found == word), word)
        return word

    def names(self, page: int) -> tuple[Name, ...]:
        """The title and synonyms of a page."""
        card = self.snapshot.cards[page]
        return names(card.title, card.synonyms)

    def answering(self, headings: Sequence[Terms]) -> Scores:
        """Pages with a section under one of these headings: 1 for the first of them, less for one that is named later."""
        found: Scores = {}
        for rank, heading in enumerate(headings):
            for page, title in self._headed.get(heading[0], ()):
                if title.issuperset(heading):
                    found.setdefault(page, answer(rank))
        return found

    def popularity(self, page: int) -> float:
        """How much a page is read, compared with the one that is read most: 0 to 1."""
        return log1p(self.snapshot.cards[page].popularity) / self._most_read

    def cards(self) -> Iterator[Card]:
        """The pages' cards."""
        return (card for card, seen in zip(self.snapshot.cards, self.visible, strict=True) if seen)

    @cached_property
    def titles(self) -> Lexicon:
        """The words of titles and synonyms."""
        return Lexicon(text for card in self.cards() for text in (card.title, *card.synonyms))

    @cached_property
    def headings(self) -> Lexicon:
        """The words of headings."""
        return Lexicon(section.title for card in self.cards() for section in card.sections)

    @cached_property
    def named(self) -> dict[str, list[int]]:
        """Word → pages whose title or synonyms have it."""
        found: dict[str, list[int]] = defaultdict(list)
        for page, seen in enumerate(self.visible):
            if seen:
                for word in {word for name in self.names(page) for word in name.terms}:
                    found[word].append(page)
        return found

    @cached_property
    def initials(self) -> dict[str, list[Terms]]:
        """First letters of a name's words → the words: what people shorten a name to."""
        found: dict[str, list[Terms]] = defaultdict(list)
        for card in self.cards():
            for text in (card.title, *card.synonyms):
                name = terms(text)
                if 1 < len(name) < 7 and name not in found["".join(word[0] for word in name)]:
                    found["".join(word[0] for word in name)].append(name)
        return found

    @cached_property
    def body(self) -> list[str]:
        """The words of the index that may be a misspelt word's: letters only."""
        return sorted(word for word in self.snapshot.words() if len(word) > 3 and word.isalpha())

    @cached_property
    def _headed(self) -> dict[str, list[tuple[int, frozenset[str]]]]:
        """Word → the headings that have it, each with its page."""
        found: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        for page, (card, seen) in enumerate(zip(self.snapshot.cards, self.visible, strict=True)):
            for section in card.sections if seen else ():
                title = heading_terms(section.title)
                for word in title:
                    found[word].append((page, title))
        return found

    @cached_property
    def _most_read(self) -> float:
        return max((log1p(card.popularity) for card in self.cards()), default=0.0) or 1.0

    @cached_property
    def _starts(self) -> frozenset[int]:
        return frozenset(self.snapshot.starts)

    def _entries(self, word: str) -> Iterator[int]:
        """The entries of the region's pages that have a word."""
        page_of, visible = self.snapshot.page_of, self.visible
        for base, (entries, _) in self.snapshot.postings(word):
            for entry in entries:
                if page_of[base + entry] >= 0 and visible[page_of[base + entry]]:
                    yield base + entry

    def _stand_together(self, phrase: Sequence[str], entry: int) -> bool:
        places = [set(self.snapshot.positions(word, entry)) for word in phrase]
        return any(all(start + index in later for index, later in enumerate(places)) for start in places[0])

    def _weights(self, word: str) -> Scores:
        weights: Scores = {}
        page_of, visible = self.snapshot.page_of, self.visible
        for base, (entries, values) in self.snapshot.postings(word):
            for entry, weight in zip(entries, values, strict=True):
                page = page_of[base + entry]
                if page >= 0 and visible[page]:
                    weights[page] = weights.get(page, 0.0) + weight
        return weights

    def _rarity(self, pages: int) -> float:
        return log(1 + (self.count - pages + 0.5) / (pages + 0.5)) if pages else 0.0


def answer(rank: int) -> float:
    """How well a heading answers that is the rank-th of those that do, from 0."""
    return 1 / (1 + 0.2 * rank)


@lru_cache(maxsize=1 << 15)
def heading_terms(title: str) -> frozenset[str]:
    """The words of a heading as they stand in the index."""
    return frozenset(terms(title))


@lru_cache(maxsize=1 << 15)
def names(title: str, synonyms: tuple[str, ...]) -> tuple[Name, ...]:
    """The names of a page, its title first."""
    found = (
        Name(frozenset(terms(text)), index == 0, " ".join(map(fold, words(text))))
        for index, text in enumerate((title, *synonyms))
    )
    return tuple(name for name in found if name.terms)
