"""Habits from elsewhere that don't do here what they look like: each is shown as typed, and a finding says what to write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it.token import Token

from app.domain.text import Level
from app.markup.sheet import Sheet

_LISTS = frozenset({"ordered_list_close", "bullet_list_close"})
_OPENINGS = frozenset("bullet_list_open ordered_list_open paragraph_open box_open table_open".split())
_BULLET = re.compile(r"[•●▪◦‣·–—](?=\s)|-(?=[A-Za-z])")
_STEP = re.compile(r"(?:\d{1,3}|[a-z]|[ivx]{1,4})\)(?=\s)|\d{1,3}[.)](?=[A-Za-z])")
_HEADING = re.compile(r"#{1,6}(?=[A-Za-z])")
_BOLD = re.compile(r"\*\*(?=[^\n*]{1,200}\*\*)[^\n*]*\*\*")
_APART = re.compile(r"\][ \t]+\((?:https?|page|request|tel|mailto):")
_WIKI = re.compile(r"\[\[[^\[\]\n]{1,80}\]\]")
_BAR = re.compile(r"[ \t]\|[ \t]")


def note_habits(tokens: Sequence[Token], sheet: Sheet) -> None:
    """Report them (H01 to H07). The tokens are settled, and not yet dressed."""
    _beside_steps(tokens, sheet)
    for index, token in enumerate(tokens):
        if token.type == "inline":
            _words(token, sheet)
            if tokens[index - 1].type == "paragraph_open":
                _lines(token, sheet)


def _beside_steps(tokens: Sequence[Token], sheet: Sheet) -> None:
    """H01: what was indented for the step above, but not far enough, and stands beside the list."""
    for before, token in pairwise(tokens):
        if before.type not in _LISTS or token.type not in _OPENINGS or before.level != token.level or not token.map:
            continue
        line = sheet.lines[token.map[0]]
        indent = len(line) - len(line.lstrip(" "))
        if 0 < indent < 4 and token.level == 0:
            sheet.find(
                "H01",
                Level.WARN,
                "This is indented as if it belonged to the item above, but stands beside the list.",
                sheet.line(token),
                "Indent it as far as the words of the item: two spaces under “- ”, three under “1. ”, four under “10. ”.",
            )


def _lines(token: Token, sheet: Sheet) -> None:
    """H02 to H04: lines that look like a list, a heading or a table, and are a paragraph."""
    lines = [line.strip() for line in token.content.split("\n")]
    for pattern, write in ((_BULLET, "- "), (_STEP, "1. ")):
        marked = [number for number, line in enumerate(lines) if pattern.match(line)]
        if len(marked) > 1:
            mark = lines[marked[0]].split()[0][:12]
            message = f"“{mark}” at the start of a line makes no list here."
            sheet.find("H02", Level.WARN, message, sheet.line(token, marked[0]), f"Write “{write}” with the space before each.")
    if match := _HEADING.match(lines[0]):
        message = f"“{lines[0][:40]}” is no heading."
        sheet.find("H03", Level.WARN, message, sheet.line(token), f"Put a space behind {match[0]}.")
    bars = [len(_BAR.findall(line)) for line in lines]
    if len(lines) > 1 and bars[0] and len(set(bars)) == 1:
        message = "These lines look like a table, and are shown as typed."
        sheet.find(
            "H04", Level.WARN, message, sheet.line(token), "Put a line | --- | --- | below the headings, with a part for each."
        )


def _words(token: Token, sheet: Sheet) -> None:
    """H05 to H07: marks within a line that are shown as typed."""
    text = "\n".join(child.content for child in token.children or [] if child.type == "text")
    if "**" in text and _BOLD.search(text):
        message = "The stars ** are shown: they don't touch their words, or a letter follows them."
        sheet.find("H05", Level.WARN, message, sheet.line(token), "Write **word** with a space or full stop before and behind.")
    if "](" not in text and _APART.search(text):
        sheet.find("H06", Level.WARN, "There is a space between ] and (, so this is no link.", sheet.line(token), "Take it away.")
    if match := _WIKI.search(text):
        sheet.find("H07", Level.WARN, f"“{match[0]}” is no link.", sheet.line(token), "Write [words](page:slug).")
