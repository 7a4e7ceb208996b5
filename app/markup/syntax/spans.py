"""Inline marks beyond CommonMark: attributes in braces, line breaks written as `<br>`, and H~2~O."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

from app.markup.attributes import attributes_at

_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_SHIFTED = re.compile(r"([~^])([A-Za-z0-9+−-]{1,10})\1(?![\d~^])")
_AT_END = re.compile(r"\s*\Z")
_CARRIERS = frozenset({"link_close", "image", "code_inline"})
_SHIFT_TAGS = {"~": "sub", "^": "sup"}


def attributes(state: StateInline, silent: bool) -> bool:
    """`{…}` right behind a link, image or code, or at the very end of a paragraph, heading or cell.

    Anywhere else, and with anything else in the braces, it stays text.
    """
    if state.src[state.pos] != "{":
        return False
    found = attributes_at(state.src, state.pos)
    if found is None or not found.only_looks:
        return False
    end = state.pos + len(found.raw)
    if not (_follows_carrier(state) or _AT_END.match(state.src, end)):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content = found.raw
        token.meta["attributes"] = found
    state.pos = end
    return True


def _follows_carrier(state: StateInline) -> bool:
    return not state.pending and bool(state.tokens) and state.tokens[-1].type in _CARRIERS


def line_break(state: StateInline, silent: bool) -> bool:
    """`<br>`: the only way to break a line in a cell of a Markdown table, and it says nothing else."""
    match = _BREAK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0).content = match[0]
    state.pos = match.end()
    return True


def shifted(state: StateInline, silent: bool) -> bool:
    """`H~2~O` and `cm^2^`, only right behind a letter or bracket and not before a digit.

    Behind a digit it stays as typed: 10^9^ must never be read as 109.
    """
    before = state.src[state.pos - 1 : state.pos]
    match = _SHIFTED.match(state.src, state.pos) if before.isalpha() or before == ")" else None
    if match is None:
        return False
    if not silent:
        tag = _SHIFT_TAGS[match[1]]
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = match[2]
        state.push(f"{tag}_close", tag, -1)
    state.pos = match.end()
    return True
