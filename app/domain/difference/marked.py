"""Two pages as one tree: what both have once, what went and what came each where it stood, what moved at both places.

Read without what was added, and moved blocks where they stood, it is the old page; without what was removed, the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from app.domain.difference.matching import Column, Matches, columns, match_children, matched, runs
from app.domain.difference.tree import Node, Run, Word
from app.domain.difference.words import Change, aligned, between, worth_weaving

SAME, ADDED, REMOVED = Change.SAME, Change.ADDED, Change.REMOVED


class About(StrEnum):
    """What a note is about: something that changed without the words changing."""

    LINK = "link"
    EMPHASIS = "emphasis"
    NUMBERING = "numbering"
    ADDRESS = "address"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that words do not show."""

    about: About
    subject: str
    """The words of the link, or the name of the attribute; empty when the block itself is meant."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MarkedWord:
    """A word, and how it fared."""

    change: Change
    word: Word


@dataclass(slots=True)
class MarkedRun:
    """A run with its words marked."""

    words: tuple[MarkedWord, ...]
    wrapper: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything in it is to be told."""
        return bool(self.notes) or any(word.change is not SAME for word in self.words)


@dataclass(slots=True, eq=False)
class Marked:
    """An element of one page or of both."""

    change: Change
    node: Node
    """Of the new page, but for what was removed."""
    parts: list[Marked | MarkedRun] = field(default_factory=list)
    notes: tuple[Note, ...] = ()
    moved: Node | None = None
    """Where it stood, or for what was removed the element that stood there; None when it did not move."""
    old: Node | None = None
    """Of the old page, when it is on both."""
    number: int = 0
    """Which change this is, counted from 1; 0 when it is none of its own."""
    row: int = 0
    """Of a row of a table: which of those that differ, counted from 1; 0 when it is none."""
    changed: bool = False
    """Whether anything in it is to be told."""

    @property
    def runs(self) -> Iterator[MarkedRun]:
        """Its own runs."""
        return (part for part in self.parts if isinstance(part, MarkedRun))

    @property
    def children(self) -> Iterator[Marked]:
        """The elements in it."""
        return (part for part in self.parts if isinstance(part, Marked))

    @property
    def altered(self) -> bool:
        """Whether it is to be told of by itself, whatever stands in it."""
        return self.change is not SAME or self.moved is not None or bool(self.notes) or any(run.changed for run in self.runs)


def merged(old: Node, new: Node) -> Marked:
    """Two pages as one tree."""
    return _Merger(matched(old, new)).both(old, new)


class _Merger:
    def __init__(self, matches: Matches) -> None:
        self._matches = matches
        self._columns: list[Column] | None = None

    def both(self, old: Node, new: Node, moved: Node | None = None) -> Marked:
        """What stands on both pages."""
        match_children(self._matches, old, new)
        around, parts = self._columns, list[Marked | MarkedRun]()
        if new.tag == "table":
            self._columns = columns(old, new)
        parts += self._cells(list(old.children), list(new.children)) if new.tag == "tr" else self._parts(old, new)
        self._columns = around
        return _settled(Marked(SAME, new, parts, tuple(_notes(old, new)), moved, old))

    def _alone(self, node: Node, change: Change) -> Marked:
        """What stands on one page only; blocks in it that the other page has somewhere else have moved."""
        if node.tag == "tr" and self._columns is not None:
            cells = list(node.children)
            return _settled(Marked(change, node, list(self._cells(*((cells, []) if change is REMOVED else ([], cells))))))
        return _settled(Marked(change, node, [self._part(part, change) for part in node.parts]))

    def _part(self, part: Node | Run, change: Change) -> Marked | MarkedRun:
        if isinstance(part, Run):
            return MarkedRun(tuple(MarkedWord(change, word) for word in part.words), part.wrapper)
        other = (self._matches.old_of if change is ADDED else self._matches.new_of).get(part)
        if other is None:
            return self._alone(part, change)
        return self.both(other, part, moved=other) if change is ADDED else _settled(Marked(REMOVED, part, moved=part))

    def _parts(self, old: Node, new: Node) -> Iterator[Marked | MarkedRun]:
        partner: dict[int, Node | Run] = {id(right): left for left, right in runs(old, new)}
        partner |= {id(child): self._matches.old_of[child] for child in new.children if child in self._matches.old_of}
        place = {id(part): index for index, part in enumerate(old.parts)}
        pairs = [(place[id(partner[id(part)])], j) for j, part in enumerate(new.parts) if id(partner.get(id(part))) in place]
        for i, j in between(_rising(pairs), len(old.parts), len(new.parts)):
            if i is None and j is not None:
                yield self._part(new.parts[j], ADDED)
            elif j is None and i is not None:
                yield self._part(old.parts[i], REMOVED)
            elif i is not None and j is not None:
                left, right = old.parts[i], new.parts[j]
                if isinstance(left, Run) and isinstance(right, Run):
                    yield _woven(left, right)
                elif isinstance(left, Node) and isinstance(right, Node):
                    yield self.both(left, right)

    def _cells(self, old: Sequence[Node], new: Sequence[Node]) -> Iterator[Marked]:
        """A row's cells, one for each column of both tables."""
        width = max(len(old), len(new))
        for i, j in self._columns if self._columns is not None else [(at, at) for at in range(width)]:
            left = old[i] if i is not None and i < len(old) else None
            right = new[j] if j is not None and j < len(new) else None
            if left and right:
                yield self.both(left, right)
            elif left:
                yield self._alone(left, REMOVED)
            elif right:
                yield self._alone(right, ADDED)
            else:
                yield Marked(SAME, Node("td"))


def _settled(marked: Marked) -> Marked:
    marked.changed = marked.altered or any(child.changed for child in marked.children)
    return marked


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs that keep their order on both sides; the rest have moved."""
    ordered = [i for i, _ in pairs]
    return [pairs[place] for _, place in aligned(sorted(ordered), ordered)]


def _woven(old: Run, new: Run) -> MarkedRun:
    """Two runs as one. Those that share little are shown whole, one after the other."""
    pairs = aligned([word.key for word in old.words], [word.key for word in new.words])
    if not worth_weaving(len(pairs), len(old.words), len(new.words)):
        pairs = []
    words = []
    for i, j in between(pairs, len(old.words), len(new.words)):
        if j is not None:
            words.append(MarkedWord(SAME if i is not None else ADDED, new.words[j]))
        elif i is not None:
            words.append(MarkedWord(REMOVED, old.words[i]))
    return MarkedRun(tuple(words), new.wrapper, tuple(_word_notes([(old.words[i], new.words[j]) for i, j in pairs])))


def _word_notes(pairs: Sequence[tuple[Word, Word]]) -> Iterator[Note]:
    """What changed about words that stayed: where they lead, and how they are emphasised."""
    for about, of in ((About.LINK, _leads_to), (About.EMPHASIS, _emphasis)):
        for (before, after), run in groupby(pairs, key=lambda pair: (of(pair[0]), of(pair[1]))):
            if before != after:
                yield Note(about, "".join(word.gap + word.text for _, word in run).strip(), before, after)


def _leads_to(word: Word) -> str:
    """Address of the link that a word stands in; empty when it stands in none. Footnotes lead to their places by themselves."""
    return next((wrap.get("href") for wrap in word.wraps if wrap.tag == "a" and not wrap.get("href").startswith("#fn")), "")


def _emphasis(word: Word) -> str:
    return " ".join(wrap.tag for wrap in word.wraps if wrap.tag in ("strong", "em", "code"))


QUIET = frozenset(
    {"id", "class", "data-block", "data-section", "role", "aria-label", "tabindex", "open", "scope", "start", "value"}
)
"""Attributes that say nothing, or of which a note of its own is made."""


def _notes(old: Node, new: Node) -> Iterator[Note]:
    """What changed about an element that stayed."""
    if old.tag != new.tag and new.tag in ("ol", "ul"):
        yield Note(About.NUMBERING, "", old.tag, new.tag)
    for name in ("start", "value"):
        if old.get(name) != new.get(name):
            yield Note(About.NUMBERING, "", old.get(name), new.get(name))
    if old.get("id") != new.get("id") and (new.block or new.get("data-section")):
        yield Note(About.ADDRESS, "", old.get("id"), new.get("id"))
    before, after = dict(old.attributes), dict(new.attributes)
    for name in sorted((before.keys() | after.keys()) - QUIET):
        if before.get(name) != after.get(name):
            yield Note(About.ATTRIBUTE, name.removeprefix("data-"), before.get(name, ""), after.get(name, ""))
