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
from typing import Generic, Protocol, TypeVar

from app.domain.former import Former
from app.domain.regions import Standing
from app.domain.text import Criteria


class EntryKind(StrEnum):
    """What an entry of the log says happened."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    DETAIL_CHANGED = "detail_changed"
    """A region's local detail says something else, is confirmed, or has ended. No edition is touched."""


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
    number: int | None = None
    """The version that the person read, when it is an earlier one; what has changed since, they have not seen."""
    as_given: int | None = None
    """The save of this version that the person read, when it is not the last: its agreement stands as given there."""
    confirmed_by: str = ""
    """Who signed that what changed since that save is harmless."""


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
    criteria: tuple[Criteria, ...] = ()
    """None also for editions from before criteria were values of the text."""
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(code system, codes) as its front matter has them; none for editions from before records could ask by them."""
    reviewed: date | None = None
    """The day on which those who review here last agreed to all of it; None when they never did, and on older editions."""
    mark_reason: str = ""
    """Why it has its mark, when that is not its change note: a correction keeps what was said of the text that it corrects."""
    former: Former = ()
    """Fragments that parts of the page had in earlier versions, and the blocks that they lead to; none on older editions."""

    @property
    def marked_because(self) -> str:
        """Why it has its mark; empty when it has none."""
        return (self.mark_reason or self.change_note) if self.mark else ""

    @property
    def note(self) -> str:
        """What it changes; empty where all that was said is why it has its mark."""
        return self.change_note if self.mark is None or self.mark_reason else ""


@dataclass(frozen=True, slots=True)
class DetailChange:
    """What a region states of one local detail from some moment on."""

    region: str
    key: str
    number: int
    """Counts the changes of this detail in this region from 1: who changes it names the one that they have read."""
    sequence: int
    """Of the entry of the log that holds it."""
    on: date
    """The day of the change in the region."""
    value: str | None
    """One line of plain text; None when there is no such thing any more."""
    as_of: date
    """The day on which it was known to be right."""
    starts: date | None
    """The first day on which it counts; None when it counted at once."""
    until: date | None
    """The last day on which it counts, when that is known."""
    below: bool
    """Whether it counts in every region below that states none of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log. Written once; `hash` covers everything before it through `previous`."""

    sequence: int
    kind: EntryKind
    region: str
    slug: str
    """Of the page; for `DETAIL_CHANGED` the key of the detail, which no slug is like."""
    number: int
    """Number of the edition it is about, or of the detail's change."""
    at: datetime
    """UTC."""
    by: str
    """Name of who did it."""
    reason: str
    """Public reason of a withdrawal or reinstatement, else the change note; of a local detail the editors' note."""
    successor: str | None
    """Slug of the page to read instead of a withdrawn one."""
    edition: Edition | None
    """For `PUBLISHED` only."""
    previous: str
    hash: str
    detail: DetailChange | None = None
    """For `DETAIL_CHANGED` only."""


GENESIS = "0" * 64
"""What the first entry is chained to."""


def canonical(members: dict[str, object]) -> str:
    """JSON with one spelling: sorted keys, no white space, UTF-8."""
    return json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_hash(previous: str, sequence: int, body: str) -> str:
    """SHA-256 (hex) over the previous entry's hash, the sequence and the body's exact bytes."""
    return hashlib.sha256(f"{previous}\n{sequence}\n{body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Headline:
    """An entry without what it says: enough to know what readers get."""

    sequence: int
    kind: EntryKind
    region: str
    slug: str
    number: int
    at: datetime


class Told(Protocol):
    """What an entry and its headline both tell."""

    @property
    def kind(self) -> EntryKind: ...
    @property
    def number(self) -> int: ...


T = TypeVar("T", bound=Told)


def standing(entries: Iterable[T]) -> tuple[Standing, T] | None:
    """What readers get of one pathway of one region after these entries, in order of sequence.

    Returns the standing and the entry that holds what they read: the `PUBLISHED` entry, or the `WITHDRAWN` one.
    None when nothing was ever public.
    """
    published: dict[int, T] = {}
    now: tuple[Standing, T] | None = None
    for entry in entries:
        if entry.kind is EntryKind.PUBLISHED:
            published[entry.number] = entry
            now = (Standing.PUBLISHED, entry)
        elif entry.kind is EntryKind.WITHDRAWN:
            now = (Standing.WITHDRAWN, entry)
        elif entry.kind is EntryKind.REINSTATED:
            now = (Standing.PUBLISHED, published[entry.number])
    return now


class Answer(StrEnum):
    """What the permanent address of an edition answers."""

    PRESENT = "present"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """One edition that was public, and what its permanent address answers."""

    answer: Answer
    published: T
    """The entry that holds its text."""
    because: T
    """The entry that decides the answer: the same one, or a withdrawal."""


def kept(entries: Iterable[T]) -> dict[int, Kept[T]]:
    """The editions of one pathway of one region by number, after these entries.

    While the pathway is withdrawn all are. An edition that was itself withdrawn stays so when a later one is published.
    """
    entries = tuple(entries)
    now = standing(entries)
    if now is None:
        return {}
    published = {entry.number: entry for entry in entries if entry.kind is EntryKind.PUBLISHED}
    if now[0] is Standing.WITHDRAWN:
        return {number: Kept(Answer.WITHDRAWN, entry, now[1]) for number, entry in published.items()}
    latest = {entry.number: entry for entry in entries if entry.kind is not EntryKind.SUPERSEDED}
    return {number: _kept(entry, latest[number], now[1]) for number, entry in published.items()}


def _kept(published: T, latest: T, present: T) -> Kept[T]:
    if latest.kind is EntryKind.WITHDRAWN:
        return Kept(Answer.WITHDRAWN, published, latest)
    return Kept(Answer.PRESENT if published.number == present.number else Answer.SUPERSEDED, published, published)
