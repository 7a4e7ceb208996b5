"""The names or the headings of one segment as arrays: which words they are of, and which words begin or stem alike."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.search.fold import WORD, bare, fold, term
from app.search.pack import LAST

Numbers = NDArray[np.int32]
Marks = NDArray[np.bool_]

NONE: Numbers = np.empty(0, np.int32)


class Table:
    """Short texts, in the order of what they belong to. Its pairs are (word, text), ordered by word."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        """`texts`: owner and text; owners ascending."""
        found = [(owner, spelled(text)) for owner, text in texts]
        self.owners: Numbers = np.array([owner for owner, _ in found], np.int32)
        pairs = sorted(
            (word, number, form, word == folded)
            for number, (_, words) in enumerate(found)
            for folded, form in words
            for word in dict.fromkeys((folded, bare(form)))
        )
        self.words: list[str] = list(dict.fromkeys(pair[0] for pair in pairs))
        """Not stemmed, ascending."""
        ids = {word: number for number, word in enumerate(self.words)}
        self.texts: Numbers = np.array([pair[1] for pair in pairs], np.int32)
        self.folded: Marks = np.array([pair[3] for pair in pairs], np.bool_)
        """Which pairs have the word in its common spelling; where a text has another one, there is a second pair for it."""
        self.forms = [pair[2] for pair in pairs]
        """As the text writes it, in small letters."""
        words: Numbers = np.array([ids[pair[0]] for pair in pairs], np.int32)
        self._offsets = np.searchsorted(words, np.arange(len(self.words) + 1)).astype(np.int32)
        self.stems: list[str] = []
        self._of_stem: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words):
            self._of_stem[term(word)].append(number)
        self.stems = list(self._of_stem)
        stem_ids = {stem: number for number, stem in enumerate(self.stems)}
        stem_of_word = np.array([stem_ids[term(word)] for word in self.words], np.int32)
        self.pair_stems: Numbers = stem_of_word[words] if len(words) else NONE
        self.stemmed = [tuple(term(folded) for folded, _ in words) for _, words in found]
        self._lines = sorted((" ".join(folded for folded, _ in words), number) for number, (_, words) in enumerate(found))

    def __len__(self) -> int:
        return len(self.owners)

    def of_stem(self, stem: str) -> Numbers:
        """The pairs whose word has this stem."""
        words = self._of_stem.get(stem, ())
        return np.concatenate([self._pairs(word, word + 1) for word in words]) if words else NONE

    def beginning(self, prefix: str) -> Numbers:
        """The pairs whose word begins so."""
        return self._pairs(*self._range(prefix))

    def pairs_of(self, word: str) -> Numbers:
        """The pairs of one word."""
        place = bisect_left(self.words, word)
        known = place < len(self.words) and self.words[place] == word
        return self._pairs(place, place + known)

    def lines_beginning(self, prefix: str) -> list[int]:
        """The texts that begin so, word for word."""
        start, end = (bisect_left(self._lines, (text,)) for text in (prefix, prefix + LAST))
        return [number for _, number in self._lines[start:end]]

    @cached_property
    def initials(self) -> dict[str, list[int]]:
        """First letters of a text's words → the texts: what people shorten a name to."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self.stemmed):
            if 1 < len(name) < 7:
                found["".join(word[0] for word in name)].append(number)
        return found

    def _range(self, prefix: str) -> tuple[int, int]:
        return bisect_left(self.words, prefix), bisect_left(self.words, prefix + LAST)

    def _pairs(self, start: int, end: int) -> Numbers:
        return np.arange(self._offsets[start], self._offsets[end], dtype=np.int32)


def common(numbers: Sequence[Numbers]) -> Numbers:
    """What stands in all of some lists, each ascending and without doubles."""
    least, *others = sorted(numbers, key=len)
    for other in others if len(least) else ():
        places = other.searchsorted(least)
        places[places == len(other)] = 0
        least = least[other[places] == least]
    return least


@lru_cache(maxsize=1 << 16)
def spelled(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a name or heading: in the common spelling, and as written but in small letters."""
    return tuple((fold(word), word.lower()) for word in WORD.findall(text))
