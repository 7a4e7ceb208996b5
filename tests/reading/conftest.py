"""A library in a fresh database of either kind, and a shelf before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.reading.shelf import Shelf
from app.store.database import Database
from tests.reading.library import Library


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, on SQLite and again on PostgreSQL."""
    made = Database(database_url)
    yield made
    made.dispose()


@pytest.fixture
def library(database: Database) -> Library:
    """The library, with a base region, two public regions and a members-only region below it."""
    made = Library(database)
    made.regions()
    return made


@pytest.fixture
def shelf(library: Library, tmp_path: Path) -> Iterator[Shelf]:
    """A shelf that is not open: nothing looks after it."""
    made = Shelf(library.database, tmp_path / "bell", lambda: library.now)
    yield made
    made.close()
