"""What search engines and browsers ask a site for: which pages there are, which are none of theirs, how its search is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as Xml

from app.domain.regions import Region
from app.reading.addresses import path
from app.reading.pages import Reader
from app.store import projections
from app.store.database import Session

MOST = 50_000
"""Addresses in one site map: sitemaps.org."""
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SHORT_NAME = 16
"""Characters of a search engine's name: OpenSearch 1.1, draft 6."""
NOT_FOR_MACHINES = (
    "/api/", "/desk/", "/login", "/open", "/*/compare", "/*/feedback", "/*/pathways/*/feedback", "/*/pathways/*/compare",
    "/*/pathways/*/v/", "/*?as-at=", "/*/search", "/*/suggest",
)  # fmt: skip
"""Earlier versions among it: whoever searches must find what counts."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def robots(base_url: str) -> str:
    """What machines that search are asked to leave out (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {pattern}" for pattern in NOT_FOR_MACHINES), "", f"Sitemap: {base_url}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def site_maps(session: Session, regions: Iterable[Region], base_url: str) -> bytes:
    """The site maps of public regions that have pages, each with the moment of its last publication."""
    index = Xml.Element("sitemapindex", {"xmlns": SITEMAP})
    for region in regions:
        pages, latest = projections.published_in(session, region.slug) if region.public else (0, None)
        for part in range(1, -(-pages // MOST) + 1):
            address = f"{base_url}/{region.slug}/sitemap.xml" + (f"?part={part}" if part > 1 else "")
            _place(Xml.SubElement(index, "sitemap"), address, latest)
    return _written(index)


def site_map(session: Session, region: Region, base_url: str, part: int) -> bytes:
    """The present pages of a region, with the moment at which each was published."""
    found = projections.addresses_in(session, region.slug, MOST, (part - 1) * MOST)
    urls = Xml.Element("urlset", {"xmlns": SITEMAP})
    for slug, published in found:
        _place(Xml.SubElement(urls, "url"), base_url + path(region.slug, slug), published)
    return _written(urls)


def search_described(reader: Reader, base_url: str) -> bytes:
    """How browsers search a region from their address bar: OpenSearch 1.1, draft 6."""
    region = reader.region
    home = f"{base_url}/{region.slug}"
    made = Xml.Element("OpenSearchDescription", {"xmlns": OPENSEARCH})
    name = _NOT_XML.sub("", region.name)
    Xml.SubElement(made, "ShortName").text = name[:SHORT_NAME].rstrip()
    Xml.SubElement(made, "LongName").text = name[:48]
    Xml.SubElement(made, "Description").text = f"Clinical pathways of {name}"
    Xml.SubElement(made, "InputEncoding").text = "UTF-8"
    Xml.SubElement(made, "Url", {"type": "text/html", "template": f"{home}/search?q={{searchTerms}}"})
    template = f"{home}/suggestions?q={{searchTerms}}"
    Xml.SubElement(made, "Url", {"type": "application/x-suggestions+json", "rel": "suggestions", "template": template})
    Xml.SubElement(made, "Url", {
        "type": "application/opensearchdescription+xml", "rel": "self", "template": f"{home}/opensearch.xml",
    })  # fmt: skip
    return _written(made)


def _place(made: Xml.Element, address: str, changed: datetime | None) -> None:
    Xml.SubElement(made, "loc").text = address
    if changed is not None:
        Xml.SubElement(made, "lastmod").text = changed.isoformat(timespec="seconds")


def _written(root: Xml.Element) -> bytes:
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
