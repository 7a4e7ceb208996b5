"""What a page says about referring, read from its sanitised HTML: nothing in it is new, and no number of it is another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape

from app.domain.criteria import State, state_on
from app.domain.difference.tree import Node, read_tree
from app.domain.referral import Accepting, Entry, Label, Line, Piece, Referral, Said, label_of, lines_of, said_in_words, told_in
from app.markup.ids import slug_from
from app.markup.outlined import Outliner, behind, entries_of, is_label, notes_in

WHERE = frozenset({"request", "requests", "referral", "how-to-send", "how-to-request", "how-to-refer"})
"""Headings of the sections that say where to send and how."""

_PLAIN_WORDS = frozenset(
    "additional and assessment background cost costs criteria essential funding goes how information investigation "
    "investigations management referral referring refer request requests send service services to treatment wait waits when "
    "where who".split()
)
"""A heading of such words alone says nothing of those who are referred; every other one is said before what stands under it."""

_OPENING = r"<section(?=[^<>]* data-section=)[^<>]*>"
_SECTION = re.compile(rf"{_OPENING}(.*?)</section>(?=\s*(?:{_OPENING}|\Z))", re.DOTALL)
_BOXES = frozenset({"criteria", "refer", "essential-info", "additional-info", "emergency"})
_TOLD = re.compile(rf'class="box (?:{"|".join(sorted(_BOXES))})"')
_HEADING = re.compile(rf"{_OPENING}<h2\b[^<>]*>(.*?)</h2>", re.DOTALL)
_TAGS = re.compile(r"<[^<>]*>")
ORDER = tuple(Label)


def referral_in(html: str, day: date | None = None) -> Referral:
    """What the HTML of a page says; `day` is the one on which criteria count or don't, None when all are taken to count."""
    found = _Reading(day, notes_in(read_tree(html)) if 'class="note-ref"' in html else {})
    for heading, chapter in _chapters(html):
        where = slug_from(heading) in WHERE
        if where or _TOLD.search(chapter):
            found.read(chapter, heading, where=where)
    return replace(found.referral(), told=told_in(unescape(_TAGS.sub(" ", html)))) if found.anything else found.referral()


def items_in(html: str) -> dict[str, tuple[str, ...]]:
    """Id of each criteria block → what it says, for programs: all blanks are plain ones."""
    return {one.block: tuple(item.replace("\xa0", " ") for item in one.items) for one in referral_in(html).accepting}


def _chapters(html: str) -> Iterator[tuple[str, str]]:
    """The sections under each heading of the second level, with its text."""
    heading, sections = "", ""
    for section in _SECTION.finditer(html):
        if begins := _HEADING.match(section[0]):
            yield heading, sections
            heading, sections = " ".join(unescape(_TAGS.sub(" ", begins[1])).split()), ""
        sections += section[0]
    yield heading, sections


@dataclass(slots=True)
class _Reading:
    day: date | None
    notes: Mapping[str, Line]
    anything: bool = False
    heading: str = ""
    where_at: str = ""
    where: list[Entry] = field(default_factory=list)
    accepting: list[Accepting] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    other: list[Entry] = field(default_factory=list)
    emergency: list[Entry] = field(default_factory=list)
    include: list[Entry] = field(default_factory=list)
    include_at: str = ""
    helps: list[Entry] = field(default_factory=list)

    def referral(self) -> Referral:
        return Referral(
            emergency=tuple(self.emergency),
            heading=self.heading,
            where_at=self.where_at,
            where=tuple(self.where),
            accepting=tuple(self.accepting),
            said=tuple(sorted(self.said, key=lambda one: ORDER.index(one.label))),
            other=tuple(self.other),
            include=tuple(self.include),
            include_at=self.include_at,
            helps=tuple(self.helps),
        )

    def read(self, html: str, heading: str, *, where: bool) -> None:
        self.anything = True
        sections = [*read_tree(html).children]
        at = sections[0].get("data-section") if sections else ""
        nodes = [node for section in sections for node in section.parts if not (isinstance(node, Node) and _opens(node))]
        parts = Outliner(self.notes, at, _BOXES).read(nodes)
        if where and (said := entries_of(parts)):
            self.where += [Entry((Piece(heading),), said, heads=True)] if self.where else said
            self.heading, self.where_at = self.heading or heading, self.where_at or at
        plain = _PLAIN_WORDS.issuperset(slug_from(heading).split("-"))
        above = () if plain or not heading else ((Piece(heading),),)
        for part in parts:
            for box, leads in part.told_elsewhere():
                self._box(box, (*above, *leads), at)

    def _box(self, box: Node, leads: tuple[Line, ...], section: str) -> None:
        title = _title(box)
        points = box.box != "criteria"  # programs get these as values: as written, where lines can't say it
        reader = Outliner(self.notes, section, _BOXES, _begins if box.box == "refer" else _never, points)
        parts = reader.read(part for part in box.parts if not (isinstance(part, Node) and is_label(part)))
        entries = entries_of(parts)
        if box.box == "criteria":
            self._accept(box, title, leads, entries)
        elif box.box == "refer":
            for entry in entries:
                self._refer(entry, leads)
        elif box.box == "essential-info":
            self.include += _under(leads, entries, _own(box))
            self.include_at = self.include_at or section
        else:
            (self.helps if box.box == "additional-info" else self.emergency).extend(_under(leads, entries, _own(box)))
        inside = (*leads, (Piece(title),))
        for part in parts:
            for other, more in part.told_elsewhere():
                self._box(other, (*inside, *more), section)

    def _accept(self, box: Node, title: str, leads: tuple[Line, ...], entries: tuple[Entry, ...]) -> None:
        state = state_on(box.get("data-effective"), box.get("data-until"), self.day) if self.day else State.CURRENT
        stands = "; ".join(map(said_in_words, leads))
        items = tuple(map(said_in_words, lines_of(_under(leads, entries))))
        self.accepting.append(Accepting(f"{title} ({stands})" if stands else title, box.get("id"), state, items))

    def _refer(self, entry: Entry, leads: tuple[Line, ...]) -> None:
        found = label_of(said_in_words(entry.line))
        if found is None:
            self.other += _under(leads, (entry,))
            return
        rest = replace(entry, line=behind(entry.line, found[1]))
        for under in _under(leads, (rest,)):
            self.said.append(Said(found[0], under))


def _under(leads: tuple[Line, ...], entries: tuple[Entry, ...], title: str = "") -> tuple[Entry, ...]:
    """The entries under all that they stand under."""
    for lead in reversed((*leads, (Piece(title),)) if title else leads):
        entries = (Entry(lead, entries, heads=True),) if entries else ()
    return entries


def _opens(node: Node) -> bool:
    return node.tag == "h2"


def _title(box: Node) -> str:
    """The label of a box without its first word, or that word."""
    label = next((part.text for part in box.children if is_label(part)), "")
    return label.partition(": ")[2] or label


def _own(box: Node) -> str:
    """What an author has added to the label of a box."""
    label = next((part.text for part in box.children if is_label(part)), "")
    return label.partition(": ")[2]


def _begins(text: str) -> bool:
    return label_of(text) is not None


def _never(_: str) -> bool:
    return False
