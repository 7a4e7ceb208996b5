"""What has happened is never changed nor taken away, whatever the program does; and one page has one open and one public edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from app.actions import publish
from app.store import copying
from app.store.database import BrokenRule
from app.store.rows import METADATA
from tests.actions.stage import Stage

WRITTEN_ONCE = ("revision", "status_change", "approval", "publication_log")


@pytest.fixture
def lived_in(stage: Stage) -> Iterator[Stage]:
    """A stage on which something is superseded, something withdrawn; nothing of it has changed when the test ends."""
    opened = stage.published()
    stage.publish(stage.agree_all(stage.submit(stage.save(opened, opened.revision.source.replace("47.5", "23.75")))))
    other = stage.published("copd")
    stage.as_("Lea", lambda a: publish.withdraw(a, "copd", 1, other.token, "Superseded.", "af"))
    before = rows(stage)
    assert all(before[name] for name in WRITTEN_ONCE)
    yield stage
    assert rows(stage) == before


def rows(stage: Stage) -> dict[str, list[str]]:
    with stage.database.read() as session:
        return {name: list(copying.lines_of(session, METADATA.tables[name])) for name in WRITTEN_ONCE}


def refused(stage: Stage, statement: str, **values: Any) -> None:
    """The database refuses a statement, and says in its own words which rule it breaks."""
    with pytest.raises(BrokenRule), stage.database.write() as session:
        session.execute(text(statement), values)


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_rows_written_once_are_not_updated(lived_in: Stage, table: str) -> None:
    for column in METADATA.tables[table].columns:
        refused(lived_in, f'update {table} set "{column.name}" = "{column.name}"')


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_rows_written_once_are_not_deleted(lived_in: Stage, table: str) -> None:
    key = METADATA.tables[table].primary_key.columns[0].name
    refused(lived_in, f"delete from {table}")
    refused(lived_in, f"delete from {table} where {key} = (select max({key}) from {table})")


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_rows_written_once_are_not_replaced(lived_in: Stage, table: str) -> None:
    """By another row with the same key: SQLite's `replace` would delete the old one without a word."""
    columns = [column.name for column in METADATA.tables[table].columns]
    key = METADATA.tables[table].primary_key.columns[0].name
    names, others = ", ".join(columns), ", ".join(f"{name} = excluded.{name}" for name in columns if name != key)
    row = f"select {names} from {table} where {key} = (select max({key}) from {table})"
    refused(lived_in, f"insert into {table} ({names}) {row} on conflict ({key}) do update set {others}")
    if lived_in.database.is_sqlite:
        refused(lived_in, f"insert or replace into {table} ({names}) {row}")


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_rows_written_once_are_not_truncated(lived_in: Stage, table: str) -> None:
    """SQLite's form is a delete without condition, tried above."""
    if not lived_in.database.is_sqlite:
        refused(lived_in, f"truncate {table} cascade")
