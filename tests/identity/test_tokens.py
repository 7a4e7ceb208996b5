from __future__ import annotations

import hashlib
from datetime import timedelta

from app.domain.roles import Role
from app.identity.accounts import disable
from app.identity.sessions import person_of, sign_in
from app.identity.tokens import make_token, person_of_token, revoke
from app.store.database import Database
from app.store.people import PersonRow, TokenRow, grant
from tests.identity.conftest import NOW, PASSWORD, Enrol


def made(database: Database, person_id: int) -> str:
    with database.write() as session:
        return make_token(session, person_id, NOW)


def owner(database: Database, token: str) -> int | None:
    with database.read() as session:
        found = person_of_token(session, token)
    return found.id if found else None


def test_a_token_is_its_person_with_the_roles_of_this_moment(database: Database, person: Enrol) -> None:
    ana = person()
    token = made(database, ana)
    with database.write() as session:
        grant(session, ana, 1, Role.EDITOR)
    with database.read() as session:
        found = person_of_token(session, token)
    assert found is not None
    assert found.id == ana
    assert found.roles_in("base", NOW.date()) == {Role.EDITOR}


def test_only_its_hash_is_kept(database: Database, person: Enrol) -> None:
    token = made(database, person())
    assert token.startswith("wm_")
    assert len(token) >= 46  # 256 bits
    with database.read() as session:
        [row] = session.query(TokenRow).all()
    assert row.id == hashlib.sha256(token.encode()).hexdigest()


def test_each_is_new_and_each_person_may_have_several(database: Database, person: Enrol) -> None:
    ana, other = person(), person("other@example.org")
    tokens = [made(database, ana), made(database, ana), made(database, other)]
    assert len(set(tokens)) == 3
    assert [owner(database, token) for token in tokens] == [ana, ana, other]


def test_what_is_no_token_is_nobody(database: Database, person: Enrol) -> None:
    mine = made(database, person())
    for token in ("", "wm_", "wm_x", "x", "\ud800", "wm_\x00", "wm_" + "x" * 10_000, mine[:-1], mine + " ", mine.upper()):
        assert owner(database, token) is None
        with database.write() as session:
            assert not revoke(session, token, NOW)
    assert owner(database, mine) is not None


def test_neither_the_hash_nor_a_cookie_is_a_token_nor_a_token_a_cookie(database: Database, person: Enrol) -> None:
    token = made(database, person())
    cookie = sign_in(database, "gp@example.org", PASSWORD, address="203.0.113.9", now=NOW).cookie
    assert owner(database, hashlib.sha256(token.encode()).hexdigest()) is None
    assert owner(database, cookie) is None
    with database.read() as session:
        assert person_of(session, token, NOW) is None


def test_a_revoked_token_is_nobody_and_the_others_stay(database: Database, person: Enrol) -> None:
    ana = person()
    token, other = made(database, ana), made(database, ana)
    with database.write() as session:
        assert revoke(session, token, NOW)
    with database.write() as session:
        assert not revoke(session, token, NOW + timedelta(days=1))
    assert owner(database, token) is None
    assert owner(database, other) == ana


def test_the_tokens_of_the_disabled_are_worthless_for_good(database: Database, person: Enrol) -> None:
    ana = person()
    token = made(database, ana)
    with database.write() as session:
        disable(session, ana, NOW)
    assert owner(database, token) is None
    with database.write() as session:
        session.get_one(PersonRow, ana).active = True
    assert owner(database, token) is None
