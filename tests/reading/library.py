"""A small library for readers: regions, and what happens to their pathways, written straight into the publication log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import brotli

from app.domain.local_details import Stated
from app.domain.publication import Edition, Entry, EntryKind, Mark, PublishedSection, Signature
from app.domain.regions import Region, Visibility
from app.store import publication_log
from app.store.database import Database, Session
from app.store.projections import all_shown
from app.store.regions import add_region, all_regions
from app.store.stored_pages import all_pages, pages_under
from tests.logged import entries_of

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def region(slug: str, parent: str | None = None, *, members: bool = False, zone: str = "Pacific/Auckland") -> Region:
    """A region; its name is its slug with a capital."""
    visibility = Visibility.MEMBERS if members else Visibility.PUBLIC
    return Region(0, slug, slug.capitalize(), parent, visibility, zone, "en-NZ")


BASE, NORTH, SOUTH = region("base"), region("north", "base"), region("south", "base")
CLOSED = region("closed", "base", members=True)
TREE = (BASE, NORTH, SOUTH, CLOSED)


def edition(region: str, slug: str, number: int, at: datetime, **given: object) -> Edition:
    """An edition whose text names its region, slug and number, so that it can be found again in any page."""
    members: dict[str, object] = {
        "region": region, "slug": slug, "code": "WM-00001", "number": number, "title": slug.replace("-", " ").capitalize(),
        "kind": "pathway", "specialty": "cardiology", "synonyms": (), "source_hash": "0" * 64, "dialect": 1,
        "html": f"<p>The text of {slug} {number} by {region}.</p>",
        "sections": (PublishedSection("management", "Management", 2, "Text."),),
        "signatures": (Signature("Dr Aroha Mere", "clinical_lead", None, "2026-03-01"),),
        "change_note": f"What changed in {slug} {number}.", "published_at": at, "review_due": date(2028, 3, 1),
        "high_alert": False, "mark": None, "patient_page": None, "localised_from": None, "localised_number": None,
    }  # fmt: skip
    return Edition(**(members | given))  # type: ignore[arg-type]


@dataclass(slots=True)
class Library:
    """Writes into the log of a database. Each entry is a minute after the one before."""

    database: Database
    now: datetime = START
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def regions(self, regions: Iterable[Region] = TREE) -> None:
        """Add or change regions, parents first."""
        with self.database.write() as session:
            for one in regions:
                add_region(session, one)

    def publish(self, region: str, slug: str, **given: object) -> int:
        """Publish the next edition of a pathway, as the product does: the one before is superseded. Returns its number."""
        at, number = self._tick(), self._numbers.get((region, slug), 0) + 1
        before = self._published(region, slug)
        with self.database.write() as session:
            if before:
                self._append(session, EntryKind.SUPERSEDED, region, slug, before, at, "")
            what = edition(region, slug, number, at, **given)
            self._append(session, EntryKind.PUBLISHED, region, slug, number, at, what.change_note, edition=what)
        self._numbers[region, slug] = number
        return number

    def withdraw(self, region: str, slug: str, reason: str = "It is wrong.", successor: str | None = None) -> Entry:
        """Withdraw the published edition."""
        return self._alone(EntryKind.WITHDRAWN, region, slug, reason, successor)

    def reinstate(self, region: str, slug: str, reason: str = "It was right.") -> Entry:
        """Reinstate the latest edition."""
        return self._alone(EntryKind.REINSTATED, region, slug, reason, None)

    def state(self, region: str, key: str, value: str | None, **stated: object) -> Entry:
        """State a local detail, known to be right today unless it is said otherwise."""
        at = self._tick()
        with self.database.write() as session:
            on = all_regions(session)[region].local_date(at)
            number = len(publication_log.details(session, [region], [key], publication_log.head(session))) + 1
            said = Stated(value, **({"as_of": on} | stated))  # type: ignore[arg-type]
            return publication_log.append_detail(session, region, key, number, said, on=on, at=at, by="Dr Aroha Mere")

    def _alone(self, kind: EntryKind, region: str, slug: str, reason: str, successor: str | None) -> Entry:
        at, number = self._tick(), self._numbers[region, slug]
        with self.database.write() as session:
            return self._append(session, kind, region, slug, number, at, reason, successor=successor)

    @staticmethod
    def _append(
        session: Session, kind: EntryKind, region: str, slug: str, number: int, at: datetime, reason: str, **more: object
    ) -> Entry:
        return publication_log.append(
            session, kind, region=region, slug=slug, number=number, at=at, by="Dr Aroha Mere", reason=reason, **more  # type: ignore[arg-type]
        )  # fmt: skip

    def _published(self, region: str, slug: str) -> int | None:
        with self.database.read() as session:
            entries = entries_of(session, region, slug)
        return entries[-1].number if entries and entries[-1].kind is not EntryKind.WITHDRAWN else None

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


URGENT, IMPORTED = Mark.URGENT, Mark.IMPORTED


def stored(database: Database) -> dict[str, tuple[int, str]]:
    """Every stored answer: address → status and text."""
    with database.read() as session:
        return {row.path: (row.status, brotli.decompress(row.br).decode()) for row in all_pages(session)}


def rows(database: Database) -> dict[str, tuple[object, ...]]:
    """Every stored page with its bytes and all else that must not depend on how it came about."""
    with database.read() as session:
        found = pages_under(session, publication_log.slugs(session))
        return {row.path: (row.status, row.etag, row.br, row.changes_on, row.look) for row in found}


def lists(database: Database) -> list[dict[str, object]]:
    """What every region shows."""
    with database.read() as session:
        return [row.facts for row in all_shown(session)]
