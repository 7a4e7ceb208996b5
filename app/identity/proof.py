"""Proof that somebody is who they say: the e-mail address and the password that belong together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from app.domain.errors import Invalid, TooMany
from app.domain.roles import Person
from app.identity import guesses, passwords
from app.identity.guesses import Turn
from app.store.database import Database, Session
from app.store.people import PersonRow, row_by_email

WRONG = "This e-mail address and password don't belong together. Check both and try again."
WRONG_AGAIN = "This is not your password."


def confirm(database: Database, person: Person, password: str, *, address: str, now: datetime) -> None:
    """Make sure that it is still this person who acts, before a signature.

    Not to be called within a transaction. Raises `Invalid` for a wrong password and `TooMany` when it has to wait.
    """
    with proven(database, person.email, password, address=address, now=now, wrong=WRONG_AGAIN):
        pass


@contextmanager
def proven(
    database: Database, email: str, password: str, *, address: str, now: datetime, wrong: str = WRONG
) -> Iterator[tuple[Session, PersonRow]]:
    """The person whose password this is, in a transaction that begins a session or whatever else follows.

    The try is counted in a transaction of its own, since it counts even when it is refused, and the password is looked at
    outside any, since that takes long. Unknown, disabled and wrong are one answer after the same work.
    Raises `Invalid` with the words of `wrong`, and `TooMany` when it has to wait.
    """
    turn, kept = _asked(database, email, address, now)
    if not _right(database, turn, kept, password):
        raise Invalid(wrong, field="password")
    renewed = _renewed(kept, password)
    with database.write() as session:
        row = _unchanged(session, email, kept)
        if row is None:
            raise Invalid(wrong, field="password")
        guesses.forgive(session, turn)
        row.password_hash = renewed
        yield session, row


def _asked(database: Database, email: str, address: str, now: datetime) -> tuple[Turn, str | None]:
    with database.write() as session:
        turn = guesses.take_turn(session, email, address, now)
        row = _row(session, email)
        kept = row.password_hash if row else None
    if turn.wait:
        raise guesses.refusal(turn.wait)
    return turn, kept


def _right(database: Database, turn: Turn, kept: str | None, password: str) -> bool:
    try:
        return passwords.check_password(kept, password)
    except TooMany:
        with database.write() as session:
            guesses.give_back(session, turn)
        raise


def _renewed(kept: str | None, password: str) -> str | None:
    if kept and passwords.outdated(kept):
        with suppress(TooMany):  # then next time
            return passwords.hash_password(password)
    return kept


def _unchanged(session: Session, email: str, kept: str | None) -> PersonRow | None:
    """The person, locked, unless disabled or given another password before or meanwhile."""
    row = _row(session, email)
    row = session.get(PersonRow, row.id, with_for_update=True) if row else None
    return row if row and row.active and row.password_hash == kept else None


def _row(session: Session, email: str) -> PersonRow | None:
    # What can't be printed is nobody's address, and PostgreSQL would not take all of it.
    return row_by_email(session, email) if email.isprintable() else None
