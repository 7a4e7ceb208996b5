"""Letters follow facts, once, to those who may know, and reach a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from sqlalchemy import select

from app.actions import localise, publish, respond, review
from app.jobs.consequences import carry_out
from app.jobs.post import MailServer, send_letters
from app.store.database import Session
from app.store.feedback import feedback_item
from app.store.outbox import FactRow
from app.store.post import LetterRow
from tests.actions.stage import NOW, Stage
from tests.servers.process import free_port

SITE = "http://127.0.0.1:8000"


class Box(Handler):
    """Keeps what it is handed."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def box() -> Iterator[tuple[Box, MailServer]]:
    kept = Box()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield kept, MailServer("127.0.0.1", controller.port, "Waymark <waymark@example.org>")
    controller.stop()


def letters(session: Session) -> list[tuple[str, str]]:
    return [(row.recipient, row.subject) for row in session.scalars(select(LetterRow).order_by(LetterRow.id))]


def write(stage: Stage) -> list[tuple[str, str]]:
    carry_out(stage.database, SITE, NOW + timedelta(hours=3))
    with stage.database.read() as session:
        return letters(session)


def report(stage: Stage, category: respond.Category, email: str = "") -> int:
    with stage.database.write() as session:
        region = stage.acting(session, "Ana").region
        row = respond.receive(
            session, region, NOW, slug="af", number=1, block="", category=category, message="The dose is ten times too high.",
            email=email,
        )  # fmt: skip
        return row.id


def test_changes_asked_for_are_written_to_the_authors(stage: Stage) -> None:
    opened = stage.submit(stage.begin())
    stage.as_("Gita", lambda a: review.request_changes(a, "af", 1, opened.token, "Halve the dose."))
    assert write(stage) == [("ana@example.org", "Changes asked for: Atrial fibrillation")]


def test_what_is_called_a_clinical_error_reaches_the_clinical_leads_and_nothing_else_does(stage: Stage) -> None:
    stage.published()
    before = write(stage)
    report(stage, respond.Category.OTHER)
    assert write(stage) == before
    report(stage, respond.Category.CLINICAL_ERROR)
    new = write(stage)[len(before) :]
    assert {recipient for recipient, _ in new} == {"lea@example.org", "liam@example.org"}


def test_a_reader_who_gave_an_address_is_told_what_became_of_the_message(stage: Stage) -> None:
    stage.published()
    row = report(stage, respond.Category.OTHER, "gp@example.net")
    stage.as_("Ana", lambda a: respond.answer(a, row, 1, "Thank you, mended.", 1))
    assert ("gp@example.net", "An answer to your feedback") in write(stage)


def test_an_address_left_for_an_answer_is_forgotten_when_the_answer_has_gone(stage: Stage, box: tuple[Box, MailServer]) -> None:
    kept, server = box
    stage.published()
    row = report(stage, respond.Category.OTHER, "gp@example.net")
    stage.as_("Ana", lambda a: respond.answer(a, row, 1, "Thank you, mended.", 1, "The dose is a tenth of what it was."))
    write(stage)
    with stage.database.read() as session:
        message = feedback_item(session, "base", row)
        assert message.email == "" and message.reference
    send_letters(stage.database, server, NOW + timedelta(days=1))
    said = next(str(letter.get_payload(decode=True)) for letter in kept.messages if letter["To"] == "gp@example.net")
    assert f"{SITE}/base/feedback/{message.reference}" in said and "The dose is a tenth of what it was." in said
    with stage.database.read() as session:
        everything = str([[*vars(row).values()] for row in session.scalars(select(LetterRow))])
    assert "gp@example.net" not in everything


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_region_with_its_own_version_is_told_when_upstream_moves(stage: Stage, withdrawn: bool) -> None:
    opened = stage.published()
    stage.as_("Ana", lambda a: localise.localise(a, "af"), region="northvale")
    before = write(stage)
    if withdrawn:
        stage.as_("Lea", lambda a: publish.withdraw(a, "af", 1, opened.token, "Wrong dose.", None))
    else:
        changed = opened.revision.source.replace("47.5", "23.75")
        stage.publish(stage.agree_all(stage.submit(stage.save(opened, changed))), "Lower dose.")
    subjects = {subject for _, subject in write(stage)[len(before) :]}
    assert ("Withdrawn upstream: Atrial fibrillation" if withdrawn else "Upstream has changed: Atrial fibrillation") in subjects


def test_carrying_out_twice_writes_no_letter_twice(stage: Stage) -> None:
    opened = stage.submit(stage.begin())
    stage.as_("Gita", lambda a: review.request_changes(a, "af", 1, opened.token, "Halve the dose."))
    first = write(stage)
    with stage.database.write() as session:
        for row in session.scalars(select(FactRow)):
            row.done_at = None
    assert write(stage) == first


def test_a_fact_that_nobody_understands_waits_and_holds_up_no_other(stage: Stage) -> None:
    with stage.database.write() as session:
        session.add(FactRow(name="FromTheFuture", members="{}", at=NOW, next_at=NOW))
    opened = stage.submit(stage.begin())
    stage.as_("Gita", lambda a: review.request_changes(a, "af", 1, opened.token, "Halve the dose."))
    assert len(write(stage)) == 1
    with stage.database.read() as session:
        row = session.scalars(select(FactRow).where(FactRow.name == "FromTheFuture")).one()
        assert row.done_at is None and row.tries == 1 and row.problem


def test_letters_go_out_once_through_a_real_server(stage: Stage, box: tuple[Box, MailServer]) -> None:
    kept, server = box
    opened = stage.submit(stage.begin())
    stage.as_("Gita", lambda a: review.request_changes(a, "af", 1, opened.token, "Halve the dose.\nBcc: x@example.net"))
    write(stage)
    later = NOW + timedelta(days=1)
    assert send_letters(stage.database, server, later) == 1
    assert send_letters(stage.database, server, later + timedelta(days=1)) == 0
    (message,) = kept.messages
    assert message["To"] == "ana@example.org" and message["Bcc"] is None
    assert "Halve the dose." in str(message.get_payload())


def test_a_mail_server_that_is_down_loses_nothing(stage: Stage, box: tuple[Box, MailServer]) -> None:
    kept, server = box
    opened = stage.submit(stage.begin())
    stage.as_("Gita", lambda a: review.request_changes(a, "af", 1, opened.token, "Halve the dose."))
    write(stage)
    down = MailServer("127.0.0.1", free_port(), "waymark@example.org")
    later = NOW + timedelta(days=1)
    assert send_letters(stage.database, down, later) == 0
    assert send_letters(stage.database, server, later) == 0, "it waits before it is tried again"
    assert send_letters(stage.database, server, later + timedelta(hours=3)) == 1
    assert len(kept.messages) == 1
