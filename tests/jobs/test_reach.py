"""What is published or withdrawn is so in every process that serves, before a reader could turn the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.store.database import Database
from tests.servers.reach import prepare, reach
from tests.servers.site import Site

PROCESSES = 2
SOON = 2.0
"""Seconds."""
LOADED = 5
"""How many times as long it may take on a machine that does other things as well."""


@pytest.fixture
def served(new_site: Callable[[str], Site], database_url: str) -> tuple[Site, str]:
    """A server of several processes without sample library, and the token of someone who may publish."""
    site = new_site(database_url)
    done = site.command("setup", "--empty")
    assert done.returncode == 0, done.stderr
    database = Database(database_url)
    token = prepare(database)
    database.dispose()
    site.start("--workers", str(PROCESSES))
    return site, token


def test_every_process_knows_what_is_published_and_what_is_withdrawn(served: tuple[Site, str]) -> None:
    site, token = served
    found = reach(site, token, PROCESSES)
    late = {what: seconds for what, seconds in (found.published | found.withdrawn).items() if seconds > SOON * LOADED}
    assert not late
    at_once = ("page", "list for devices", "feed")  # they need no index: before the publisher is answered, or at the next look
    assert all(found.published[what] < SOON and found.withdrawn[what] < SOON for what in at_once), found
    site.stop()
