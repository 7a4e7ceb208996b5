"""Signed-in browsers. The cookie holds a random secret; the database holds its hash, whose it is, and since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain.roles import Person, Role
from app.identity.opaque import digest, new_secret, same
from app.identity.proof import proven
from app.store import browsers
from app.store.database import Database, Session
from app.store.people import SessionRow, person_by_id

TOUCH_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long somebody stays signed in: while unused, and in all."""

    unused: timedelta
    in_all: timedelta


READING = Lifetime(timedelta(days=90), timedelta(days=365))
"""For those who only read: on a device of a practice, for as long as it is in use."""

WORKING = Lifetime(timedelta(hours=12), timedelta(hours=12))
"""For those who write or sign: a working day, used or not."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the browser gets. `cookie` is told once and kept nowhere."""

    person: Person
    cookie: str = field(repr=False)
    csrf: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """Who is signed in, and since when."""

    id: str = field(repr=False)
    person: Person
    csrf: str = field(repr=False)
    signed_in_at: datetime
    expires: datetime
    touch: bool
    """Whether to call `touch` in a transaction that may write, so that the session does not count as unused."""


def sign_in(
    database: Database, email: str, password: str, *, address: str, now: datetime, replaces: str | None = None
) -> SignedIn:
    """Begin a session with a new secret; the one that the browser came with, `replaces`, ends.

    Not to be called within a transaction. Raises `Invalid` when e-mail address and password don't belong together, and
    `TooMany` with `retry_after` when there were too many tries.
    """
    with proven(database, email, password, address=address, now=now) as (session, row):
        sign_out(session, replaces)
        browsers.forget_ended(session, now)
        return _begin(session, row.id, now)


def person_of(session: Session, cookie: str | None, now: datetime) -> SessionInfo | None:
    """Whose cookie this is; None when it is nobody's, has ended, or its person has been disabled. Writes nothing."""
    row = session.get(SessionRow, digest(cookie)) if cookie else None
    person = person_by_id(session, row.person_id) if row else None
    if row is None or person is None:
        return None
    lifetime = lifetime_of(person, now)
    expires = min(row.expires_at, row.created_at + lifetime.in_all, row.seen_at + lifetime.unused)
    if now >= expires:
        return None
    return SessionInfo(row.id, person, row.csrf, row.created_at, expires, touch=now - row.seen_at >= TOUCH_AFTER)


def touch(session: Session, info: SessionInfo, now: datetime) -> None:
    """Remember that the session is in use."""
    browsers.seen(session, info.id, now)


def sign_out(session: Session, cookie: str | None) -> None:
    """End the session of this cookie; a cookie of nobody is no error."""
    if cookie:
        browsers.end(session, digest(cookie))


def lifetime_of(person: Person, now: datetime) -> Lifetime:
    """How long this person stays signed in: asked at each request, so whoever is given work to do signs in anew."""
    yesterday = now.date() - timedelta(days=1)  # a role's last day is not over everywhere
    works = any(grant.role is not Role.READER and grant.holds(yesterday) for grant in person.grants)
    return WORKING if works else READING


def fresh(info: SessionInfo, now: datetime, minutes: int) -> bool:
    """Whether the password was given no longer than so many minutes ago."""
    return now - info.signed_in_at <= timedelta(minutes=minutes)


def csrf_ok(expected: str, given: str | None) -> bool:
    """Whether a form came from a page of this session."""
    return same(expected, given)


def cookie_name(base_url: str) -> str:
    """The cookie's name. Over https browsers see to it that no other host or path can have set it."""
    return "__Host-waymark" if base_url.startswith("https:") else "waymark"


def _begin(session: Session, person_id: int, now: datetime) -> SignedIn:
    person = person_by_id(session, person_id)
    if person is None:
        raise LookupError(f"person {person_id} can't sign in")
    cookie, csrf, expires = new_secret(), new_secret(), now + lifetime_of(person, now).in_all
    session.add(SessionRow(id=digest(cookie), person_id=person_id, csrf=csrf, created_at=now, seen_at=now, expires_at=expires))
    return SignedIn(person, cookie, csrf, expires)
