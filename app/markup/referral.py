"""What a page says about referring, read from its sanitised HTML: nothing in it is new, and no number of it is another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from app.domain.criteria import State, state_on
from app.domain.difference.tree import Node, Run, Word, read_tree
from app.domain.referral import Accepting, Label, Line, Piece, Referral, Said, label_of, said_in_words
from app.markup.ids import slug_from

WHERE = frozenset({"request", "requests", "referral", "how-to-send", "how-to-request", "how-to-refer"})
"""Headings of the sections that say where to send and how."""

_OPENING = r"<section(?=[^<>]* data-section=)[^<>]*>"
_SECTION = re.compile(rf"{_OPENING}(.*?)</section>(?=\s*(?:{_OPENING}|\Z))", re.DOTALL)
_TOLD = re.compile(r'class="box (?:criteria|refer|essential-info|additional-info|emergency)"')
_HEADING = re.compile(r"<h2\b[^<>]*>(.*?)</h2>", re.DOTALL)
_TAGS = re.compile(r"<[^<>]*>")
_BOXES = frozenset({"criteria", "refer", "essential-info", "additional-info", "emergency"})
ORDER = tuple(Label)
_LISTS = frozenset({"ul", "ol", "table", "thead", "tbody"})
_NOTES = frozenset({"note-ref", "note-back"})


def referral_in(html: str, day: date | None = None) -> Referral:
    """What the HTML of a page says; `day` is the one on which criteria count or don't, None when all are taken to count."""
    found = _Reading(day)
    where = False
    for section in _SECTION.finditer(html):
        heading = _HEADING.search(section[1])
        if heading:
            where = slug_from(_TAGS.sub(" ", heading[1])) in WHERE
        if where or _TOLD.search(section[1]):
            found.read(section[0], where=where)
    return found.referral()


class _Reading:
    def __init__(self, day: date | None) -> None:
        self._day = day
        self._heading = ""
        self._include_at = ""
        self._accepting: list[Accepting] = []
        self._said: list[Said] = []
        self._lines: dict[str, list[Line]] = {"where": [], "emergency": [], "other": [], "include": [], "helps": []}

    def referral(self) -> Referral:
        lines = self._lines
        return Referral(
            emergency=tuple(lines["emergency"]),
            heading=self._heading,
            where=tuple(lines["where"]),
            accepting=tuple(self._accepting),
            said=tuple(sorted(self._said, key=lambda one: ORDER.index(one.label))),
            other=tuple(lines["other"]),
            include=tuple(map(said_in_words, lines["include"])),
            include_at=self._include_at,
            helps=tuple(map(said_in_words, lines["helps"])),
        )

    def read(self, html: str, *, where: bool) -> None:
        for section in read_tree(html).children:
            for part in section.children:
                if part.tag in ("h2", "h3"):
                    self._heading = self._heading or (part.text if where and part.tag == "h2" else "")
                elif where and not part.box:
                    self._lines["where"] += _lines(part)
                for box in part.everything:
                    if box.box in _BOXES:
                        self._box(box, section.get("data-section"))

    def _box(self, box: Node, section: str) -> None:
        said = [line for part in box.children if not _is_label(part) for line in _lines(part)]
        if box.box == "criteria":
            self._accepting.append(self._accepted(box, tuple(map(said_in_words, said))))
        elif box.box == "refer":
            for line in said:
                self._refer(line)
        elif box.box == "essential-info":
            self._lines["include"] += said
            self._include_at = self._include_at or section
        else:
            self._lines["helps" if box.box == "additional-info" else "emergency"] += said

    def _accepted(self, box: Node, items: tuple[str, ...]) -> Accepting:
        label = next((part.text for part in box.children if _is_label(part)), "")
        state = state_on(box.get("data-effective"), box.get("data-until"), self._day) if self._day else State.CURRENT
        _, _, title = label.partition(": ")
        return Accepting(title or label, box.get("id"), state, items)

    def _refer(self, line: Line) -> None:
        found = label_of(said_in_words(line))
        if found is None:
            self._lines["other"].append(line)
        else:
            self._said.append(Said(found[0], _behind(line, found[1])))


def _is_label(part: Node) -> bool:
    return part.tag == "summary" or part.get("class") == "box-label"


def _lines(part: Node) -> Iterator[Line]:
    """One line for each item of a list with all that is in it, each row of a table, and each other text."""
    if part.tag in _LISTS or part.get("class") == "table":
        for child in part.children:
            yield from _lines(child)
    elif part.tag == "tr":
        cells = [line for cell in part.children if (line := _tidy(_pieces(cell)))]
        yield tuple(piece for cell in cells for piece in (Piece("; "), *cell))[1:]
    elif line := _tidy(_pieces(part)):
        yield line


def _pieces(node: Node) -> Iterator[Piece]:
    for part in node.parts:
        if isinstance(part, Run):
            yield from (_piece(word) for word in part.words if not any(wrap.get("class") in _NOTES for wrap in word.wraps))
            yield Piece(" ")
        else:
            yield from _pieces(part)
            yield Piece(" ")


def _piece(word: Word) -> Piece:
    link = next((wrap.get("href") for wrap in word.wraps if wrap.tag == "a"), "")
    return Piece(f"{word.gap}{word.text}", link)


def _tidy(pieces: Iterable[Piece]) -> Line:
    """Neighbours that lead to the same place are one; white space is single, and none stands at the ends."""
    joined: list[Piece] = []
    for piece in pieces:
        if piece.href and piece.text[:1].isspace() and not (joined and joined[-1].href == piece.href):
            words = Piece(piece.text.lstrip(), piece.href)  # white space is no part of a link
            joined += [Piece(" "), words] if not joined or joined[-1].href else [Piece(joined.pop().text + " "), words]
        elif joined and joined[-1].href == piece.href:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.href)
        else:
            joined.append(piece)
    folded = [Piece(re.sub(r"[ \t\n]+", " ", piece.text), piece.href) for piece in joined]
    return _trimmed([piece for piece in folded if piece.text])


def _trimmed(pieces: list[Piece]) -> Line:
    while pieces and not pieces[0].text.strip():
        pieces.pop(0)
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    if not pieces:
        return ()
    pieces[0] = Piece(pieces[0].text.lstrip(), pieces[0].href)
    pieces[-1] = Piece(pieces[-1].text.rstrip(), pieces[-1].href)
    return tuple(pieces)


def _behind(line: Line, index: int) -> Line:
    """A line without its first characters."""
    rest: list[Piece] = []
    for piece in line:
        cut, index = piece.text[index:], max(0, index - len(piece.text))
        if cut:
            rest.append(Piece(cut, piece.href))
    return _trimmed(rest)
