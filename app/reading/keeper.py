"""A thread that does one thing each second, or at once when it is woken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

log = logging.getLogger("waymark")


class Keeper:
    """Runs `work` until it is stopped. What `work` raises is logged and does not end it."""

    def __init__(self, work: Callable[[], None], every: float = 1.0) -> None:
        self._work, self._every = work, every
        self._woken, self._ended = Event(), Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._ended.clear()
        self._thread = Thread(target=self._run, name="waymark-shelf", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Do it now."""
        self._woken.set()

    def stop(self) -> None:
        """End after what is being done. Waits for it a few seconds at most."""
        self._ended.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._work()
            except Exception:
                log.exception("looking after the stored pages failed; it is tried again")
            self._woken.wait(self._every)
            self._woken.clear()
