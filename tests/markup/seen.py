"""What a reader sees of a page, as lines of plain text: as FORMAT.md shows it to authors."""

from __future__ import annotations

import re
from html import unescape

_PIECE = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_LINES = frozenset("p li tr h2 h3 h4 h5 h6 summary pre div ul ol br section table".split())
_MARKED = re.compile(r"(?:^|\n) *(?:•|\d+\.) $")
_START = re.compile(r' start="(\d+)"')
_VALUE = re.compile(r' value="(\d+)"')


def seen(html: str) -> str:
    """Its lines: items with their bullet or number, indented as deep as they are nested; the cells of a row between bars."""
    said, lists, cells = "", [], 0  # type: tuple[str, list[int | None], int]
    for closing, tag, attributes, text in _PIECE.findall(html):
        if text:
            said += re.sub(r"\s+", " ", unescape(text).replace("\n", " "))
        elif tag in {"ul", "ol"}:
            said += "\n"
            if closing:
                lists.pop()
            else:
                start = _START.search(attributes)
                lists.append(int(start[1]) if start else 1 if tag == "ol" else None)
        elif tag == "li" and not closing:
            said += "\n" + "  " * (len(lists) - 1) + _mark(lists, attributes)
        elif tag in {"td", "th"}:
            said += "" if closing else " | " if cells else ""
            cells += not closing
        elif tag in _LINES and not _MARKED.search(said):
            cells = 0
            said += "\n"
    lines = (line.rstrip() for line in said.split("\n"))
    return "\n".join(re.sub(r"(?<=\S) +", " ", line) for line in lines if line.strip() not in {"", "•"}) + "\n"


def _mark(lists: list[int | None], attributes: str) -> str:
    number = lists[-1]
    if number is None:
        return "• "
    given = _VALUE.search(attributes)
    number = int(given[1]) if given else number
    lists[-1] = number + 1
    return f"{number}. "
