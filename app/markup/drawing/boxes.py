"""The decisions in a page: their lists, taken from the sanitised HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

DEEPEST = 6
"""Lists within lists; a drawing has no room for more."""

_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^<>]*)>|([^<]+)")
_BLOCK = re.compile(r' data-block="([^"]*)"')
_DECISION = ' class="box decision"'
_DETAIL = ' class="local-detail'
_SEALED = str.maketrans(":→-=>⇒?", "\1\2\3\4\5\6\7")
_OPENED = str.maketrans("\1\2\3\4\5\6\7", ":→-=>⇒?")
_STRUCK = "Text that is struck out can't be drawn: delete it."
_LISTS = frozenset({"ul", "ol"})
_WORDS = frozenset("p strong em a span sub sup code br small time".split())


@dataclass(slots=True)
class Item:
    """An item of a list."""

    bold: str = ""
    """The bold words that it begins with."""
    text: str = ""
    """What else it says itself."""
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Decision:
    """A box with a decision."""

    block: str
    at: int = 0
    """Offset in the HTML of its list."""
    items: list[Item] = field(default_factory=list)
    problem: str = ""
    """What in it cannot be drawn; the first thing."""


def opened(text: str) -> str:
    """Words of an item as they are read: what a local detail says is sealed, for its colons and arrows lead from no answer."""
    return text.translate(_OPENED)


def find_decisions(html: str) -> list[Decision]:
    """The decisions in the order of the page."""
    reader = _Reader()
    if _DECISION in html:
        for match in _TOKEN.finditer(html):
            reader.read(match)
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: list[Decision] = []
        self._boxes = 0
        """Boxes that are open, from the decision inwards; 0 outside of any."""
        self._open: list[Item] = []
        self._strong = self._label = self._detail = False

    def read(self, match: re.Match[str]) -> None:
        """Take the next piece of the page."""
        closing, tag, attributes, text = match.groups()
        if not self._boxes:
            if tag == "div" and _DECISION in attributes:
                block = _BLOCK.search(attributes)
                self.found.append(Decision(unescape(block[1]) if block else ""))
                self._boxes = 1
        elif text is not None:
            self._say(unescape(text).translate(_SEALED) if self._detail else unescape(text))
        elif tag == "div":
            self._boxes += -1 if closing else 1
            if self._boxes > 1:
                self._doubt("A decision holds one list and nothing else.")
        elif closing:
            self._close(tag)
        else:
            self._start(tag, attributes, match.start())

    def _doubt(self, problem: str) -> None:
        self.found[-1].problem = self.found[-1].problem or problem

    def _start(self, tag: str, attributes: str, at: int) -> None:
        if tag in _LISTS:
            self._list(at)
        elif tag == "li":
            (self._open[-1].items if self._open else self.found[-1].items).append(item := Item())
            self._open.append(item)
        elif tag == "p" and "box-label" in attributes:
            self._label = True
        elif tag not in _WORDS:
            self._doubt(_STRUCK if tag == "s" else "A decision holds one list and nothing else.")
        elif tag == "span":
            self._detail = _DETAIL in attributes
        elif tag == "strong" and self._open and not self._open[-1].text.strip() and not self._open[-1].bold:
            self._strong = True
        elif tag in {"br", "p"}:
            self._say(" ")

    def _list(self, at: int) -> None:
        around = self._open[-1].items if self._open else self.found[-1].items
        if around:
            self._doubt("A decision is one list: take out what cuts it in two.")
        if not self._open:
            self.found[-1].at = self.found[-1].at or at
        if len(self._open) >= DEEPEST:
            self._doubt(f"A decision goes {DEEPEST} questions deep at most. Make two of it.")

    def _close(self, tag: str) -> None:
        if tag == "li":
            self._open.pop()
        elif tag == "p":
            self._label = False
        elif tag == "strong":
            self._strong = False
        elif tag == "span":
            self._detail = False

    def _say(self, text: str) -> None:
        if self._label or not (self._open or text.strip()):
            return
        if not self._open:
            self._doubt("A decision holds one list and nothing else: write other text above or below it.")
        elif self._open[-1].items and text.strip():
            self._doubt("In a decision nothing stands behind the answers of a question.")
        elif self._strong:
            self._open[-1].bold += text
        else:
            self._open[-1].text += text
