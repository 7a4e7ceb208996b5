"""Databases for tests, made by the migrations, each test its own. The migrations run once a worker; a test gets a copy.

Settled ones hold the regions and people of `tests/cast.py` too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.store.database import Database
from app.store.migrate import upgrade
from tests import cast
from tests.servers.lending import Lender
from tests.servers.postgres import Server

TEMPLATE, SETTLED = "migrated", "settled"
_numbers = count(1)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that the migrations have made; to be copied, not used."""
    path = tmp_path_factory.mktemp("migrated") / "waymark.db"
    upgrade(f"sqlite:///{path}")
    return _alone(path)


@pytest.fixture(scope="session")
def settled_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the cast in it."""
    path = tmp_path_factory.mktemp("settled") / "waymark.db"
    shutil.copyfile(migrated_file, path)
    _settle(f"sqlite:///{path}")
    return _alone(path)


def _alone(path: Path) -> Path:
    beside = [other.name for other in path.parent.iterdir() if other != path]
    assert not beside, f"{beside} was left open beside the database, so a copy would miss what is in them"
    return path


def _settle(url: str) -> None:
    database = Database(url)
    with database.write() as session:
        cast.settle(session)
    database.dispose()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server) -> Server:
    """The server, holding a database `TEMPLATE` that the migrations have made; to be copied, not used."""
    upgrade(postgres.create(TEMPLATE))
    return postgres


@pytest.fixture(scope="session")
def migrated_lender(migrated_postgres: Server) -> Lender:
    """Lends copies of `TEMPLATE`."""
    return Lender(migrated_postgres, TEMPLATE)


@pytest.fixture(scope="session")
def settled_lender(migrated_postgres: Server) -> Lender:
    """Lends copies of `SETTLED`, which has the cast in it."""
    _settle(migrated_postgres.create(SETTLED, TEMPLATE))
    return Lender(migrated_postgres, SETTLED)


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with every table and nothing in them."""
    return _copied(migrated_file, tmp_path)


@pytest.fixture
def settled_sqlite_url(settled_file: Path, tmp_path: Path) -> str:
    """The address of an SQLite database with the cast in it."""
    return _copied(settled_file, tmp_path)


def _copied(file: Path, folder: Path) -> str:
    path = folder / "waymark.db"
    shutil.copyfile(file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres: Server, migrated_lender: Lender) -> Iterator[str]:
    """The address of a PostgreSQL database with every table and nothing in them."""
    yield from _lent(postgres, migrated_lender)


@pytest.fixture
def settled_postgresql_url(postgres: Server, settled_lender: Lender) -> Iterator[str]:
    """The address of a PostgreSQL database with the cast in it."""
    yield from _lent(postgres, settled_lender)


def _lent(server: Server, lender: Lender) -> Iterator[str]:
    name = lender.lend()
    yield server.url(name)
    lender.take_back(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with every table and nothing in them: the test runs on SQLite and again on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def settled_url(request: pytest.FixtureRequest) -> str:
    """A database with the cast in it: the test runs on SQLite and again on PostgreSQL."""
    url: str = request.getfixturevalue(f"settled_{request.param}_url")
    return url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite database without any table."""
    (tmp_path / "empty.db").touch()
    return f"sqlite:///{tmp_path}/empty.db"


@pytest.fixture
def empty_postgresql_url(postgres: Server) -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    name = f"empty_{next(_numbers)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database that no migration has seen, on SQLite and again on PostgreSQL."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url
