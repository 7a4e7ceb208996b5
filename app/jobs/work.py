"""The worker: everything that follows from what people did, in one process, over and over until it is told to stop."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import Refusal
from app.edge.platform import Platform
from app.jobs.clock import forget, tick
from app.jobs.consequences import carry_out
from app.jobs.post import MailServer, send_letters

log = logging.getLogger("waymark.jobs")

PAUSE = 0.2
"""Seconds between two looks when there was nothing to do."""
MINUTE = 60.0
HOUR = 3600.0


@dataclass(slots=True)
class Every:
    """Something that is done at most once in a while."""

    seconds: float
    job: Callable[[], object]
    last: float = float("-inf")
    trouble: str = ""
    """What kept it from being done the last time; empty when nothing did."""

    def turn(self, now: float) -> None:
        """Do it when its time has come. Its trouble is logged when it begins and when it ends, and keeps no other job back."""
        if now - self.last < self.seconds:
            return
        self.last = now
        try:
            self.job()
        except Refusal as refusal:
            if refusal.detail != self.trouble:
                log.warning("%s It will be tried again.", refusal.detail)
            self.trouble = refusal.detail
        except Exception as problem:
            if repr(problem) != self.trouble:
                log.exception("a job failed; it will be tried again")
            self.trouble = repr(problem)
        else:
            if self.trouble:
                log.info("What had failed is done now.")
            self.trouble = ""


def work(
    platform: Platform, index: Callable[[], object], server: MailServer | None, stop: threading.Event, *, parent: int
) -> None:
    """Work until `stop` is set, or the process `parent` that started this one is gone. What fails is tried again.

    `index` brings the search index to where pages are.
    """
    jobs = (
        Every(PAUSE, platform.show),
        Every(PAUSE, index),
        Every(PAUSE, lambda: carry_out(platform.database, platform.base_url, platform.clock())),
        Every(1.0, lambda: tick(platform)),
        Every(1.0, lambda: send_letters(platform.database, server, platform.clock())),
        Every(HOUR, lambda: forget(platform)),
    )
    while not stop.is_set() and os.getppid() == parent:
        for job in jobs:
            job.turn(time.monotonic())
        stop.wait(PAUSE)
