"""The difference of two pages, told block by block in the order in which the new page is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.domain.difference.fields import FieldChange, field_changes
from app.domain.difference.lines import Hunk, difference
from app.domain.difference.marked import About, Marked, Note, merged
from app.domain.difference.rows import Row, What, all_runs, pieces_of, rows_of, what_of
from app.domain.difference.tree import Node, read_tree
from app.domain.difference.words import Change, Piece
from app.domain.text import Criteria, Page

LONG = 60
"""Characters by which a block is told when something is said to stand behind it."""

KINDS = {"p": "paragraph", "li": "item", "tr": "row", "table": "table", "pre": "code", "summary": "label", "section": "section"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands."""

    section: str
    """Id of its section."""
    boxes: tuple[str, ...]
    """The labels of the named blocks around it, the outermost first."""
    after: str
    """How the block before it begins; empty when it is the first of its section."""


@dataclass(frozen=True, slots=True)
class Around:
    """A named block that something stands in."""

    kind: str
    """Such as `red-flags`."""
    label: str
    """What it is called on the page."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list that something stands in."""

    block: str
    """Its id."""
    text: str
    """How it begins."""


@dataclass(frozen=True, slots=True)
class BlockChange:
    """One block that differs."""

    number: int
    """From 1, in the order of the difference."""
    what: What
    kind: str
    """Such as `paragraph`, `item`, `heading`, `table`, `section`, or the name of a named block."""
    block: str
    """Its id: of the new text, or of the old one when it was removed."""
    section: str
    """Id of the section it stands in, or stood in when it was removed."""
    boxes: tuple[Around, ...]
    under: tuple[Item, ...]
    """The list items around it, the outermost first."""
    bullet: str
    """What stands before an item: its number in a numbered list, else a dot; empty for what is no item."""
    pieces: tuple[Piece, ...]
    rows: tuple[Row, ...]
    """Of a table."""
    notes: tuple[Note, ...]
    """What changed without the words changing."""
    moved_from: Place | None
    """Where it stood, when it has moved; it may have changed as well."""


@dataclass(frozen=True, slots=True)
class PageDifference:
    """From one page to another."""

    blocks: tuple[BlockChange, ...]
    fields: tuple[FieldChange, ...]
    whole: Marked
    """Both pages as one tree; each element that is told of has its number."""
    hunks: tuple[Hunk, ...]
    """The sources, line by line."""

    @property
    def same(self) -> bool:
        """Whether not a byte differs."""
        return not self.hunks

    @property
    def count(self) -> int:
        """How many things there are to be read."""
        return len(self.blocks) + len(self.fields)


def page_difference(before: Page | None, after: Page, context: int = 3) -> PageDifference:
    """What changed between two texts; without a text before, everything is new.

    `context` is the number of unchanged lines of the source shown around a change. Takes time in proportion to the texts:
    what is too long to be compared word by word is shown whole.
    """
    units = frozenset(number.unit for page in (before, after) if page for number in page.numbers if number.unit)
    old, new = read_tree(before.html if before else "", units), read_tree(after.html, units)
    whole = merged(old, new)
    told = _Told(whole, places(old), _criteria(before), _criteria(after))
    sources = source_of(before) if before else "", source_of(after)
    return PageDifference(tuple(told.blocks()), field_changes(before, after), whole, difference(*sources, context, units))


def source_of(page: Page) -> str:
    """The source that a page was made from."""
    return "".join(section.source for section in page.sections)


def _criteria(page: Page | None) -> Mapping[str, Criteria]:
    return {criteria.block: criteria for criteria in page.criteria} if page else {}


@dataclass(frozen=True, slots=True)
class _Where:
    """What an element stands in."""

    section: str = ""
    boxes: tuple[Around, ...] = ()
    under: tuple[Item, ...] = ()

    def within(self, node: Node) -> _Where:
        """The same for what stands in `node`; an item outside a box is not around what stands in the box."""
        if node.box:
            return replace(self, boxes=(*self.boxes, Around(node.box, _label(node))), under=())
        return replace(self, under=(*self.under, Item(node.block, _shortened(node.own_text)))) if node.tag == "li" else self


class _Told:
    """Walks the marked tree and tells of each element that differs."""

    def __init__(
        self, whole: Marked, stood: Mapping[Node, Place], before: Mapping[str, Criteria], after: Mapping[str, Criteria]
    ) -> None:
        self._whole, self._stood = whole, stood
        self._before, self._after = before, after
        self._count = 0

    def blocks(self) -> Iterator[BlockChange]:
        """In order."""
        yield from self._walk(self._whole, _Where(), "", carried=False)

    def _walk(self, marked: Marked, at: _Where, bullet: str, *, carried: bool) -> Iterator[BlockChange]:
        """`carried`: in a list or frame that has moved, of which its blocks tell."""
        node = marked.node
        at = replace(at, section=node.get("data-section") or at.section)
        notes = marked.notes + self._criteria_notes(marked)
        block = bool(node.block or node.get("data-section"))
        moved = (marked.moved or (marked.old if carried else None)) if block else None
        if not (marked.changed or notes or moved or carried) or (marked.change is Change.REMOVED and marked.moved):
            return
        if any(run.changed for run in marked.runs) or notes or moved or (node.tag == "table" and marked.changed):
            yield self._change(marked, moved, at, bullet, notes)
        if node.tag == "table":
            return
        within = at.within(node)
        numbers = _bullets(node, marked)
        for child in marked.children:
            frame = not block and (carried or marked.moved is not None)
            yield from self._walk(child, within, numbers.get(child, ""), carried=frame)

    def _change(self, marked: Marked, moved: Node | None, at: _Where, bullet: str, notes: tuple[Note, ...]) -> BlockChange:
        self._count += 1
        marked.number = self._count
        rows = tuple(rows_of(marked)) if marked.node.tag == "table" else ()
        return BlockChange(
            number=self._count,
            what=What.MOVED if moved else what_of(marked),
            kind=_kind(marked.node),
            block=_block(marked.node),
            section=at.section,
            boxes=at.boxes,
            under=at.under,
            bullet=bullet,
            pieces=() if rows else pieces_of(list(marked.runs)),
            rows=rows,
            notes=notes + tuple(note for run in all_runs(marked, inside=bool(rows)) for note in run.notes),
            moved_from=self._stood[moved] if moved else None,
        )

    def _criteria_notes(self, marked: Marked) -> tuple[Note, ...]:
        """What the braces of a criteria block say now, when its words do not show it."""
        old, new = self._before.get(marked.node.block), self._after.get(marked.node.block)
        if old is None or new is None or marked.change is not Change.SAME:
            return ()
        label = next((child for child in marked.children if not child.node.block), None)
        if label is not None and label.changed:
            return ()
        names = ("service", "category", "within", "effective", "until")
        pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
        return tuple(Note(About.ATTRIBUTE, name, was, now) for name, was, now in pairs if was != now)


def _kind(node: Node) -> str:
    if node.parent and node.parent.box and not node.block:
        return "label"
    return node.box or KINDS.get(node.tag, "heading" if node.tag[:1] == "h" and node.tag != "hr" else "label")


def _block(node: Node) -> str:
    """The id of the block that an element is or belongs to."""
    while not node.block and node.parent:
        node = node.parent
    return node.block


def _label(node: Node) -> str:
    """What a named block is called on the page: the words it begins with."""
    first = next(node.children, None)
    return first.text if first is not None and not first.block else ""


def _bullets(node: Node, marked: Marked) -> dict[Marked, str]:
    """What stands before each item of a list."""
    if node.tag not in ("ol", "ul"):
        return {}
    found: dict[Marked, str] = {}
    start = node.get("start")
    number = int(start) if start.isdecimal() else 1
    for child in marked.children:
        value = child.node.get("value")
        number = int(value) if value.isdecimal() else number
        found[child] = f"{number}." if node.tag == "ol" else "•"
        number += child.change is not Change.REMOVED
    return found


def places(root: Node) -> dict[Node, Place]:
    """Where each element of a page stands."""
    found: dict[Node, Place] = {}
    _place(root, Place("", (), ""), found)
    return found


def _place(node: Node, at: Place, found: dict[Node, Place]) -> str:
    """Note the place of an element and of all in it; returns what the next one stands behind."""
    if section := node.get("data-section"):
        at = Place(section, (), "")
    found[node] = at
    boxes = (*at.boxes, _label(node)) if node.box else at.boxes
    before = _shortened(node.own_text) if node.block and not node.box and node.tag != "table" else at.after
    for child in node.children:
        before = _place(child, Place(at.section, boxes, before), found)
    return before or at.after


def _shortened(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG].rsplit(' ', 1)[0]} …"
