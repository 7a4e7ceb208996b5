"""Post: letters go out by SMTP, each until it is taken. Without a mail server they wait."""

from __future__ import annotations

import logging
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from app.store import post
from app.store.database import Database
from app.store.post import LetterRow

log = logging.getLogger("waymark.jobs")
SECONDS = 15


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over. `tls` is from the first byte on; otherwise STARTTLS is used when it is offered."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False


def send_letters(database: Database, server: MailServer | None, now: datetime) -> int:
    """Send what is due, one letter a transaction; returns how many were taken by the server."""
    if server is None:
        return 0
    with database.read() as session:
        if not post.letters_to_send(session, now, limit=1):
            return 0
    sent = 0
    while (taken := _next(database, server, now)) is not None:
        sent += taken
    return sent


def _next(database: Database, server: MailServer, now: datetime) -> int | None:
    """Send one letter: 1 when it was taken, 0 when it must wait, None when there is none.

    The letter is lent for a while and sent outside the transaction, so that a slow mail server holds nobody up; should this
    process die meanwhile, the letter's turn comes again.
    """
    with database.write() as session:
        letters = post.letters_to_send(session, now, limit=1)
        if not letters:
            return None
        letter = letters[0]
        letter.tries += 1
        letter.next_at = now + min(timedelta(minutes=2 ** min(letter.tries, 7)), timedelta(hours=2))
    problem = _send(server, letter)
    with database.write() as session:
        post.remember_sending(session, letter.id, None if problem else now, problem)
    return 0 if problem else 1


def _send(server: MailServer, letter: LetterRow) -> str | None:
    """What went wrong, or None."""
    try:
        _hand_over(server, _message(server, letter))
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("letter %s waits: %s", letter.id, problem)
        return str(problem)[:500]
    return None


def _message(server: MailServer, letter: LetterRow) -> EmailMessage:
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = make_msgid(idstring=f"letter-{letter.id}", domain="waymark.invalid")
    message.set_content(letter.body)
    return message


def _hand_over(server: MailServer, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    if server.tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with connection:
        if not server.tls and connection.has_extn("starttls"):
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)
