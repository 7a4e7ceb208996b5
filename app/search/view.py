"""What one region's readers can find: the pages of the index that their region shows at this moment, and nothing else.

Counts, rarity of words, suggestions and corrections all come from these pages alone, so nothing of any other page shows through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.search.facets import Sorts
from app.search.fold import Terms, placed, term
from app.search.labels import Labels, hits
from app.search.schema import HEADING_WEIGHT, TITLE_WEIGHT
from app.search.snapshot import Piece, Snapshot
from app.search.table import NONE, Marks, Numbers, common

SATURATION, LENGTH_SHARE = 3.0, 0.5
"""BM25's k1 and b, for a page: weights in the index are several times those of plain text."""
KEPT: Final = 2_000_000
"""Numbers that are kept of words that were asked for."""
LONG: Final = 4
"""Letters from which on the beginning of a word is looked for in texts, too."""
EXPLAINED: Final = 6
"""Meanings of one short form, at most."""
SOME: Final = 60
"""Pages of a small library."""
FORMS: Final = 60
"""Ways to write a word that are looked for in a text, at most."""

Scores = NDArray[np.float32]
"""One for each page."""


@dataclass(frozen=True, slots=True)
class Posting:
    """The pages that have a word, ascending, and how much it says of each."""

    pages: Numbers
    impacts: Scores
    rarity: float

    def __bool__(self) -> bool:
        return len(self.pages) > 0


class View:
    """The pages that one region shows. Used by one thread at a time, as its snapshot is."""

    def __init__(self, snapshot: Snapshot, region: str, shown: NDArray[np.int64]) -> None:
        """`shown`: the keys of the cards of what the region shows, ascending."""
        self.snapshot = snapshot
        self.shown = shown
        pieces = snapshot.ordered
        here = _joined([piece.shown_in(region) & np.isin(piece.keys, shown) for piece in pieces], np.bool_)
        self.visible: Marks = here & snapshot.alive
        self.count = int(self.visible.sum())
        self.pages = len(self.visible)
        lengths = _joined([piece.lengths for piece in pieces], np.float32)
        average = float(lengths[self.visible].mean()) if self.count else 1.0
        self._norms = (SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / average)).astype(np.float32)
        self._postings: dict[tuple[Terms, bool], Posting] = {}
        self._kept = 0
        self.answers: dict[object, Any] = {}
        """What was asked, and what was found: for whoever asks, kept with the view because it is true as long."""

    def word(self, word: str) -> Posting:
        """Where a word stands, and how much it says of each page."""
        return self._posting((word,), prefix=False)

    def beginning(self, prefix: str) -> Posting:
        """The same for all words that begin so, taken for one."""
        return self._posting((prefix,), prefix=True)

    def rarity(self, word: str) -> float:
        """The fewer pages have a word, the more it says; 0 when none has."""
        return self.word(word).rarity

    @property
    def rarest(self) -> float:
        """The rarity of a word that one page has; of few pages not less than of `SOME`."""
        return log(1 + (max(self.count, SOME) - 0.5) / 1.5)

    def phrase(self, phrase: Sequence[str]) -> Posting:
        """How much a phrase says of each page that has it, its words next to each other."""
        pages = sorted({page for entry, page in self._entries(phrase) if self._stand_together(phrase, entry)})
        chosen = np.array(pages, np.int32)
        impacts = np.zeros(len(pages), np.float32)
        for word in phrase:
            posting = self.word(word)
            impacts += posting.impacts[np.searchsorted(posting.pages, chosen)] if pages else 0
        return Posting(chosen, impacts, sum(map(self.rarity, phrase)) if pages else 0.0)

    def together(self, words: Terms) -> Posting:
        """Where words stand that are all needed, somewhere on a page."""
        return self._posting(words, prefix=False)

    def _together(self, words: Terms) -> Posting:
        postings = [self.word(word) for word in words]
        pages = common([posting.pages for posting in postings])
        impacts = np.zeros(len(pages), np.float32)
        for posting in postings if len(pages) else ():
            impacts += posting.impacts[np.searchsorted(posting.pages, pages)]
        return Posting(pages, impacts, sum(posting.rarity for posting in postings) if len(pages) else 0.0)

    def answering(self, headings: Sequence[Terms]) -> Iterator[tuple[Numbers, float]]:
        """Pages with a section under one of these headings: 1 for the first of them, less for one that is named later."""
        for rank, heading in enumerate(headings):
            for sheet in self.headings.sheets:
                texts, _ = hits(sheet, heading)
                yield sheet.pages[texts], answer(rank)

    def weights_in(self, word: str, entries: NDArray[np.int64], *, prefix: bool = False) -> Scores:
        """The weight of a word (or of all that begin so) in each of some entries, ascending."""
        weights = np.zeros(len(entries), np.float32)
        for piece, base, end in self._pieces():
            first, last = np.searchsorted(entries, (base, end))
            if first == last:
                continue
            where = piece.pack.beginning(word) if prefix else piece.pack.find(word)
            there, inner = piece.pack.entries[where], (entries[first:last] - base).astype(np.uint32)
            if prefix:
                wanted = np.zeros(piece.size, np.bool_)
                wanted[inner] = True
                found = np.flatnonzero(wanted[there])  # of very many, as a rule, that begin so
                np.add.at(weights[first:last], inner.searchsorted(there[found]), piece.pack.weights[where][found])
            elif len(there):
                place = np.minimum(np.searchsorted(there, inner), len(there) - 1)
                weights[first:last] = np.where(there[place] == inner, piece.pack.weights[where][place], 0)
        return weights

    def spelling(self, word: str) -> str:
        """How a page writes a word of the index."""
        for entry, _ in self._entries((word,)):
            text = self.snapshot.text(entry)
            found = next((text[start:end].lower() for start, end, found in placed(text) if found == word), None)
            if found:
                return found
        return word

    def forms(self, word: str, *, prefix: bool) -> list[str]:
        """How texts write a word of the index, or all that begin so; of very many, some."""
        return [form for piece in self.snapshot.ordered for form in piece.pack.spellings(word, prefix=prefix)[:FORMS]]

    def near(self, folded: str) -> dict[str, float]:
        """Words of the texts that a misspelt one may have meant, as texts write them."""
        found = {word: far for piece in self.snapshot.ordered for word, far in piece.lexicon.near(folded).items()}
        return {word: far for word, far in found.items() if self.word(term(word))}

    def explained(self, short: Terms) -> list[Terms]:
        """What pages say that a short form stands for, the most frequent first."""
        found = Counter(
            long for piece, base in self._paged() for page, long in piece.shorts.get(short, ()) if self.visible[base + page]
        )
        return [long for long, _ in found.most_common(EXPLAINED)]

    @cached_property
    def for_patients(self) -> Marks:
        """Which pages are for patients."""
        return _joined([piece.for_patients for piece in self.snapshot.ordered], np.bool_)

    @cached_property
    def kinds(self) -> Sorts:
        """The kind of each page."""
        return Sorts([card.kind for piece in self.snapshot.ordered for card in piece.cards])

    @cached_property
    def specialties(self) -> Sorts:
        """The specialty of each page."""
        return Sorts([card.specialty for piece in self.snapshot.ordered for card in piece.cards])

    @cached_property
    def names(self) -> Labels:
        """The titles and synonyms."""
        return Labels([(piece.names, piece.name_words, base + piece.names.owners) for piece, base in self._paged()], self.visible)

    @cached_property
    def title_marks(self) -> list[Marks]:
        """Which of the names are titles, segment by segment."""
        return [piece.titles for piece in self.snapshot.ordered]

    @cached_property
    def headings(self) -> Labels:
        """The headings of sections."""
        tables = [
            (piece.headings, piece.heading_words, base + piece.page_of[piece.headings.owners]) for piece, base in self._paged()
        ]
        return Labels(tables, self.visible)

    @cached_property
    def popularity(self) -> Scores:
        """How much each page is read, compared with the one that is read most: 0 to 1."""
        read = np.log1p(_joined([piece.popularity for piece in self.snapshot.ordered], np.float32))
        shares: Scores = (read / (read[self.visible].max(initial=0.0) or 1.0)).astype(np.float32)
        return shares

    def _posting(self, words: Terms, *, prefix: bool) -> Posting:
        found = self._postings.get((words, prefix))
        if found is None:
            found = self._read(words[0], prefix=prefix) if len(words) == 1 else self._together(words)
            self._kept += len(found.pages)
            if self._kept > KEPT:
                self._postings.clear()
                self._kept = len(found.pages)
            self._postings[words, prefix] = found
        return found

    def _read(self, word: str, *, prefix: bool) -> Posting:
        pages, weights = [], []
        for piece, base in self._paged():
            there, weight = _begun(piece, word) if prefix else _having(piece, piece.pack.find(word))
            shown = self.visible[base + there]
            pages.append(base + there[shown])
            weights.append(weight[shown])
        if not any(map(len, pages)):
            return NOWHERE
        chosen, weight = np.concatenate(pages).astype(np.int32), np.concatenate(weights)
        rarity = log(1 + (self.count - len(chosen) + 0.5) / (len(chosen) + 0.5))
        return Posting(chosen, (rarity * weight * (SATURATION + 1) / (weight + self._norms[chosen])).astype(np.float32), rarity)

    def _entries(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The sections of the region's pages that have all these words, each with its page."""
        for (piece, first), base in zip(self._paged(), self.snapshot.bases, strict=False):
            found = piece.pack.entries[piece.pack.find(words[0])]
            for word in words[1:]:
                found = np.intersect1d(found, piece.pack.entries[piece.pack.find(word)])
            pages = first + piece.page_of[found]
            shown = self.visible[pages]
            yield from zip((base + found[shown]).tolist(), pages[shown].tolist(), strict=True)

    def _stand_together(self, phrase: Sequence[str], entry: int) -> bool:
        places = [set(self.snapshot.positions(word, entry)) for word in phrase]
        return any(all(start + index in later for index, later in enumerate(places)) for start in places[0])

    def _paged(self) -> Iterator[tuple[Piece, int]]:
        """The segments, each with the number of its first page."""
        return zip(self.snapshot.ordered, self.snapshot.page_bases, strict=False)

    def _pieces(self) -> Iterator[tuple[Piece, int, int]]:
        """The segments, each with its first entry and its end."""
        return zip(self.snapshot.ordered, self.snapshot.bases, self.snapshot.bases[1:], strict=False)


def _having(piece: Piece, where: slice) -> tuple[Numbers, NDArray[np.float64]]:
    """The pages of some postings of one word, ascending, and its weight in each."""
    pages = piece.page_of[piece.pack.entries[where]]
    if not len(pages):
        return NONE, np.empty(0)
    begins = np.flatnonzero(np.diff(pages, prepend=-1))
    return pages[begins], np.add.reduceat(piece.pack.weights[where], begins, dtype=np.float64)


def _begun(piece: Piece, prefix: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The same of all words that begin so: of names and headings as they are written there, of texts as stems."""
    where = piece.pack.beginning(prefix) if len(prefix) >= LONG else slice(0, 0)
    counted = np.bincount(piece.page_of[piece.pack.entries[where]], piece.pack.weights[where], len(piece.cards))
    weights = counted.astype(np.float64, copy=False)  # of none, numpy makes whole numbers
    for table, weight in ((piece.names, TITLE_WEIGHT), (piece.headings, HEADING_WEIGHT)):
        owners = table.owners[table.texts[table.beginning(prefix)]]
        pages = owners if table is piece.names else piece.page_of[owners]
        weights[pages] = np.maximum(weights[pages], weight)
    there = np.flatnonzero(weights)
    return there, weights[there]


def answer(rank: int) -> float:
    """How well a heading answers that is the rank-th of those that do, from 0."""
    return 1 / (1 + 0.2 * rank)


NOWHERE: Final = Posting(np.empty(0, np.int32), np.empty(0, np.float32), 0.0)


def _joined(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([*parts, np.empty(0, kind)])
