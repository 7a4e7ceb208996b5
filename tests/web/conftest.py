"""The whole application on each database, and the cast at their browsers. Argon2 is at its cheapest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from app.identity import passwords
from app.main import application
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from app.reading.static import static_files
from app.store.people import PersonRow
from tests.builders import House, a_platform
from tests.web.visitors import PASSWORD, Visitor, Visitors


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session", autouse=True)
def packed_once() -> Iterator[None]:
    """The front end's files are compressed once, not for every test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.reading.shelf.static_files", cache(static_files))
        yield


@pytest.fixture
def house(settled_url: str, tmp_path: Path, renderer: Renderer, pictures: PictureMaker) -> Iterator[House]:
    """A platform with the cast in it, who all have the same password."""
    made = a_platform(settled_url, tmp_path, renderer, pictures)
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
        session.execute(update(PersonRow).values(password_hash=kept))
