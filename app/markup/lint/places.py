"""From a place in the prose to a place in the source, for edits and columns: exact, or none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from markdown_it.token import Token

from app.markup.sheet import Sheet


class Places:
    """Where the inline text of a body stands in the source.

    Everything typed is known in its order, so each piece is found behind the one before it. What is not found as typed, such as
    a cell with an escaped bar, has no place, and nothing in it is mended by a button.
    """

    def __init__(self, tokens: Sequence[Token], sheet: Sheet, front_length: int) -> None:
        self._tokens = tokens
        self._body = "".join(sheet.lines)
        self._front = front_length
        self._lines = [0, *accumulate(map(len, sheet.lines))]
        self._found: dict[tuple[int, int], int] | None = None

    def of(self, inline: Token, child: Token) -> int | None:
        """Index in the source of the first character of a piece of inline text."""
        if self._found is None:
            self._found = self._find_all()
        return self._found.get((id(inline), child.meta["piece"]))

    def column(self, at: int, line: int, first_line: int) -> int | None:
        """The 1-based column of an index in the source, on a line of the body."""
        start = self._front + self._lines[line - first_line]
        return at - start + 1 if at >= start else None

    def _find_all(self) -> dict[tuple[int, int], int]:
        found: dict[tuple[int, int], int] = {}
        cursor = 0
        for token in self._tokens:
            if token.type != "inline" or not token.map or "typed" not in token.meta:
                continue
            cursor = max(cursor, self._lines[token.map[0]])
            end = self._lines[min(token.map[1], len(self._lines) - 1)]
            end = max(end, self._lines[token.map[0] + 1])
            for number, piece in enumerate(token.meta["typed"]):
                if not piece.strip():
                    continue
                at = self._body.find(piece, cursor, end)
                if at < 0:
                    break
                found[id(token), number] = self._front + at
                cursor = at + len(piece)
        return found
