"""What has happened is never changed nor taken away, whatever the program does: the database itself refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, ColumnElement, Executable, Table, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql

from app.actions import measure, publish, teach
from app.actions.acting import Acting
from app.domain.heard import Heard, Language
from app.domain.searches import Settled
from app.domain.vocabulary import Sort, Taught
from app.store import copying
from app.store.database import BrokenRule
from app.store.rows import METADATA
from app.store.searches import SearchPhraseRow
from tests.actions.stage import Stage

WRITTEN_ONCE = (
    "revision",
    "status_change",
    "approval",
    "publication_log",
    "vocabulary_change",
    "vocabulary_switch",
    "search_settlement",
)


@pytest.fixture
def lived_in(stage: Stage) -> Iterator[Stage]:
    """A stage on which something is superseded, something withdrawn; nothing of it has changed when the test ends."""
    opened = stage.published()
    stage.publish(stage.agree_all(stage.submit(stage.save(opened, opened.revision.source.replace("47.5", "23.75")))))
    other = stage.published("copd")
    stage.as_("Lea", lambda a: publish.withdraw(a, "copd", 1, other.token, "Superseded.", "af"))
    theirs = Heard("", "af", Taught(Sort.SYNONYM, ("af", "fibrillation")), (), ())
    plain = Language(lambda said: tuple(said.split()), lambda _: frozenset(), frozenset(), (theirs,))
    stage.as_("Ana", lambda a: teach.teach(a, Taught(Sort.SYNONYM, ("podagra", "gout")), "Asked for.", plain))
    stage.as_("Ana", lambda a: teach.switch(a, "", "af", True, "Means something else here.", plain))
    stage.as_("Ana", _set_aside)
    before = rows(stage)
    assert all(before[name] for name in WRITTEN_ONCE)
    yield stage
    assert rows(stage) == before


def _set_aside(acting: Acting) -> None:
    acting.session.add(SearchPhraseRow(region_id=acting.region.id, key="k", text="podagra", became=""))
    measure.settle(acting, ["k"], Settled.SET_ASIDE, "Not ours.")


def rows(stage: Stage) -> dict[str, list[str]]:
    with stage.database.read() as session:
        return {name: list(copying.lines_of(session, METADATA.tables[name])) for name in WRITTEN_ONCE}


def refused(stage: Stage, statement: Executable) -> None:
    """The database refuses a statement as it refuses to break any other rule."""
    with pytest.raises(BrokenRule, match=r"(?i)written once|unique"), stage.database.write() as session:
        session.execute(statement)


@pytest.mark.parametrize("name", WRITTEN_ONCE)
def test_rows_written_once_are_not_updated(lived_in: Stage, name: str) -> None:
    table = METADATA.tables[name]
    for column in table.columns:
        refused(lived_in, update(table).values({column: column}))


@pytest.mark.parametrize("name", WRITTEN_ONCE)
def test_rows_written_once_are_not_deleted(lived_in: Stage, name: str) -> None:
    table = METADATA.tables[name]
    refused(lived_in, delete(table))
    refused(lived_in, delete(table).where(is_last(table)))


@pytest.mark.parametrize("name", WRITTEN_ONCE)
def test_rows_written_once_are_not_replaced(lived_in: Stage, name: str) -> None:
    """By another row with the same key: SQLite's `or replace` would delete the old one without a word."""
    table = METADATA.tables[name]
    again = select(table).where(is_last(table))
    if lived_in.database.is_sqlite:
        refused(lived_in, insert(table).from_select(list(table.columns), again).prefix_with("or replace"))
        return
    plain = postgresql.insert(table).from_select(list(table.columns), again)
    refused(
        lived_in,
        plain.on_conflict_do_update(index_elements=[key_of(table)], set_={key_of(table): plain.excluded[key_of(table).name]}),
    )


@pytest.mark.parametrize("name", WRITTEN_ONCE)
def test_rows_written_once_are_not_truncated(lived_in: Stage, name: str) -> None:
    """SQLite's form of it is a delete without condition, tried above."""
    if not lived_in.database.is_sqlite:
        refused(lived_in, text("truncate revision, status_change, approval, publication_log cascade"))
        refused(lived_in, text(f"truncate {name} cascade"))


def key_of(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key


def is_last(table: Table) -> ColumnElement[bool]:
    other = table.alias()
    return key_of(table) == select(func.max(other.c[key_of(table).name])).scalar_subquery()
