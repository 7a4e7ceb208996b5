"""Promise 2: no number is lost. Five comparisons, from the source to the page, each of which can fail by itself.

1. source ↔ block tokens: each letter and number typed stands in a block, a list's ordinal, or a known mark;
2. block ↔ inline tokens: each is shown, or is the address of a link, the label of a definition or the like;
3. inline tokens ↔ plain text: nothing was dropped when the parts were put in order;
4. plain text ↔ HTML: nothing was dropped by renderer or sanitiser;
5. what is put together for whoever refers ↔ plain text and criteria: no number of it is another, and none of theirs is missing.

Numbers are compared one by one and in order ("5*10*2 mg" is three numbers, and "5102" is none of them); letters in order,
so a number and its unit stay together.
"""

from __future__ import annotations

import html as html_entities
import re
from collections import Counter
from collections.abc import Iterable

from markdown_it.token import Token

from app.domain.numbers import numbers_in
from app.domain.referral import Referral, everything_said
from app.domain.text import NUMBER_LOST, Level
from app.markup.blocks.named import Box
from app.markup.inline import Inline
from app.markup.numbers import letters, values
from app.markup.sheet import Sheet, plain
from app.markup.source import LINE_END

_STRUCK = re.compile(r"<s>(.*?)</s>", re.DOTALL)
_INLINE_TAGS = re.compile(r"</?(?:a|strong|em|s|code|sub|sup|span)\b[^<>]*>")
_PICTURES = re.compile(r'<img\b[^<>]* alt="([^"]*)"[^<>]*>')
_TAGS = re.compile(r"<[^<>]*>")
_NOTE = re.compile(r"\[(?!struck out: )[^\[\]]*\]")
_FIX = "Write this line another way, so that each number stands by itself with its unit, and look at the preview."


def check_blocks(tokens: list[Token], sheet: Sheet) -> None:
    """Comparison 1: everything that was typed against what the block grammar made of it."""
    typed = [typed for token in tokens for typed in _typed(token)]
    if says_the_same("".join(sheet.lines), "\n".join(typed)):
        return
    tops = [index for index, token in enumerate(tokens) if token.level == 0 and token.map and token.nesting >= 0]
    ends = [*tops[1:], len(tokens)]
    covered = 0
    for index, end in zip(tops, ends, strict=True):
        until = (tokens[end].map or [0])[0] if end < len(tokens) else len(sheet.lines)
        said = "\n".join(typed for token in tokens[index:end] for typed in _typed(token))
        _compare("".join(sheet.lines[covered:until]), said, sheet, sheet.first_line + covered)
        covered = until
    if covered < len(sheet.lines):
        _compare("".join(sheet.lines[covered:]), "", sheet, sheet.first_line + covered)


def _typed(token: Token) -> Iterable[str]:
    if token.type in {"inline", "code_block", "grid", "definition"}:
        yield token.content
    elif token.type == "fence":
        yield token.info
        yield token.content
    elif token.type in {"list_item_open", "box_open"}:
        yield token.info
    elif token.type == "footnote_reference_open":
        yield token.meta["label"]


def check_inline(token: Token, inline: Inline, sheet: Sheet) -> None:
    """Comparison 2: one paragraph, heading or cell against what is shown of it."""
    line = sheet.line(token)
    _compare(token.content, "".join(inline.typed), sheet, line)
    claimed, seen = values("".join(inline.claimed)), values(plain(inline.tokens))
    if claimed != seen:
        _report(claimed, seen, token.content, sheet, line)


def check_box(box: Box, sheet: Sheet, line: int) -> None:
    """Comparison 2 for the opening line of a named block."""
    missing = Counter(values(box.claims)) - Counter(values(box.label))
    if missing:
        _report(list(missing), [], box.claims, sheet, line)


def check_text(before: str, text: str, sheet: Sheet) -> None:
    """Comparison 3: what the blocks show, in whatever order, against the plain text."""
    if Counter(values(before)) != Counter(values(text)) or len(letters(before)) != len(letters(text)):
        _report(values(before), values(text), before, sheet, None)


def check_html(html: str, text: str, sheet: Sheet) -> None:
    """Comparison 4: the plain text against what a browser would show."""
    visible = seen_in(html)
    if not says_the_same(text, visible):
        _report(values(text), values(visible), text, sheet, None)


def check_referral(referral: Referral, text: str, criteria: Iterable[str], sheet: Sheet) -> None:
    """Comparison 5: what is put together for whoever refers. Its numbers are the page's, and those of all criteria are in it."""
    said, page = values(everything_said(referral)), values(text)
    accepting = values("\n".join(item for one in referral.accepting for item in one.items))
    stated = values(_NOTE.sub(" ", "\n".join(criteria)))
    if made := sorted(set(said) - set(page)):
        _report([], made, text, sheet, None)
    if lost := Counter(stated) - Counter(accepting):
        _report(sorted(lost.elements()), [], text, sheet, None)


def seen_in(html: str) -> str:
    """The text that a browser shows, marks within a line joined and everything else apart; of pictures what they show."""
    struck = _STRUCK.sub(r"[struck out: \1]", _PICTURES.sub(r"\1", html))
    return html_entities.unescape(_TAGS.sub(" ", _INLINE_TAGS.sub("", struck)))


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts hold the same numbers and the same letters, in the same order."""
    return values(one) == values(other) and letters(one) == letters(other)


def _compare(source: str, shown: str, sheet: Sheet, line: int) -> None:
    if not says_the_same(source, shown):
        _report(values(source), values(shown), source, sheet, line)


def _report(wanted: list[str], got: list[str], source: str, sheet: Sheet, line: int | None) -> None:
    lost = list((Counter(wanted) - Counter(got)).elements())
    made = list((Counter(got) - Counter(wanted)).elements())
    if lost and line is not None:
        line += _lines_before(source, lost[0])
    sheet.find(NUMBER_LOST, Level.ERROR, _sentence(lost, made, source), line, _FIX)


def _lines_before(source: str, number: str) -> int:
    found = re.search(rf"(?<![\d]){re.escape(number)}(?![\d])", source)
    return sum(1 for _ in LINE_END.finditer(source, 0, found.start())) if found else 0


def _sentence(lost: list[str], made: list[str], source: str) -> str:
    units = {number.value: number.unit for number in reversed(numbers_in(source))}
    named = ", ".join(f"“{value} {units.get(value, '')}”".replace(" ”", "”") for value in lost[:5])
    if lost and made:
        return f"{named} would be shown as {', '.join(f'“{value}”' for value in made[:5])}."
    if lost:
        return f"{named} would not be shown."
    if made:
        return f"{', '.join(f'“{value}”' for value in made[:5])} would be shown, which nobody typed."
    return "Words of this text would not be shown, or not in their order."
