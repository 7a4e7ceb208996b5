"""Letters to be sent by e-mail, and answers remembered for requests that are sent twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.people import PersonRow


class LetterRow(Base):
    """One letter to one person. Changes until it is sent."""

    __tablename__ = "letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Fact and addressee: the same letter is never written twice."""
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    written_at: Mapped[datetime]
    next_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None]


class AnswerRow(Base):
    """The answer to a request that carried an idempotency key. Kept seven days."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("person_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[int]
    headers: Mapped[dict[str, str]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


def write_letter(session: Session, key: str, recipient: str, subject: str, body: str, now: datetime) -> None:
    """Put a letter out for sending, unless it was written already."""
    if session.scalar(select(LetterRow.id).where(LetterRow.key == key)) is None:
        session.add(LetterRow(key=key, recipient=recipient, subject=subject, body=body, written_at=now, next_at=now))
        session.flush()


def letters_to_send(session: Session, now: datetime, limit: int = 20) -> list[LetterRow]:
    """The letters whose turn it is."""
    query = select(LetterRow).where(LetterRow.sent_at.is_(None), LetterRow.next_at <= now).order_by(LetterRow.id)
    return list(session.scalars(query.limit(limit).with_for_update(skip_locked=True)))


def remember_sending(session: Session, letter_id: int, sent_at: datetime | None, problem: str | None) -> None:
    """Remember that a letter was sent, or why not. The address of who has no account here is forgotten when it was."""
    session.execute(update(LetterRow).where(LetterRow.id == letter_id).values(sent_at=sent_at, problem=problem))
    if sent_at is not None:
        stranger = ~select(PersonRow.id).where(PersonRow.email == LetterRow.recipient).exists()
        session.execute(update(LetterRow).where(LetterRow.id == letter_id, stranger).values(recipient=""))


def answer_to(session: Session, person_id: int, key: str) -> AnswerRow | None:
    """The answer remembered for a key. Whoever asks for the same key meanwhile waits until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite lets one writer in at a time anyway
        session.execute(select(func.pg_advisory_xact_lock(person_id, func.hashtext(key))))
    return session.scalar(select(AnswerRow).where(AnswerRow.person_id == person_id, AnswerRow.key == key))


def forget_answers(session: Session, now: datetime) -> None:
    """Forget answers older than seven days."""
    session.execute(delete(AnswerRow).where(AnswerRow.at < now - timedelta(days=7)))
