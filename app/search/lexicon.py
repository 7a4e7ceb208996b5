"""The words of names and headings: what the beginning of a word may become, and what a misspelt word may have meant."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.search.fold import WORD, fold, term

NEAREST = 6
"""Candidates for one misspelt word, at most."""

_SOUNDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^(?:p(?=[nst])|k(?=n)|g(?=n)|w(?=r)|m(?=n))", ""),  # pneumonia, psoriasis, knee, gnat, wrist
        (r"ph", "f"),
        (r"sc(?=[eiy])|c(?=[eiy])|z", "s"),
        (r"ch(?=[lr])|[cq]|ck|kh", "k"),
        (r"x", "ks"),
        (r"rh", "r"),
        (r"th", "t"),
        (r"gh", "g"),
        (r"y", "i"),
        (r"(?<=.)[aeiouhw]", ""),
        (r"(.)\1+", r"\1"),
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that names or headings use."""

    word: str
    """As a page writes it, in small letters."""
    term: str
    """As in the index."""
    pages: int
    """In how many names and headings."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a misspelt word may have meant."""

    word: str
    term: str
    likeness: float
    """0 to 1."""


class Lexicon:
    """The words of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(pair for text in texts for pair in spelled(text))
        forms: dict[str, tuple[int, str]] = {}
        totals: Counter[str] = Counter()
        for (folded, word), count in counts.items():
            forms[folded] = max(forms.get(folded, (0, "")), (count, word))
            totals[folded] += count
        self.entries = {folded: Entry(word, term(word), totals[folded]) for folded, (_, word) in forms.items()}
        self.folded = sorted(self.entries)

    def beginning(self, prefix: str, limit: int) -> list[Entry]:
        """Words that begin so, but for the word itself; of too many, the most frequent."""
        start = bisect_left(self.folded, prefix)
        end = bisect_left(self.folded, prefix + "\U0010ffff")
        found = [self.entries[folded] for folded in self.folded[start:end] if folded != prefix]
        return sorted(found, key=lambda entry: -entry.pages)[:limit]

    def guesses(self, folded: str) -> list[Guess]:
        """What a word that is not in use may have meant, the likeliest first."""
        allowed = distance_allowed(folded)
        if not allowed:
            return []
        near = process.extract(folded, self.folded, scorer=OSA.distance, score_cutoff=allowed, limit=50)
        found = {choice: float(distance) for choice, distance, _ in near}
        own = sound(folded)
        for choice in self._by_sound.get(own, ()):
            distance = OSA.distance(folded, choice, score_cutoff=allowed + 2)
            if distance <= allowed + 2:
                found[choice] = distance - 0.7
        costs = {choice: cost + self._unlikely(folded, choice) for choice, cost in found.items()}
        best = sorted(costs, key=lambda choice: (costs[choice], choice))[:NEAREST]
        return [self._guess(choice, costs[choice], len(folded)) for choice in best]

    def _unlikely(self, folded: str, choice: str) -> float:
        """Less for a frequent word, more for one that begins with another letter."""
        return (0.0 if folded[0] == choice[0] else 0.5) - 0.1 * log(self.entries[choice].pages)

    def _guess(self, choice: str, cost: float, length: int) -> Guess:
        entry = self.entries[choice]
        return Guess(entry.word, entry.term, min(1.0, max(0.2, 1 - cost / length)))

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for folded in self.folded:
            if len(folded) > 3:
                found[sound(folded)].append(folded)
        return found


def nearest(word: str, choices: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The nearest of many words, each with its distance, the nearest first."""
    for choice, distance, _ in process.extract(
        word, choices, scorer=OSA.distance, score_cutoff=distance_allowed(word), limit=NEAREST
    ):
        yield choice, int(distance)


def distance_allowed(word: str) -> int:
    """How many letters may be wrong, left out, added or exchanged."""
    if not word.isalpha() or len(word) < 4:
        return 0
    return 1 if len(word) < 6 else 2 if len(word) < 9 else 3


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A key that words which sound alike share."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=1 << 16)
def spelled(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a name or heading: in the common spelling, and as written but in small letters."""
    return tuple((fold(word), word.lower()) for word in WORD.findall(text))
