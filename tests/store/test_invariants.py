"""Whatever is broken between the rows is found and named; a sound database is not accused.

The rows are broken behind the program's back, with the database's own guards taken down.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from app.actions import publish
from app.domain.roles import Role
from app.domain.text import source_hash
from app.store.approvals import ApprovalRow
from app.store.database import Session
from app.store.invariants import broken
from app.store.outbox import FactRow
from app.store.pathways import EditionRow, StatusChangeRow
from app.store.publication_log import LogHeadRow, LogRow
from app.store.revisions import RevisionRow
from tests.actions.stage import NOW, Stage

GUARDED = ("revision", "status_change", "approval", "publication_log")


@pytest.fixture
def lived_in(stage: Stage) -> Stage:
    """A sound site where everything that can become of an edition has become of one."""
    opened = stage.published()
    changed = opened.revision.source.replace("47.5", "23.75")
    stage.publish(stage.agree_all(stage.submit(stage.save(opened, changed))))
    other = stage.published("copd")
    stage.as_("Lea", lambda a: publish.withdraw(a, "copd", 1, other.token, "Wrong.", "af"))
    stage.as_("Lea", lambda a: publish.reinstate(a, "copd", 1, other.token, "Right."))
    stage.as_("Lea", lambda a: publish.withdraw(a, "copd", 1, other.token, "Wrong after all.", "af"))
    stage.submit(stage.begin("asthma"))
    ready = stage.agree_all(stage.submit(stage.begin("gout")))
    stage.as_("Lea", lambda a: publish.publish(a, "gout", 1, ready.token, "Soon.", NOW + timedelta(days=1)))
    hasty = stage.begin("croup")
    stage.as_("Lea", lambda a: publish.publish_urgently(a, "croup", 1, hasty.token, "A child is ill."))
    elsewhere = stage.begin("sepsis")
    stage.as_("Ada", lambda a: publish.publish_imported(a, "sepsis", 1, elsewhere.token, "Agreed there."))
    return stage


def found(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        return list(broken(session))


def unguard(session: Session) -> None:
    """Take down what keeps rows written once."""
    for table in GUARDED:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(f"drop trigger {table}_no_update"))
            session.execute(text(f"drop trigger {table}_no_delete"))
        else:
            session.execute(text(f"drop trigger {table}_written_once on {table}"))


def edition_of(session: Session, status: str) -> EditionRow:
    return session.scalars(select(EditionRow).where(EditionRow.status == status, EditionRow.mark.is_(None))).one()


def text_changed(session: Session) -> None:
    session.execute(update(RevisionRow).where(RevisionRow.id == 1).values(source="Something else."))


def text_and_hash_changed(session: Session) -> None:
    values = {"source": "Something else.", "sha256": source_hash("Something else.")}
    session.execute(update(RevisionRow).where(RevisionRow.id == edition_of(session, "published").revision_id).values(**values))


def published_by_hand(session: Session) -> None:
    edition_of(session, "in_review").status = "published"


def taken_away_by_hand(session: Session) -> None:
    edition_of(session, "published").status = "superseded"


def another_text_pointed_at(session: Session) -> None:
    edition = edition_of(session, "published")
    edition.revision_id = edition_of(session, "superseded").revision_id


def signature_lost(session: Session) -> None:
    session.execute(delete(ApprovalRow).where(ApprovalRow.role == Role.CLINICAL_LEAD.value))


def signature_by_the_author(session: Session) -> None:
    edition = edition_of(session, "published")
    author = session.scalars(select(RevisionRow.written_by).where(RevisionRow.id == edition.revision_id)).one()
    signed = update(ApprovalRow).where(ApprovalRow.edition_id == edition.id, ApprovalRow.role == Role.CLINICAL_LEAD.value)
    session.execute(signed.values(person_id=author))


def story_cut(session: Session) -> None:
    last = select(func.max(StatusChangeRow.id)).scalar_subquery()
    session.execute(delete(StatusChangeRow).where(StatusChangeRow.id == last))


def fact_lost(session: Session) -> None:
    session.execute(delete(FactRow).where(FactRow.name == "EditionWithdrawn"))


def entry_altered(session: Session) -> None:
    session.execute(update(LogRow).where(LogRow.sequence == 1).values(body=func.replace(LogRow.body, "47.5", "475")))


def entry_lost(session: Session) -> None:
    session.execute(delete(LogRow).where(LogRow.sequence == 2))


def end_lost(session: Session) -> None:
    session.execute(delete(LogRow).where(LogRow.sequence == select(func.max(LogRow.sequence)).scalar_subquery()))


def entry_made_up(session: Session) -> None:
    last = session.get_one(LogRow, session.scalars(select(func.max(LogRow.sequence))).one())
    values = {name: getattr(last, name) for name in LogRow.__table__.columns.keys()}  # noqa: SIM118 - not a dict
    session.execute(insert(LogRow).values(values | {"sequence": last.sequence + 1, "previous": last.hash}))


def head_moved(session: Session) -> None:
    session.execute(update(LogHeadRow).values(sequence=LogHeadRow.sequence + 1))


DAMAGE: tuple[tuple[Callable[[Session], None], str], ...] = (
    (text_changed, "its text is not what its hash says"),
    (text_and_hash_changed, "its text is not the one that was published"),
    (text_and_hash_changed, "base/af version 2: public without a clinical lead's signature on its text"),
    (published_by_hand, "base/asthma version 1: it is published, the log says nothing"),
    (taken_away_by_hand, "base/af version 2: it is superseded, the log says published"),
    (another_text_pointed_at, "base/af version 2: its text is not the one that was published"),
    (signature_lost, "base/af version 2: public without a clinical lead's signature"),
    (signature_by_the_author, "base/af version 2: public without a clinical lead's signature"),
    (story_cut, "its story ends with"),
    (fact_lost, "has no fact"),
    (entry_altered, "entry 1 has been altered"),
    (entry_lost, "entry 2 is missing"),
    (end_lost, "its end is not where its head says"),
    (entry_made_up, "has been altered"),
    (head_moved, "its end is not where its head says"),
)


def test_a_sound_database_is_not_accused(lived_in: Stage) -> None:
    assert found(lived_in) == []


def test_whatever_is_broken_is_found_and_named(lived_in: Stage) -> None:
    with lived_in.database.write() as session:
        unguard(session)
    for damage, words in DAMAGE:
        with lived_in.database.engine.connect() as connection, Session(connection) as session:
            damage(session)
            session.flush()
            problems = list(broken(session))
            connection.rollback()
        assert any(words in problem for problem in problems), f"{damage.__name__}: {problems}"
    assert found(lived_in) == [], "every damage was taken back"


def test_a_row_that_points_nowhere_is_found(lived_in: Stage) -> None:
    if not lived_in.database.is_sqlite:
        return  # PostgreSQL checks each row as it is written, and has no switch to leave it
    with lived_in.database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for statement in ("pragma foreign_keys = off", "delete from person where name = 'Gita'", "pragma foreign_keys = on"):
            driver.execute(statement)
    assert any("points at a person that is not there" in problem for problem in found(lived_in))


def test_damage_to_the_file_is_found(lived_in: Stage) -> None:
    if not lived_in.database.is_sqlite:
        return
    index = "ix_publication_log_pathway"
    with lived_in.database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("pragma writable_schema = on")
        driver.execute(
            "update sqlite_schema set rootpage = (select rootpage from sqlite_schema where name = 'ix_fact_waiting') "
            "where name = ?",
            (index,),
        )
    lived_in.database.dispose()
    assert any(problem.startswith("database:") for problem in found(lived_in))
