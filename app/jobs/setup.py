"""Set-up: from nothing, or from any earlier state, to an installation that can be served. It can be run again at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from app.identity.passwords import hash_password
from app.jobs import samples
from app.markup.worker import Renderer
from app.store import regions
from app.store.database import Database
from app.store.migrate import upgrade

Steps = Callable[[Iterator[samples.Step]], None]


def set_up(database: Database, renderer: Renderer, now: datetime, *, password: str | None, watch: Steps) -> None:
    """Migrate; and with a sample `password`, make the sample regions and people, and play the sample library.

    `watch` is given the steps of the story and must go through them all; it may show progress.
    """
    upgrade(database.url.render_as_string(hide_password=False))
    if password is None:
        return
    with database.write() as session:
        samples.make_regions(session)
        samples.make_people(session, hash_password(password), now)
    watch(samples.play(database, renderer, now))


def is_sample(database: Database) -> bool:
    """Whether this is the sample installation: it holds all of the sample's regions and the sample's first person."""
    with database.read() as session:
        known = regions.all_regions(session)
        return {"base", "northvale", "southmere"} <= set(known) and samples.has_people(session)
