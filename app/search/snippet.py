"""Some sentences of a section that show why it was found.

A snippet begins with a sentence, because what it would leave out could be a "do not"; where a sentence is too long for that, an
ellipsis says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.search.fold import WORD
from app.search.results import Snippet
from app.search.schema import BETWEEN

LENGTH: Final = 240
"""Characters of a snippet, at most, beside the mark that text follows."""
MARGIN: Final = 60
"""Characters before the first such word, when a snippet must begin within a sentence."""
READ: Final = 20_000
"""Characters of a section that are looked at."""

FAR: Final = 400
"""Characters before a word in which the beginning of its sentence is looked for."""
ALIKE: Final = 4
"""Letters with which words begin that are looked for together."""
EACH, LOOKED_AT, LOOKED_NEAR = 12, 60, 12
"""Places of words that begin alike, of all, and of those near one, at most."""

_STOP = re.compile(rf"[.!?;:•*–{BETWEEN}-](?=\s)")
_INSIDE = re.compile(r"[^\W_]$|[^\W_]['\u2019\u0300-\u036f]$")
_ITEM = re.compile(r"(?<=[^\W_A-Z)])\s(?=[A-Z][a-z])")


class Sought:
    """Words that are looked for in texts."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """`forms`: each word as texts write it, in small letters → what it stands for; two forms of one word count once."""
        self.forms = forms
        alike: dict[str, list[str]] = defaultdict(list)
        for form in forms:
            alike[form[:ALIKE]].append(form)
        self.starts = [_common(min(some), max(some)) for some in alike.values()]
        """What is looked for: one search of a text serves all words that begin alike."""


def snippet(text: str, sought: Sought) -> Snippet:
    """The sentences with the most of the wanted words, else the first ones."""
    text = text[:READ]
    found = sorted(set(_places(text, sought)))[:LOOKED_AT]  # “after” is found by “af” and by “afte”
    start = _sentence(text, found[_richest(found)][0]) if found else _first(text)
    end = _end(text, start)
    first = next((first for first, _, _ in found if start <= first), start)
    late = first - start > LENGTH - MARGIN
    if late:  # a list may be one endless sentence
        start = _place_to_begin(text, start, first)
        end = min(len(text), start + LENGTH)
    shown = text[start:end]
    if end < len(text) and not text[end].isspace() and " " in shown:
        shown = shown.rsplit(None, 1)[0]
    shown = shown.rstrip()
    return _marked(shown, start, found, before=late, after=start + len(shown) < len(text.rstrip()))


def _common(one: str, other: str) -> str:
    """How both begin."""
    same = next((place for place, (mine, yours) in enumerate(zip(one, other, strict=False)) if mine != yours), len(one))
    return one[:same]


def _places(text: str, sought: Sought) -> Iterator[tuple[int, int, str]]:
    """Where the words stand: beginning, end, and what each stands for."""
    small = text.lower()
    if len(small) != len(text):  # a few letters become two
        small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    for begin in sought.starts:
        start, seen = small.find(begin), 0
        while start >= 0 and seen < EACH:
            match = WORD.match(text, start)
            end = match.end() if match else start + 1
            meant = sought.forms.get(small[start:end])
            if meant and not (start and _INSIDE.search(text, max(0, start - 2), start)):
                yield start, end, meant
                seen += 1
            start = small.find(begin, end)


def _richest(found: Sequence[tuple[int, int, str]]) -> int:
    """From which place on the most different words stand near each other."""
    best, most = 0, 0
    for index, (first, _, _) in enumerate(found):
        kinds = len({meant for _, last, meant in found[index : index + LOOKED_NEAR] if last <= first + LENGTH - MARGIN})
        if kinds > most:
            best, most = index, kinds
    return best


def _sentence(text: str, place: int) -> int:
    """Where the sentence around a place begins."""
    begins = [begin for _, begin in _breaks(text, max(0, place - FAR), place + 1) if begin <= place]
    if begins:
        return begins[-1]
    return _first(text) if place <= FAR else max(0, text.rfind(" ", 0, place - FAR) + 1)


def _breaks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a sentence or an item of a list ends, and where the next begins."""
    for match in _STOP.finditer(text, start, end):
        place = match.start()
        if text[place] == BETWEEN:
            yield len(text[:place].rstrip()), place + 2
            continue
        if text[place] in "•*–-":
            if place and text[place - 1].isspace():
                yield len(text[:place].rstrip()), place
            continue
        begin = place + 1
        while begin < len(text) and text[begin].isspace():
            begin += 1
        if begin < len(text) and text[begin].isalnum() and not "a" <= text[begin] <= "z":
            yield place + 1, begin


def _first(text: str) -> int:
    return len(text) - len(text.lstrip())


def _end(text: str, start: int) -> int:
    """Where as many sentences end as fit."""
    if len(text) - start <= LENGTH:
        return len(text)
    ends = [end for end, _ in _breaks(text, start + 1, start + LENGTH) if start < end <= start + LENGTH]
    return ends[-1] if ends else start + LENGTH


def _place_to_begin(text: str, start: int, first: int) -> int:
    """Where an item of a list seems to begin, not far before a word; else at a word a little before it."""
    items = [match.end() for match in _ITEM.finditer(text, max(start, first - LENGTH // 2), first)]
    space = text.rfind(" ", start, first - MARGIN)
    return items[-1] if items else space + 1 if space > 0 else first


def _marked(shown: str, start: int, found: list[tuple[int, int, str]], *, before: bool, after: bool) -> Snippet:
    lead = "… " if before else ""
    shift, stop = len(lead) - start, start + len(shown)
    marks = tuple((first + shift, last + shift) for first, last, _ in found if start <= first and last <= stop)
    return Snippet(lead + shown + (" …" if after else ""), marks)
