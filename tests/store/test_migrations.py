"""Migrations go up, down and up again with data in the tables, on both databases; one that is interrupted has not happened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect

from app.settings import ROOT
from app.store import copying
from app.store.database import Database
from app.store.invariants import broken
from app.store.migrate import upgrade
from app.store.rows import METADATA
from tests.actions.stage import Stage, a_stage


def config() -> Config:
    made = Config(ROOT / "alembic.ini")
    made.set_main_option("script_location", str(ROOT / "migrations"))
    return made


REVISIONS = [script.revision for script in reversed(list(ScriptDirectory.from_config(config()).walk_revisions()))]
FIRST, LAST = REVISIONS[0], REVISIONS[-1]


def downgrade(url: str, revision: str) -> None:
    database, made = Database(url), config()
    with database.engine.begin() as connection:
        made.attributes["connection"] = connection
        command.downgrade(made, revision)
    database.dispose()


def kept(database: Database) -> dict[str, str]:
    """A hash of everything in each table that a backup would hold."""
    with database.read() as session:
        return {
            table.name: hashlib.sha256("\n".join(copying.lines_of(session, table)).encode()).hexdigest()
            for table in copying.kept_tables()
        }


def tables(url: str) -> set[str]:
    database = Database(url)
    found = set(inspect(database.engine).get_table_names())
    database.dispose()
    return found


def stands_at(url: str) -> str | None:
    database = Database(url)
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    database.dispose()
    return found


@pytest.fixture
def lived_in(stage: Stage) -> Stage:
    """A database in which things have happened."""
    opened = stage.published()
    stage.publish(stage.agree_all(stage.submit(stage.save(opened, opened.revision.source.replace("47.5", "23.75")))))
    stage.submit(stage.begin("copd"))
    return stage


def test_there_is_one_line_of_migrations() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [LAST]
    assert sorted(REVISIONS) == REVISIONS


def test_the_migrations_make_exactly_the_tables_that_the_program_knows(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA)
    database.dispose()
    assert difference == []


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_down_and_up_again_loses_nothing_that_is_kept(lived_in: Stage, database_url: str, revision: str) -> None:
    before = kept(lived_in.database)
    lived_in.database.dispose()
    downgrade(database_url, revision)
    assert stands_at(database_url) == revision
    upgrade(database_url)
    assert kept(lived_in.database) == before
    with lived_in.database.read() as session:
        assert list(broken(session)) == []
    lived_in.published("asthma")


def test_down_to_nothing_and_up_again_is_a_new_database(lived_in: Stage, database_url: str) -> None:
    lived_in.database.dispose()
    downgrade(database_url, "base")
    assert tables(database_url) <= {"alembic_version"}
    upgrade(database_url)
    again = a_stage(database_url)
    again.published()
    again.database.dispose()


def test_up_twice_changes_nothing(lived_in: Stage, database_url: str) -> None:
    before = kept(lived_in.database)
    upgrade(database_url)
    assert kept(lived_in.database) == before


class Interrupted(Exception):
    """The program dies here."""


@contextmanager
def dying_at(statement: int) -> Iterator[None]:
    """Whatever runs within dies before its nth statement."""
    numbers = count(1)

    def before(*_: Any) -> None:
        if next(numbers) == statement:
            raise Interrupted

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", before)


@pytest.mark.parametrize(("source", "target"), [("base", FIRST), *pairwise(REVISIONS)])
def test_a_migration_that_dies_at_any_statement_has_not_happened(empty_database_url: str, source: str, target: str) -> None:
    if source != "base":
        upgrade(empty_database_url, source)
    before = tables(empty_database_url) - {"alembic_version"}
    for statement in range(1, 500, 1 if source != "base" else 7):
        try:
            with dying_at(statement):
                upgrade(empty_database_url, target)
        except Interrupted:
            assert tables(empty_database_url) - {"alembic_version"} == before
            assert stands_at(empty_database_url) == (None if source == "base" else source)
        else:
            break
    assert stands_at(empty_database_url) == target
    assert statement > 2, "it was interrupted before it came to its end"
