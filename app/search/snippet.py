"""Some sentences of a section that show why it was found.

A snippet begins with a sentence, because what it would leave out could be a "do not"; where a sentence is too long for that, an
ellipsis says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Final

from app.search.fold import placed
from app.search.results import Snippet

LENGTH: Final = 240
"""Characters of a snippet, at most, beside the mark that text follows."""
MARGIN: Final = 60
"""Characters before the first such word, when a snippet must begin within a sentence."""
READ: Final = 20_000
"""Characters of a section that are looked at."""

_END = re.compile(r"(?<=[.!?;:])\s+(?=[^\W_a-z]|\d)|\s+(?=[•*–-]\s)")

_ITEM = re.compile(r"(?<=[^\W_A-Z)])\s(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    words: frozenset[str]
    """Those that were searched for."""


def snippet(text: str, wanted: Set[str]) -> Snippet:
    """The sentences with the most of the wanted words (as they stand in the index), else the first ones."""
    text = text[:READ]
    found = [(start, end, word) for start, end, word in placed(text) if word in wanted]
    sentences = list(_sentences(text, found))
    if not sentences:
        return Snippet("")
    best = max(range(len(sentences)), key=lambda index: (len(_window(sentences, index)[1]), -index))
    start, end = sentences[best].start, _window(sentences, best)[0]
    first = next((first for first, _, _ in found if start <= first < end), start)
    late = first - start > LENGTH - MARGIN
    if late:  # a list may be one endless sentence
        start = _place_to_begin(text, start, first)
    shown = text[start : min(end, start + LENGTH)]
    if start + len(shown) < end:
        shown = shown.rsplit(None, 1)[0]
    return _marked(shown, start, found, before=late, after=start + len(shown) < len(text.rstrip()))


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


def _sentences(text: str, found: list[tuple[int, int, str]]) -> Iterator[_Sentence]:
    start, index = 0, 0
    for end in [*(match.start() for match in _END.finditer(text)), len(text)]:
        words = set()
        while index < len(found) and found[index][1] <= end:
            words.add(found[index][2])
            index += 1
        begin = start + len(text[start:end]) - len(text[start:end].lstrip())
        if begin < end:
            yield _Sentence(begin, end, frozenset(words))
        start = end


def _window(sentences: list[_Sentence], index: int) -> tuple[int, set[str]]:
    """From this sentence on, as many as fit: where they end, and their words."""
    start, end, words = sentences[index].start, sentences[index].end, set(sentences[index].words)
    for sentence in sentences[index + 1 :]:
        if sentence.end - start > LENGTH:
            break
        end, words = sentence.end, words | sentence.words
    return end, words
