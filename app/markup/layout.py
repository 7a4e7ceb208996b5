"""Block tokens dressed for the page: boxes with their words, lists with the author's numbers, tables that scroll."""

from __future__ import annotations

from markdown_it.token import Token

from app.domain.text import Level
from app.markup.blocks import block_named, probably_meant
from app.markup.blocks.named import Box, appear
from app.markup.blocks.opening import read_opening
from app.markup.details import words_with_details
from app.markup.loss import check_box
from app.markup.sheet import Sheet, fold, plain, text_token

KNOWN_INFO = frozenset("text txt plain code bash sh python r sql json yaml yml xml html css js markdown md mermaid".split())
"""Words behind ``` that name a language and say nothing to a reader."""

_SHORT = 60
"""Characters; wrapped prose has longer lines."""


def dress(tokens: list[Token], sheet: Sheet) -> list[Token]:
    """The tokens with elements, attributes and the words that boxes and code are labelled with."""
    dressed: list[Token] = []
    tags: list[str] = []
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open":
            keep_short_lines(tokens[index + 1])
        elif token.type == "heading_open" and not fold(plain(tokens[index + 1].children or [])):
            # An empty heading is none; its marks stay in the source.
            token.hidden = tokens[index + 2].hidden = True
        if token.type == "box_open":
            dressed += _box_open(token, sheet)
            tags.append(token.tag)
        elif token.type == "box_close":
            token.tag = tags.pop()
            dressed.append(token)
        elif token.type == "table_open":
            dressed += [_scroller(1), token]
        elif token.type == "table_close":
            dressed += [token, _scroller(-1)]
        else:
            dressed += _plain_dress(token, sheet)
    number_lists(dressed)
    return dressed


def _plain_dress(token: Token, sheet: Sheet) -> list[Token]:
    if token.type in {"th_open", "td_open"}:
        _align(token)
    elif token.type == "fence" and (info := token.info.strip()) and info.lower() not in KNOWN_INFO:
        return [*_label(info, "p", token, sheet), token]
    elif token.type == "grid":
        token.attrs = {"class": "grid"}
    elif token.type == "definition":
        return _definition(token, sheet)
    return [token]


def _align(token: Token) -> None:
    style = str(token.attrs.pop("style", ""))
    token.attrs = {"class": style.removeprefix("text-align:")} if style else {}
    if token.tag == "th":
        token.attrs["scope"] = "col"


def _scroller(nesting: int) -> Token:
    token = Token("scroll_open" if nesting == 1 else "scroll_close", "div", 1 if nesting == 1 else -1)
    if nesting == 1:
        token.attrs = {"class": "table", "role": "group", "aria-label": "Table", "tabindex": "0"}
    return token


def _box_open(token: Token, sheet: Sheet) -> list[Token]:
    opening = read_opening(token.info, token.markup)
    block = block_named(opening.name)
    box = appear(block, opening)
    token.meta |= {"opening": opening, "box": box}
    token.tag = "details" if box.folds else "div"
    token.attrs = {"class": f"box {block.name}".strip()}
    token.attrs |= {f"data-{key}": value for key, value in box.data}
    if box.open:
        token.attrs["open"] = ""
    _box_findings(token, box, sheet)
    if box.folds:
        return [token, *_label(box.label or "More", "summary", token, sheet)]
    tag = "h2" if block.heading and token.level == 0 else "p"
    return [token, *_label(box.label, tag, token, sheet)] if box.label else [token]


def _box_findings(token: Token, box: Box, sheet: Sheet) -> None:
    line = sheet.line(token)
    check_box(box, sheet, line)
    name = token.meta["opening"].name
    if not token.meta["closed"]:
        level = Level.ERROR if box.block.name else Level.WARN
        sheet.find(
            "B01",
            level,
            f"The block “{name}” is not closed: all that follows is in it.",
            line,
            "End it with a line of ::: alone.",
        )
    if not box.block.name:
        meant = probably_meant(token.meta["opening"])
        level, fix = (Level.WARN, f"Perhaps you meant ::: {meant}") if meant else (Level.INFO, "")
        sheet.find("B02", level, f"“{name}” is no block of ours; it is shown as a plain box.", line, fix)
        return
    for error in box.errors:
        sheet.find("B03", Level.ERROR, error, line)
    for problem in box.problems:
        sheet.find("B03", Level.WARN, problem, line)


def _label(text: str, tag: str, of: Token, sheet: Sheet) -> list[Token]:
    opening, inline, closing = Token("label_open", tag, 1), Token("inline", "", 0), Token("label_close", tag, -1)
    opening.level = closing.level = of.level + 1
    inline.level = of.level + 2
    inline.map = of.map
    inline.children = words_with_details(text, sheet, sheet.line(of))
    if tag == "p":
        opening.attrs = {"class": "box-label"}
    return [opening, inline, closing]


def _definition(token: Token, sheet: Sheet) -> list[Token]:
    """A link definition vanishes when something uses it; otherwise it is shown as typed."""
    if token.meta["id"] in sheet.labels and not token.meta.get("again"):
        return []
    opening, closing = Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)
    inline = Token("inline", "", 0, content=token.content, children=[text_token(token.content)])
    opening.map = inline.map = token.map
    opening.level = closing.level = token.level
    inline.level = token.level + 1
    return [opening, inline, closing]


def keep_short_lines(inline: Token) -> None:
    """Lines that were plainly typed as lines stay lines: all are short, and each starts like one.

    Markdown would run "Fentanyl 3 micrograms/kg", "Ketamine 2 mg/kg" and the rest of such a list into one sentence.
    """
    children = inline.children or []
    if not any(child.type == "softbreak" for child in children):
        return
    lines = [line.strip() for line in plain(children).split("\n")]
    short = all(len(line) < _SHORT for line in lines[:-1]) and not any(line[:1].islower() for line in lines[1:])
    # Rows with bars that Markdown does not take for a table.
    if short or all(line.startswith("|") for line in lines):
        for child in children:
            if child.type == "softbreak":
                child.type = "hardbreak"


def number_lists(tokens: list[Token]) -> None:
    """The number that the author gave is the number shown, unless he numbers every item alike and leaves counting to us."""
    lists: list[tuple[Token, list[Token]]] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            lists.append((token, []))
        elif token.type == "list_item_open" and token.info:
            lists[-1][1].append(token)
        elif token.type == "ordered_list_close":
            opening, items = lists.pop()
            given = [int(item.info) for item in items]
            opening.meta["given"] = given
            if len(set(given)) > 1:
                _give_values(items, given)


def _give_values(items: list[Token], given: list[int]) -> None:
    expected = given[0]
    for item, number in zip(items, given, strict=True):
        if number != expected:
            item.attrs["value"] = number
        expected = number + 1
