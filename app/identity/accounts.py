"""People who can sign in: added, given a new password, disabled. What is signed in with what no longer holds ends at once."""

from __future__ import annotations

import re
from datetime import datetime

from app.domain.errors import Invalid, NotFound
from app.identity.passwords import hash_password, password_problem
from app.store.database import Session
from app.store.people import PersonRow, add_person, end_sessions_of, revoke_tokens_of

LONGEST_EMAIL = 254


def good_hash(password: str, *, email: str, name: str) -> str:
    """The hash of a password that may be this person's; best made before a transaction begins. Raises `Invalid`."""
    problem = password_problem(password, email=email, name=name)
    if problem:
        raise Invalid(problem, field="password")
    return hash_password(password)


def enrol(session: Session, email: str, name: str, password_hash: str, now: datetime) -> PersonRow:
    """Add somebody, or give a known person this name and password; what was signed in with the old one is signed out.

    Raises `Invalid` for what is no e-mail address or no name.
    """
    if not (re.fullmatch(r"[^@\s]+@[^@\s]+", email.strip()) and email.isprintable() and len(email.strip()) <= LONGEST_EMAIL):
        raise Invalid("This is not an e-mail address.", field="email")
    if not (name.strip() and name.isprintable()):
        raise Invalid("Give the name under which this person signs.", field="name")
    row = add_person(session, email, name.strip(), password_hash, now)
    end_sessions_of(session, row.id)
    return row


def disable(session: Session, person_id: int, now: datetime) -> None:
    """Nothing of this person's works from now on: no password, no session, no token. Raises `NotFound`."""
    row = session.get(PersonRow, person_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such person.")
    row.active = False
    session.flush()
    end_sessions_of(session, person_id)
    revoke_tokens_of(session, person_id, now)
