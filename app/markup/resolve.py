"""Links to other pages, made real: in a stored body they are `page:slug#section` until a region's page is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

from app.domain.text import Link

_LINK = re.compile(r'<a href="(page|request):([a-z0-9-]+)(?:#([^"]*))?">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a link leads in the region that reads."""

    href: str
    mark: str = ""
    """Words behind the link, such as "from Base", when the page is not the region's own."""


def resolve_links(html: str, resolve: Callable[[Link], Resolved | None]) -> str:
    """A sanitised body with real addresses. A link that `resolve` knows nothing of becomes text (`span.missing-link`).

    The `line` of the links handed to `resolve` is 0: a body has no lines.
    """

    def put(match: re.Match[str]) -> str:
        scheme, slug, section, inner = match[1], match[2], unescape(match[3] or ""), match[4]
        found = resolve(Link(scheme, slug, section, unescape(_TAG.sub("", inner)), 0))
        if found is None:
            return f'<span class="missing-link">{inner}</span>'
        href = escape(found.href)
        if not found.mark:
            return f'<a href="{href}">{inner}</a>'
        return f'<a href="{href}" class="upstream-link">{inner}</a> <span class="upstream-mark">({escape(found.mark, quote=False)})</span>'

    return _LINK.sub(put, html)
