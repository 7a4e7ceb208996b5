"""Passwords: kept as argon2id hashes, a few hashed at a time, and refused when they would be guessed first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import TooMany
from app.identity.common_passwords import is_common, is_personal

HASHER = PasswordHasher(time_cost=2, memory_cost=64 * 1024, parallelism=1)
"""64 MiB and about a tenth of a second for one password."""

AT_ONCE = 2
"""Passwords hashed at the same time in one process, so that a flood of them takes 128 MiB and no more."""

PATIENCE = 5.0
"""How long a password waits for its turn to be hashed, in seconds."""

SHORTEST, LONGEST = 12, 256
LONGEST_TYPED = 4 * LONGEST
"""Normalising can join four characters into one; what is longer than this is nobody's password and not looked at."""

_places = BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """What is kept of a password. Asks nothing of it: see `password_problem`. Raises `TooMany` as `check_password` does."""
    with _a_place():
        return HASHER.hash(_bytes(password))


def check_password(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept. None (nobody, or nobody with a password) costs the same work and is False.

    Raises `TooMany` when too many passwords are being checked at this moment.
    """
    with _a_place():
        try:
            HASHER.verify(kept or _nobodys_hash(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's and should be made again."""
    return HASHER.check_needs_rehash(kept)


def password_problem(password: str, *, email: str = "", name: str = "") -> str | None:
    """Why this can't be the person's password, in words for them; None when it can."""
    if len(password) > LONGEST_TYPED or len(_normal(password)) > LONGEST:
        return f"Use at most {LONGEST} characters for the password."
    if len(_normal(password)) < SHORTEST:
        return f"Use at least {SHORTEST} characters for the password; a few words together are easy to remember."
    if is_common(_normal(password)):
        return "This password is one of those that are guessed first. A few unrelated words together are safer."
    if is_personal(_normal(password), _normal(email), _normal(name)):
        return "Choose a password that is not made of your name or e-mail address."
    return None


@contextmanager
def _a_place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE):
        raise TooMany("Many people are signing in at this moment. Try again in 5 seconds.", retry_after=5)
    try:
        yield
    finally:
        _places.release()


def _normal(text: str) -> str:
    """The same letters however a keyboard put them together."""
    return unicodedata.normalize("NFKC", text)


def _bytes(password: str) -> bytes:
    return _normal(password if len(password) <= LONGEST_TYPED else "").encode("utf-8", "surrogatepass")


def _nobodys_hash() -> str:
    """A hash with today's parameters that no password has (salt and hash are all zeros)."""
    cost = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${'A' * 22}${'A' * 43}"
