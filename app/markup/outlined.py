"""A part of a page as entries: each line with what it stands under, so that no line can be read without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from app.domain.difference.tree import Node, Run, Word
from app.domain.referral import Entry, Line, Piece

_NOTES = frozenset({"note-ref", "note-back", "note-label"})
_STRUCK = frozenset({"s", "del"})
_BREAK = "\v"
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_STRONG, _COLON, _SOFT, _ITEM, _PLAIN = 8, 9, 10, 11, 12
"""Ranks, behind those of headings (2 to 6): what comes stands under what is before it and leads with a smaller one."""
_NOT = re.compile(r"\b(?:not|no|never|except|exclud\w+|unless|declin\w+|avoid\w*|without|only|don['’]t)\b", re.IGNORECASE)
EMPTY = (Piece("–"),)
"""An empty cell: it stays, so that nothing moves to another column."""

Ends = Callable[[str], bool]


@dataclass(slots=True)
class Part:
    """A line of a page while it is read, and what stands under it."""

    line: Line
    rank: int = _PLAIN
    leads: int = 0
    """Its rank as what others may stand under; 0 when nothing behind it does."""
    heads: bool = False
    see: str = ""
    kind: str = "p"
    box: Node | None = None
    """A box that is told elsewhere."""
    under: list[Part] = field(default_factory=list)

    def told_elsewhere(self, above: tuple[Line, ...] = ()) -> Iterator[tuple[Node, tuple[Line, ...]]]:
        """The boxes in it that are told elsewhere, each with the lines that it stands under."""
        if self.box:
            yield self.box, above
        for part in self.under:
            yield from part.told_elsewhere((*above, self.line) if self.line else above)

    def entry(self) -> Entry | None:
        """As a value, without what is told elsewhere."""
        under = entries_of(self.under)
        if self.box or (self.under and not under and self.heads):
            return None
        return Entry(self.line, under, self.heads and bool(under), self.see)


def entries_of(parts: Iterable[Part]) -> tuple[Entry, ...]:
    """The same as values, without what is told elsewhere."""
    return tuple(entry for part in parts if (entry := part.entry()))


@dataclass(frozen=True, slots=True)
class Outliner:
    """Reads the parts of one section."""

    notes: Mapping[str, Line]
    """Id → what the footnote says: it is said where its mark stands."""
    section: str = ""
    elsewhere: frozenset[str] = frozenset()
    """Kinds of boxes that are told elsewhere."""
    ends: Ends = lambda _: False
    """Whether a text begins something new, whatever it stands behind."""
    points: bool = True
    """Whether what can't be said in lines is pointed to; otherwise it is said as written."""

    def read(self, nodes: Iterable[Node | Run]) -> list[Part]:
        """All that the nodes say."""
        top = Part((), leads=1)
        above = [top]
        for part in self._parts(nodes):
            while len(above) > 1 and not _governs(above[-1], part, ends=self.ends(_words(part.line))):
                above.pop()
            above[-1].under.append(part)
            if part.leads and not part.under:
                above.append(part)
        return top.under

    def line(self, run: Run) -> Line:
        """What a run says, with the footnotes that it names; what is struck out says so."""
        return _tidy(self._pieces(run.words))

    def _parts(self, nodes: Iterable[Node | Run]) -> Iterator[Part]:
        for node in nodes:
            if isinstance(node, Run):
                yield from self._text(node)
            elif node.tag in ("ul", "ol"):
                yield from self._items(node)
            elif node.tag == "table":
                yield from self._rows(node)
            elif node.tag == "pre" or node.box == "decision":
                yield self._written(node)
            elif node.box or node.tag == "details":
                yield self._box(node)
            else:
                yield from self._heading(node) if node.tag in _HEADINGS else self._parts(node.parts)

    def _heading(self, node: Node) -> Iterator[Part]:
        yield Part(self._all(node), int(node.tag[1]), int(node.tag[1]), heads=True, kind="h")

    def _text(self, run: Run) -> Iterator[Part]:
        if not (line := self.line(run)):
            return
        if self.points and _pictured(run):
            yield Part(line, see=self.section)
        elif _leads(line):
            yield Part(line, _STRONG if _strong(run) else _COLON, _STRONG if _strong(run) else _COLON, heads=True)
        elif _strong(run) and not _sentence(line):
            yield Part(line, _STRONG, _STRONG, heads=True)
        elif not _sentence(line) or _NOT.search(_words(line)):
            yield Part(line, leads=_SOFT, heads=True)
        else:
            yield Part(line)

    def _items(self, node: Node) -> Iterator[Part]:
        for item in () if node.get("class") == "notes" else node.children:
            own = item.parts[0] if item.parts and isinstance(item.parts[0], Run) else None
            under = self.read(item.parts[1:] if own else item.parts)
            line = self.line(own) if own else ()
            if not own or not line:
                yield from under
            elif self.points and _pictured(own):
                yield Part(line, see=self.section, kind="li", under=under)
            elif _leads(line):
                yield Part(line, _ITEM, _ITEM, heads=True, kind="li", under=under)
            else:
                yield Part(line, kind="li", under=under)

    def _rows(self, table: Node) -> Iterator[Part]:
        rows = [[*row.children] for row in table.everything if row.tag == "tr"]
        headed = bool(rows) and all(cell.tag == "th" for cell in rows[0]) and len(rows) > 1
        names = [self._all(cell) for cell in rows[0]] if headed else []
        for row in rows[1:] if headed else rows:
            cells = [self._all(cell) or EMPTY for cell in row]
            said = [_named(name, cell) for name, cell in zip_longest(names, cells, fillvalue=())]
            yield Part(_in_one(said), kind="li")

    def _box(self, box: Node) -> Part:
        if box.box in self.elsewhere:
            return Part((), kind="box", box=box)
        label = next((part for part in box.children if is_label(part)), None)
        under = self.read(part for part in box.parts if part is not label)
        return Part(self._all(label) if label else (), heads=True, kind="box", under=under)

    def _written(self, node: Node) -> Part:
        """What lines can't say without changing it."""
        label = next((part for part in node.children if is_label(part)), None)
        line = self._all(label) if label else ()
        if self.points:
            return Part(line, see=self.section, kind="box")
        if node.tag == "pre":
            return Part((Piece(_as_written(node)),), kind="box")
        return Part(line, heads=True, kind="box", under=self.read(part for part in node.parts if part is not label))

    def _all(self, node: Node) -> Line:
        """All that an element says, as one line."""
        return _in_one(self.line(part) if isinstance(part, Run) else self._all(part) for part in node.parts)

    def _pieces(self, words: Iterable[Word]) -> Iterator[Piece]:
        struck, noted = False, ""
        for word in words:
            now = any(wrap.tag in _STRUCK for wrap in word.wraps)
            if struck and not now:
                yield Piece("]")
            note = _note(word)
            if note is not None:
                if note and note != noted:
                    said = self.notes.get(note, ())
                    yield from (Piece(" ["), *said, Piece("]")) if said else ()
                noted, struck = note, now
                continue
            noted = ""
            gap = word.gap
            if now and not struck:
                yield Piece(f"{gap}[struck out: ")
                gap = ""
            struck = now
            yield _piece(word, gap)
        if struck:
            yield Piece("]")


def notes_in(tree: Node) -> dict[str, Line]:
    """What the footnotes of a page say, by id."""
    reader = Outliner({})
    notes = [node for node in tree.everything if node.tag == "li" and node.get("id").startswith("fn-")]
    return {note.get("id"): _in_one(part.line for part in reader.read(note.parts)) for note in notes}


def is_label(part: Node) -> bool:
    """Whether it is the label of the box that it stands in."""
    return (
        part.tag == "summary" or part.get("class") == "box-label" or (part.tag == "h2" and bool(part.parent and part.parent.box))
    )


def _governs(above: Part, part: Part, *, ends: bool) -> bool:
    """Whether it stands under the one above."""
    if above.leads >= part.rank or (ends and above.leads >= _STRONG):
        return False
    if above.leads <= _STRONG:
        return True
    if not above.under:
        return above.leads != _SOFT or part.kind == "li"
    return part.kind == above.under[-1].kind != "box"  # words with a colon lead a list, or else the paragraphs behind them


def _strong(run: Run) -> bool:
    return all(any(wrap.tag == "strong" for wrap in word.wraps) for word in run.words if word.text.strip())


def _pictured(run: Run) -> bool:
    return any(wrap.tag == "img" for word in run.words for wrap in word.wraps)


def _sentence(line: Line) -> bool:
    return _words(line).rstrip().endswith((".", "!", "?"))


def _in_one(lines: Iterable[Line]) -> Line:
    return tuple(piece for line in lines if line for piece in (Piece("; "), *line))[1:]


def _leads(line: Line) -> bool:
    return _words(line).rstrip().endswith(":")


def _words(line: Line) -> str:
    return "".join(piece.text for piece in line)


def _named(name: Line, cell: Line) -> Line:
    """A cell behind the name of its column."""
    return (*name, Piece(": "), *cell) if name else cell


def _as_written(node: Node) -> str:
    return "\n".join("".join(word.gap + word.text for word in run.words) for run in node.parts if isinstance(run, Run)).strip(
        "\n"
    )


def _note(word: Word) -> str | None:
    """The id of the footnote whose mark it is; empty for other marks of footnotes, None for words."""
    if not any(wrap.get("class") in _NOTES for wrap in word.wraps):
        return None
    return next((wrap.get("href").removeprefix("#") for wrap in word.wraps if wrap.get("href").startswith("#fn-")), "")


def _piece(word: Word, gap: str) -> Piece:
    if any(wrap.tag == "br" for wrap in word.wraps):
        return Piece(_BREAK)
    link = next((wrap.get("href") for wrap in word.wraps if wrap.tag == "a"), "")
    return Piece(f"{gap}{word.text}", link)


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
    folded = [Piece(_folded(piece.text), piece.href) for piece in joined]
    return trimmed([piece for piece in folded if piece.text])


def _folded(text: str) -> str:
    """White space as one blank; what stands on two lines is kept apart."""
    apart = re.sub(rf"(?<=[:;,.])[ \t\n]*{_BREAK}\s*", " ", text)
    apart = re.sub(rf"(?<![ \t\n])[ \t\n]*{_BREAK}\s*", "; ", apart)
    return re.sub(r"[ \t\n]+", " ", apart)


def trimmed(pieces: list[Piece]) -> Line:
    """Without white space at its ends."""
    while pieces and not pieces[0].text.strip():
        pieces.pop(0)
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    if not pieces:
        return ()
    pieces[0] = Piece(pieces[0].text.lstrip(), pieces[0].href)
    pieces[-1] = Piece(pieces[-1].text.rstrip(), pieces[-1].href)
    return tuple(pieces)


def behind(line: Line, index: int) -> Line:
    """A line without its first characters."""
    rest: list[Piece] = []
    for piece in line:
        cut, index = piece.text[index:], max(0, index - len(piece.text))
        if cut:
            rest.append(Piece(cut, piece.href))
    return trimmed(rest)
