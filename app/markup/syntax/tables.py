"""Tables: CommonMark's usual ones, with no cell thrown away, and Pandoc's grids as typed."""

from __future__ import annotations

import re

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

_GRID = re.compile(r"\+(?:[-=:]{2,}\+)+\s*$")


def whole_table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A table. Cells beyond the header's, which the usual rule drops, stay; rows note how many they have too many or too few."""
    first = len(state.tokens)
    if not table(state, start_line, end_line, silent):
        return False
    if not silent:
        state.tokens[first:] = _completed(state, state.tokens[first:])
    return True


def _completed(state: StateBlock, tokens: list[Token]) -> list[Token]:
    columns = sum(token.type == "th_open" for token in tokens)
    completed: list[Token] = []
    for token in tokens:
        if token.type == "tr_open" and token.map:
            row, cells = token, _cells(state, token.map[0])
        elif token.type == "tr_close":
            row.meta["surplus"] = [cell for cell in cells[columns:] if cell]
            row.meta["lacking"] = max(0, columns - len(cells))
            for cell in row.meta["surplus"]:
                completed += _cell(cell, row)
        completed.append(token)
    return completed


def _cells(state: StateBlock, line: int) -> list[str]:
    text = mdTrim(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    cells = escapedSplit(text)
    if cells and cells[0] == "":
        cells.pop(0)
    if cells and cells[-1] == "":
        cells.pop()
    return [mdTrim(cell) for cell in cells]


def _cell(text: str, row: Token) -> list[Token]:
    opening, inline, closing = Token("td_open", "td", 1), Token("inline", "", 0), Token("td_close", "td", -1)
    opening.level = closing.level = row.level + 1
    inline.content, inline.children, inline.map, inline.level = text, [], row.map, row.level + 2
    opening.block = inline.block = closing.block = True
    return [opening, inline, closing]


def grid(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A grid table (`+---+---+`): kept as typed, since its cells may hold anything."""
    if state.is_code_block(start_line) or not _GRID.match(_line(state, start_line)):
        return False
    line = start_line + 1
    while line < end_line and state.sCount[line] >= state.blkIndent and _line(state, line)[:1] in {"|", "+"}:
        line += 1
    if line < start_line + 3:
        return False
    if not silent:
        token = state.push("grid", "pre", 0)
        token.content = state.getLines(start_line, line, state.blkIndent, keepLastLF=False)
        token.map = [start_line, line]
        state.line = line
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
