"""What a consult has time for: words before the first thing to do, depth of lists, long paragraphs (W01, W02, W04)."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from app.domain.text import FrontMatter, Kind
from app.markup.lint.dosing import say
from app.markup.sections import Part
from app.markup.sheet import Sheet, plain

WORDS_BEFORE = 150
"""About half a minute of reading."""
WORDS_TOGETHER = 120
_DEEPEST = 3
_LISTS = frozenset({"bullet_list_open", "ordered_list_open", "bullet_list_close", "ordered_list_close"})


def lint_consult(tokens: Sequence[Token], parts: Sequence[Part], front: FrontMatter, sheet: Sheet) -> None:
    """Ask how soon a reader learns what to do, and whether it can be taken in."""
    if front.title and front.kind is Kind.PATHWAY:
        _first_action(parts, sheet)
    _depth(tokens, sheet)
    for token in tokens:
        if token.type == "inline" and len(plain(token.children or []).split()) > WORDS_TOGETHER:
            say("W04", sheet.line(token), sheet)


def _first_action(parts: Sequence[Part], sheet: Sheet) -> None:
    """Red flags and Background do not count: the first are to be read, the second is closed."""
    words = 0
    for part in parts:
        if part.title.casefold() == "background" or (part.head is not None and part.head.type == "box_open"):
            continue
        for token in part.tokens:
            if token.type == "list_item_open":
                if words > WORDS_BEFORE:
                    say("W01", sheet.line(token), sheet)
                return
            if token.type == "inline":
                words += len(plain(token.children or []).split())


def _depth(tokens: Sequence[Token], sheet: Sheet) -> None:
    depth, told = 0, False
    for token in tokens:
        if token.type not in _LISTS:
            continue
        depth += token.nesting
        if depth > _DEEPEST and not told:
            say("W02", sheet.line(token), sheet)
        told = depth > 0 and (told or depth > _DEEPEST)
