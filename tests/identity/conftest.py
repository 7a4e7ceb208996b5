"""A database with a region and a few people, and argon2 at its cheapest: what is tested here is not its price."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from app.domain.regions import Region, Visibility
from app.domain.roles import Role
from app.identity import passwords
from app.identity.accounts import enrol
from app.store.database import Database
from app.store.people import grant
from app.store.regions import add_region

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
PASSWORD = "a quiet harbour at dusk"

Enrol = Callable[..., int]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    with opened.write() as session:
        add_region(session, Region(0, "base", "Base", None, Visibility.MEMBERS, "Pacific/Auckland", "en-NZ"))
    yield opened
    opened.dispose()


@pytest.fixture
def person(database: Database) -> Enrol:
    """Adds somebody with a role in `base` and returns the id."""

    def add(email: str = "gp@example.org", *roles: Role, password: str = PASSWORD) -> int:
        with database.write() as session:
            row = enrol(session, email, "Ana Moana", passwords.hash_password(password), NOW)
            for role in roles:
                grant(session, row.id, 1, role)
            return row.id

    return add


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the kept hash each time that argon2 compares a password with one."""
    seen: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str, password: bytes) -> bool:
        seen.append(kept)
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    return seen
