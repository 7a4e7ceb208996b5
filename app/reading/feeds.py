"""A region's changes as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from app.domain.publication import Entry
from app.reading import region_pages
from app.reading.addresses import path
from app.reading.pages import Reader
from app.reading.views import ChangeLine
from app.store.database import Session
from app.wording import word

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, escaped or not."""


def atom(session: Session, reader: Reader, base_url: str, now: datetime) -> bytes:
    """The latest changes of a region. `now` dates a feed that has none yet."""
    told = region_pages.change_entries(session, reader, ENTRIES)
    home = f"{base_url}/{reader.region.slug}"
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": reader.region.language})
    _text(feed, "id", f"{home}/changes.atom")
    _text(feed, "title", f"Recent changes, {reader.region.name}")
    _text(feed, "updated", (told[0][0].at if told else now).isoformat())
    _link(feed, "self", f"{home}/changes.atom", "application/atom+xml")
    _link(feed, "alternate", f"{home}/changes", "text/html")
    _text(Xml.SubElement(feed, "author"), "name", reader.region.name)
    for entry, line in told:
        _entry(feed, reader, base_url, entry, line)
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: Xml.Element, reader: Reader, base_url: str, entry: Entry, line: ChangeLine) -> None:
    """One change. Its id stands on the hash of the log's entry: it is the same whatever the address of the site becomes."""
    made = Xml.SubElement(feed, "entry")
    _text(made, "id", uuid5(NAMESPACE_URL, f"{entry.hash}/{reader.region.slug}").urn)
    _text(made, "title", f"{word(f'change.{line.what}')}: {line.page.title}")
    _text(made, "updated", entry.at.isoformat())
    _link(made, "alternate", base_url + path(reader.region.slug, entry.slug), "text/html")
    if line.note:
        _text(made, "summary", line.note)


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _link(parent: Xml.Element, relation: str, address: str, kind: str) -> None:
    Xml.SubElement(parent, "link", {"rel": relation, "href": address, "type": kind})
