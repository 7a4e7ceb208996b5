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
from app.store.projections import glance

log = logging.getLogger("waymark.jobs")

PAUSE = 0.2
"""Seconds between two glances at what others have published or stored."""
LOOK = 2.0
"""Seconds between two whole looks when a glance has seen nothing: at the calendar, letters, what failed, what was asked for."""
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
    following = (Every(HOUR, platform.show), Every(LOOK, index))  # `tick` follows the calendar
    others = (
        Every(LOOK, lambda: tick(platform)),
        Every(LOOK, lambda: carry_out(platform.database, platform.base_url, platform.clock())),
        Every(LOOK, lambda: send_letters(platform.database, server, platform.clock())),
        Every(HOUR, lambda: forget(platform)),
    )
    seen: object = None
    while not stop.is_set() and os.getppid() == parent:
        now = _glance(platform)
        if now != seen:
            seen = now
            for job in following:
                job.last = float("-inf")
        for job in (*following, *others):
            job.turn(time.monotonic())
        stop.wait(PAUSE)


def _glance(platform: Platform) -> object:
    """What changes when somebody has published or stored something; a database that does not answer is left to the jobs."""
    try:
        with platform.read() as session:
            return glance(session)
    except Refusal:
        return None
