"""The publication log as values: what each entry holds, how entries are chained, and what readers get from them.

All that readers see is a function of the log up to a sequence number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.regions import Standing


class EntryKind(StrEnum):
    """What an entry of the log says happened."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"


class Mark(StrEnum):
    """The two openings in "what is signed is what is read"; both are shown on the page."""

    IMPORTED = "imported"
    """Imported, agreed elsewhere."""
    URGENT = "urgent"
    """Published urgently, review owed."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One agreement as readers see it."""

    name: str
    role: str
    service: str | None
    on: str
    """Date, ISO 8601, in the region's time zone."""


@dataclass(frozen=True, slots=True)
class PublishedSection:
    """A section as search and lists see it."""

    id: str
    title: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What one edition says to readers: everything a page, a search entry or a feed needs, and nothing else."""

    region: str
    slug: str
    code: str
    """Short code that people quote, such as WM-00012."""
    number: int
    title: str
    kind: str
    specialty: str
    synonyms: tuple[str, ...]
    source_hash: str
    dialect: int
    html: str
    """The sanitised body with unresolved `page:` and `request:` links."""
    sections: tuple[PublishedSection, ...]
    signatures: tuple[Signature, ...]
    change_note: str
    published_at: datetime
    """UTC."""
    review_due: date
    high_alert: bool
    mark: Mark | None
    patient_page: str | None
    localised_from: str | None
    """Slug of the region whose text this one was taken from; None when it is the region's own."""
    localised_number: int | None
    """Number of the upstream edition that was taken."""
    popularity: float = 0.0
    """Share of reading that this page is known to get, 0 to 1; 0 when nothing is known."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log. Written once; `hash` covers everything before it through `previous`."""

    sequence: int
    kind: EntryKind
    region: str
    slug: str
    number: int
    """Number of the edition it is about."""
    at: datetime
    """UTC."""
    by: str
    """Name of who did it."""
    reason: str
    """Public reason of a withdrawal or reinstatement, else the change note."""
    successor: str | None
    """Slug of the page to read instead of a withdrawn one."""
    edition: Edition | None
    """For `PUBLISHED` only."""
    previous: str
    hash: str


GENESIS = "0" * 64
"""What the first entry is chained to."""


def canonical(members: dict[str, object]) -> str:
    """JSON with one spelling: sorted keys, no white space, UTF-8."""
    return json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_hash(previous: str, sequence: int, body: str) -> str:
    """SHA-256 (hex) over the previous entry's hash, the sequence and the body's exact bytes."""
    return hashlib.sha256(f"{previous}\n{sequence}\n{body}".encode()).hexdigest()


def standing(entries: Iterable[Entry]) -> tuple[Standing, Entry] | None:
    """What readers get of one pathway of one region after these entries, in order of sequence.

    Returns the standing and the entry that holds what they read: the `PUBLISHED` entry, or the `WITHDRAWN` one.
    None when nothing was ever public.
    """
    published: dict[int, Entry] = {}
    now: tuple[Standing, Entry] | None = None
    for entry in entries:
        if entry.kind is EntryKind.PUBLISHED:
            published[entry.number] = entry
            now = (Standing.PUBLISHED, entry)
        elif entry.kind is EntryKind.WITHDRAWN:
            now = (Standing.WITHDRAWN, entry)
        elif entry.kind is EntryKind.REINSTATED:
            now = (Standing.PUBLISHED, published[entry.number])
    return now
