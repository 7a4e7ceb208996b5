"""The names of a region's pages, or the headings of their sections: which have a word, and how much the word says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.search.fold import Terms
from app.search.lexicon import Lexicon
from app.search.table import NONE, Marks, Numbers, Table, common

KEPT: Final = 4_000
"""Sets of words whose texts are kept for each sheet."""
NOWHERE: Final = (NONE, 0.0)
BETTER: Final = 0.5
"""Of the rarity of some words."""
WHOLE: Final = 0.999

Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names (or headings) in one segment, as one region shows them."""

    table: Table
    lexicon: Lexicon
    pages: Numbers
    """Whose each is."""
    seen: Marks
    """Which belong to a page that the region shows."""
    rarity: Shares
    """Of each stem of the table."""
    whole: Shares
    """Of each text: the rarity of all its words."""
    found: dict[Terms, tuple[Numbers, float]] = field(default_factory=dict)
    """What was asked of it."""


class Labels:
    """All names of a region's pages, or all headings."""

    def __init__(self, tables: Sequence[tuple[Table, Lexicon, Numbers]], visible: Marks) -> None:
        """`tables`: each with the page of each of its texts."""
        seen = [visible[pages] for _, _, pages in tables]
        counts: Counter[str] = Counter()
        for (table, _, _), marks in zip(tables, seen, strict=True):
            found = np.bincount(table.pair_stems[marks[table.texts] & table.folded], minlength=len(table.stems))
            counts.update(dict(zip(table.stems, found.tolist(), strict=True)))
        self._counts = counts
        self._total = int(sum(marks.sum() for marks in seen))
        self.sheets = [
            self._sheet(table, lexicon, pages, marks) for (table, lexicon, pages), marks in zip(tables, seen, strict=True)
        ]

    def rarity(self, stem: str) -> float:
        """The fewer names have a word, the more it says; 0 when none has."""
        count = self._counts[stem]
        return log(1 + (self._total - count + 0.5) / (count + 0.5)) if count > 0 else 0.0

    def has(self, stem: str) -> bool:
        """Whether any name has this word."""
        return self._counts[stem] > 0

    def together(self, words: Terms) -> bool:
        """Whether any name has all these words."""
        return all(map(self.has, words)) and any(len(hits(sheet, words)[0]) for sheet in self.sheets)

    def inside(self, words: Terms) -> Terms:
        """The words of the longest name that is wholly in some words, when it is the better part of them."""
        best: Terms = ()
        most = BETTER * sum(map(self.rarity, words))
        for sheet in self.sheets:
            inside = np.zeros(len(sheet.table), np.float32)
            for word in set(words):
                texts, rarity = hits(sheet, (word,))
                inside[texts] += rarity
            for text in np.flatnonzero(inside >= WHOLE * sheet.whole):
                if sheet.whole[text] > most:
                    best, most = sheet.table.stemmed[text], float(sheet.whole[text])
        return best

    def initials(self, letters: str) -> list[Terms]:
        """The names whose words begin with these letters, in order."""
        found = ((sheet, text) for sheet in self.sheets for text in sheet.table.initials.get(letters, ()))
        names = ((sheet.table.stemmed[text], sheet.seen[text]) for sheet, text in found)
        return list(dict.fromkeys(name for name, seen in names if seen or self.together(name)))

    def near(self, folded: str) -> dict[str, tuple[float, int]]:
        """Words that a misspelt one may have meant: how far each is, and in how many names."""
        found: dict[str, tuple[float, int]] = {}
        for sheet in self.sheets:
            for word, distance in sheet.lexicon.near(folded).items():
                count = int(sheet.seen[sheet.table.texts[sheet.table.pairs_of(word)]].sum())
                if count:
                    found[word] = (distance, count + found.get(word, (0.0, 0))[1])
        return found

    def written(self, folded: str) -> str:
        """How most names write a word in its common spelling."""
        forms = Counter(form for sheet in self.sheets for form in _forms(sheet, sheet.table.pairs_of(folded)))
        return forms.most_common(1)[0][0] if forms else folded

    def begins(self, prefix: str) -> bool:
        """Whether a word of any name begins so, and goes on."""
        return any(sheet.seen[sheet.table.texts[sheet.table.beginning(prefix)]].any() for sheet in self.sheets)

    def _sheet(self, table: Table, lexicon: Lexicon, pages: Numbers, seen: Marks) -> Sheet:
        rarity = np.array([self.rarity(stem) for stem in table.stems], np.float32)
        whole = np.bincount(table.texts, rarity[table.pair_stems] * table.folded, len(table)).astype(np.float32)
        return Sheet(table, lexicon, pages, seen, rarity, np.maximum(whole, 1e-6))


def _forms(sheet: Sheet, pairs: Numbers) -> Iterator[str]:
    for pair in pairs:
        if sheet.seen[sheet.table.texts[pair]]:
            yield sheet.table.forms[pair]


def begun(sheet: Sheet, prefix: str) -> tuple[Numbers, Shares]:
    """The texts that have a word that begins so, with the rarity of what they have."""
    pairs = sheet.table.beginning(prefix)
    texts, rarity = sheet.table.texts[pairs], sheet.rarity[sheet.table.pair_stems[pairs]]
    shown = sheet.seen[texts]
    return texts[shown], rarity[shown]


def hits(sheet: Sheet, words: Terms) -> tuple[Numbers, float]:
    """The texts that have all these words, ascending, with the rarity of the words. One search asks it again and again."""
    found = sheet.found.get(words)
    if found is None:
        if len(sheet.found) >= KEPT:
            sheet.found.clear()
        found = sheet.found[words] = _having(sheet, words[0]) if len(words) == 1 else _having_all(sheet, words)
    return found


def _having(sheet: Sheet, word: str) -> tuple[Numbers, float]:
    pairs = sheet.table.of_stem(word)
    if not len(pairs):
        return NOWHERE
    texts = sheet.table.texts[pairs]
    return np.unique(texts[sheet.seen[texts]]), float(sheet.rarity[sheet.table.pair_stems[pairs[0]]])


def _having_all(sheet: Sheet, words: Terms) -> tuple[Numbers, float]:
    each = [hits(sheet, (word,)) for word in words]
    texts = common([texts for texts, _ in each])
    return (texts, sum(rarity for _, rarity in each)) if len(texts) else NOWHERE
