"""What is to be said about a text: marks that change what was typed, and characters that nobody sees."""

from __future__ import annotations

from app.markup.lint.hidden import hidden_in_page, hidden_in_source
from app.markup.lint.marks import lint_marks
from app.markup.lint.whole import lint_whole

__all__ = ["hidden_in_page", "hidden_in_source", "lint_marks", "lint_whole"]
