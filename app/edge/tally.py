"""Searches on their way into the counts: noted while somebody waits for an answer, counted later in a thread of its own.

What is noted is lost when the process is killed; it is a few seconds' worth. A flood is noted up to `MOST` searches between two
countings. Nothing of a visitor is written anywhere: address and browser stay in memory until the next counting.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.domain.errors import Refusal
from app.domain.queries import Known
from app.edge.counted import Keys, Noted, counted, known_to
from app.search.vocabulary import Vocabulary
from app.store import searches
from app.store.database import Database, Session
from app.store.projections import Progress, progress, texts_shown_in
from app.store.regions import all_regions

log = logging.getLogger("waymark")

MOST: Final = 5000
"""Searches that wait to be counted; more are not counted."""
PAUSE: Final = 5.0
"""Seconds between two countings."""
MOST_OF_ONE: Final = 60
"""Searches of one visit that count in a day: who makes more is testing something."""
MOST_VISITS: Final = 50_000
"""Visits that a process remembers for that."""


class Tally:
    """Notes what is searched for; one for each process."""

    def __init__(self, database: Database, keys: Keys, vocabulary: Vocabulary, clock: Callable[[], datetime]) -> None:
        self._database, self._vocabulary, self._clock = database, vocabulary, clock
        self._known: dict[str, tuple[Progress, Known]] = {}
        self.keys = keys
        self._noted: deque[Noted] = deque(maxlen=MOST)
        self._of_one: Counter[bytes] = Counter()
        self._counting = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble = ""

    def note(self, noted: Noted) -> None:
        """Something has been searched for, or a search has ended. Costs a microsecond."""
        if len(self._noted) < MOST:
            self._noted.append(noted)

    def start(self) -> None:
        """Count from time to time until it is closed."""
        self._thread = threading.Thread(target=self._count_on, name="tally", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Count what is left, and stop."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(timeout=PAUSE)
        self.count()

    def count(self) -> None:
        """Count what has been noted. What can't be written is kept for the next time, as far as there is room."""
        with self._counting:
            waiting = [self._noted.popleft() for _ in range(len(self._noted))]
            if not waiting:
                return
            try:
                self._write(waiting)
                self._trouble = ""
            except Refusal as refusal:
                if refusal.detail != self._trouble:
                    log.warning("searches can't be counted: %s", refusal.detail)
                self._trouble = refusal.detail
                self._noted.extendleft(reversed(waiting[: MOST - len(self._noted)]))

    def _write(self, waiting: list[Noted]) -> None:
        now = self._clock()
        with self._database.write() as session:
            searches.queue_up(session)
            regions = all_regions(session)
            fresh = searches.new_reports(session, {one.report for one in waiting if one.report}, now)
            seen = Counter(one.report for one in waiting if one.report)
            for region, day in sorted({(one.region, one.day) for one in waiting if one.region in regions}):
                here = [one for one in waiting if (one.region, one.day) == (region, day) and self._counts(one, fresh, seen)]
                place = regions[region]
                salt = searches.salt_of(session, place.id, day, over=day < place.local_date(now))
                added = counted(self.keys, here, salt, self._often, self._known_in(session, region))
                if added:
                    searches.add(session, place.id, day, added)

    def _known_in(self, session: Session, region: str) -> Known:
        """The words that search knows in a region. A name of a page is no name of a person."""
        now = progress(session)
        at, known = self._known.get(region, (None, None))
        if known is None or at != now:
            known = known_to(self._vocabulary, (title for *_, title in texts_shown_in(session, region)))
            self._known[region] = now, known
        return known

    def _counts(self, one: Noted, fresh: set[str], seen: Counter[str]) -> bool:
        """Whether it is a search, or the first report of one."""
        if not one.report:
            return True
        seen[one.report] -= 1
        return one.report in fresh and not seen[one.report]

    def _often(self, visit: bytes) -> bool:
        """Whether a visit has searched too often today to be somebody who reads."""
        if len(self._of_one) > MOST_VISITS:
            self._of_one.clear()
        self._of_one[visit] += 1
        return self._of_one[visit] > MOST_OF_ONE

    def _count_on(self) -> None:
        while not self._ending.wait(PAUSE):
            try:
                self.count()
            except Exception:
                log.exception("searches could not be counted")
