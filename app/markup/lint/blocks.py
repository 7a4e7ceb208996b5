"""Marks that make blocks: M02, M05 (quotations), M06, M07 and M11."""

from __future__ import annotations

import re

from markdown_it.token import Token

from app.domain.text import Level
from app.markup.layout import KNOWN_INFO
from app.markup.sheet import Sheet

_QUOTED_NUMBER = re.compile(r"\s*>( ?)(?=\d)")
_CHUNK = re.compile(r"\{[^{}]*\}")
_FENCE = re.compile(r"[>\s]*(?:`{3,}|~{3,})\s*$")


def table_row(token: Token, sheet: Sheet) -> None:
    """M02: a row with more or fewer cells than the header."""
    surplus, lacking = token.meta.get("surplus", []), token.meta.get("lacking", 0)
    if surplus:
        named = ", ".join(f"“{cell}”" for cell in surplus[:3])
        message = f"This row has more cells than the header: {named} stands under no heading."
        sheet.find("M02", Level.ERROR, message, sheet.line(token), r"Add a heading, or write \| for a bar within a cell.")
    elif lacking:
        message = f"This row has {lacking} fewer cell{'s' if lacking > 1 else ''} than the header."
        sheet.find("M02", Level.WARN, message, sheet.line(token), "Add the cells, or an empty line behind the table.")


def quotation(token: Token, sheet: Sheet) -> None:
    """M05: a line that starts with “> 5” becomes a quotation, and “greater than” is gone."""
    start, end = token.map or (0, 0)
    for index in range(start, end):
        if match := _QUOTED_NUMBER.match(sheet.lines[index]):
            number = sheet.lines[index][match.end() :].split()[0]
            message = f"“{match[0].strip()}{match[1]}{number}” at the start of a line is a quotation: the sign is not shown."
            level = Level.WARN if match[1] else Level.ERROR
            sheet.find("M05", level, message, sheet.first_line + index, r"Write \> or “more than”.")


def setext(token: Token, sheet: Sheet) -> None:
    """M06: text with a line of dashes or equal signs below it becomes a heading."""
    if token.markup not in {"-", "="}:
        return
    start, end = token.map or (0, 0)
    text = "".join(sheet.lines[start : end - 1])
    if end - start > 2 or any(character.isdigit() for character in text):
        mark = token.markup * 3
        sheet.find(
            "M06",
            Level.WARN,
            f"The line of {mark} makes a heading of the text above it.",
            sheet.line(token),
            "Put an empty line between.",
        )


def code(token: Token, sheet: Sheet) -> None:
    """M07: text indented by four becomes code."""
    message = "Text that is indented by four spaces is shown as typed, like a computer's."
    sheet.find("M07", Level.WARN, message, sheet.line(token), "Take the spaces away, or indent it less.")


def fence(token: Token, sheet: Sheet) -> None:
    """M11: what stands behind ``` is no text; M07: a fence that is not closed."""
    info = token.info.strip()
    if info and info.lower() not in KNOWN_INFO:
        level = Level.WARN if _CHUNK.fullmatch(info) else Level.ERROR
        message = f"“{info}” behind {token.markup} is not text of the page; it is shown as a label."
        sheet.find("M11", level, message, sheet.line(token), "Put it on a line of its own below.")
    end = (token.map or (0, 0))[1]
    if end >= len(sheet.lines) and not _FENCE.match(sheet.lines[-1]):
        sheet.find(
            "M07",
            Level.WARN,
            f"{token.markup} is not closed: all that follows is shown as typed.",
            sheet.line(token),
            "Close it.",
        )
