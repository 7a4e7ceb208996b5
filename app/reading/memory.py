"""The answers that one process keeps in memory, and how much of it they may take."""

from __future__ import annotations

from collections.abc import Iterable
from threading import RLock

from app.reading.held import Held, Ready
from app.reading.negotiation import Coding

ROOM = 0.9
"""How full the memory is left when room had to be made: making it costs a walk through all pages."""


class Memory:
    """Address → answer, in about `limit` bytes at most; what was not asked for lately makes room first.

    `pages` may be read by any thread at any time. Everything that changes it waits for its turn.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.pages: dict[str, Held] = {}
        self.complete = True
        """Whether every stored page is here, so that an address that is not here has none."""
        self.size = 0
        self._turn = RLock()

    def put(self, path: str, held: Held) -> None:
        """Keep an answer, in place of the one before. One that is larger than the whole memory is not kept."""
        with self._turn:
            self.drop(path)
            self._make_room(held.size)
            if held.size > self.limit:
                self.complete = False
                return
            self.pages[path] = held
            self.size += held.size

    def drop(self, path: str) -> None:
        """Forget an answer."""
        with self._turn:
            before = self.pages.pop(path, None)
            if before is not None:
                self.size -= before.size

    def fill(self, answers: Iterable[tuple[str, Held]]) -> None:
        """Keep these answers and no others: as many as there is room for, the first ones first."""
        pages: dict[str, Held] = {}
        size, complete = 0, True
        for path, held in answers:
            if size + held.size > self.limit:
                complete = False
                break
            pages[path] = held
            size += held.size
        with self._turn:
            self.pages, self.size, self.complete = pages, size, complete

    def make_ready(self, path: str, held: Held, asked: Coding) -> Ready:
        """Make a representation that nobody has asked for yet, and account for what it takes."""
        with self._turn:
            before = held.size
            ready = held.make_ready(asked)
            if self.pages.get(path) is held and held.size > before:
                self.size += held.size - before
                self._make_room(0)
            return ready

    def _make_room(self, needed: int) -> None:
        if self.size + needed <= self.limit:
            return
        self.complete = False
        for spare_used in (True, False):
            for path, held in list(self.pages.items()):
                if self.size + needed <= self.limit * ROOM:
                    return
                if held.used and spare_used:
                    held.used = False
                else:
                    self.drop(path)
