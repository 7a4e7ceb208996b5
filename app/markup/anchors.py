"""The blocks of a text: what comments, feedback and merges hang on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.markup.sheet import Sheet, fold, plain

_KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "list_item_open": "item",
    "table_open": "table",
    "tr_open": "row",
    "footnote_reference_open": "note",
    "fence": "code",
    "code_block": "code",
    "grid": "code",
}
_TAKES_PARAGRAPHS = frozenset({"list_item_open", "footnote_reference_open"})
_HOLDS_ALL = frozenset({"table_open", "box_open"})


@dataclass(slots=True)
class Anchor:
    """A block, before it has its id."""

    kind: str
    token: Token
    """The token whose element carries the id."""
    line: int
    end_line: int
    explicit: str = ""
    """The id that the author wrote."""
    parts: list[str] = field(default_factory=list)
    id: str = ""

    @property
    def text(self) -> str:
        """Plain text, white space folded."""
        return fold(" ".join(self.parts))


def find_anchors(tokens: Sequence[Token], sheet: Sheet) -> list[Anchor]:
    """The blocks in the order of the source; a list item and a footnote take their own paragraphs, and leave out lists within."""
    return _Walk(sheet).run(tokens)


class _Walk:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._found: list[Anchor] = []
        self._open: list[tuple[str, Anchor | None]] = []

    def run(self, tokens: Sequence[Token]) -> list[Anchor]:
        for token in tokens:
            if token.nesting == 1:
                self._open.append((token.type, self._anchor(token)))
            elif token.nesting == -1:
                self._open.pop()
            elif token.type == "inline":
                self._say(plain(token.children or []), token)
            elif (anchor := self._anchor(token)) is not None:
                anchor.parts.append(token.content)
                self._tell_holders(token.content, self._open)
        return [anchor for anchor in self._found if anchor.text]

    def _anchor(self, token: Token) -> Anchor | None:
        kind = _KINDS.get(token.type, "")
        if token.type == "box_open":
            kind = token.meta["box"].block.name or "box"
        if not kind or (token.type == "paragraph_open" and self._taken_by_parent()):
            return None
        anchor = Anchor(kind, token, self._sheet.line(token), self._end(token))
        if token.type == "box_open":
            anchor.explicit = token.meta["opening"].id
        self._found.append(anchor)
        return anchor

    def _taken_by_parent(self) -> bool:
        return bool(self._open) and self._open[-1][0] in _TAKES_PARAGRAPHS

    def _end(self, token: Token) -> int:
        start, end = token.map or (0, 1)
        while end - 1 > start and not self._sheet.lines[end - 1].strip():
            end -= 1
        return self._sheet.first_line + end - 1

    def _say(self, text: str, token: Token) -> None:
        """Text belongs to the innermost block it stands in, and to every table and named block around that."""
        owners = [index for index, (_, anchor) in enumerate(self._open) if anchor]
        if not owners:
            return
        innermost = self._open[owners[-1]][1]
        if innermost is not None:
            innermost.parts.append(text)
            attributes = token.meta.get("attributes")
            if attributes and attributes.id and not innermost.explicit:
                innermost.explicit = attributes.id
        self._tell_holders(text, self._open[: owners[-1]])

    def _tell_holders(self, text: str, around: Sequence[tuple[str, Anchor | None]]) -> None:
        for kind, anchor in around:
            if anchor and kind in _HOLDS_ALL:
                anchor.parts.append(text)
