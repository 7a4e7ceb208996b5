"""A small clinical library of our own in a database of either kind, shown to readers and found by search."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from app.store.database import Database
from tests.search.stacks import Stacks
from tests.servers.databases import TEMPLATE
from tests.servers.postgres import Server

Place = Callable[[Path], AbstractContextManager[str]]


def _stacks(url: str, folder: Path) -> Iterator[Stacks]:
    database = Database(url)
    made = Stacks(database, folder)
    yield made
    made.close()
    database.dispose()


@pytest.fixture
def stacks(database_url: str, tmp_path: Path) -> Iterator[Stacks]:
    """The library, with a base region, two public regions and a members-only region below it; nothing published yet."""
    yield from _stacks(database_url, tmp_path)


@pytest.fixture
def sqlite_stacks(sqlite_url: str, tmp_path: Path) -> Iterator[Stacks]:
    """The same on SQLite alone, for what has nothing to do with the database."""
    yield from _stacks(sqlite_url, tmp_path)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stacks]:
    """The library with all its texts published; tests that share it only read."""
    folder = tmp_path_factory.mktemp("filled")
    with request.getfixturevalue(f"filled_{request.param}")(folder) as url:
        for made in _stacks(url, folder):
            made.fill()
            yield made


@pytest.fixture(scope="module")
def filled_sqlite(migrated_file: Path) -> Place:
    """A migrated SQLite database for as long as a block lasts."""

    @contextmanager
    def place(folder: Path) -> Iterator[str]:
        shutil.copyfile(migrated_file, folder / "waymark.db")
        yield f"sqlite:///{folder}/waymark.db"

    return place


@pytest.fixture(scope="module")
def filled_postgresql(migrated_postgres: Server) -> Place:
    """A migrated PostgreSQL database for as long as a block lasts."""

    @contextmanager
    def place(folder: Path) -> Iterator[str]:
        name = f"filled_{folder.name}"
        yield migrated_postgres.create(name, TEMPLATE)
        migrated_postgres.drop(name)

    return place
