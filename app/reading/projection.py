"""Pages follow the publication log: what every region shows, and the bytes that answer each address.

Any process may do it at any time. A piece is worked out without holding anything and put down in one short transaction, and only
if nobody was quicker; so it is put down once and in order, and a process that dies leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.reading import pieces
from app.reading.addresses import HERE, Site
from app.reading.pieces import AT_ONCE, Piece, Place
from app.reading.press import look_of
from app.reading.signal import Signal
from app.store import page_codes, projections, publication_log, stored_pages
from app.store.database import Database, Session
from app.store.projections import Progress
from app.store.regions import all_regions

Told = Callable[[int, int], None]
"""Is told how many are done, and of how many."""


def nobody(done: int, of: int) -> None:
    """Nobody is told."""


class Projector:
    """Makes the stored pages of one installation follow its log."""

    def __init__(self, database: Database, signal: Signal, site: Site = HERE) -> None:
        self._database, self._signal, self._site = database, signal, site
        self._adopted = False

    def catch_up(self, now: datetime) -> int:
        """Follow the log to its head, then make again what has changed or come due.

        Returns by how many entries pages have moved on. Changed regions are followed too. Raises `Unavailable` when the
        database does not answer or takes no writes.
        """
        self.adopt_look()
        place, before, behind = self._look(now)
        if before.basis != place.basis:
            self._adopt(place, before)
        elif not behind:
            return 0
        while True:
            with self._database.read() as session:
                piece = pieces.follow(session, place) or pieces.remake(session, place)
                if piece is None:
                    return projections.progress(session).sequence - before.sequence
            self._put(piece)

    def is_behind(self, now: datetime) -> bool:
        """Whether there is anything to catch up with."""
        place, at, behind = self._look(now)
        return behind or at.basis != place.basis

    def _look(self, now: datetime) -> tuple[Place, Progress, bool]:
        """Where pages are made for, how far they are, and whether the log or the calendar is further."""
        with self._database.read() as session:
            place, at = Place(all_regions(session), now, self._site), projections.progress(session)
            return place, at, stored_pages.is_behind(session, at, place.today)

    def adopt_look(self) -> None:
        """Pages made with other templates or assets than this process has are made again at the next catching up.

        A process looks for them once: what comes later was made by this version, or by an older one that is still running.
        """
        if self._adopted:
            return
        look = look_of(self._site)
        with self._database.read() as session:
            other = stored_pages.has_other_looks(session, look)
        if other:
            with self._database.write() as session:
                stored_pages.mark_other_looks(session, look)
        self._adopted = True

    def rebuild(self, now: datetime, told: Told = nobody) -> None:
        """Make everything again from the log, whatever is stored. Readers keep what they have until each page is replaced.

        `told` hears how many slugs are done, and of how many.
        """
        place, _, _ = self._look(now)
        self._make_again(place, told)

    def _adopt(self, place: Place, before: Progress) -> None:
        """Other regions, or the same with other names: everything is made again, unless nothing has been made yet."""
        if before.sequence:
            self._make_again(place)
        else:
            self._sweep(lambda session, made: _end_of_making_again(session, made, place, 0))

    def _make_again(self, place: Place, told: Told = nobody) -> None:
        with self._database.read() as session:
            head, slugs = publication_log.head(session), publication_log.slugs(session)
        self._sweep(lambda session, made: stored_pages.keep_pages_of(session, place.public, made))
        size = max(1, AT_ONCE // (4 * max(1, len(place.regions))))
        for start in range(0, len(slugs), size):
            self._put_in_the_end(place, slugs[start : start + size])
            told(min(start + size, len(slugs)), len(slugs))
        self._sweep(lambda session, made: _end_of_making_again(session, made, place, head))

    def _put_in_the_end(self, place: Place, slugs: list[str]) -> None:
        while True:
            with self._database.read() as session:
                piece = pieces.again(session, place, slugs)
            if self._put(piece):
                return

    def _put(self, piece: Piece) -> bool:
        """Put a piece down; False when somebody else has put one down since it was worked out."""
        with self._database.write() as session:
            if projections.progress(session, lock=True) != piece.seen:
                return False
            projections.put_shown(session, piece.shown)
            page_codes.put_codes(session, piece.codes)
            stored_pages.put_links(session, piece.links)
            for key, regions in piece.details.items():
                stored_pages.mark_to_refill(session, key, regions)
                stored_pages.mark_naming(session, key, regions)
            for slug, changed in piece.changed.items():
                stored_pages.mark_stale(session, slug, changed.regions, changed.new_in)
            stored_pages.put_pages(session, piece.pages)
            stored_pages.mark_present(session, piece.patients)
            stored_pages.take_away(session, piece.gone, piece.then.makings)
            projections.advance(session, piece.then)
        self._signal.ring()
        return True

    def _sweep(self, clear: Callable[[Session, int], None]) -> None:
        """Take away what should not be there, as one storing of pages."""
        with self._database.write() as session:
            seen = projections.progress(session, lock=True)
            projections.advance(session, replace(seen, makings=seen.makings + 1))
            clear(session, seen.makings + 1)
        self._signal.ring()


def _end_of_making_again(session: Session, made: int, place: Place, head: int) -> None:
    """What no entry accounts for goes, and the log counts as followed this far."""
    projections.forget_what_was_never_public(session)
    page_codes.forget_codes_never_public(session)
    stored_pages.forget_pages_never_public(session, made)
    now = projections.progress(session)
    projections.advance(session, replace(now, sequence=max(now.sequence, head), basis=place.basis))
