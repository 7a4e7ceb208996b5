"""The prose of a text, block by block, as patterns read it; and where each of its characters stands in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from markdown_it.token import Token

from app.markup.sheet import GAP, Sheet

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\0]+")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,20}(?: [^<>\d\0]{0,200})?/?>")
"""An HTML tag, which readers see as typed (M04): its brackets compare nothing."""
_FAR = 600
"""Characters; what is further away belongs to no sentence that anybody could read."""
_ENDS = (". ", "; ", "? ", "! ", ".\n", GAP)
"""What ends a sentence."""
_BREAKS = frozenset({"softbreak", "hardbreak"})
_UNSEEN = frozenset({"note_ref", "strong_open", "strong_close", "em_open", "em_close", "link_close", "sub_open", "sub_close"})


@dataclass(slots=True)
class Passage:
    """The text of one paragraph, heading, list item or cell."""

    token: Token
    start: int
    """Index of its first character in the joined text."""
    text: str
    line: int
    scope: tuple[int, int] = (0, 0)
    """Start and end in the joined text of what belongs together: the passage, or all cells of its row."""
    pieces: tuple[tuple[int, Token], ...] = ()
    """(index in the passage, inline token) of what is shown as it was typed."""

    def piece(self, start: int, end: int) -> tuple[int, Token] | None:
        """The piece that holds all of a stretch of the passage."""
        place = bisect_right(self.pieces, start, key=itemgetter(0)) - 1
        if place < 0:
            return None
        index, child = self.pieces[place]
        return (index, child) if end <= index + len(child.content) else None


class Prose:
    """Passages, joined by a character that no source holds."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.text = GAP.join(passage.text for passage in passages)
        self._passages = passages
        self._starts = [passage.start for passage in passages]

    def at(self, index: int) -> Passage:
        """The passage in which a character of the joined text stands."""
        return self._passages[bisect_right(self._starts, index) - 1]

    def line(self, index: int) -> int:
        """The source line of a character of the joined text."""
        passage = self.at(index)
        below = passage.text.count("\n", 0, index - passage.start)
        start, end = passage.token.map or (0, 1)
        # A line break that is typed as <br> begins no line of the source.
        return passage.line + min(below, end - start - 1)

    def scope(self, index: int) -> tuple[int, int]:
        """Start and end of the block, or the row of a table, that a character stands in."""
        return self.at(index).scope

    def sentence(self, start: int, end: int) -> tuple[str, int]:
        """The sentence around a stretch of the joined text, and where it begins."""
        passage = self.at(start)
        first = max(passage.start, start - _FAR)
        last = min(passage.start + len(passage.text), end + _FAR)
        begins = [at + len(mark) for mark in _ENDS if (at := self.text.rfind(mark, first, start)) >= 0]
        ends = [at for mark in _ENDS if (at := self.text.find(mark, end, last)) >= 0]
        opening = max(begins, default=first)
        return self.text[opening : min(ends, default=last)], opening


def read_prose(tokens: Sequence[Token], sheet: Sheet) -> tuple[Prose, Prose]:
    """The prose of the body, and that of its footnotes."""
    return _prose(tokens, sheet, in_notes=False), _prose(tokens, sheet, in_notes=True)


def _prose(tokens: Sequence[Token], sheet: Sheet, *, in_notes: bool) -> Prose:
    return Prose(tuple(_placed(_passages(tokens, sheet, in_notes=in_notes))))


def _passages(tokens: Sequence[Token], sheet: Sheet, *, in_notes: bool) -> Iterator[tuple[Passage, int]]:
    """Passages, each with the number of the row or block that it belongs to."""
    noted, unit, in_row = False, 0, False
    for token in tokens:
        if token.type in {"footnote_reference_open", "footnote_reference_close"}:
            noted = token.nesting > 0
        elif token.type in {"tr_open", "tr_close"}:
            in_row = token.nesting > 0
            unit += 1
        elif token.type in {"inline", "grid"} and noted is in_notes:
            unit += not in_row
            yield _passage(token, sheet), unit


def _placed(passages: Iterable[tuple[Passage, int]]) -> Iterator[Passage]:
    start = 0
    for _, members in groupby(passages, key=itemgetter(1)):
        row = [passage for passage, _ in members]
        opening = start
        for passage in row:
            passage.start = start
            start += len(passage.text) + 1
        for passage in row:
            passage.scope = (opening, start - 1)
        yield from row


def _passage(token: Token, sheet: Sheet) -> Passage:
    if token.type == "grid":
        return Passage(token, 0, token.content, sheet.line(token))
    parts: list[str] = []
    pieces: list[tuple[int, Token]] = []
    length, hidden = 0, False
    for child in token.children or []:
        if child.type == "link_open":
            hidden = child.markup == "autolink"
        said = _said(child, hidden=hidden)
        hidden = hidden and child.type != "link_close"
        if "piece" in child.meta and len(said) == len(child.content):
            pieces.append((length, child))
        parts.append(said)
        length += len(said)
    return Passage(token, 0, "".join(parts), sheet.line(token), pieces=tuple(pieces))


def _said(child: Token, *, hidden: bool) -> str:
    if child.type in _BREAKS:
        return "\n"
    if child.type in _UNSEEN or (child.type == "link_open" and not hidden):
        return ""
    if child.type != "text" or hidden:
        return GAP
    said = _TAG.sub(lambda found: " " * len(found[0]), child.content) if ">" in child.content else child.content
    return _ADDRESS.sub(lambda found: GAP * len(found[0]), said) if "/" in said else said
