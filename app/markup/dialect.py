"""The Markdown that pathways are written in: CommonMark, tables, footnotes and named blocks; no raw HTML.

Two things are on purpose not there: the typographer and link guessing, which change what was typed
((c) to ©, "stop.in 3 days" to a link), and HTML, which would be shown by the browser instead of by us.
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from app.markup.syntax import boxes, details, references, spans, tables

DIALECT = 3
"""Version of the dialect; a change that gives another page for the same text takes the next number."""

_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the parser's name and signature
        """Every address is read as one; `app.markup.links` decides which of them become links."""
        return True


def _build() -> MarkdownIt:
    md = _Markdown(
        "js-default",
        {"html": False, "linkify": False, "typographer": False, "inline_definitions": True, "store_labels": True},
    )
    # Entities and escapes stay apart from the text around them until the number check has seen them.
    md.disable(["linkify", "replacements", "smartquotes", "text_join", "html_block", "html_inline"])
    footnote_plugin(md, inline=False, move_to_end=False)
    md.block.ruler.before("fence", "box", boxes.fenced, _INTERRUPTS)
    md.block.ruler.before("fence", "indented_box", boxes.indented, _INTERRUPTS)
    md.block.ruler.before("table", "grid", tables.grid, _INTERRUPTS)
    md.block.ruler.at("table", tables.whole_table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.at("reference", references.keep_definition)
    md.inline.ruler.at("link", references.keep_tails)
    md.inline.ruler.at("image", references.keep_image)
    md.inline.ruler.at("autolink", references.keep_autolink)
    md.inline.ruler.before("strikethrough", "shifted", spans.shifted)
    md.inline.ruler.before("link", "detail", details.detail)
    md.inline.ruler.before("link", "attributes", spans.attributes)
    md.inline.ruler.before("autolink", "line_break", spans.line_break)
    return md


_MARKDOWN = _build()


def parse(body: str) -> tuple[list[Token], dict[str, Any]]:
    """The tokens of a text without front matter, and what the rules noted besides."""
    notes: dict[str, Any] = {}
    return _MARKDOWN.parse(body, notes), notes
