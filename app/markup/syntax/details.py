"""Local details: `{{service.name.fact}}`, a fact that each region fills in for itself."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_WORD = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_KEY = re.compile(rf"{_WORD}(?:\.{_WORD})+")
_BRACED = re.compile(r"\{\{([^{}\n]{0,200})\}\}")
_PERHAPS = re.compile(r"\{\{[^\n]{0,60}|\{[a-z0-9-]+(?:\.[a-z0-9-]+)+\}")

LONGEST_KEY = 120
"""Characters."""


def detail(state: StateInline, silent: bool) -> bool:
    """A local detail. What stands in double braces and is no key is shown as typed, every mark of it."""
    match = _BRACED.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("text", "", 0)
        found = _read(match)
        token.type, token.content, token.meta = found.type, found.content, found.meta
    state.pos = match.end()
    return True


def is_key(text: str) -> bool:
    """Whether a local detail, or the slot of one, can have this name."""
    return len(text) <= LONGEST_KEY and _KEY.fullmatch(text) is not None


def split_details(text: str) -> list[Token]:
    """A text without other marks as tokens, the local details in it apart."""
    tokens: list[Token] = []
    at = 0
    for match in _BRACED.finditer(text):
        tokens += [_text(text[at : match.start()]), _read(match)]
        at = match.end()
    return [token for token in (*tokens, _text(text[at:])) if token.content]


def perhaps_details(text: str) -> list[str]:
    """What in a plain text was probably meant as a local detail."""
    return _PERHAPS.findall(text)


def _read(match: re.Match[str]) -> Token:
    key = match[1].strip()
    if is_key(key):
        return Token("local_detail", "span", 0, content=f"{{{{{key}}}}}", meta={"key": key, "typed": match[0]})
    return Token("braces", "", 0, content=match[0], meta={"typed": match[0]})


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
