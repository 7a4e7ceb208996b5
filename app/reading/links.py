"""Links from page to page, resolved for the readers of one region."""

from __future__ import annotations

import re
from enum import Enum
from html import escape, unescape

from app.domain.publication import Edition
from app.domain.regions import Region, Standing
from app.reading.addresses import path
from app.reading.pictures import readers, with_pictures
from app.reading.sight import Sight
from app.wording import word

_LINK = re.compile(r'<a\b[^<>]*?\bhref="(?:page|request):([^"#<>]+)(#[^"<>]*)?"[^<>]*>(.*?)</a>', re.DOTALL)
"""One link of sanitised HTML to another page: slug, fragment, what is clicked. Links do not stand in links."""


class Links(Enum):
    """How much a link says of the page it leads to."""

    LIVE = "live"
    """Whether it is withdrawn, or shown from another region than the text: for present pages."""
    KEPT = "kept"
    """Only whether there is one: the pages of the past stay as they are whatever becomes of others."""


def targets(edition: Edition) -> frozenset[str]:
    """The slugs of the pages that an edition names: those it links to, and its patient page."""
    linked = {unescape(match[1]) for match in _LINK.finditer(edition.html)}
    return frozenset(linked | {edition.patient_page} if edition.patient_page else linked)


def resolved(sight: Sight, region: Region, edition: Edition, links: Links) -> str:
    """The body of an edition with its links leading to this region's pages; where there is no page there is no link."""
    html = with_pictures(sight.session, sight.regions, edition.html, readers(region.slug, edition.region))
    return resolved_html(sight, region, html, edition.region, links)


def resolved_html(sight: Sight, region: Region, html: str, home: str, links: Links) -> str:
    """The same for sanitised HTML that no edition holds yet; `home` is the slug of the region that it was written in."""
    sight.look_up(unescape(match[1]) for match in _LINK.finditer(html))

    def anchor(match: re.Match[str]) -> str:
        slug, fragment, label = unescape(match[1]), match[2] or "", match[3]
        shown = sight.shown(region.slug, slug)
        if shown is None:
            return f'<span class="no-page">{label} ({escape(word("link.missing"))})</span>'
        link = f'<a href="{escape(path(region.slug, slug))}{fragment}">{label}</a>'
        if links is Links.LIVE and shown.standing is Standing.WITHDRAWN:
            return f'{link} <span class="mark-word mark-red">{escape(word("link.withdrawn"))}</span>'
        if links is Links.LIVE and shown.origin.slug not in (region.slug, home):
            said = word("link.upstream", region=shown.origin.name)
            return f'{link} <span class="mark-word mark-upstream">{escape(said)}</span>'
        return link

    return _LINK.sub(anchor, html)
