"""Consequences: each fact's letters are written once, in the transaction that marks the fact done."""

from __future__ import annotations

import logging
from datetime import datetime

from app.domain.errors import Refusal
from app.domain.events import FeedbackAnswered
from app.identity.opaque import digest
from app.jobs.letters import letters_for
from app.store import feedback, outbox, post
from app.store.database import Database

log = logging.getLogger("waymark.jobs")


def carry_out(database: Database, base_url: str, now: datetime) -> int:
    """Carry out what is waiting, one fact a transaction; returns how many facts were done.

    A fact whose consequence fails stays, with its problem, and is tried again later.
    """
    done = 0
    with database.read() as session:
        if not outbox.waiting(session, now, limit=1):
            return 0
    while _next(database, base_url, now):
        done += 1
    return done


def _next(database: Database, base_url: str, now: datetime) -> bool:
    with database.write() as session:
        rows = outbox.waiting(session, now, limit=1)
        if not rows:
            return False
        row = rows[0]
        try:
            fact = outbox.fact_of(row)
            letters = letters_for(session, fact, base_url)
        except (Refusal, KeyError, TypeError) as problem:
            log.warning("fact %s (%s) waits: %s", row.id, row.name, problem)
            outbox.postpone(session, row, now, str(problem))
            return True
        for letter in letters:
            post.write_letter(session, f"{row.id}:{digest(letter.recipient)}", letter.recipient, letter.subject, letter.body, now)
        if isinstance(fact, FeedbackAnswered):
            feedback.forget_sender(session, fact.feedback)
        outbox.done(session, row, now)
    return True
