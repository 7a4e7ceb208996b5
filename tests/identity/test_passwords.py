from __future__ import annotations

import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import TooMany
from app.identity import passwords
from app.identity.common_passwords import is_common
from app.identity.passwords import check_password, hash_password, outdated, password_problem

REAL = passwords.HASHER
"""As people get it, taken before the tests make it cheap."""


def test_argon2id_with_the_cost_that_guessing_shall_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", REAL)
    kept = hash_password("a quiet harbour at dusk")
    made_with = extract_parameters(kept)
    assert made_with.type is Type.ID
    assert (made_with.memory_cost, made_with.time_cost) == (64 * 1024, 2)
    assert check_password(kept, "a quiet harbour at dusk")
    assert not check_password(kept, "a quiet harbour at dawn")


def test_a_hash_tells_nothing_of_another_with_the_same_password() -> None:
    assert hash_password("a quiet harbour at dusk") != hash_password("a quiet harbour at dusk")


def test_nobody_costs_what_somebody_costs(looked_at: list[str]) -> None:
    assert not check_password(None, "a quiet harbour at dusk")
    [nobody] = looked_at
    assert extract_parameters(nobody) == extract_parameters(hash_password("x"))


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$v=19$m=8,t=1,p=1$AAAA", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_damaged_hash_lets_nobody_in(kept: str) -> None:
    assert not check_password(kept, "")
    assert not check_password(kept, kept)


def test_a_hash_is_outdated_when_the_cost_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = hash_password("a quiet harbour at dusk")
    assert not outdated(kept)
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert outdated(kept)
    assert check_password(kept, "a quiet harbour at dusk")


def test_one_password_however_the_keyboard_composes_it() -> None:
    kept = hash_password("whānau at the bücherei")
    assert check_password(kept, unicodedata.normalize("NFD", "whānau at the bücherei"))
    assert check_password(hash_password("ｗｉｄｅ and narrow"), "wide and narrow")


@given(st.text(max_size=300))
def test_whatever_was_typed_can_be_hashed_and_checked(typed: str) -> None:
    assert check_password(hash_password(typed), typed)


def test_a_lone_surrogate_is_a_wrong_password_and_no_error() -> None:
    assert not check_password(hash_password("a quiet harbour at dusk"), "\ud800")


def test_what_is_too_long_is_not_even_normalised() -> None:
    longest = "αι\u0313\u0300 " * 51 + "z"
    assert not check_password(hash_password(longest), longest + "!" * passwords.LONGEST_TYPED)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple", "a quiet harbour at dusk", "tui-kea-rimu-0452", "k7wq-m3zt-xp9d-h2vb", "x#9vQ!m2Lr7$",
        "purple monkey sunshine football", "938475920183", "ちいさな港の夕暮れに鳥が鳴く",
    ],
)  # fmt: skip
def test_a_good_password(password: str) -> None:
    assert password_problem(password, email="ana.moana@example.org", name="Ana Moana") is None


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Password2026!", "P@ssw0rd1234", "passwordpassword", "123456789012", "210987654321", "aaaaaaaaaaaa",
        "            ", "ababababababab", "qwertyuiop123", "QWERTYUIOPAS", "1qaz2wsx3edc", "abcdefghijklm", "Welcome2026!!",
        "letmeinletmein", "waymark-waymark", "Summer2026!!", "hospital12345", "1234567890qwerty", "iloveyou!!!!!!",
        "ｐａｓｓｗｏｒｄ１２３４",
    ],
)  # fmt: skip
def test_a_password_that_is_guessed_first(password: str) -> None:
    assert "guessed first" in (password_problem(password) or "")


@pytest.mark.parametrize(
    "password",
    [
        "ana.moana@example.org", "Ana.Moana@Example.org", "ana.moana@example.org1", "Ana Moana 1987", "anamoana2026!",
        "MoanaAna....", "moana-password-1", "example.org2026",
    ],
)  # fmt: skip
def test_a_password_made_of_the_person(password: str) -> None:
    assert "your name" in (password_problem(password, email="ana.moana@example.org", name="Ana Moana") or "")


@pytest.mark.parametrize(
    ("password", "says"),
    [("", "at least 12"), ("elevenchars", "at least 12"), ("x7#" * 86, "at most 256"), ("ﷺ" * 100, "at most 256")],
)
def test_too_short_and_too_long(password: str, says: str) -> None:
    assert says in (password_problem(password) or "")


@given(st.text(max_size=400), st.text(max_size=60), st.text(max_size=60))
def test_the_rules_stand_any_text(password: str, email: str, name: str) -> None:
    if password_problem(password, email=email, name=name) is None:
        length = len(unicodedata.normalize("NFKC", password))
        assert 12 <= length <= 256
        assert not is_common(unicodedata.normalize("NFKC", password))


def test_the_rules_take_no_time() -> None:
    began = time.process_time()
    for password in ("password" * 32, "p" * 256, "abc" * 85, "@" * 256, "ﷺ" * 1024):
        password_problem(password, email="a@" * 120, name="ana " * 60)
    assert time.process_time() - began < 0.5


def test_only_a_few_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, running, most = Lock(), 0, 0
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, kept: str, password: bytes) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            time.sleep(0.01)
            return verify(self, kept, password)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    kept = hash_password("a quiet harbour at dusk")
    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(lambda _: check_password(kept, "a quiet harbour at dusk"), range(32)))
    assert most == passwords.AT_ONCE


def test_a_password_waits_its_turn_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._a_place(), passwords._a_place(), pytest.raises(TooMany) as refused:
        check_password(None, "a quiet harbour at dusk")
    assert refused.value.extra["retry_after"] == 5
    assert not check_password(None, "a quiet harbour at dusk")
