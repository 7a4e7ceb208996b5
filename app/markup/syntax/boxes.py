"""Named blocks: `::: name … :::` as Pandoc, Quarto and Docusaurus write them, and `!!! name` of MkDocs with an indented body.

Every name is read here; which names mean something is said in `app.markup.blocks`.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

_COLONS = re.compile(r":{3,}(.*)", re.DOTALL)
_FENCE = re.compile(r"(`{3,}|~{3,})")
_MARGIN = re.compile(r"[\s>]*")
_ITEM = re.compile(r"(?:(?:[-+*]|\d{1,9}[.)])\s+)+")
_INDENTED = re.compile(r"""(!!!|\?\?\?\+?|===)[ \t]+([A-Za-z][\w-]*(?:[ \t]+[A-Za-z][\w-]*)*)?[ \t]*("[^"]*")?[ \t]*$""")


def fenced(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`::: name`; a box closes with the next line of colons that no inner box claims, or with what it stands in."""
    match = None if state.is_code_block(start_line) else _COLONS.match(_line(state, start_line))
    if match is None:
        return False
    if silent:
        return True
    info = match[1].strip().rstrip(":").rstrip()
    if not info:
        # A closing line without a box: nothing to show.
        state.env.setdefault("stray", []).append(start_line)
        state.line = start_line + 1
        return True
    close = _pairs(state).get(start_line, end_line)
    last = _reach(state, start_line, min(close, end_line))
    closed = last == close < end_line
    _box(state, start_line, last, info, closed=closed)
    state.line = last + 1 if closed else last
    return True


def _pairs(state: StateBlock) -> dict[int, int]:
    """Opening line → closing line, for the whole text; found once."""
    if "boxes" not in state.env:
        state.env["boxes"] = _pair(state.src.split("\n"))
    pairs: dict[int, int] = state.env["boxes"]
    return pairs


def _pair(lines: list[str]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    opened: list[int] = []
    fence = ""
    for number, line in enumerate(lines):
        margin = _MARGIN.match(line)
        text = line[margin.end() :] if margin else line
        item = _ITEM.match(text)
        text = text[item.end() :] if item else text
        if found := _FENCE.match(text):
            fence = _fence_after(fence, found[1], text)
        elif not fence and (colons := _COLONS.match(text)):
            if colons[1].strip():
                opened.append(number)
            elif opened and not item:
                pairs[opened.pop()] = number
    return pairs


def _fence_after(fence: str, marks: str, line: str) -> str:
    """The fence that is open after this line of backticks or tildes."""
    if not fence:
        return "" if marks[0] == "`" and "`" in line.rstrip()[len(marks) :] else marks
    return "" if line.rstrip() == marks and marks.startswith(fence) else fence


def _reach(state: StateBlock, start_line: int, close: int) -> int:
    """The first line that no longer belongs to the box: its closing line, or one that leaves the list item it stands in."""
    for line in range(start_line + 1, close):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return line
    return close


def _box(state: StateBlock, start_line: int, last: int, info: str, *, closed: bool) -> None:
    opening = state.push("box_open", "div", 1)
    opening.info = info
    opening.map = [start_line, last + 1 if closed else last]
    opening.meta = {"closed": closed}
    _inside(state, "box", start_line + 1, last)
    state.push("box_close", "div", -1)


def _inside(state: StateBlock, parent: str, first: int, last: int) -> None:
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = parent, last
    state.md.block.tokenize(state, first, last)
    state.parentType, state.lineMax = old_parent, old_max


def indented(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`!!! name "Title"`, `??? name` (closed at first) and `=== "Tab"`; the body is indented by four."""
    match = None if state.is_code_block(start_line) else _INDENTED.match(_line(state, start_line))
    if match is None or (match[1] == "===" and (match[2] or not match[3])):
        return False
    indent = state.sCount[start_line] + 4
    last = _body_end(state, start_line, end_line, indent)
    if last == start_line + 1 and not match[3]:
        return False
    if silent:
        return True
    opening = state.push("box_open", "div", 1)
    opening.info = f"{match[2] or ''} {match[3] or ''}".strip()
    opening.markup = match[1]
    opening.map = [start_line, last]
    opening.meta = {"closed": True}
    old_indent, state.blkIndent = state.blkIndent, indent
    _inside(state, "box", start_line + 1, last)
    state.blkIndent = old_indent
    state.push("box_close", "div", -1)
    state.line = last
    return True


def _body_end(state: StateBlock, start_line: int, end_line: int, indent: int) -> int:
    last = start_line + 1
    for line in range(start_line + 1, end_line):
        if state.isEmpty(line):
            continue
        if state.sCount[line] < indent:
            break
        last = line + 1
    return last


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
