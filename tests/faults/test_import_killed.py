"""kill -9 in the middle of an import: no half file; the next run goes on, and the one after it changes nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.settings import ROOT
from app.store import copying
from app.store.database import Database
from app.store.invariants import broken
from app.store.publication_log import head
from tests.logged import entries_of
from tests.servers.process import leash
from tests.servers.site import Site

SEED = int(os.environ.get("SEED", random.randrange(10**6)))
FILES = 40
TEXT = """---
title: Sample {number}
---
Sample content: not for clinical use.

## What to do

Rest {number} minutes, then walk {number} steps.

{more}
"""
ASKED = ("--region", "northvale", "--publish", "--as", "admin@example.org", "--reason", "Agreed elsewhere.")


def folder_of(place: Path, version: str) -> Path:
    """Some files, every fifth of which may not be published, and every tenth not be read."""
    place.mkdir(exist_ok=True)
    for number in range(1, FILES + 1):
        more = "Give 5*10*2 mg." if number % 5 == 0 else version
        data = TEXT.format(number=number, more=more).encode()
        (place / f"sample-{number:02}.md").write_bytes(b"\xff" + data if number % 10 == 0 else data)
    return place


@contextmanager
def looking(site: Site) -> Iterator[Database]:
    database = Database(site.database_url)
    try:
        yield database
    finally:
        database.dispose()


def sequence(database: Database) -> int:
    with database.read() as session:
        return head(session)


def kept(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {table.name: list(copying.lines_of(session, table)) for table in copying.kept_tables()}


def import_and_kill(site: Site, folder: Path, after: int) -> None:
    """Start an import, and kill it with everything it started once the log has grown by some entries."""
    with looking(site) as database:
        aim = sequence(database) + after
        line = [*leash(), sys.executable, "-m", "app", "import", str(folder), *ASKED]
        with (
            site.log.open("ab") as log,
            subprocess.Popen(line, cwd=ROOT, env=site.environment, stdout=log, stderr=log, start_new_session=True) as process,
        ):
            while process.poll() is None and sequence(database) < aim:
                time.sleep(0.002)
            killed = process.poll() is None
            if killed:
                os.killpg(process.pid, signal.SIGKILL)
        assert killed, f"it was quicker than we: {site.said()}"
        with database.read() as session:
            assert list(broken(session)) == [], f"SEED={SEED}"


def published(site: Site) -> int:
    with looking(site) as database, database.read() as session:
        return sum(bool(entries_of(session, "northvale", f"sample-{number:02}")) for number in range(1, FILES + 1))


def nothing_is_broken(site: Site) -> None:
    said = site.command("verify")
    assert (said.returncode, said.stderr) == (0, ""), f"SEED={SEED}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("kind", "served"), [("sqlite", False), ("sqlite", True), ("postgresql", True)])
def test_an_import_that_is_killed_goes_on_where_it_was(
    copied: Callable[[str], Site], tmp_path: Path, kind: str, served: bool
) -> None:
    print(f"SEED={SEED}")  # noqa: T201 - with -s, and when it fails
    dice, site = random.Random(SEED), copied(kind)
    if served:
        site.start()
    for version in ("First text.",) if served else ("First text.", "Second text."):
        folder = folder_of(tmp_path / "files", version)
        before = published(site)
        import_and_kill(site, folder, dice.randrange(1, 8))
        import_and_kill(site, folder, dice.randrange(1, 8))
        assert 0 < published(site) < FILES or before, "it was killed in the middle"
        done = site.command("import", str(folder), *ASKED)
        assert done.returncode == 0, done.stderr
        counts = dict(part.split()[::-1] for part in done.stdout.strip().split(", "))
        assert int(counts["published"]) + int(counts["unchanged"]) == FILES * 4 // 5
        assert (counts["draft"], counts["refused"]) == (str(FILES // 10), str(FILES // 10))
        assert int(counts["unchanged"]) > 0, "what had gone in before stayed"
        assert len(done.stderr.splitlines()) - served == FILES // 5, "each draft and each refused file is named"
        with looking(site) as database:
            rows, at = kept(database), sequence(database)
            again = site.command("import", str(folder), *ASKED)
            assert again.stdout == f"0 published, {FILES // 10} draft, {FILES * 4 // 5} unchanged, {FILES // 10} refused\n"
            after = kept(database)
            assert {name for name in rows if rows[name] != after[name]} <= {"fact", "letter"} if served else after == rows
            assert sequence(database) == at
    nothing_is_broken(site)
