"""How soon every process of a server knows what is published or withdrawn, on each database; wall time, the asking included."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.store.database import Database
from app.store.migrate import upgrade
from benchmarks.figures import Figure, one
from benchmarks.processes import settle
from tests.servers.postgres import running
from tests.servers.process import free_port
from tests.servers.reach import prepare, reach
from tests.servers.site import Site

PROCESSES = 2


def measure() -> Iterator[Figure]:
    """On SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="waymark-reach-") as folder:
        yield from _on("SQLite", Path(folder), f"sqlite:///{folder}/waymark.db")
    with tempfile.TemporaryDirectory(prefix="waymark-reach-") as folder, running() as server:
        yield from _on("PostgreSQL", Path(folder), server.create("reach"))


def _on(name: str, folder: Path, database_url: str) -> Iterator[Figure]:
    upgrade(database_url)
    site, database = Site(folder, database_url, free_port()), Database(database_url)
    token = prepare(database)
    database.dispose()
    site.start("--workers", str(PROCESSES))
    assert site.process is not None
    settle(site.process.pid)
    try:
        found = reach(site, token, PROCESSES)
    finally:
        site.stop()
    what = f"{name}, {PROCESSES} processes: from the answer until all know that a page is"
    for act, seconds in (("published", found.published), ("withdrawn", found.withdrawn)):
        for asked, taken in seconds.items():
            yield one("reach", f"{what} {act}: {asked}", "ms", taken * 1000)
