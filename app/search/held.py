"""The index as readers' processes hold it: opened once for each of its states, and given up on any doubt."""

from __future__ import annotations

import gc
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.search.folder import POINTER, STATE, Doubt, check, current, private, stamp_of
from app.search.snapshot import Snapshot, load
from app.search.view import View

log = logging.getLogger("waymark")

PATIENCE: Final = 1.0
"""Seconds until an index that could not be trusted is looked at again."""
TRIES: Final = 3
"""Of opening an index whose writer may just be removing the files of its last state."""

Stamp = tuple[int, ...]


class Held:
    """One search folder, read by many threads, one at a time."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder.resolve()
        self._clock = clock
        self._lock = Lock()
        self._known: dict[Path, Stamp] = {}
        self._snapshot: Snapshot | None = None
        self._stamp: Stamp = ()
        self._views: dict[str, View] = {}
        self._generation = self._folder
        self._pointer, self._state = self._folder / POINTER, self._folder
        self._watched: list[tuple[str, Stamp]] = []
        self._refused_until = 0.0

    @contextmanager
    def view(self, region: str, shown: NDArray[np.int64]) -> Iterator[View]:
        """What a region's readers can find, for this thread alone. `shown` as `View` takes it. Raises `Doubt`.

        Whatever goes wrong while it is used is a doubt too: the index is given up, and looked at anew later.
        """
        with self._lock:
            snapshot = self._open()
            found = self._views.get(region)
            if found is None or found.snapshot is not snapshot or found.shown is not shown:
                found = self._views[region] = View(snapshot, region, shown)
            try:
                yield found
            except Exception as problem:
                self._give_up()
                log.exception("the search index in %s could not be read", self._folder)
                raise Doubt(str(problem)) from problem

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._drop()

    def _open(self) -> Snapshot:
        if self._clock() < self._refused_until:
            raise Doubt("it could not be trusted a moment ago")
        tries = TRIES
        while True:
            tries -= 1
            try:
                return self._present()
            except Doubt as doubt:
                if not tries:
                    self._give_up()
                    log.warning("search is not available: %s", doubt)
                    raise
                time.sleep(0.02)

    def _present(self) -> Snapshot:
        """The state that is searched, opened anew when it is another one than before."""
        stamp = self._look()
        if self._snapshot is not None and stamp == self._stamp:
            if not self._untouched():
                check(self._generation, self._snapshot.state.files, self._known)
            return self._snapshot
        fresh = load(self._folder, self._known, self._snapshot)
        if self._snapshot is None:  # what stays until the process ends need not be looked through for garbage
            gc.freeze()
        if self._snapshot is not None:
            self._snapshot.close(spare=fresh.pieces)
        self._views.clear()
        self._known = {path: seen for path, seen in self._known.items() if path.name in fresh.state.files}
        self._snapshot, self._stamp, self._generation = fresh, stamp, current(self._folder)
        self._watched = [(str(path), seen) for path, seen in self._known.items()]
        return fresh

    def _look(self) -> Stamp:
        """Changes with every commit and every switch."""
        try:
            pointer = _seen(self._pointer.stat())
            known = self._snapshot is not None and pointer == self._stamp[: len(pointer)]
            if not known or not (private(self._folder) and private(self._state.parent)):
                self._state = current(self._folder) / STATE
            return pointer + _seen(self._state.stat())
        except OSError as problem:
            raise Doubt(str(problem)) from problem

    def _untouched(self) -> bool:
        """Whether every file is still the one that was found good: asked before each search, so by plain names."""
        try:
            return all(stamp_of(os.lstat(path)) == stamp for path, stamp in self._watched)
        except OSError:
            return False

    def _give_up(self) -> None:
        self._drop()
        self._refused_until = self._clock() + PATIENCE

    def _drop(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
        self._snapshot, self._stamp = None, ()
        self._views.clear()
        self._known.clear()


def _seen(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_mtime_ns, found.st_size
