"""The prose of a text, block by block, as patterns read it; and where each of its characters stands in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.markup.sheet import GAP, Sheet

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\0]+")
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


@dataclass(slots=True)
class Prose:
    """Passages, joined by a character that no source holds."""

    sheet: Sheet
    passages: list[Passage] = field(default_factory=list)
    text: str = ""
    _starts: list[int] = field(default_factory=list)

    def at(self, index: int) -> Passage:
        """The passage in which a character of the joined text stands."""
        return self.passages[bisect_right(self._starts, index) - 1]

    def line(self, index: int) -> int:
        """The source line of a character of the joined text."""
        passage = self.at(index)
        return passage.line + passage.text.count("\n", 0, index - passage.start)

    def scope(self, index: int) -> str:
        """The block, or the row of a table, that a character stands in."""
        start, end = self.at(index).scope
        return self.text[start:end]

    def sentence(self, start: int, end: int) -> tuple[str, int]:
        """The sentence around a stretch of the joined text, and where it begins."""
        passage = self.at(start)
        first, last = passage.start, passage.start + len(passage.text)
        begins = [at + len(mark) for mark in _ENDS if (at := self.text.rfind(mark, first, start)) >= 0]
        ends = [at for mark in _ENDS if (at := self.text.find(mark, end, last)) >= 0]
        opening = max(begins, default=first)
        return self.text[opening : min(ends, default=last)], opening

    def _add(self, passages: Iterable[Passage]) -> None:
        for passage in passages:
            self.passages.append(passage)
            self._starts.append(passage.start)
        self.text = GAP.join(passage.text for passage in self.passages)


def read_prose(tokens: Sequence[Token], sheet: Sheet) -> tuple[Prose, Prose]:
    """The prose of the body, and that of its footnotes."""
    body, notes = Prose(sheet), Prose(sheet)
    body._add(_placed(_passages(tokens, sheet, in_notes=False)))
    notes._add(_placed(_passages(tokens, sheet, in_notes=True)))
    return body, notes


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
    start, row = 0, list[Passage]()
    row_unit = -1
    for passage, unit in passages:
        passage.start = start
        start += len(passage.text) + 1
        if unit != row_unit:
            row, row_unit = [], unit
        row.append(passage)
        for member in row:
            member.scope = (row[0].start, passage.start + len(passage.text))
        yield passage


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
    return _ADDRESS.sub(lambda found: GAP * len(found[0]), child.content) if "/" in child.content else child.content
