"""The rules that read what the text says."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from app.markup.lint.dosing import lint_dosing
from app.markup.lint.medicines import lint_medicines
from app.markup.lint.notation import lint_notation
from app.markup.lint.passages import read_prose
from app.markup.lint.places import Places
from app.markup.sheet import Sheet


def lint_prose(tokens: Sequence[Token], front_length: int, sheet: Sheet) -> None:
    """Report how doses, frequencies, routes and names are written. `front_length`: characters of front matter before the body."""
    body, notes = read_prose(tokens, sheet)
    lint_notation(body, notes, Places(tokens, sheet, front_length), sheet)
    lint_dosing(body, tokens, sheet)
    lint_medicines(body, sheet)
