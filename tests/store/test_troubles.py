"""The database's troubles reach people in plain words with the remedy, as one refusal, and nothing of the change is kept."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.domain.errors import Unavailable
from app.store.database import BrokenRule, Database, Session
from app.store.migrate import upgrade
from tests.servers.postgres import Server
from tests.servers.process import free_port


def touch(session: Session, basis: str = "x") -> None:
    """Some change."""
    session.execute(text("update projection set basis = :basis"), {"basis": basis})


def fill(session: Session) -> None:
    """A change that needs room."""
    values = {"body": "x" * 200_000}
    session.execute(text("insert into fact (name, members, at, next_at, tries) values ('F', :body, '2026', '2026', 0)"), values)


def basis(database: Database) -> str:
    with database.read() as session:
        return str(session.execute(text("select max(basis) from projection")).scalar_one())


@contextmanager
def open_at(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def refused(database: Database, words: str, change: Callable[[Session], object] = touch) -> Unavailable:
    with pytest.raises(Unavailable, match=words) as caught, database.write() as session:
        change(session)
    assert "\n" not in caught.value.detail
    return caught.value


def test_a_broken_rule_is_not_a_trouble(database_url: str) -> None:
    with open_at(database_url) as database:
        with pytest.raises(BrokenRule), database.write() as session:
            session.execute(text("insert into projection (name, sequence, basis) values ('pages', 0, '')"))
        with pytest.raises((ProgrammingError, Unavailable)) as caught, database.write() as session:
            session.execute(text("selekt :words"), {"words": "no such table"})
        assert "waymark setup" not in str(caught.value), "what people wrote is not what the database says"


def test_tables_of_another_version_are_named(database_url: str) -> None:
    with open_at(database_url) as database:
        refused(database, "another version", lambda session: session.execute(text("select no_such_column from projection")))


def test_what_was_raised_inside_takes_everything_back(database_url: str) -> None:
    with open_at(database_url) as database:
        with suppress(KeyError), database.write() as session:
            touch(session, "half")
            raise KeyError
        assert basis(database) == ""


class TestSqlite:
    """The file, its folder and its disk."""

    def test_another_process_holds_it_too_long(self, sqlite_url: str) -> None:
        with open_at(sqlite_url) as database:
            other = sqlite3.connect(str(database.url.database), isolation_level=None)
            other.execute("begin exclusive")
            with database.read() as session:  # connections wait ten seconds; here the only one waits a moment
                session.execute(text("pragma busy_timeout = 50"))
            refused(database, "Try again in a moment")
            assert basis(database) == "", "reading goes on"
            other.close()
            with database.write() as session:
                touch(session, "after")
            assert basis(database) == "after"

    def test_it_waits_for_another_process_that_is_quick(self, sqlite_url: str) -> None:
        with open_at(sqlite_url) as database:
            other = sqlite3.connect(str(database.url.database), isolation_level=None, check_same_thread=False)
            other.execute("begin immediate")
            threading.Timer(0.5, other.execute, ["commit"]).start()
            with database.write() as session:
                touch(session, "after")
            other.close()
            assert basis(database) == "after"

    def test_it_is_full_and_goes_on_when_there_is_room(self, sqlite_url: str) -> None:
        with open_at(sqlite_url) as database:
            with database.read() as session:
                pages = session.execute(text("pragma page_count")).scalar_one()
                session.execute(text(f"pragma max_page_count = {pages}"))
            refused(database, "full. Make room", fill)
            assert basis(database) == "", "reading goes on"
            with database.read() as session:
                session.execute(text("pragma max_page_count = 1000000"))
            with database.write() as session:
                fill(session)

    def test_it_has_no_tables(self, tmp_path: Path) -> None:
        (tmp_path / "waymark.db").touch()
        with open_at(f"sqlite:///{tmp_path}/waymark.db") as database:
            refused(database, "no tables yet. Run “waymark setup”")

    def test_it_is_not_there_and_is_not_made_by_looking(self, tmp_path: Path) -> None:
        for name in ("waymark.db", "folder/waymark.db", "100%.db", "a?mode=rwc", "a#b.db"):
            with open_at(f"sqlite:///{tmp_path}/{name.replace('?', '%3F')}") as database:
                refused(database, "check its path in WAYMARK_DATABASE_URL")
        assert not list(tmp_path.iterdir())

    def test_its_name_may_hold_anything(self, tmp_path: Path) -> None:
        for name in ("100%.db", "a b.db", "a#b.db", "ä.db"):
            url = f"sqlite:///{tmp_path}/new/{name}"
            upgrade(url)
            with open_at(url) as database:
                assert basis(database) == ""
            assert (tmp_path / "new" / name).stat().st_mode & 0o077 == 0, "its owner's only"

    def test_it_belongs_to_a_newer_version(self, sqlite_url: str) -> None:
        with open_at(sqlite_url) as database, database.write() as session:
            session.execute(text("update alembic_version set version_num = '9999'"))
        with pytest.raises(Unavailable, match="newer version of Waymark"):
            upgrade(sqlite_url)

    def test_it_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "waymark.db").write_bytes(b"this is a letter to my aunt\n" * 500)
        with open_at(f"sqlite:///{tmp_path}/waymark.db") as database:
            refused(database, "damaged or is not a Waymark database")
        with pytest.raises(Unavailable, match="damaged or is not"):
            upgrade(f"sqlite:///{tmp_path}/waymark.db")

    def test_it_is_a_folder(self, tmp_path: Path) -> None:
        with open_at(f"sqlite:///{tmp_path}") as database:
            refused(database, "can't be opened: check its path")

    def test_its_folder_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way", encoding="utf-8")
        with pytest.raises(Unavailable, match="can't be made"):
            upgrade(f"sqlite:///{tmp_path}/file/waymark.db")


class TestPostgresql:
    """The server, the way to it, and who else uses it."""

    def test_nobody_answers(self) -> None:
        with open_at(f"postgresql+psycopg://waymark@127.0.0.1:{free_port()}/waymark") as database:
            refused(database, "does not answer. Check WAYMARK_DATABASE_URL")

    def test_there_is_no_such_database(self, postgres: Server) -> None:
        with open_at(postgres.url("nowhere")) as database:
            refused(database, "does not exist yet. Make it")

    def test_there_is_no_such_role(self, postgres: Server) -> None:
        with open_at(postgres.url("postgres").replace("waymark@", "stranger@")) as database:
            refused(database, "name or password")

    def test_it_has_no_tables(self, empty_postgresql_url: str) -> None:
        with open_at(empty_postgresql_url) as database:
            refused(database, "waymark setup")

    def test_another_holds_the_row_too_long(self, postgresql_url: str) -> None:
        with open_at(postgresql_url) as database, open_at(postgresql_url) as other, other.write() as session:
            touch(session, "first")
            refused(database, "Another change holds the same row")

    def test_a_question_takes_too_long(self, postgresql_url: str) -> None:
        def slow(session: Session) -> None:
            touch(session, "half")
            session.execute(text("set local statement_timeout = 50"))
            session.execute(text("select pg_sleep(5)"))

        with open_at(postgresql_url) as database:
            refused(database, "took too long", slow)
            assert basis(database) == ""

    def test_it_ends_the_connection_and_the_next_change_is_made(self, postgresql_url: str) -> None:
        def ended(session: Session) -> None:
            touch(session, "half")
            session.execute(text("select pg_terminate_backend(pg_backend_pid())"))

        with open_at(postgresql_url) as database:
            refused(database, "has ended the connection", ended)
            with database.write() as session:
                touch(session, "after")
            assert basis(database) == "after"

    def test_two_who_wait_for_each_other_both_come_to_an_end(self, postgresql_url: str) -> None:
        start, problems = threading.Barrier(2), list[str]()

        def change(database: Database, names: tuple[str, str]) -> None:
            try:
                with database.write() as session:
                    for name in names:
                        session.execute(text("update projection set basis = 'x' where name = :name"), {"name": name})
                        if name == names[0]:
                            start.wait()
            except Unavailable as refusal:
                problems.append(refusal.detail)

        with open_at(postgresql_url) as database:
            names = ("pages", "makings")
            threads = [threading.Thread(target=change, args=(database, order)) for order in (names, names[::-1])]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(problems) == 1 and "Try again in a moment" in problems[0]
