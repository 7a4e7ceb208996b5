"""Tokens to HTML, written exactly as the sanitiser writes it: so that sanitising a safe text changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.token import Token

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;"})
_VALUE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;", '"': "&quot;"})
_ALONE = frozenset({"br", "hr"})
_LINES = frozenset("section div details summary ul ol li p h2 h3 h4 h5 h6 table thead tbody tr th td blockquote pre hr".split())


def render(tokens: Iterable[Token]) -> str:
    """The HTML of block tokens whose inline tokens are settled."""
    return "".join(_block(token) for token in tokens)


def _block(token: Token) -> str:
    if token.type == "inline":
        return "".join(_inline(child) for child in token.children or [])
    if token.hidden:
        return "\n" if token.nesting < 0 else ""
    if token.type in {"fence", "code_block", "grid"}:
        # A newline right behind <pre> would be swallowed by the browser.
        return f"{_tag(token, 'pre')}<code>{token.content.translate(_TEXT)}</code></pre>\n"
    return _tag(token, token.tag) + ("\n" if token.nesting < 1 and token.tag in _LINES else "")


def _inline(token: Token) -> str:
    if token.type == "note_ref":
        return _note_ref(token)
    if token.type == "local_detail":
        return f'<span class="local-detail" data-detail="{_value(token.meta["key"])}">{token.content}</span>'
    if token.type == "picture":
        return f'<img data-asset="{_value(token.meta["asset"])}" alt="{_value(token.content)}">'
    if token.type == "softbreak":
        return "\n"
    if token.type == "hardbreak":
        return "<br>\n"
    if token.type == "code_inline":
        return f"<code>{token.content.translate(_TEXT)}</code>"
    return token.content.translate(_TEXT) if token.nesting == 0 else _tag(token, token.tag)


def _note_ref(token: Token) -> str:
    own = f' id="{_value(token.meta["id"])}"' if "id" in token.meta else ""
    to = _value(f"#{token.meta['to']}")
    return f'<sup class="note-ref"><a href="{to}"{own}>{token.content.translate(_TEXT)}</a></sup>'


def _tag(token: Token, name: str) -> str:
    if token.nesting < 0:
        return f"</{name}>"
    attributes = "".join([f' {key}="{_value(value)}"' for key, value in token.attrs.items()])
    return f"<{name}{attributes}>"


def _value(value: object) -> str:
    return str(value).translate(_VALUE)
