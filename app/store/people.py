"""People, their roles, sessions, tokens and tries to sign in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.domain.roles import Grant, Person, Role
from app.store.base import Base
from app.store.regions import RegionRow


class PersonRow(Base):
    """A person who can sign in. Changes."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """Lower case."""
    name: Mapped[str]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    grants: Mapped[list[GrantRow]] = relationship(lazy="raise")


class GrantRow(Base):
    """One role in one region; `region_id` is empty for the platform admin only. Changes."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("uq_role_grant_once", "person_id", "region_id", "role", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    role: Mapped[str]
    services: Mapped[list[str]] = mapped_column(default=list)
    until: Mapped[date | None]


class SessionRow(Base):
    """A signed-in browser; `id` is the SHA-256 of the cookie. Changes, ends."""

    __tablename__ = "web_session"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class TokenRow(Base):
    """A token for scripts; `id` is the SHA-256 of what was printed once. Can be revoked."""

    __tablename__ = "api_token"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AttemptRow(Base):
    """A try to sign in that was not right, under a hashed key such as its account or its address; kept an hour."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]


def person_by_id(session: Session, person_id: int) -> Person | None:
    """An active person with the roles held; None when unknown or disabled."""
    row = session.get(PersonRow, person_id)
    return _person(session, row) if row and row.active else None


def person_by_email(session: Session, email: str) -> Person | None:
    """An active person by address; None when unknown or disabled."""
    row = row_by_email(session, email)
    return _person(session, row) if row and row.active else None


def absent_person(session: Session, person_id: int) -> Person:
    """Someone who can't sign in any more: their name, and no roles."""
    row = session.get_one(PersonRow, person_id)
    return Person(row.id, row.name, row.email)


def row_by_email(session: Session, email: str) -> PersonRow | None:
    """The row of a person, active or not."""
    return session.scalar(select(PersonRow).where(PersonRow.email == email.strip().lower()))


def _person(session: Session, row: PersonRow) -> Person:
    rows = session.execute(
        select(GrantRow, RegionRow.slug)
        .outerjoin(RegionRow, RegionRow.id == GrantRow.region_id)
        .where(GrantRow.person_id == row.id)
    )
    grants = tuple(Grant(Role(grant.role), slug, tuple(grant.services), grant.until) for grant, slug in rows)
    return Person(row.id, row.name, row.email, grants)


def add_person(session: Session, email: str, name: str, password_hash: str | None, now: datetime) -> PersonRow:
    """Add someone, or give a known person a new name and password; who was shut out stays so."""
    row = row_by_email(session, email) or PersonRow(email=email.strip().lower(), active=True, created_at=now)
    row.name = name
    row.password_hash = password_hash or row.password_hash
    session.add(row)
    session.flush()
    return row


def grant(session: Session, person_id: int, region_id: int | None, role: Role, services: tuple[str, ...] = ()) -> None:
    """Give a role; giving it again replaces the services."""
    same = GrantRow.region_id.is_(None) if region_id is None else GrantRow.region_id == region_id
    row = session.scalar(select(GrantRow).where(GrantRow.person_id == person_id, same, GrantRow.role == role.value))
    if row is None:
        row = GrantRow(person_id=person_id, region_id=region_id, role=role.value)
        session.add(row)
    row.services = list(services)
    session.flush()


def take_away(session: Session, person_id: int, region_id: int, role: Role) -> bool:
    """Take a role in a region away; False when it is not held."""
    query = delete(GrantRow).where(GrantRow.person_id == person_id, GrantRow.region_id == region_id, GrantRow.role == role.value)
    return session.scalar(query.returning(GrantRow.id)) is not None


def people_with(session: Session, role: Role, region: str) -> list[Person]:
    """The active people who hold a role in a region."""
    rows = session.scalars(
        select(PersonRow)
        .join(GrantRow, GrantRow.person_id == PersonRow.id)
        .join(RegionRow, RegionRow.id == GrantRow.region_id)
        .where(GrantRow.role == role.value, RegionRow.slug == region, PersonRow.active)
        .order_by(PersonRow.name)
    )
    return [_person(session, row) for row in rows]


def names(session: Session, ids: set[int]) -> dict[int, str]:
    """Names by id."""
    rows = session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids)))
    return dict(rows.all())


def end_sessions_of(session: Session, person_id: int) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(SessionRow).where(SessionRow.person_id == person_id))


def revoke_tokens_of(session: Session, person_id: int, now: datetime) -> None:
    """Make every token of a person worthless."""
    session.execute(update(TokenRow).where(TokenRow.person_id == person_id, TokenRow.revoked_at.is_(None)).values(revoked_at=now))
