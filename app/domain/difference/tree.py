"""The body of a page as a tree of elements and runs of words, read from its sanitised HTML.

A run is what stands together in a paragraph, an item, a heading or a cell. White space between elements means nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from app.domain.difference.words import fold, split

Attributes = tuple[tuple[str, str], ...]

BLOCK = frozenset(
    "section div details summary ul ol li p h2 h3 h4 h5 h6 table thead tbody tr td th blockquote pre hr".split()
)  # fmt: skip
"""Elements that hold others or a run of words; all the rest stand within a run."""

ALONE = frozenset({"br", "hr", "img"})
DRAWN = frozenset({"svg"})
"""Pictures of what the text beside them says: left out."""

MEANING = frozenset({"sub", "sup", "s", "del"})
"""Marks that change what a word says: 10⁹ is not 109."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """An element within a run that a word stands in."""

    tag: str
    attributes: Attributes = ()

    def get(self, name: str) -> str:
        """An attribute's value; empty when it has none."""
        return dict(self.attributes).get(name, "")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a run with the white space before it."""

    gap: str
    text: str
    wraps: tuple[Wrap, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same word: its letters, and the marks and pictures that change what it says."""
        marks = (wrap.tag for wrap in self.wraps if wrap.tag in MEANING)
        pictures = (wrap.get("data-asset") for wrap in self.wraps if wrap.tag == "img")
        return fold(self.text), *marks, *pictures


@dataclass(slots=True, eq=False)
class Run:
    """Words that stand together; `wrapper` is the paragraph around them that is no block of its own."""

    words: tuple[Word, ...]
    wrapper: str = ""

    @property
    def text(self) -> str:
        """As plain text."""
        return "".join(word.gap + word.text for word in self.words).strip()


@dataclass(slots=True, eq=False)
class Node:
    """An element that is no part of a run."""

    tag: str
    attributes: Attributes = ()
    parts: list[Node | Run] = field(default_factory=list)
    parent: Node | None = None

    def get(self, name: str) -> str:
        """An attribute's value; empty when it has none."""
        return dict(self.attributes).get(name, "")

    @property
    def block(self) -> str:
        """Id of the block that it is; empty when it is none."""
        return self.get("data-block")

    @property
    def box(self) -> str:
        """The kind of named block that it is, such as `red-flags`; empty when it is none."""
        names = self.get("class").split()
        return (names[1] if len(names) > 1 else "box") if "box" in names else ""

    @property
    def children(self) -> Iterator[Node]:
        """The elements in it."""
        return (part for part in self.parts if isinstance(part, Node))

    @property
    def everything(self) -> Iterator[Node]:
        """It and all elements in it, in order."""
        yield self
        for child in self.children:
            yield from child.everything

    @property
    def own_text(self) -> str:
        """What it says itself, without the blocks in it."""
        said = (
            part.text if isinstance(part, Run) else "" if part.block or part.tag in ("ul", "ol") else part.own_text
            for part in self.parts
        )
        return fold(" ".join(said))

    @property
    def text(self) -> str:
        """All that it says."""
        return fold(" ".join(part.text for part in self.parts))


def read_tree(html: str, units: frozenset[str] = frozenset()) -> Node:
    """The tree of a page's sanitised HTML; `units` are those that belong to the number before them."""
    reader = _Reader(units)
    reader.feed(html)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    def __init__(self, units: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._units = units
        self._at = Node("body")
        self._wraps: list[Wrap] = []
        self._words: list[Word] = []
        self._heard: list[str] = []
        self._unseen = 0
        self._wrapper = ""

    def finished(self) -> Node:
        """The whole; what was left open is closed."""
        self._end_run()
        while self._at.parent is not None:
            self._at = self._at.parent
        return self._at

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DRAWN or self._unseen:
            self._unseen += tag not in ALONE
            return
        attributes = tuple((name, value or "") for name, value in attrs)
        if tag in BLOCK:
            self._open(tag, attributes)
        else:
            self._hear()
            self._begin(Wrap(tag, attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ALONE:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif tag in BLOCK:
            self._close(tag)
        elif any(wrap.tag == tag for wrap in self._wraps):
            self._hear()
            while self._wraps.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._heard.append(data)

    def _open(self, tag: str, attributes: Attributes) -> None:
        self._end_run()
        if tag == "p" and self._at.tag == "li" and not attributes:
            self._wrapper = "p"  # an item's own paragraph: whether lists are loose or tight is no difference
            return
        node = Node(tag, attributes, parent=self._at)
        self._at.parts.append(node)
        if tag not in ALONE:
            self._at = node

    def _close(self, tag: str) -> None:
        self._end_run()
        if tag == "p" and self._wrapper:
            self._wrapper = ""
            return
        node: Node | None = self._at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self._at = node.parent

    def _begin(self, wrap: Wrap) -> None:
        """An element within the run: a line break and a picture are words themselves."""
        if wrap.tag == "br":
            self._words.append(Word("", "\n", (*self._wraps, wrap)))
        elif wrap.tag == "img":
            self._words.append(Word("", f"[{wrap.get('alt') or wrap.get('data-asset')}]", (*self._wraps, wrap)))
        else:
            self._wraps.append(wrap)

    def _hear(self) -> None:
        """Text up to here stands in the elements that are open now."""
        text, wraps = "".join(self._heard), tuple(self._wraps)
        self._heard.clear()
        self._words += [Word(gap, word, wraps) for gap, word in split(text, self._units)]

    def _end_run(self) -> None:
        self._hear()
        self._wraps.clear()
        words = tuple(_joined(self._words))
        self._words.clear()
        if any(word.text.strip() for word in words):
            self._at.parts.append(Run(words, self._wrapper))


def _joined(words: list[Word]) -> Iterator[Word]:
    """White space that an element ended with stands before the next word; at the end of a run it means nothing."""
    gap = ""
    for word in words:
        if word.text:
            yield Word(gap + word.gap, word.text, word.wraps)
            gap = ""
        else:
            gap += word.gap
