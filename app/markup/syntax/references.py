"""Links, images and their definitions: CommonMark's own rules, with a record of the exact characters that they took."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline, autolink, image, link


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows the text of a link or image, as typed."""

    raw: str
    """All of it, such as `](http://a.example "Title")` or `][label]`."""
    target: str = ""
    """The address as typed; empty for a reference, whose address is in its definition."""
    title: str = ""


def keep_tails(state: StateInline, silent: bool) -> bool:
    """A link; its closing token carries the `Tail`."""
    start = state.pos
    if not link(state, silent):
        return False
    if not silent:
        state.tokens[-1].meta["tail"] = _tail(state, start, nested=True)
    return True


def keep_image(state: StateInline, silent: bool) -> bool:
    """An image; its token carries the `Tail`."""
    start = state.pos
    if not image(state, silent):
        return False
    if not silent:
        state.tokens[-1].meta["tail"] = _tail(state, start + 1, nested=False)
    return True


def _tail(state: StateInline, start: int, *, nested: bool) -> Tail:
    """`start` is the offset of the opening bracket, `state.pos` stands behind the whole."""
    end, most = state.pos, state.posMax
    state.pos = start
    close = state.md.helpers.parseLinkLabel(state, start, nested)
    state.pos, state.posMax = end, most
    raw = state.src[close:end]
    if not raw.startswith("]("):
        return Tail(raw)
    at = close + 2
    while state.src[at] in " \t\n":
        at += 1
    target = state.md.helpers.parseLinkDestination(state.src, at, end)
    title = state.src[target.pos : end - 1].strip()[1:-1] if target.ok else ""
    return Tail(raw, state.src[at : target.pos].strip("<>") if target.ok else "", title)


def keep_autolink(state: StateInline, silent: bool) -> bool:
    """`<https://…>`: shown exactly as typed, not decoded."""
    start = state.pos
    if not autolink(state, silent):
        return False
    if not silent:
        address = state.src[start + 1 : state.pos - 1]
        state.tokens[-2].content = address
        state.tokens[-1].meta["tail"] = Tail("", address)
    return True


def keep_definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A link definition; its token's content is what was typed."""
    if not reference(state, start_line, end_line, silent):
        return False
    if not silent:
        first = state.bMarks[start_line] + state.tShift[start_line]
        state.tokens[-1].content = state.src[first : state.eMarks[state.line - 1]]
    return True
