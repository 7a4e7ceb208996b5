"""Markdown to `app.domain.text.Page`: the parser lives here and nowhere else."""

from __future__ import annotations

from app.markup.dialect import DIALECT
from app.markup.ids import RESERVED_IDS, slug_from
from app.markup.page import read_page, with_title
from app.markup.source import LIMIT_BYTES, read_bytes

__all__ = [
    "DIALECT",
    "LIMIT_BYTES",
    "RESERVED_IDS",
    "read_bytes",
    "read_page",
    "slug_from",
    "with_title",
]
