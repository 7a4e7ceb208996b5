"""Local details as they are met: each is noted for the page, and what only looks like one is reported."""

from __future__ import annotations

from markdown_it.token import Token

from app.domain.text import Detail, Level
from app.markup.sheet import Sheet
from app.markup.syntax.details import perhaps_details, split_details

_LONGEST = 60


def note_detail(token: Token, sheet: Sheet, line: int) -> None:
    """Note a `local_detail` token; report what other tokens hold that was probably meant as one (LD1)."""
    if token.type == "local_detail":
        sheet.details.append(Detail(token.meta["key"], line))
    elif token.type == "braces":
        _report(token.content, sheet, line)
    elif token.type == "text" and "{" in token.content:
        for typed in perhaps_details(token.content):
            _report(typed, sheet, line)


def words_with_details(text: str, sheet: Sheet, line: int) -> list[Token]:
    """The inline tokens of a label or title that knows no other marks."""
    tokens = split_details(text)
    for token in tokens:
        note_detail(token, sheet, line)
    return tokens


def refuse_details(text: str, where: str, sheet: Sheet, line: int) -> None:
    """Report braces where no detail is ever filled in."""
    if "{{" in text:
        message = f"{where} can't show local details; readers would see “{_short(text)}” as you typed it."
        sheet.find("LD1", Level.ERROR, message, line, "Name the detail in the text.")


def _short(typed: str) -> str:
    return typed if len(typed) <= _LONGEST else f"{typed[:_LONGEST]}…"


def _report(typed: str, sheet: Sheet, line: int) -> None:
    # Another program's short codes, {{< … >}}, were never meant for us.
    level = Level.ERROR if typed.startswith("{{") and not typed.startswith("{{<") else Level.WARN
    shown = _short(typed)
    if typed.startswith("{{<"):
        message = f"“{shown}” is another program's; readers would see it as you typed it."
        sheet.find("LD1", level, message, line, "Write here what it stands for.")
        return
    sheet.find(
        "LD1",
        level,
        f"“{shown}” is no local detail; readers would see it as you typed it.",
        line,
        "Write {{service.name.fact}} in lower-case letters, digits and hyphens: {{cardiology.anticoagulation-clinic.phone}}.",
    )
