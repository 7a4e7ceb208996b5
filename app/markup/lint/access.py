"""What everybody must be able to use: headings, tables, links, pictures (A01 to A06)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from markdown_it.token import Token

from app.markup.lint.dosing import say
from app.markup.sheet import Sheet, fold, plain

_ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>]+")
_EMPTY_WORDS = frozenset(
    "here|click here|this|link|this link|more|read more|see more|page|this page|website|this website|see here".split("|")
)


def lint_access(tokens: Sequence[Token], sheet: Sheet) -> None:
    """Ask headings, tables, links and pictures."""
    _levels(tokens, sheet)
    noted = False
    for index, token in enumerate(tokens):
        if token.type == "thead_open" and not _headings(tokens, index):
            say("A02", sheet.line(token), sheet)
        elif token.type == "tbody_open" and (row := _with_gap(tokens, index)) is not None:
            say("A06", sheet.line(row), sheet)
        elif token.type in {"footnote_reference_open", "footnote_reference_close"}:
            noted = token.nesting > 0
        elif token.type == "inline":
            _links(token, sheet, noted=noted)
    for alternative, line in sheet.images:
        if not alternative.strip():
            say("A04", line, sheet)


def _levels(tokens: Sequence[Token], sheet: Sheet) -> None:
    level = 1
    for token in tokens:
        if token.type == "heading_open" and not token.hidden:
            now = int(token.tag[1])
            if now > level + 1 and level > 1:
                say("A01", sheet.line(token), sheet)
            level = now


def _headings(tokens: Sequence[Token], start: int) -> bool:
    for token in islice(tokens, start, None):
        if token.type == "thead_close":
            return False
        if token.type == "inline" and plain(token.children or []).strip():
            return True
    return False


def _with_gap(tokens: Sequence[Token], start: int) -> Token | None:
    """The first row of a table with an empty cell behind its first; an empty first cell goes on with the row above."""
    row, first, empty = None, True, False
    for token in islice(tokens, start, None):
        if token.type == "tbody_close":
            return None
        if token.type == "tr_open":
            row, first = token, True
        elif token.type == "td_open":
            empty = True
        elif token.type == "inline":
            empty = empty and not token.content.strip()
        elif token.type == "td_close":
            if empty and not first and row is not None and not row.meta.get("lacking"):  # of those M02 speaks
                return row
            first = False
    return None


def _links(token: Token, sheet: Sheet, *, noted: bool) -> None:
    children = token.children or []
    if not any(child.type == "link_open" or "/" in child.content or "www." in child.content for child in children):
        return
    words: list[Token] | None = None
    line = sheet.line(token)
    for child in children:
        if child.type == "link_open":
            words = []
        elif child.type == "link_close" and words is not None:
            said = fold(plain(words)).casefold().strip(" .:")
            if said in _EMPTY_WORDS and not sheet.profile.allows("A03", said):
                say("A03", line, sheet, about=said)
            words = None
        elif words is not None:
            words.append(child)
        elif child.type == "text" and not noted and "piece" in child.meta and (found := _ADDRESS.search(child.content)):
            say("A05", line, sheet, about=found[0])
        line += child.type == "softbreak"
