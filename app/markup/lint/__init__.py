"""What is to be said about a text: how doses are written, marks that change what was typed, characters that nobody sees."""

from __future__ import annotations

from app.markup.lint.hidden import hidden_in_page, hidden_in_source
from app.markup.lint.marks import lint_marks
from app.markup.lint.page_rules import lint_build
from app.markup.lint.profiles import COUNTRIES, country_profile
from app.markup.lint.prose import lint_prose
from app.markup.lint.whole import lint_whole

NEW_ZEALAND = country_profile("nz")

__all__ = [
    "COUNTRIES",
    "NEW_ZEALAND",
    "country_profile",
    "hidden_in_page",
    "hidden_in_source",
    "lint_build",
    "lint_marks",
    "lint_prose",
    "lint_whole",
]
