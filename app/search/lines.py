"""A section's text as search keeps it: one line of characters in which it can still be seen what stands under what.

Two instructions must not read as one, nor an item of a list without the words that the list stands under.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

EDGES: Final = "".join(map(chr, range(0xE000, 0xE010)))
"""Where a line of the text begins: which of these characters tells how many things it stands under."""
EDGE: Final = re.compile(f"[{EDGES}]")

_DEEPER: Final = tuple(pairwise(EDGES))[::-1]
"""Each edge and the one below it, the deepest first: so none is moved twice."""
BACK: Final = 500
"""Characters that are looked through at a time, backwards."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def plain(text: str) -> str:
    """The text with characters composed, none hidden, white space folded, and one of `EDGES` where a line begins.

    In `text` a line begins with a space for each thing that it stands under. A first line that stands under nothing has no edge.
    """
    kept: list[str] = []
    for line in unicodedata.normalize("NFC", text).split("\n"):
        words = " ".join(_CONTROL.sub(" ", _HIDDEN.sub("", EDGE.sub(" ", line))).split())
        if words:
            depth = min(len(line) - len(line.lstrip(" ")), len(EDGES) - 1)
            kept += [EDGES[depth] if kept or depth else "", words]
    return "".join(kept)


def beneath(title: str, text: str) -> str:
    """A plain text whose lines all stand under a title."""
    shifted = text
    for edge, deeper in _DEEPER:
        shifted = shifted.replace(edge, deeper)
    said = title if title[-1:] in ".:?!" else f"{title}:"
    return f"{said}{'' if shifted.startswith(tuple(EDGES)) else EDGES[1]}{shifted}" if title and text else text


def lines(text: str, end: int) -> Iterator[tuple[int, int, int]]:
    """The lines of a plain text that begin before `end`, the last one first: how deep each stands, its beginning and its end."""
    closing = EDGE.search(text, end)
    stop = closing.start() if closing else len(text)
    for edge in _edges(text, end):
        yield ord(text[edge]) - ord(EDGES[0]), edge + 1, stop
        stop = edge
    if stop:
        yield 0, 0, stop


def _edges(text: str, end: int) -> Iterator[int]:
    """Where lines begin before `end`, the last one first: as a rule only a few are asked for."""
    while end > 0:
        start = max(0, end - BACK)
        yield from reversed([match.start() for match in EDGE.finditer(text, start, end)])
        end = start
