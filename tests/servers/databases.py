"""Databases for tests, made by the migrations, each test its own. The migrations run once a worker; a test gets a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.store.migrate import upgrade
from tests.servers.postgres import Server

TEMPLATE = "migrated"
_numbers = count(1)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that the migrations have made; to be copied, not used."""
    path = tmp_path_factory.mktemp("migrated") / "waymark.db"
    upgrade(f"sqlite:///{path}")
    beside = [other.name for other in path.parent.iterdir() if other != path]
    assert not beside, f"the migrations left {beside} open beside the database, so a copy would miss what is in them"
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server) -> Server:
    """The server, holding a database `TEMPLATE` that the migrations have made; to be copied, not used."""
    upgrade(postgres.create(TEMPLATE))
    return postgres


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with every table and nothing in them."""
    path = tmp_path / "waymark.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(migrated_postgres: Server) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with every table and nothing in them."""
    name = f"test_{next(_numbers)}"
    yield migrated_postgres.create(name, TEMPLATE)
    migrated_postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with every table and nothing in them: the test runs on SQLite and again on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
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
