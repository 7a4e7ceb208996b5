from __future__ import annotations

import pytest

from app.domain.errors import Invalid, NotFound
from app.identity.accounts import disable, enrol, good_hash
from app.identity.passwords import check_password
from app.store.database import Database
from app.store.people import PersonRow
from tests.identity.conftest import NOW, Enrol


def test_somebody_is_added_once_and_then_given_a_new_password(database: Database) -> None:
    for password in ("a quiet harbour at dusk", "a loud harbour at dawn"):
        kept = good_hash(password, email="gp@example.org", name="Ana Moana")
        with database.write() as session:
            enrol(session, " GP@example.org ", " Ana Moana ", kept, NOW)
    with database.read() as session:
        [row] = session.query(PersonRow).all()
    assert (row.email, row.name, row.active) == ("gp@example.org", "Ana Moana", True)
    assert check_password(row.password_hash, "a loud harbour at dawn")


def test_a_new_password_does_not_let_the_disabled_in(database: Database, person: Enrol) -> None:
    ana = person()
    with database.write() as session:
        disable(session, ana, NOW)
    person()
    with database.read() as session:
        assert not session.get_one(PersonRow, ana).active


@pytest.mark.parametrize(
    ("password", "says"), [("short", "at least 12"), ("password1234", "guessed first"), ("Ana Moana 1987", "your name")]
)
def test_a_weak_password_is_refused_with_the_remedy(password: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        good_hash(password, email="gp@example.org", name="Ana Moana")
    assert refused.value.field == "password"


def test_what_is_no_address_is_refused(database: Database) -> None:
    for email in (
        "",
        "gp",
        "@",
        "gp@",
        "a b@example.org",
        "a@b@c",
        "gp@example.org\x00",
        "\ud800@example.org",
        "x" * 250 + "@b.org",
    ):
        with pytest.raises(Invalid) as refused, database.write() as session:
            enrol(session, email, "Ana Moana", "kept", NOW)
        assert refused.value.field == "email"


def test_a_signature_needs_a_name(database: Database) -> None:
    for name in ("", "  ", "Ana\nMoana", "Ana\x00"):
        with pytest.raises(Invalid) as refused, database.write() as session:
            enrol(session, "gp@example.org", name, "kept", NOW)
        assert refused.value.field == "name"


def test_nobody_cannot_be_disabled(database: Database) -> None:
    with pytest.raises(NotFound), database.write() as session:
        disable(session, 1, NOW)
