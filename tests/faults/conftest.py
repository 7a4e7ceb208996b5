"""Installations with the sample library, set up once and copied for each test; what needs a disk of its own needs a mount."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.faults.disks import can_mount
from tests.servers.postgres import Server
from tests.servers.process import free_port
from tests.servers.site import Site

TEMPLATE = "sampled"
_numbers = count(1)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what needs a small or a read-only disk where nobody may mount one."""
    return True if collection_path.name == "test_disks.py" and not can_mount() else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out: a run that did not try full disks must not look like one that did."""
    if not can_mount():
        terminalreporter.write_line("tests/faults/test_disks.py was left out: mounting a small disk takes root.", yellow=True)


def _set_up(folder: Path, url: str) -> Path:
    done = Site(folder, url, free_port()).command("setup")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def sample_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds an installation on SQLite; to be copied, not used."""
    folder = tmp_path_factory.mktemp("sample")
    return _set_up(folder, f"sqlite:///{folder}/var/waymark.db")


@pytest.fixture(scope="session")
def sample_on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Path:
    """The same with its database, `TEMPLATE`, on PostgreSQL."""
    return _set_up(tmp_path_factory.mktemp("sample"), postgres.create(TEMPLATE))


@pytest.fixture
def copied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """Makes a copy of the sample installation on `sqlite` or `postgresql`, not started; it ends with the test."""
    made: list[tuple[Site, Callable[[], None]]] = []

    def make(kind: str) -> Site:
        folder = tmp_path_factory.mktemp("site")
        shutil.copytree(request.getfixturevalue(f"sample_on_{kind}"), folder, dirs_exist_ok=True)
        url, clean_up = f"sqlite:///{folder}/var/waymark.db", lambda: None
        if kind == "postgresql":
            server, name = request.getfixturevalue("postgres"), f"copy_{next(_numbers)}"
            url, clean_up = server.create(name, TEMPLATE), lambda: server.drop(name)
        made.append((Site(folder, url, free_port()), clean_up))
        return made[-1][0]

    yield make
    for site, clean_up in made:
        site.kill()
        clean_up()


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, copied: Callable[[str], Site]) -> Site:
    """The sample installation, not started: on SQLite and again on PostgreSQL."""
    return copied(request.param)


@pytest.fixture
def sqlite_site(copied: Callable[[str], Site]) -> Site:
    """The sample installation on SQLite, not started."""
    return copied("sqlite")
