"""What a page shows, as a row of tokens: words, numbers, signs, where links lead, and the structure they stand in.

It reads the page's own HTML, because nothing reaches a reader but that. Every element, attribute and sign that is not named here
as meaning nothing is a token, so what is forgotten counts as a difference and not as none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from typing import NamedTuple

from app.domain.text import FRONT, Page


class Sort(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    SIGN = "sign"
    LINK = "link"
    DETAIL = "detail"
    PICTURE = "picture"
    CELL = "cell"


class Token(NamedTuple):
    """One thing shown."""

    sort: Sort
    text: str
    """As written; for a link, a detail or a picture what it leads to."""
    start: int
    """Where it stands in the text of its run."""
    end: int
    style: str
    """How it is set, such as "strong" or "sup"; empty for plain text."""


@dataclass(slots=True)
class Run:
    """A stretch of text without structure inside: a paragraph, list item, heading or table row, or what of it stands together."""

    lead: tuple[str, ...]
    """The structure that opens and closes between the run before and this one; a lone "p" is a new paragraph."""
    path: tuple[str, ...]
    """The boxes, lists and so on that it stands in, outermost first."""
    block: str | None
    section: str
    text: str = ""
    tokens: list[Token] = field(default_factory=list)

    def within(self, box: str) -> bool:
        """Whether it stands in a box of this name."""
        return any(box in step.split() for step in self.path)


_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|(?<![\w.,])\.\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*|\S")
_INLINE = frozenset({"a", "strong", "em", "s", "sub", "sup", "code", "span", "br", "img"})
_STYLED = frozenset({"strong", "em", "s", "sub", "sup", "code"})
_NOTHING = frozenset({"section", "thead", "tbody", "scroller"})
_CELLS = frozenset({"td", "th"})
_VOID = frozenset({"br", "hr", "img"})
_MEANINGLESS = frozenset({"id", "data-block", "data-section", "role", "aria-label", "tabindex", "scope", "rel", "open"})
"""Attributes that readers do not see; an id that an author wrote is looked for in the source."""
_ALIGNMENT = frozenset({"left", "right", "center"})

LINE = "⏎"
"""Stands for a line break within a run."""


def shown(page: Page) -> tuple[Run, ...]:
    """The runs of a page in order, its title first."""
    title = Run(("title",), ("title",), None, FRONT)
    _say(title, page.title, "")
    reader = _Reader()
    reader.feed(page.html)
    reader.close()
    return (title, *reader.finish())


def run_of(text: str) -> Run:
    """A plain text as a run of its own."""
    run = Run((), (), None, "")
    _say(run, text, "")
    return run


def _say(run: Run, text: str, style: str) -> None:
    """Put text at the end of a run."""
    text = unicodedata.normalize("NFC", text)
    base = len(run.text)
    run.text += re.sub(r"\s", " ", text)
    for match in _TOKEN.finditer(text):
        first = match[0][0]
        sort = Sort.WORD if first.isalpha() else Sort.NUMBER if match[0][-1].isdecimal() else Sort.SIGN
        run.tokens.append(Token(sort, match[0], base + match.start(), base + match.end(), style))


class _Open(NamedTuple):
    tag: str
    step: str
    block: str | None
    section: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._stack: list[_Open] = []
        self._styles: list[str] = []
        self._lead: list[str] = []
        self._runs: list[Run] = []
        self._run: Run | None = None
        self._silent = 0
        self._key: str | None = None

    def finish(self) -> tuple[Run, ...]:
        if self._lead:
            self._runs.append(Run(tuple(self._lead), (), None, self._section()))
        return tuple(self._runs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "svg" or self._silent:
            # A drawing is made from the list beside it.
            self._silent += tag == "svg"
        elif tag in _INLINE:
            self._inline(tag, given)
        elif tag in _CELLS:
            self._cell(tag, given)
        else:
            self._structure(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent -= tag == "svg"
        elif tag in _STYLED:
            self._styles.reverse()
            if tag in self._styles:
                self._styles.remove(tag)
            self._styles.reverse()
        elif tag == "span":
            self._key = None
        elif tag not in _INLINE and any(left.tag == tag for left in self._stack):
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if self._silent or self._key is not None:
            return
        if data.strip():
            _say(self._here(), data, " ".join(sorted(set(self._styles))))
        elif self._run is not None:
            self._run.text += " "

    def _inline(self, tag: str, given: dict[str, str]) -> None:
        if tag in _STYLED:
            self._styles.append(tag)
        elif tag == "br":
            self._put(Sort.SIGN, LINE, " ")
        elif tag == "a" and "note-back" not in given.get("class", "").split():
            self._put(Sort.LINK, given.get("href", ""), "")
        elif tag == "img":
            self._put(Sort.PICTURE, given.get("data-asset", given.get("src", "")), "")
            _say(self._here(), f" {given.get('alt', '')} ", "")
        elif "data-detail" in given:
            self._key = given["data-detail"]
            self._put(Sort.DETAIL, self._key, f"{{{{{self._key}}}}}")

    def _cell(self, tag: str, given: dict[str, str]) -> None:
        run = self._here()
        self._put(Sort.CELL, tag, " | " if run.tokens else "")
        self._stack.append(_Open(tag, "", given.get("data-block"), ""))

    def _put(self, sort: Sort, text: str, seen: str) -> None:
        run = self._here()
        run.tokens.append(Token(sort, text, len(run.text), len(run.text) + len(seen), " ".join(sorted(set(self._styles)))))
        run.text += seen

    def _structure(self, tag: str, given: dict[str, str]) -> None:
        step = _step(tag, given)
        if tag not in _VOID:
            self._stack.append(_Open(tag, step, given.get("data-block"), given.get("data-section", "")))
        if step or given.get("data-block") or given.get("data-section"):
            self._run = None
        if step:
            self._lead.append(step)

    def _close(self, tag: str) -> None:
        while self._stack:
            left = self._stack.pop()
            if left.step and left.step != "p":
                self._lead.append(f"/{left.tag}")
            if left.tag not in _CELLS:
                self._run = None
            if left.tag == tag:
                return

    def _here(self) -> Run:
        """The run that text belongs to now."""
        if self._run is None:
            path = tuple(left.step for left in self._stack if left.step and left.step != "p")
            block = next((left.block for left in reversed(self._stack) if left.block), None)
            self._run = Run(tuple(self._lead), path, block, self._section())
            self._runs.append(self._run)
            self._lead = []
        return self._run

    def _section(self) -> str:
        return next((left.section for left in reversed(self._stack) if left.section), FRONT)


def _step(tag: str, given: dict[str, str]) -> str:
    """An element as structure; empty when it means nothing."""
    names = set(given.get("class", "").split()) - _ALIGNMENT
    if tag in _NOTHING or (tag == "div" and names <= {"table"} and not set(given) - _MEANINGLESS - {"class"}):
        return ""
    if tag == "p" and not names:
        return "p"
    said = (f"{name}={value}" for name, value in sorted(given.items()) if name not in _MEANINGLESS | {"class"})
    return " ".join([tag, *sorted(names - {"box"}), *said])
