"""An installation with a library of made-up pages, written through the store's publication log as publishing does it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from app.domain.publication import Edition, Entry, EntryKind, PublishedSection, Signature
from app.domain.regions import Region, Standing, Visibility
from app.domain.roles import Role
from app.domain.text import source_hash
from app.identity.tokens import make_token
from app.reading.addresses import HERE
from app.reading.pieces import Place
from app.reading.shelf import Shelf
from app.search.sync import Told, nobody, open_writer, rebuild
from app.store import people, projections, publication_log, regions
from app.store.database import Database, Session
from app.store.migrate import upgrade
from benchmarks.corpus import Text, texts
from benchmarks.processes import settle
from tests.servers.process import free_port
from tests.servers.site import Site

REGION: Final = "bench"
START: Final = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
BATCH: Final = 100


@dataclass(slots=True)
class Library:
    """A database, its stored pages and its search index. It only grows."""

    site: Site
    database: Database
    shelf: Shelf
    pages: int = 0
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _editions: dict[str, Edition] = field(default_factory=dict)

    @property
    def index(self) -> Path:
        """The search folder."""
        return Path(self.site.environment["WAYMARK_SEARCH_DIR"])

    def grow(self, pages: int) -> None:
        """Have so many made-up pages, stored and searchable."""
        made = enumerate(texts(max(pages - self.pages, 0), self.pages), self.pages)
        self.take(_edition(text, 1, START + timedelta(minutes=number)) for number, text in made)

    def take(self, editions: Iterable[Edition], told: Told = nobody) -> None:
        """Have these pages, too, stored and searchable."""
        waiting = iter(editions)
        while batch := list(islice(waiting, BATCH)):
            with self.database.write() as session:
                for edition in batch:
                    self._publish(session, edition)
            self.pages += len(batch)
        self.shelf.follow(self.now)
        with open_writer(self.index) as writer:
            rebuild(self.database, writer, told)

    def list_and_index(self, editions: Iterable[Edition], told: Told = nobody) -> None:
        """Have these pages, too, published, listed as shown and searchable, but not made: what a search needs, and no more.

        To make and compress 20,000 pages takes longer than everything else together. Once done, pages can't be made here.
        """
        waiting = iter(editions)
        while batch := list(islice(waiting, BATCH)):
            with self.database.write() as session:
                for edition in batch:
                    entry = self._publish(session, edition)
                    session.add(_shown(edition, entry.sequence))
                basis = Place(regions.all_regions(session), self.now, HERE).basis
                projections.advance(session, projections.Progress(entry.sequence, 1, basis))
            self.pages += len(batch)
        with open_writer(self.index) as writer:
            rebuild(self.database, writer, told)

    def serve(self, *options: str) -> int:
        """Start the server and wait until it has nothing to catch up with; returns its process group."""
        self.site.start(*options)
        assert self.site.process is not None
        settle(self.site.process.pid)
        return self.site.process.pid

    def republish(self, slug: str, word: str) -> Edition:
        """The next edition of a page, which has one word more; stored pages and index do not follow by themselves."""
        before = self._editions[slug]
        first, *rest = before.sections
        sections = (PublishedSection(first.id, first.title, first.level, f"{first.text} {word}"), *rest)
        after = replace(
            before, number=before.number + 1, html=f"{before.html}<p>{word}</p>\n", sections=sections, published_at=self.now
        )
        with self.database.write() as session:
            publication_log.append(
                session, EntryKind.SUPERSEDED, region=REGION, slug=slug, number=before.number, at=self.now, by="A lead", reason=""
            )
            self._publish(session, after)
        return after

    def token(self, email: str, role: Role) -> str:
        """A token of a person with a role here."""
        with self.database.write() as session:
            person = people.add_person(session, email, email.partition("@")[0].capitalize(), None, self.now)
            people.grant(session, person.id, regions.region(session, REGION).id, role)
            return make_token(session, person.id, self.now)

    def _publish(self, session: Session, edition: Edition) -> Entry:
        entry = publication_log.append(
            session, EntryKind.PUBLISHED, region=REGION, slug=edition.slug, number=edition.number, at=edition.published_at,
            by="A lead", reason=edition.change_note, edition=edition,
        )  # fmt: skip
        self._editions[edition.slug] = edition
        return entry


@contextmanager
def library() -> Iterator[Library]:
    """An empty library in a folder that goes at the end, servers and all."""
    folder = Path(tempfile.mkdtemp(prefix="waymark-bench-"))
    site = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    upgrade(site.database_url)
    database = Database(site.database_url)
    shelf = Shelf(database, Path(site.environment["WAYMARK_VAR_DIR"]) / "bell", lambda: datetime.now(UTC))
    try:
        with database.write() as session:
            regions.add_region(session, Region(0, REGION, "Bench", None, Visibility.PUBLIC, "Pacific/Auckland", "en-NZ"))
        yield Library(site, database, shelf)
    finally:
        site.kill()
        shelf.close()
        database.dispose()
        shutil.rmtree(folder, ignore_errors=True)


def _shown(edition: Edition, sequence: int) -> projections.ShownRow:
    return projections.ShownRow(
        region=REGION, slug=edition.slug, origin=REGION, standing=Standing.PUBLISHED.value, sequence=sequence,
        number=edition.number, title=edition.title, kind=edition.kind, specialty=edition.specialty,
        published_at=edition.published_at, review_due=edition.review_due, high_alert=edition.high_alert, mark=None,
        successor=None, reason="", details="", details_on=None, filled=0,
    )  # fmt: skip


def _edition(text: Text, number: int, at: datetime) -> Edition:
    return Edition(
        region=REGION, slug=text.slug, code=f"WM-{text.slug[-5:]}", number=number, title=text.title, kind="pathway",
        specialty=text.specialty, synonyms=text.synonyms, source_hash=source_hash(text.markdown), dialect=1, html=text.html,
        sections=text.sections, signatures=(Signature("Lead", "clinical_lead", None, "2026-03-01"),),
        change_note="First version.", published_at=at, review_due=date(2028, 3, 1), high_alert=False, mark=None,
        patient_page=None, localised_from=None, localised_number=None,
    )  # fmt: skip
