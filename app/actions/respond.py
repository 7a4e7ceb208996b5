"""Respond: take in what readers say, give it an owner, answer it, and say in which version it was put right."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum

from app.actions.acting import Acting
from app.domain.errors import Invalid, Stale, TooMany
from app.domain.events import FeedbackAnswered, FeedbackReceived
from app.domain.identifiers import patient_number
from app.domain.lifecycle import WAS_PUBLIC, Status
from app.domain.regions import Region
from app.domain.roles import Act
from app.identity.opaque import new_secret
from app.store import feedback, outbox, pathways, projections
from app.store.database import Session
from app.store.feedback import FeedbackRow

LONGEST, LONGEST_LINE, LONGEST_TOLD = 5000, 200, 300
PER_HOUR = 200
"""Messages that one region takes in an hour: more is a flood, not feedback."""


class Category(StrEnum):
    """What a message is about."""

    CLINICAL_ERROR = "clinical_error"
    OUT_OF_DATE = "out_of_date"
    LOCAL_SERVICE = "local_service"
    HARD_TO_FIND = "hard_to_find"
    OTHER = "other"


def receive(
    session: Session,
    region: Region,
    now: datetime,
    *,
    slug: str,
    number: int | None,
    block: str,
    category: Category,
    message: str,
    name: str = "",
    email: str = "",
) -> FeedbackRow:
    """Take in a message from anybody who may read the region.

    Raises `Invalid` for what can't be kept whole, and for a version that readers here never had.
    """
    _check(message, email)
    _check_lines(name=name, email=email, block=block)
    if number is not None and slug:
        _check_read(session, region, slug, number)
    if feedback.recent_count(session, region.id, now - timedelta(hours=1)) >= PER_HOUR:
        raise TooMany("Too many messages have come in this hour. Please try again later.", retry_after=3600)
    owner = pathways.find_pathway(session, region.slug, slug) if slug else None
    row = FeedbackRow(
        region_id=region.id, pathway_id=owner.id if owner else None, slug=slug[:120], edition_number=number, block=block.strip(),
        category=category.value, message=message.strip(), name=name.strip(), email=email.strip(), at=now,
        state="open", reply="", told="", reference=new_secret(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    outbox.record(session, FeedbackReceived(region.slug, slug, row.id, category.value), now)
    return row


def take(acting: Acting, feedback_id: int, lock: int) -> FeedbackRow:
    """Become the owner of a message."""
    row = _open(acting, feedback_id, lock)
    row.owner_id = acting.person.id
    acting.session.flush()
    return row


def answer(acting: Acting, feedback_id: int, lock: int, reply: str, fixed_in: int | None, told: str = "") -> FeedbackRow:
    """Answer a message; when it names a version, that version must be or have been public.

    `told` is what readers of the page's history are told of it, under that version: never who sent it.
    """
    row = _open(acting, feedback_id, lock)
    if not reply.strip():
        raise Invalid("Write an answer; the reader only sees your words.", field="reply")
    if fixed_in is not None:
        _check_version(acting, row, fixed_in)
    row.told = _checked_told(row, told, fixed_in)
    row.reply, row.replied_at, row.replied_by = reply.strip(), acting.now, acting.person.id
    row.fixed_in, row.state, row.owner_id = fixed_in, "answered", row.owner_id or acting.person.id
    acting.session.flush()
    outbox.record(acting.session, FeedbackAnswered(acting.region.slug, row.slug, row.id), acting.now)
    return row


def _checked_told(row: FeedbackRow, told: str, fixed_in: int | None) -> str:
    """What everybody may read, on one line. Raises `Invalid` when it names the sender, or no version that it stands under."""
    folded = " ".join(told.split())
    if folded and fixed_in is None:
        raise Invalid("Say in which version it was put right: it is shown there.", field="fixed_in")
    if len(folded) > LONGEST_TOLD or "\x00" in folded:
        raise Invalid(f"Keep this under {LONGEST_TOLD} characters.", field="told")
    named = [part for part in re.findall(r"[^\W\d_]{3,}", row.name) if re.search(rf"\b{part}\b", folded, re.IGNORECASE)]
    if named or "@" in folded:
        raise Invalid(
            f"Everybody can read this. Leave out who sent it{f' (“{named[0]}”)' if named else ', and any address'}.", field="told"
        )
    return folded


def _open(acting: Acting, feedback_id: int, lock: int) -> FeedbackRow:
    acting.require(Act.ANSWER_FEEDBACK)
    row = feedback.feedback_item(acting.session, acting.region.slug, feedback_id, lock=True)
    if row.lock != lock:
        raise Stale("Someone has dealt with this message since you read it.")
    row.lock += 1
    return row


def _check(message: str, email: str) -> None:
    if not message.strip():
        raise Invalid("Write what is wrong or missing.", field="message")
    if len(message) > LONGEST:
        raise Invalid(f"Keep the message under {LONGEST} characters.", field="message")
    if number := patient_number(message):
        raise Invalid(f"“{number}” looks like a patient’s number. Take it out; the editors need none.", field="message")
    if any(character in message + email for character in "\x00") or "\n" in email or "\r" in email:
        raise Invalid("The message holds characters that can't be kept.", field="message")
    if email.strip() and ("@" not in email or " " in email.strip()):
        raise Invalid("This is not an e-mail address.", field="email")


def _check_lines(**given: str) -> None:
    for field, value in given.items():
        if len(value.strip()) > LONGEST_LINE:
            raise Invalid(f"Keep this under {LONGEST_LINE} characters.", field=field)
        if "\x00" in value:
            raise Invalid("This holds characters that can't be kept.", field=field)


def _check_read(session: Session, region: Region, slug: str, number: int) -> None:
    shown = projections.shown(session, region.slug, slug)
    if shown is not None and not 1 <= number <= shown.number:
        raise Invalid(f"Readers of {region.name} have had no version {number} of this page.", field="number")


def _check_version(acting: Acting, row: FeedbackRow, number: int) -> None:
    if row.pathway_id is None:
        raise Invalid("The page belongs to another region; leave the version empty.", field="fixed_in")
    if Status(pathways.edition(acting.session, row.pathway_id, number).status) not in WAS_PUBLIC:
        raise Invalid(f"Version {number} is not public yet.", field="fixed_in")
