"""How a page is built: the order of its sections, what its kind must hold, blocks where they are seen (T01 to T14, C12)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from markdown_it.token import Token

from app.domain.referral import Label, label_of
from app.domain.text import FrontMatter, Kind
from app.markup.lint.dosing import say
from app.markup.sections import Part
from app.markup.sheet import Sheet, plain

ORDER: dict[Kind, tuple[str, ...]] = {
    Kind.PATHWAY: ("background", "assessment", "management", "request", "information", "sources"),
    Kind.REQUEST: (
        "who goes where", "criteria", "essential information", "additional information", "how to send", "waits", "alternatives",
    ),
    Kind.MEDICATION: ("do not use", "before", "how", "after", "problems", "information", "sources"),
    Kind.INVESTIGATION: ("when to request", "preparation", "criteria", "how to request", "reading the result", "sources"),
    Kind.RESOURCE: ("what it offers", "who can use it", "how to refer", "cost", "information"),
    Kind.PATIENT: ("what it is", "what helps", "when to get help", "questions to ask"),
}  # fmt: skip
"""How the headings of each kind begin, in their order."""

_ENOUGH_SECTIONS = 2
_MANY_FLAGS = 7
_DEEP = 20
"""Blocks around a block that are looked at; nobody nests deeper on purpose."""
_WAITS = re.compile(r"\bwait", re.IGNORECASE)
_WAIT_OF = re.compile(
    r"\b(?:waiting (?:times?|lists?)|(?:the|average|current|usual|expected|typical|median) waits?|waits? (?:is|are|of))\b"
    r"[^.;|\n]{0,60}?\b\d{1,3}(?:\s?(?:to|-|–)\s?\d{1,3})?\s?(?:days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
"""What is said of a wait for a service, not of waiting: "wait 12 weeks before the next dose"."""
_SPAN = re.compile(r"\d\s?(?:days?|weeks?|months?|years?)\b")
_AS_AT = re.compile(r"\bas (?:at|of)\b|\b(?:19|20)\d\d\b", re.IGNORECASE)
_DOSES = re.compile(r"\b(?:dos(?:e|es|age|ages|ing)|infusion rates?)\b", re.IGNORECASE)
_FIRST = frozenset({"red-flags", "emergency"})


def lint_structure(tokens: Sequence[Token], parts: Sequence[Part], front: FrontMatter, sheet: Sheet) -> None:
    """Ask the page as a whole, each section, and each block."""
    _order(parts, front.kind, sheet)
    _boxes(tokens, sheet)
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        _section(part, following, sheet)
        _waits(part, sheet)
    if front.title:
        heads = [part for part in parts if part.level == 2 and part.head is not None]
        enough = len(heads) >= _ENOUGH_SECTIONS
        _whole(tokens, front.kind, sheet, enough=enough, acts=enough or any(_acts(part) for part in heads))
        if not front.specialty:
            say("T14", 1, sheet)
    _pictures(parts, sheet)
    _refer(tokens, sheet)


def _refer(tokens: Sequence[Token], sheet: Sheet) -> None:
    """T13: a line of a refer block that begins with none of its words; T12: a wait among them without its date."""
    level, first = -1, False
    for token in tokens:
        if token.type in {"box_open", "box_close"} and level in {-1, token.level}:
            inside = token.type == "box_open" and token.meta["box"].block.name == "refer"
            level = token.level if inside else -1
        elif token.type == "list_item_open":
            first = level >= 0 and token.level == level + 2
        elif token.type == "inline" and first:
            first = False
            _refer_line(plain(token.children or []), sheet.line(token), sheet)


def _refer_line(text: str, line: int, sheet: Sheet) -> None:
    found = label_of(text)
    if found is None:
        say("T13", line, sheet)
    elif found[0] is Label.WAIT and _SPAN.search(text) and not _AS_AT.search(text):
        say("T12", line, sheet)


def _order(parts: Sequence[Part], kind: Kind, sheet: Sheet) -> None:
    latest, latest_title = -1, ""
    for part in parts:
        place = _place(part.title, kind) if part.level == 2 and part.head else None
        if place is None:
            continue
        if place < latest:
            why = f"“{part.title}” stands after “{latest_title}”; readers look for it before"
            say("T01", sheet.first_line + part.start, sheet, why=why)
            return
        latest, latest_title = place, part.title


def _place(title: str, kind: Kind) -> int | None:
    folded = title.casefold()
    return next((place for place, begins in enumerate(ORDER[kind]) if folded == begins or folded.startswith(f"{begins} ")), None)


@dataclass(slots=True)
class _Box:
    """A block while it is read."""

    name: str
    token: Token
    says: bool = False
    items: int = 0


def _boxes(tokens: Sequence[Token], sheet: Sheet) -> None:
    open_: list[_Box] = []
    label, begun = False, False
    for token in tokens:
        if token.type == "box_open":
            box = _Box(token.meta["box"].block.name, token)
            _placed(box, {around.name for around in open_[-_DEEP:]}, sheet, begun=begun)
            begun = begun or box.name not in _FIRST
            open_.append(box)
        elif token.type == "box_close":
            _filled(open_.pop(), open_, sheet)
        elif token.type in {"label_open", "label_close"}:
            label = token.nesting > 0
        elif not label:
            said = _read(token, open_)
            begun = begun or (said and not (open_ and open_[0].name in _FIRST))


def _read(token: Token, open_: Sequence[_Box]) -> bool:
    """Count a token for the block it stands in; whether it says something."""
    said = bool(token.content.strip()) or token.type == "picture"
    if open_:
        open_[-1].says |= said
        open_[-1].items += token.type == "list_item_open" and token.level == open_[-1].token.level + 2
    return said


def _placed(box: _Box, around: set[str], sheet: Sheet, *, begun: bool) -> None:
    line = sheet.line(box.token)
    if box.name == "detail" and "detail" in around:
        say("T04", line, sheet)
    elif box.name == "red-flags" and "detail" in around:
        say("T05", line, sheet)
    elif box.name == "red-flags" and begun and box.token.level == 0:
        say("T09", line, sheet)


def _filled(box: _Box, around: Sequence[_Box], sheet: Sheet) -> None:
    if around:
        around[-1].says |= box.says
    line = sheet.line(box.token)
    if box.name and not box.says:
        say("T03" if box.name == "red-flags" else "W03", line, sheet)
    elif box.name == "red-flags" and box.items > _MANY_FLAGS:
        say("T10", line, sheet)


def _section(part: Part, following: Part | None, sheet: Sheet) -> None:
    if part.head is None or part.head.type != "heading_open":
        return
    said = [token for token in part.tokens[3:] if token.content.strip() or token.type in {"box_open", "hr"}]
    if not said and (following is None or following.level <= part.level) and not (following and following.goes_on):
        say("T08", sheet.first_line + part.start, sheet, about=part.title)


def _waits(part: Part, sheet: Sheet) -> None:
    """T12: how long people wait for a service, not as at when; in a section about waits it is enough to say so once."""
    inlines = [token for token in part.tokens if token.type == "inline"]
    if part.head is not None and part.head.type == "heading_open" and _WAITS.search(part.title):
        text = "\n".join(plain(token.children or []) for token in inlines)
        if _SPAN.search(text) and not _AS_AT.search(text):
            say("T12", sheet.first_line + part.start, sheet)
        return
    for token in inlines:
        if "wait" in token.content and _says_a_wait(plain(token.children or [])):
            say("T12", sheet.line(token), sheet)


def _says_a_wait(text: str) -> bool:
    """Whether a paragraph says how long people wait for a service, and not as at when."""
    return _WAIT_OF.search(text) is not None and _AS_AT.search(text) is None


def _acts(part: Part) -> bool:
    """Whether a section says what to do with a patient: such a page is more than begun."""
    return part.title.casefold().startswith(("assessment", "management"))


def _whole(tokens: Sequence[Token], kind: Kind, sheet: Sheet, *, enough: bool, acts: bool) -> None:
    names = {token.meta["box"].block.name for token in tokens if token.type == "box_open"}
    if acts and kind is Kind.PATHWAY and "red-flags" not in names:
        say("T02", sheet.first_line, sheet)
    if not enough:
        return
    if kind is Kind.REQUEST and "criteria" not in names:
        say("T06", sheet.first_line, sheet)
    if kind is Kind.REQUEST and "essential-info" not in names:
        say("T07", sheet.first_line, sheet)
    if kind in {Kind.REQUEST, Kind.PATIENT} and not names & _FIRST:
        say("T11", sheet.first_line, sheet)


def _pictures(parts: Sequence[Part], sheet: Sheet) -> None:
    """C12: a picture of doses without a table in its section."""
    pictured = [*sheet.images, *((picture.alternative, picture.line) for picture in sheet.pictures)]
    for alternative, line in pictured:
        if _DOSES.search(alternative):
            part = parts[bisect_right(parts, line - sheet.first_line, key=attrgetter("start")) - 1]
            if not any(token.type == "table_open" for token in part.tokens):
                say("C12", line, sheet)
