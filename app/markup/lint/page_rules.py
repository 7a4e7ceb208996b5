"""The rules that ask the page as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from app.domain.text import FrontMatter
from app.markup.lint.access import lint_access
from app.markup.lint.consult import lint_consult
from app.markup.lint.structure import lint_structure
from app.markup.lint.urgency import lint_urgency
from app.markup.sections import Part
from app.markup.sheet import Sheet


def lint_build(tokens: Sequence[Token], parts: Sequence[Part], front: FrontMatter, sheet: Sheet) -> None:
    """Report how the page is built: its order, what a consult has time for, and what everybody must be able to use."""
    lint_structure(tokens, parts, front, sheet)
    lint_consult(tokens, parts, front, sheet)
    lint_access(tokens, sheet)
    lint_urgency(tokens, sheet)
