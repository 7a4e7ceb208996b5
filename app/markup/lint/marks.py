"""M01 to M11: Markdown that changes or hides what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it.token import Token

from app.markup.lint.blocks import code, fence, quotation, setext, table_row
from app.markup.lint.definitions import definition
from app.markup.lint.lists import bullets, ordinals
from app.markup.lint.words import words
from app.markup.sheet import Sheet

_RULES: dict[str, Callable[[Token, Sheet], None]] = {
    "tr_open": table_row,
    "definition": definition,
    "blockquote_open": quotation,
    "heading_open": setext,
    "code_block": code,
    "fence": fence,
    "inline": words,
}


def lint_marks(tokens: Sequence[Token], sheet: Sheet) -> None:
    """Report marks that take something away from a reader, or that probably do what nobody meant."""
    for token in tokens:
        if rule := _RULES.get(token.type):
            rule(token, sheet)
    ordinals(tokens, sheet)
    bullets(tokens, sheet)
