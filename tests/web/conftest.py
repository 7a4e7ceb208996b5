"""The whole application on each database, and the cast at their browsers. Argon2 is at its cheapest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.identity import passwords
from app.main import application
from app.store.people import PersonRow
from tests import cast
from tests.builders import House, a_platform
from tests.web.visitors import PASSWORD, Visitor, Visitors


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A platform with the cast in it, who all have the same password."""
    made = a_platform(database_url, tmp_path)
    give_passwords(made)
    made.platform.shelf.open()
    yield made
    made.close()


@pytest.fixture
def people(house: House) -> Visitors:
    """Everyone at a browser."""
    return Visitors(house, application(house.platform))


@pytest.fixture
def nobody(people: Visitors) -> Visitor:
    """A browser that nobody has signed in at."""
    return people.anybody()


def give_passwords(house: House) -> None:
    """Everyone of the cast can sign in."""
    kept = passwords.hash_password(PASSWORD)
    with house.platform.write() as session:
        for key in cast.PEOPLE:
            row = session.get_one(PersonRow, cast.person(session, key).id)
            row.password_hash = kept
