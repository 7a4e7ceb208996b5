"""Verify: everything that must hold, once projections have had time to catch up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from app.edge.platform import Platform
from app.search.sync import compare as compare_index
from app.search.sync import how_far
from app.store import invariants
from app.store.database import Session
from app.store.picture_checks import broken_pictures
from app.store.projections import progress
from app.store.publication_log import head

PATIENCE = 10.0
"""Seconds that projections are waited for."""
GRACE = 1.0
"""Seconds in which what the index lacks may still come."""


def broken(platform: Platform, search_dir: Path) -> Iterator[str]:
    """Each thing that is broken, in a line."""
    _wait(platform, search_dir)
    with platform.read() as session:
        yield from invariants.broken(session)
        yield from broken_pictures(session)
        if progress(session).sequence != head(session):
            yield f"pages: they stand at {progress(session).sequence}, the publication log at {head(session)}"
    yield from platform.shelf.compare(platform.clock())
    yield from _index_differences(platform, search_dir)


def _index_differences(platform: Platform, search_dir: Path) -> list[str]:
    """What is wrong with the index. Local details it follows a moment after it says how far it is."""
    until = time.monotonic() + GRACE
    while (found := compare_index(platform.database, search_dir)) and time.monotonic() < until:
        time.sleep(0.25)
    return found


def _wait(platform: Platform, search_dir: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        platform.show()
        with platform.read() as session:
            if _caught_up(session, search_dir):
                return
        time.sleep(0.1)


def _caught_up(session: Session, search_dir: Path) -> bool:
    return progress(session).sequence == head(session) == (how_far(search_dir) or 0)
