"""One spelling for each ordinary word: British and American, capitals, contractions, and slips of the pen.

A slip is a word that no list knows, near to exactly one known word, an ordinary one, and it shows how the hand slipped: two
letters beside each other swapped, one letter typed twice, or a double one once. Another letter, or one more or less, makes words
of their own too often: pulsus is not pulses, aesthesia not anaesthesia. Names of medicines, units, abbreviations, words with
capitals (names of products and people) and words of safety are never taken for slips of others.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from app.domain.safety.words import KNOWN, MEDICINES, ORDINARY, SAME, SLIPS, SPELLINGS

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_SLIP = 5
_SHORTEST_CAPITALS = 5
_LIGATURE_FROM = 6
_IZE = re.compile(r"(\w{3,})iz(e|ed|er|ers|es|ing|ation|ations|ational)")
_NOT_IZE = frozenset({"capsize", "capsized", "oversize", "oversized", "undersized", "outsize", "downsize", "resize", "resized"})
_CONTRACTED = {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall"}
_ENDINGS = {"'ll": "will", "'re": "are", "'ve": "have", "'m": "am"}
_SHORT = frozenset("a i is it in of or to at by be if on we do no so up an as my he me us go".split())


def without_apostrophe(written: str) -> tuple[str, ...]:
    """A word as one or two without apostrophe: "don't" is "do not", "it's" and "its" are the same slip away."""
    small = written.lower()
    if small in _CONTRACTED or (small.endswith("n't") and len(small) > len("n't")):
        return (_CONTRACTED.get(small) or small[:-3], "not")
    for ending, word in _ENDINGS.items():
        if small.endswith(ending) and len(small) > len(ending):
            return (written[: -len(ending)], word)
    return (written if small.endswith("'d") else written.replace("'", ""),)


@lru_cache(maxsize=20_000)
def settled(written: str, *, begins: bool, tagged: bool) -> str:
    """The one form of a word. `begins`: a capital says nothing here. `tagged`: it names a matter of safety."""
    word = _small(written, begins=begins)
    word = SLIPS.get(word, word)
    if not tagged and written.islower():
        word = _meant(word)
    return british_or_american(word)


def _small(written: str, *, begins: bool) -> str:
    small = written.lower()
    if written == small:
        return written
    if len(written) <= 2:
        return (
            small
            if (small in _SHORT and written[1:].islower()) or (small in _SHORT and len(written) == 1 and begins)
            else written
        )
    if written[1:].islower():
        return small
    return small if written.isupper() and len(written) >= _SHORTEST_CAPITALS and small in ORDINARY else written


def british_or_american(word: str) -> str:
    """A word in the one spelling that stands for both."""
    word = SPELLINGS.get(word, word)
    if word not in _NOT_IZE and (match := _IZE.fullmatch(word)):
        word = f"{match[1]}is{match[2]}"
    if len(word) >= _LIGATURE_FROM:
        word = word.replace("ae", "e").replace("oe", "e").replace("sulph", "sulf")
    return word


def ordinary(key: str) -> bool:
    """Whether a settled word is an ordinary one."""
    return key in _ordinary_forms()


@cache
def _ordinary_forms() -> frozenset[str]:
    return frozenset(british_or_american(word) for word in ORDINARY)


@cache
def shortest_forms() -> dict[str, str]:
    """A word or turn in its settled words → the form that stands for its group."""
    forms: dict[str, str] = {}
    for group in SAME:
        keys = [
            " ".join(settled(word, begins=False, tagged=True) for word in member.replace(".", "").split()) for member in group
        ]
        forms |= dict.fromkeys(keys, f"={keys[0]}")
    return forms


def _meant(word: str) -> str:
    """The ordinary word that an unknown one is a slip of; itself when there is none, or when it might be another."""
    if len(word) < _SHORTEST_SLIP or _known(word) or not word.isascii():
        return word
    near = {british_or_american(other) for other in _one_letter_away(word) if _known(other)}
    if len(near) != 1 or not any(map(_known, _set_right(word))):
        return word
    (meant,) = near
    return meant if ordinary(meant) else word


def _known(word: str) -> bool:
    return word in ORDINARY or word in KNOWN or word in MEDICINES


def _set_right(word: str) -> set[str]:
    """What comes of swapping two neighbours back, of writing a double letter once, or one twice; the first letter stays."""
    swapped = {word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :] for i in range(2, len(word))}
    once = {word[:i] + word[i + 1 :] for i in range(1, len(word)) if word[i] == word[i - 1]}
    twice = {word[:i] + word[i] + word[i:] for i in range(1, len(word))}
    return (swapped | once | twice) - {word}


def _one_letter_away(word: str) -> set[str]:
    """Every string that is one letter left out, put in, exchanged or swapped with its neighbour away; the first letter stays."""
    parts = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    left_out = {left + right[1:] for left, right in parts if right}
    exchanged = {left + letter + right[1:] for left, right in parts if right for letter in _LETTERS}
    put_in = {left + letter + right for left, right in parts for letter in _LETTERS}
    return (left_out | exchanged | put_in | _set_right(word)) - {word}
