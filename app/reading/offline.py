"""What a device that keeps a region's pages is told: which there are, in which state, and what its own small search reads.

Public pages are named by the bytes that are stored, so that whatever changes them is noticed. Members' pages are not stored; they
are named by what they are made from.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from threading import Lock

from app.domain.local_details import filled
from app.domain.publication import Edition
from app.domain.regions import Region, Standing
from app.domain.text import FRONT, TOP
from app.reading.packing import Packed, pack
from app.reading.pages import Reader
from app.reading.press import look_of
from app.store import projections, publication_log, stored_pages
from app.store.database import Session
from app.store.projections import ShownRow
from app.wording import word

NAME = 16
"""Characters of a page's name: enough to tell its versions apart."""
BEGINNING = 200
"""How much of a section's text a search result shows offline, in characters."""
USUAL_WEIGHT = 8_000
"""Bytes of a page as it is sent, about, where pages are not stored."""

_LINE_END = re.compile(r"(?<=[^\s.!?:;,])\s*\n\s*")
"""Where a line ends that does not say so itself: two items of a list must not read as one."""
_WORD = re.compile(r"[^\W_][^\W_'’-]+")
"""A word that a search may ask for: two characters at least."""


def pages(session: Session, reader: Reader, since: int) -> dict[str, object]:
    """A region's pages with their names; after a storing of pages only what has changed since, a page that is gone without name.

    `whole` says that all pages are listed: where `since` is 0 or unknown here, and in members' regions. `ring` says whom
    the region names to be rung; empty when nobody.
    """
    at, region = projections.progress(session).makings, reader.region
    whole = not (region.public and 0 < since <= at)
    if region.public:
        found = stored_pages.versions(session, region.slug, 0 if whole else since)
    else:
        look = look_of(reader.site)
        found = [(row.slug, _name(row, reader, look)) for row in _shown(session, region)]
    ring = word("offline.ring", region=region.name, who=region.contact) if region.contact else ""
    named = [[slug, name[:NAME]] for slug, name in found]
    return {"at": at, "whole": whole, "members": not region.public, "ring": ring, "pages": named}


def weight(session: Session, region: Region) -> tuple[int, int]:
    """How many pages a region has, and how many bytes they are as they are sent, about."""
    count = sum(pages for _, pages in projections.specialties_in(session, region.slug))
    return count, stored_pages.weight(session, region.slug) if region.public else count * USUAL_WEIGHT


def _shown(session: Session, region: Region) -> list[ShownRow]:
    return projections.shown_in(session, region.slug, Standing.PUBLISHED)


def _name(row: ShownRow, reader: Reader, look: str) -> str:
    """Changes each day: what a page says of its review and of its criteria depends on the day."""
    return hashlib.sha256(f"{row.sequence} {row.filled} {look} {reader.today}".encode()).hexdigest()


@dataclass(slots=True)
class SearchFiles:
    """What offline search reads, region by region, made when it is first asked for and kept while pages stay where they are."""

    _files: dict[str, tuple[int, Packed]] = field(default_factory=dict)
    _turn: Lock = field(default_factory=Lock)

    def of(self, session: Session, region: Region) -> Packed:
        """The file of a region: JSON, one entry a page."""
        with self._turn:  # one at a time: to make one takes a second for thousands of pages
            at = projections.progress(session).makings
            made, file = self._files.get(region.slug, (-1, None))
            if file is None or made != at:
                entries = [_entry(session, row) for row in _shown(session, region)]
                file = pack(json.dumps(entries, ensure_ascii=False, separators=(",", ":")))
                self._files[region.slug] = at, file
            return file


def _entry(session: Session, row: ShownRow) -> list[object]:
    """Slug, title, kind, synonyms, sections (id, title, beginning of the text), and the further words of the page."""
    edition = publication_log.entry_at(session, row.sequence).edition
    if edition is None:
        raise LookupError(f"publication log: entry {row.sequence} publishes nothing")
    edition = filled(edition, json.loads(row.details or "{}"))
    sections = [["" if part.id in (FRONT, TOP) else part.id, part.title, _beginning(part.text)] for part in edition.sections]
    return [row.slug, row.title, row.kind, ", ".join(edition.synonyms), sections, _further(edition, sections)]


def _beginning(text: str) -> str:
    """Whole words only: half a number would be another one."""
    folded = " ".join(_LINE_END.sub(" · ", text.strip()).split())
    return folded if len(folded) <= BEGINNING else folded[: BEGINNING + 1].rpartition(" ")[0] + " …"


def _further(edition: Edition, sections: list[list[str]]) -> str:
    """The words that do not stand in what is listed already, each once."""
    listed = set(_WORD.findall(" ".join(text for section in sections for text in section).lower()))
    words = {word for part in edition.sections for word in _WORD.findall(part.text.lower())}
    return " ".join(sorted(words - listed))
