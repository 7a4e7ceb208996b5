from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from app.domain.errors import Invalid, Refusal, TooMany
from app.domain.roles import Person
from app.identity import passwords
from app.identity.accounts import disable, enrol
from app.identity.guesses import ACCOUNT_TRIES, FREE_TRIES
from app.identity.proof import confirm
from app.identity.sessions import SignedIn, person_of, sign_in
from app.store.database import Database
from app.store.people import AttemptRow, PersonRow, SessionRow, add_person, person_by_id
from tests.identity.conftest import NOW, PASSWORD, Enrol

HOME = "203.0.113.9"
WRONG = "a noisy airport at noon"


def come(
    database: Database, email: str = "gp@example.org", password: str = PASSWORD, address: str = HOME, after: float = 0
) -> SignedIn:
    return sign_in(database, email, password, address=address, now=NOW + timedelta(seconds=after))


def refused(
    database: Database, email: str = "gp@example.org", password: str = WRONG, address: str = HOME, after: float = 0
) -> Refusal:
    with pytest.raises((Invalid, TooMany)) as refusal:
        come(database, email, password, address, after)
    return refusal.value


def tries_kept(database: Database) -> int:
    with database.read() as session:
        return session.query(AttemptRow).count()


def test_the_right_password_begins_a_session(database: Database, person: Enrol) -> None:
    ana = person()
    signed_in = come(database, " GP@Example.org ")
    assert signed_in.person.id == ana
    with database.read() as session:
        info = person_of(session, signed_in.cookie, NOW)
    assert info is not None
    assert (info.person, info.csrf, info.expires) == (signed_in.person, signed_in.csrf, NOW + timedelta(days=90))


def test_only_the_hash_of_the_cookie_is_kept(database: Database, person: Enrol) -> None:
    person()
    signed_in = come(database)
    assert len(signed_in.cookie) >= 43  # 256 bits
    assert signed_in.cookie not in repr(signed_in)
    with database.read() as session:
        [row] = session.query(SessionRow).all()
    assert row.id == hashlib.sha256(signed_in.cookie.encode()).hexdigest()
    assert signed_in.cookie not in {row.csrf, row.id}


def test_every_sign_in_has_a_secret_of_its_own_and_ends_the_one_it_replaces(database: Database, person: Enrol) -> None:
    person()
    first, other_device = come(database), come(database)
    second = sign_in(database, "gp@example.org", PASSWORD, address=HOME, now=NOW, replaces=first.cookie)
    assert len({first.cookie, second.cookie, other_device.cookie, first.csrf, second.csrf}) == 5
    with database.read() as session:
        assert person_of(session, first.cookie, NOW) is None
        assert person_of(session, second.cookie, NOW) is not None
        assert person_of(session, other_device.cookie, NOW) is not None


def test_a_cookie_that_somebody_planted_is_never_taken_over(database: Database, person: Enrol) -> None:
    person()
    planted = "planted" * 6
    signed_in = sign_in(database, "gp@example.org", PASSWORD, address=HOME, now=NOW, replaces=planted)
    assert signed_in.cookie != planted
    with database.read() as session:
        assert person_of(session, planted, NOW) is None


def test_unknown_disabled_without_password_and_wrong_are_one_answer_after_one_look(
    database: Database, person: Enrol, looked_at: list[str]
) -> None:
    person("known@example.org")
    gone = person("gone@example.org")
    with database.write() as session:
        disable(session, gone, NOW)
        add_person(session, "elsewhere@example.org", "Signs in elsewhere", None, NOW)
    answers = set()
    for email in ("unknown@example.org", "", "nul\x00@example.org", "\ud800", "elsewhere@example.org", "gone@example.org"):
        answers.add(str(refused(database, email, PASSWORD, f"address of {email!r}")))
    answers.add(str(refused(database, "known@example.org")))
    assert len(answers) == 1
    assert len(looked_at) == 7
    assert {passwords.outdated(kept) for kept in looked_at} == {False}  # the same cost for each


def test_the_limits_do_not_tell_who_is_known(database: Database, person: Enrol, looked_at: list[str]) -> None:
    person("known@example.org")
    known, unknown = (
        [str(refused(database, email, after=second)) for second in range(FREE_TRIES + 3)]
        for email in ("known@example.org", "unknown@example.org")
    )
    assert known == unknown
    assert len(looked_at) == 2 * FREE_TRIES


def test_after_five_wrong_ones_even_the_right_one_waits_but_only_at_that_address(
    database: Database, person: Enrol, looked_at: list[str]
) -> None:
    person()
    for _ in range(FREE_TRIES):
        assert isinstance(refused(database), Invalid)
    told = refused(database, password=PASSWORD)
    assert isinstance(told, TooMany)
    assert told.extra["retry_after"] == 30
    assert len(looked_at) == FREE_TRIES
    come(database, address="198.51.100.7")
    assert isinstance(refused(database, password=PASSWORD, after=29), TooMany)
    come(database, after=30)


def test_another_spelling_of_the_address_is_the_same_account(database: Database, looked_at: list[str]) -> None:
    for spelling in ("gp@example.org", "GP@example.org", " gp@Example.org ") * 3:
        refused(database, spelling)
    assert len(looked_at) == FREE_TRIES


def test_being_refused_makes_the_wait_no_longer(database: Database, person: Enrol) -> None:
    person()
    for _ in range(FREE_TRIES):
        refused(database)
    for second in range(1, 30):
        assert refused(database, after=second).extra["retry_after"] == 30 - second
    come(database, after=30)


def test_the_right_password_clears_the_slate_of_its_address_and_no_other(database: Database, person: Enrol) -> None:
    person()
    for address in (HOME, "198.51.100.7"):
        for _ in range(FREE_TRIES - 1):
            refused(database, address=address)
    come(database)
    for _ in range(FREE_TRIES):
        assert isinstance(refused(database), Invalid)
    assert isinstance(refused(database, address="198.51.100.7"), Invalid)
    assert isinstance(refused(database, address="198.51.100.7"), TooMany)


def test_an_address_that_tries_many_accounts_is_slowed(database: Database, looked_at: list[str]) -> None:
    for number in range(60):
        refused(database, f"person{number}@example.org", after=number / 2)
    assert len(looked_at) == 20
    refused(database, "one-more@example.org", after=60)
    assert len(looked_at) == 21


def test_the_neighbours_of_an_ipv6_address_share_its_limits(database: Database, looked_at: list[str]) -> None:
    for number in range(1, 40):
        refused(database, address=f"2001:db8::{number:x}")
    assert len(looked_at) == FREE_TRIES


def test_signing_in_again_and_again_is_no_guessing(database: Database, person: Enrol) -> None:
    person()
    for _ in range(30):
        come(database)
    assert tries_kept(database) == 0


def test_a_siege_from_everywhere_costs_the_right_person_five_seconds(database: Database, person: Enrol) -> None:
    person()
    for number in range(ACCOUNT_TRIES):
        assert isinstance(refused(database, address=f"198.51.100.{number}"), Invalid)
    told = refused(database, password=PASSWORD)
    assert isinstance(told, TooMany)
    assert told.extra["retry_after"] == 5
    assert isinstance(refused(database, address="198.51.100.250"), TooMany)
    come(database, after=5)


def test_old_tries_are_forgotten(database: Database) -> None:
    for _ in range(3):
        refused(database)
    assert tries_kept(database) == 9
    refused(database, after=3601)
    assert tries_kept(database) == 3


def test_workers_share_the_limits(database: Database, database_url: str, person: Enrol, looked_at: list[str]) -> None:
    person()
    another = Database(database_url)
    for worker in (database, another) * FREE_TRIES:
        refused(worker)
    another.dispose()
    assert len(looked_at) == FREE_TRIES


def test_many_tries_at_once_are_no_way_round(database: Database, person: Enrol, looked_at: list[str]) -> None:
    person()
    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(lambda _: type(refused(database)), range(24)))
    assert len(looked_at) == FREE_TRIES
    assert answers.count(Invalid) == FREE_TRIES


def test_a_try_that_found_no_place_to_be_hashed_does_not_count(
    database: Database, person: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._a_place(), passwords._a_place():
        assert isinstance(refused(database, password=PASSWORD), TooMany)
    assert tries_kept(database) == 0


def test_no_transaction_is_open_while_a_password_is_looked_at(
    database: Database, person: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    verify = PasswordHasher.verify

    def another_writes_meanwhile(self: PasswordHasher, kept: str, password: bytes) -> bool:
        with database.write() as session:
            add_person(session, "new@example.org", "New", None, NOW)
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", another_writes_meanwhile)
    come(database)


@pytest.mark.parametrize("change", ["disabled", "new password"])
def test_what_happens_while_a_password_is_looked_at_counts(
    change: str, database: Database, person: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = person()
    verify = PasswordHasher.verify

    def meanwhile(self: PasswordHasher, kept: str, password: bytes) -> bool:
        with database.write() as session:
            if change == "disabled":
                disable(session, ana, NOW)
            else:
                enrol(session, "gp@example.org", "Ana Moana", self.hash("another quiet harbour"), NOW)
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", meanwhile)
    assert isinstance(refused(database, password=PASSWORD), Invalid)
    with database.read() as session:
        assert session.query(SessionRow).count() == 0


def test_a_hash_made_with_other_parameters_is_made_again(
    database: Database, person: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = person()
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    refused(database)
    with database.read() as session:
        assert passwords.outdated(session.get_one(PersonRow, ana).password_hash or "")
    come(database)
    with database.read() as session:
        assert not passwords.outdated(session.get_one(PersonRow, ana).password_hash or "")
    come(database)


def known(database: Database, person_id: int) -> Person:
    with database.read() as session:
        found = person_by_id(session, person_id)
    assert found is not None
    return found


def test_whoever_signs_confirms_with_the_password_under_the_same_limits(
    database: Database, person: Enrol, looked_at: list[str]
) -> None:
    ana = known(database, person())
    confirm(database, ana, PASSWORD, address=HOME, now=NOW)
    for _ in range(FREE_TRIES):
        with pytest.raises(Invalid, match="not your password") as wrong:
            confirm(database, ana, WRONG, address=HOME, now=NOW)
        assert wrong.value.field == "password"
    with pytest.raises(TooMany):
        confirm(database, ana, PASSWORD, address=HOME, now=NOW)
    assert isinstance(refused(database, password=PASSWORD), TooMany)
    assert len(looked_at) == 1 + FREE_TRIES
    with database.read() as session:
        assert session.query(SessionRow).count() == 0


def test_whoever_was_disabled_meanwhile_confirms_nothing(database: Database, person: Enrol) -> None:
    ana = known(database, person())
    with database.write() as session:
        disable(session, ana.id, NOW)
    with pytest.raises(Invalid):
        confirm(database, ana, PASSWORD, address=HOME, now=NOW)
