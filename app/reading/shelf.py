"""The answers of one process that need no work: stored pages and static files, kept in memory and never older than the database.

Whoever stores pages rings the bell; the next request of every process on this machine waits until they have been loaded. Other
machines notice within a second, and so does a process that missed the bell. While the database does not answer, what is here goes
on being served.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import RLock

from app.domain.errors import Unavailable
from app.reading.addresses import HERE, Site
from app.reading.headers import PUBLIC, Headers, every_page, framed, raw
from app.reading.held import Held
from app.reading.keeper import Keeper
from app.reading.memory import Memory
from app.reading.negotiation import Coding
from app.reading.projection import Projector, Told, nobody
from app.reading.signal import Signal
from app.reading.static import static_files
from app.reading.verification import compare
from app.reading.worker import AT, WORKER, how_far, worker
from app.store import projections, stored_pages
from app.store.database import Database, Session
from app.store.regions import all_regions
from app.store.stored_pages import StoredPageRow

log = logging.getLogger("waymark")

LIMIT = 256 * 1024 * 1024
PATIENCE = 2.0
"""How long a request waits for pages that have just been stored, in seconds."""


class Shelf:
    """Address → answer, for one process."""

    def __init__(
        self,
        database: Database,
        bell: Path,
        clock: Callable[[], datetime],
        *,
        site: Site = HERE,
        encrypted: bool = False,
        offline: bool = True,
        limit: int = LIMIT,
    ) -> None:
        """`bell` is a file that all processes of this machine share, on a disk of its own.

        `site` must be the same for all processes; `encrypted` says that people reach the site over https; `offline` that devices
        may keep pages; `limit` is how much memory stored pages may take, in bytes, about.
        """
        self.memory, self.static = Memory(limit), dict[str, Held]()
        self.signal = Signal(bell)
        self.heard = -1
        """The count of the bell that the pages here answer to."""
        self.trouble = ""
        """Why the database could not be read last time; empty when it could."""
        self._database, self._clock, self._site = database, clock, site
        self._projector = Projector(database, self.signal, site)
        self._encrypted, self._offline, self._framed = encrypted, offline, dict[str, tuple[str, ...]]()
        self._headers = dict[str, tuple[Headers, Headers]]()
        self._made = -1
        self._turn = RLock()
        self._keeper = Keeper(self._look_after)
        self._open, self._was_behind, self._said = False, True, ""

    def open(self) -> None:
        """Load what is stored, and keep up with it from now on.

        Raises `AssetsMissing` before the front end is built, and `Unavailable` when the database can't be read.
        """
        self.static.update(static_files())
        self.static[WORKER] = worker(offline=self._offline, encrypted=self._encrypted)
        self._open = True
        self._projector.adopt_look()
        self.load()
        self._keeper.start()

    def close(self) -> None:
        """Stop keeping up, and let go of the bell."""
        self._keeper.stop()
        self.signal.close()

    def follow(self, now: datetime) -> int:
        """Bring stored pages up to the log and the calendar; returns how many entries of the log were followed.

        When it returns, every process of this machine answers with them. Raises `Unavailable`.
        """
        followed = self._projector.catch_up(now)
        if self._open:
            self.load()
        return followed

    def rebuild(self, now: datetime, told: Told = nobody) -> None:
        """Make every stored page again from the log. Readers keep what they have until each is replaced."""
        self._projector.rebuild(now, told)
        self.follow(now)

    def compare(self, now: datetime) -> list[str]:
        """Every difference between what is stored and what the log says; empty when there is none."""
        return compare(self._database, now, self._site)

    def load(self) -> None:
        """Load what has been stored since the last time. Raises `Unavailable`; what is here stays."""
        with self._turn:
            rung = self.signal.count[0]
            try:
                with self._database.read() as session:
                    self._load(session)
            except Unavailable as problem:
                self.trouble = problem.detail
                raise
            self.heard, self.trouble = rung, ""

    def _load(self, session: Session) -> None:
        made = projections.progress(session).makings
        if self._knows_regions(session) or self._made < 0 or made < self._made:
            self.memory.fill(self._held(stored_pages.all_pages(session)))
        elif made > self._made:
            for row in stored_pages.pages_made_after(session, self._made):
                if row.region in self._framed:
                    self._put(row)
        self._made = made
        self.static[AT] = how_far(made)

    def _knows_regions(self, session: Session) -> bool:
        """Whether other regions are public than when pages were loaded, or with other headers, and what they are from now on."""
        now = {region.slug: region.framed_by for region in all_regions(session).values() if region.public}
        if now == self._framed:
            return False
        self._framed = now
        self._headers = {slug: _headers(origins, encrypted=self._encrypted) for slug, origins in now.items()}
        return True

    def _held(self, rows: Iterator[StoredPageRow]) -> Iterator[tuple[str, Held]]:
        """What is stored of a region that is for members now has not been taken away yet, and is nobody's to see."""
        return ((row.path, self._hold(row)) for row in rows if row.region in self._framed)

    def _hold(self, row: StoredPageRow) -> Held:
        present, kept = self._headers[row.region]
        return Held(row.status, row.etag, present if row.number is None else kept, {Coding.BR: row.br})

    def _put(self, row: StoredPageRow) -> None:
        if row.status == 404:
            self.memory.drop(row.path)
        else:
            self.memory.put(row.path, self._hold(row))

    def fetch(self, path: str) -> Held | None:
        """The stored answer of an address for which there was no room; None when there is none, or the database is in trouble."""
        with self._turn:  # nothing is loaded meanwhile, so an older answer never replaces a newer one
            try:
                with self._database.read() as session:
                    row = stored_pages.stored_page(session, path)
            except Unavailable:
                return None
            if row is None or row.region not in self._framed:
                return None
            held = self._hold(row)
            self.memory.put(path, held)
            return held

    def wake(self) -> float:
        """Ask for what has been stored to be loaded now; returns the time until which a request may wait for it."""
        self._keeper.wake()
        return time.monotonic() + PATIENCE

    def _look_after(self) -> None:
        """What is done each second, and whenever a request has heard the bell."""
        try:
            if self.heard != self.signal.count[0]:
                self.load()
                return
            self.load()
            behind = self._projector.is_behind(self._clock())
            if behind and self._was_behind:  # not the first time: whoever wrote the entry has had a second to do it
                self.follow(self._clock())
            self._was_behind, self._said = behind, ""
        except Unavailable as problem:
            if problem.detail != self._said:  # once, not each second
                log.warning("stored pages can't be brought up to date: %s", problem.detail)
            self._said = problem.detail


def _headers(origins: Sequence[str], *, encrypted: bool) -> tuple[Headers, Headers]:
    """Those of a page, and those of the permanent address of an edition, which search engines leave out."""
    shared = {"Content-Type": "text/html; charset=utf-8", "Vary": "Accept-Encoding", "Cache-Control": PUBLIC}
    shared |= framed(every_page(encrypted=encrypted), origins)
    return raw(shared), raw(shared | {"X-Robots-Tag": "noindex"})
