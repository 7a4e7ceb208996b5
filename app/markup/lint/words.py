"""Marks within a line: M01, M04, M08, M10; M02 for what should be a table; L04 for the marks of footnotes."""

from __future__ import annotations

import re

from markdown_it.token import Token

from app.domain.text import Level
from app.markup.sheet import GAP, Sheet

_MARKS = frozenset("em_open em_close strong_open strong_close s_open s_close".split())
_BREAKS = frozenset({"softbreak", "hardbreak"})
_HTML = re.compile(r"<!--|</?([A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>")
_RAISED = re.compile(r"(?<![\d.,])\d[\d.,]*\^[+−-]?\d+\^")
_NOTE = re.compile(r"\[\^[^\[\]\s]+\]")
_DASHES = re.compile(r"^\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$", re.MULTILINE)
_CHARACTER = re.compile(r"&#(?:[0-9]+|[xX][0-9a-fA-F]+);")


def words(token: Token, sheet: Sheet) -> None:
    """Everything about one paragraph, heading or cell."""
    _marked_numbers(token, sheet)
    text = _text(token)
    if "<" in text:
        _html(token, text, sheet)
    if "^" in text:
        _carets(token, text, sheet)
    if "|" in text and (match := _DASHES.search(text)):
        message = "This is no table for Markdown: the line of dashes needs as many parts as there are headings."
        sheet.find(
            "M02", Level.WARN, message, _line(token, text, match.start(), sheet), "Write --- for each heading, with bars between."
        )
    if "&#" in token.content and (match := _CHARACTER.search(token.content)):
        message = f"“{match[0]}” is shown as another character."
        sheet.find("M08", Level.WARN, message, _line(token, token.content, match.start(), sheet), "Type the character itself.")


def _carets(token: Token, text: str, sheet: Sheet) -> None:
    """M10: 10^9^ stays as typed. L04: the mark of a footnote that is not there."""
    if match := _RAISED.search(text):
        message = f"“{match[0]}” is shown as typed, for a raised number behind a number is misread."
        sheet.find("M10", Level.WARN, message, _line(token, text, match.start(), sheet), "Write × 10⁹, or the number in words.")
    if match := _NOTE.search(text):
        message = f"There is no footnote {match[0]}; it is shown as typed."
        sheet.find(
            "L04", Level.WARN, message, _line(token, text, match.start(), sheet), f"Write {match[0]}: … on a line of its own."
        )


def _marked_numbers(token: Token, sheet: Sheet) -> None:
    """M01: a mark between two digits joins two numbers into one. M10: a number that is struck through is easily read."""
    before, marked, struck, line = "", False, 0, sheet.line(token)
    for child in token.children or []:
        if child.type in _BREAKS:
            before, marked, line = "", False, line + 1
        elif child.type in _MARKS:
            marked = True
            struck += {"s_open": 1, "s_close": -1}.get(child.type, 0)
        elif child.content:
            if marked and before.isdigit() and child.content[0].isdigit():
                message = f"The mark between {before} and {child.content[0]} is not shown: two numbers become one."
                sheet.find("M01", Level.ERROR, message, line, "Write × for times, or a space on both sides.")
            if struck and any(character.isdigit() for character in child.content):
                sheet.find(
                    "M10", Level.ERROR, "A number is struck through: it is easily read as if it stood.", line, "Delete it."
                )
            before, marked = child.content[-1], False


def _html(token: Token, text: str, sheet: Sheet) -> None:
    """M04: HTML is shown as text; a comment that was meant for nobody would be read by everybody."""
    found: dict[str, int] = {}
    for match in _HTML.finditer(text):
        found.setdefault(match[1] or "", match.start())
    if "" in found:
        line = _line(token, text, found.pop(""), sheet)
        sheet.find("M04", Level.ERROR, "An HTML comment would be shown to every reader.", line, "Delete it.")
    if found:
        names = ", ".join(f"<{name}>" for name in list(found)[:5])
        line = _line(token, text, min(found.values()), sheet)
        sheet.find(
            "M04", Level.WARN, f"HTML is shown as text: {names}.", line, "Write it as Markdown, or as a block such as ::: detail."
        )


def _text(token: Token) -> str:
    """What is shown, without code, whose characters mean nothing."""
    return "".join(
        "\n" if child.type in _BREAKS else child.content if child.type == "text" else GAP for child in token.children or []
    )


def _line(token: Token, text: str, at: int, sheet: Sheet) -> int:
    return sheet.line(token, text.count("\n", 0, at))
