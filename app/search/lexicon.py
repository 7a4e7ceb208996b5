"""Words that a misspelt one may have meant: those that look or sound like it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

FURTHER = 2
"""Letters more that may differ where two words sound alike."""
ALIKE = 0.7
"""Of a letter: how much nearer a word is that sounds like it."""

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

_BITS = np.zeros(256, np.uint64)
_BITS[ord("a") : ord("z") + 1] = np.uint64(1) << np.arange(26, dtype=np.uint64)
_BITS[ord("?")] = np.uint64(1) << np.uint64(26)


class Lexicon:
    """Many words, in small letters."""

    def __init__(self, words: Sequence[str], *, sounds: bool = True) -> None:
        """With `sounds`, words are found by their sound, too: too slow to prepare for all words of all texts."""
        self._words, self._sounds = words, sounds

    def near(self, word: str) -> dict[str, float]:
        """The words that may have been meant, each with how far it is, in letters."""
        allowed = distance_allowed(word)
        if not allowed or not self._words:
            return {}
        choices = [self._words[number] for number in self._may_be_near(word, allowed)]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        near = {choice: float(distance) for choice, distance, _ in found}
        for choice in self._by_sound.get(sound(word), ()) if self._sounds else ():
            distance = OSA.distance(word, choice, score_cutoff=allowed + FURTHER)
            if distance <= allowed + FURTHER:
                near[choice] = distance - ALIKE
        return near

    def _may_be_near(self, word: str, allowed: int) -> NDArray[np.intp]:
        """Those whose length and letters do not say otherwise: each slip brings in one letter and takes one away, at most."""
        letters, lengths = self._letters
        differ = np.bitwise_count(letters ^ _letters([word])[0][0])
        return np.flatnonzero((differ <= 2 * allowed) & (np.abs(lengths - len(word)) <= allowed))

    @cached_property
    def _letters(self) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        return _letters(self._words)

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if len(word) > 3 and word.isalpha():
                found[sound(word)].append(word)
        return found


def _letters(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Which letters each word has, a bit for each, and how many there are."""
    bits = _BITS[np.frombuffer("\n".join(["", *words]).encode("ascii", "replace"), np.uint8)]
    lengths = np.array([len(word) for word in words], np.int32)
    starts = np.concatenate(([0], np.cumsum(lengths[:-1] + 1)))
    return np.bitwise_or.reduceat(bits, starts), lengths


def distance_allowed(word: str) -> int:
    """How many letters may be wrong, left out, added or exchanged."""
    if not word.isalpha() or len(word) < 4:
        return 0
    return 1 if len(word) < 6 else 2 if len(word) < 9 else 3


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """A key that words which sound alike share."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word
