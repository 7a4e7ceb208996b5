"""M05: lists whose numbers or signs are not what was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it.token import Token

from app.domain.text import Level
from app.markup.sheet import Sheet

_NUMBER_FIRST = re.compile(r"\.?\d")


def ordinals(tokens: Sequence[Token], sheet: Sheet) -> None:
    """Numbers that jump, or that start in the middle without a list before."""
    opened: list[tuple[Token, list[int]]] = []
    ended: dict[int, int] = {}
    for token in tokens:
        if token.type == "ordered_list_open":
            opened.append((token, []))
        elif token.type == "list_item_open" and token.info:
            number = int(token.info)
            if not opened[-1][1]:
                _start(opened[-1][0], number, ended, sheet)
            opened[-1][1].append(number)
        elif token.type == "ordered_list_close":
            opening, given = opened.pop()
            _run(opening, given, sheet)
            ended[opening.level] = given[-1]


def _start(opening: Token, number: int, ended: dict[int, int], sheet: Sheet) -> None:
    if number > 1 and number != ended.get(opening.level, 0) + 1:
        message = f"“{number}.” at the start of a line makes a list that starts at {number}."
        sheet.find("M05", Level.WARN, message, sheet.line(opening), rf"If it is not a step, write {number}\. instead.")


def _run(opening: Token, given: list[int], sheet: Sheet) -> None:
    if len(given) > 1 and len(set(given)) == 1:
        if given[0] != 1:
            message = f"Every item is numbered {given[0]}; they are shown as {given[0]}, {given[0] + 1} and so on."
            sheet.find("M05", Level.WARN, message, sheet.line(opening), "Number them as they should be read.")
        return
    for before, now in pairwise(given):
        if now != before + 1:
            message = f"The numbers of this list go from {before} to {now}; they are shown as written."
            sheet.find("M05", Level.WARN, message, sheet.line(opening), "Number them in order, if that is not meant.")
            return


def bullets(tokens: Sequence[Token], sheet: Sheet) -> None:
    """A plus or minus before a number that becomes a bullet."""
    paragraph_end = -1
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.map:
            paragraph_end = token.map[1]
        elif token.type == "bullet_list_open" and _perhaps_a_sign(tokens, index, paragraph_end):
            message = f"“{token.markup}” before a number at the start of a line is shown as a bullet."
            sheet.find("M05", Level.WARN, message, sheet.line(token), rf"If it is a sign, write \{token.markup} or a word.")


def _perhaps_a_sign(tokens: Sequence[Token], index: int, paragraph_end: int) -> bool:
    token = tokens[index]
    if token.map is None or not _starts_with_number(tokens, index):
        return False
    # A minus or asterisk is nearly always meant as a bullet, but not when it breaks into a sentence.
    return token.markup == "+" or (token.level == 0 and token.map[0] == paragraph_end and _alone(tokens, index))


def _starts_with_number(tokens: Sequence[Token], index: int) -> bool:
    inline = next((token for token in tokens[index : index + 4] if token.type == "inline"), None)
    return inline is not None and _NUMBER_FIRST.match(inline.content) is not None


def _alone(tokens: Sequence[Token], index: int) -> bool:
    level, items = tokens[index].level, 0
    for following in range(index + 1, len(tokens)):
        token = tokens[following]
        if token.level <= level:
            break
        items += token.type == "list_item_open" and token.level == level + 1
    return items == 1
