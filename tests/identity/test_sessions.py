from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.roles import Grant, Person, Role
from app.identity import sessions
from app.identity.accounts import disable, enrol
from app.identity.passwords import hash_password
from app.identity.sessions import (
    READING,
    WORKING,
    SessionInfo,
    cookie_name,
    csrf_ok,
    fresh,
    lifetime_of,
    person_of,
    sign_in,
    sign_out,
)
from app.store.database import Database
from app.store.people import PersonRow, SessionRow, end_sessions_of, grant
from tests.identity.conftest import NOW, PASSWORD, Enrol


def come(database: Database, email: str = "gp@example.org", now: datetime = NOW) -> str:
    return sign_in(database, email, PASSWORD, address="203.0.113.9", now=now).cookie


def who(database: Database, cookie: str | None, after: timedelta = timedelta(0)) -> SessionInfo | None:
    with database.read() as session:
        return person_of(session, cookie, NOW + after)


def used(database: Database, cookie: str, after: timedelta) -> None:
    info = who(database, cookie, after)
    assert info is not None
    with database.write() as session:
        sessions.touch(session, info, NOW + after)


def test_a_cookie_of_nobody_is_nobody(database: Database, person: Enrol) -> None:
    person()
    mine = come(database)
    for cookie in (None, "", "nobody's", "x" * 10_000, "\ud800", "nul\x00", "' or 1=1 --", mine[:-1], mine + "="):
        assert who(database, cookie) is None
        with database.write() as session:
            sign_out(session, cookie)
    assert who(database, mine) is not None


def test_the_hash_is_no_cookie(database: Database, person: Enrol) -> None:
    person()
    info = who(database, come(database))
    assert info is not None
    assert who(database, info.id) is None


@pytest.mark.parametrize("role", Role)
def test_every_role_but_the_readers_is_work(role: Role) -> None:
    held = Person(1, "Ana Moana", "gp@example.org", (Grant(Role.READER, "base"), Grant(role, "base")))
    assert lifetime_of(held, NOW) == (READING if role is Role.READER else WORKING)


def test_whoever_works_is_asked_again_after_twelve_hours_used_or_not(database: Database, person: Enrol) -> None:
    person("gp@example.org", Role.READER, Role.REVIEWER)
    cookie = come(database)
    used(database, cookie, timedelta(hours=11))
    assert who(database, cookie, timedelta(hours=12, microseconds=-1)) is not None
    assert who(database, cookie, timedelta(hours=12)) is None


def test_whoever_reads_stays_for_ninety_days_on_end(database: Database, person: Enrol) -> None:
    person("gp@example.org", Role.READER)
    cookie = come(database)
    assert who(database, cookie, timedelta(days=89)) is not None
    assert who(database, cookie, timedelta(days=90)) is None
    used(database, cookie, timedelta(days=89))
    assert who(database, cookie, timedelta(days=178)) is not None
    assert who(database, cookie, timedelta(days=179)) is None


def test_nobody_stays_longer_than_a_year(database: Database, person: Enrol) -> None:
    person("gp@example.org", Role.READER)
    cookie = come(database)
    for day in range(60, 365, 60):
        used(database, cookie, timedelta(days=day))
    assert who(database, cookie, timedelta(days=364)) is not None
    assert who(database, cookie, timedelta(days=365)) is None


def test_a_reader_who_is_given_work_signs_in_anew(database: Database, person: Enrol) -> None:
    ana = person("gp@example.org", Role.READER)
    cookie = come(database)
    with database.write() as session:
        grant(session, ana, 1, Role.EDITOR)
    info = who(database, cookie, timedelta(hours=11))
    assert info is not None
    assert info.person.roles_in("base", NOW.date()) == {Role.READER, Role.EDITOR}
    used(database, cookie, timedelta(hours=11))
    assert who(database, cookie, timedelta(hours=12)) is None


def test_a_role_that_is_over_everywhere_on_earth_is_no_work() -> None:
    last_day = NOW.date()
    deputy = Person(1, "Ana Moana", "gp@example.org", (Grant(Role.EDITOR, "base", until=last_day),))
    assert lifetime_of(deputy, NOW + timedelta(days=1)) == WORKING
    assert lifetime_of(deputy, NOW + timedelta(days=2)) == READING


def test_use_is_written_down_once_a_minute_at_most(database: Database, person: Enrol) -> None:
    person()
    cookie = come(database)
    for second, due in ((0, False), (59, False), (60, True), (3600, True)):
        info = who(database, cookie, timedelta(seconds=second))
        assert info is not None
        assert info.touch is due
    used(database, cookie, timedelta(seconds=60))
    info = who(database, cookie, timedelta(seconds=90))
    assert info is not None
    assert not info.touch


def test_use_does_not_bring_back_what_has_ended_nor_turn_the_clock_back(database: Database, person: Enrol) -> None:
    person()
    cookie = come(database)
    info = who(database, cookie)
    assert info is not None
    with database.write() as session:
        sessions.touch(session, info, NOW + timedelta(minutes=5))
        sessions.touch(session, info, NOW + timedelta(minutes=2))
    with database.read() as session:
        assert session.get_one(SessionRow, info.id).seen_at == NOW + timedelta(minutes=5)
    with database.write() as session:
        sign_out(session, cookie)
        sessions.touch(session, info, NOW + timedelta(minutes=6))
    assert who(database, cookie) is None


def test_signing_out_ends_this_session_and_no_other(database: Database, person: Enrol) -> None:
    person()
    here, there = come(database), come(database)
    with database.write() as session:
        sign_out(session, here)
    assert who(database, here) is None
    assert who(database, there) is not None


def test_signing_out_everywhere_ends_all_of_one_person(database: Database, person: Enrol) -> None:
    ana = person()
    person("other@example.org")
    mine = [come(database) for _ in range(3)]
    theirs = come(database, "other@example.org")
    with database.write() as session:
        end_sessions_of(session, ana)
    assert [who(database, cookie) for cookie in mine] == [None] * 3
    assert who(database, theirs) is not None


def test_the_disabled_are_out_at_once_on_every_node_and_stay_out(database: Database, database_url: str, person: Enrol) -> None:
    ana = person()
    cookie = come(database)
    another = Database(database_url)
    assert who(another, cookie) is not None
    with database.write() as session:
        disable(session, ana, NOW)
    assert who(database, cookie) is None
    assert who(another, cookie) is None
    with database.write() as session:
        session.get_one(PersonRow, ana).active = True
    assert who(another, cookie) is None
    another.dispose()


def test_somebody_made_inactive_by_other_means_is_out_as_well(database: Database, person: Enrol) -> None:
    ana = person()
    cookie = come(database)
    with database.write() as session:
        session.get_one(PersonRow, ana).active = False
    assert who(database, cookie) is None


def test_a_new_password_signs_out_whoever_came_with_the_old_one(database: Database, person: Enrol) -> None:
    person()
    cookie = come(database)
    with database.write() as session:
        enrol(session, "gp@example.org", "Ana Moana", hash_password("another quiet harbour"), NOW)
    assert who(database, cookie) is None


def test_sessions_that_are_over_are_cleared_away(database: Database, person: Enrol) -> None:
    person("gp@example.org", Role.EDITOR)
    for hour in (0, 1, 12):
        come(database, now=NOW + timedelta(hours=hour))
    with database.read() as session:
        assert session.query(SessionRow).count() == 2


def test_a_signature_can_ask_for_a_recent_password(database: Database, person: Enrol) -> None:
    person()
    info = who(database, come(database), timedelta(minutes=15))
    assert info is not None
    assert info.signed_in_at == NOW
    assert fresh(info, NOW + timedelta(minutes=15), minutes=15)
    assert not fresh(info, NOW + timedelta(minutes=15, microseconds=1), minutes=15)


def test_a_form_proves_that_it_is_ours(database: Database, person: Enrol) -> None:
    person()
    mine, other = who(database, come(database)), who(database, come(database))
    assert mine is not None
    assert other is not None
    assert csrf_ok(mine.csrf, mine.csrf)
    assert not csrf_ok(mine.csrf, other.csrf)
    assert mine.csrf not in repr(mine)


@given(st.text(), st.text() | st.none())
def test_no_other_text_is_the_proof(expected: str, given_: str | None) -> None:
    assert csrf_ok(expected, given_) is (expected == given_ and expected != "")


def test_the_cookie_is_bound_to_the_host_where_it_can_be() -> None:
    assert cookie_name("https://pathways.example.org") == "__Host-waymark"
    assert cookie_name("http://127.0.0.1:8000") == "waymark"
