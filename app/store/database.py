"""The database: opened once, one transaction for a request or a job.

SQLite: the driver issues no BEGIN of its own; writers begin IMMEDIATE, so a transaction that has read can always write, and two
writers wait for each other instead of failing half way. PostgreSQL: READ COMMITTED, with timeouts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session as Session
from sqlalchemy.pool import ConnectionPoolEntry

from app.domain.errors import Unavailable

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "wal_autocheckpoint=1000",
    "journal_size_limit=67108864",
    "recursive_triggers=ON",
)
"""Why each: faults reference, section 4.1. FULL makes an acknowledged write survive a power cut; with recursive triggers a row
that is replaced counts as deleted, which what is written once refuses."""

POSTGRES_OPTIONS = (
    "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000 -c synchronous_commit=on"
)

BrokenRule = IntegrityError
"""A rule of the database (unique, foreign key, written once) that a change would have broken; nothing of it was kept."""

OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING."""


class Database:
    """One database, whichever it is."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgres(url, pool_size)
        self._reader = self.engine.execution_options(waymark_reader=True)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that may write; committed at the end, rolled back when anything is raised.

        Raises `Unavailable` when the database can't be reached, is locked too long, or its disk is full or read-only.
        """
        with _explained(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads; never waits for a writer."""
        with _explained(), Session(self._reader, expire_on_commit=False) as session:
            yield session

    def rows(self, statement: str, *given: str) -> Sequence[Any]:
        """What one question finds, as the driver has it: a tenth of what a session costs. `?` stands for what is given.

        Raises `Unavailable` as `read` does.
        """
        trouble = self.engine.dialect.loaded_dbapi.Error
        with _explained():
            connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(statement if self.is_sqlite else statement.replace("?", "%s"), given)
            return cursor.fetchall()
        except trouble as problem:
            raise Unavailable(plain_words(problem)) from problem
        finally:
            connection.close()

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    # Never make the file: at a mistyped path there would be an empty database. `migrate.upgrade` makes it.
    place = f"file:{quote(make_url(url).database or '')}?mode=rw"
    engine = create_engine(url, creator=lambda: sqlite3.connect(place, uri=True, timeout=10, check_same_thread=False))

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        reader = connection.get_execution_options().get("waymark_reader")
        connection.exec_driver_sql("BEGIN" if reader else "BEGIN IMMEDIATE")

    return engine


def _postgres(url: str, pool_size: int) -> Engine:
    plain = make_url(url)
    if plain.drivername in ("postgresql", "postgres"):
        plain = plain.set(drivername="postgresql+psycopg")
    return create_engine(
        plain,
        pool_pre_ping=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        connect_args={"options": POSTGRES_OPTIONS, "connect_timeout": 5},
    )


_PLAIN = {
    "database or disk is full": "The disk that holds the database is full. Make room; Waymark goes on by itself.",
    "no space left": "The disk that holds the database is full. Make room; Waymark goes on by itself.",
    "readonly database": "The database can't be written: its file, folder or disk is read-only.",
    "read-only transaction": "The database can't be written: the server takes no changes, as a standby does.",
    "unable to open database file": "The database can't be opened: check its path in WAYMARK_DATABASE_URL, and that it "
    "and its folder can be written. If there is none yet, run “waymark setup”.",
    "disk i/o error": "The disk that holds the database reports an error.",
    "database is locked": "Another process has held the database for too long. Try again in a moment.",
    "file is not a database": "The database file is damaged or is not a Waymark database.",
    "malformed": "The database file is damaged. Restore the last backup into a new one, and keep the damaged file.",
    "no such table": "The database has no tables yet. Run “waymark setup” first.",
    "undefinedtable": "The database has no tables yet. Run “waymark setup” first.",
    "no such column": "The database was made by another version of Waymark. Run “waymark setup” to bring it up to date.",
    "undefinedcolumn": "The database was made by another version of Waymark. Run “waymark setup” to bring it up to date.",
    "connection refused": "The database server does not answer. Check WAYMARK_DATABASE_URL and that the server runs.",
    "connection timeout": "The database server does not answer. Check WAYMARK_DATABASE_URL and that the server runs.",
    "failed to resolve host": "The database server can't be found. Check the host in WAYMARK_DATABASE_URL.",
    "password authentication failed": "The database server refuses the name or password in WAYMARK_DATABASE_URL.",
    "no password supplied": "The database server refuses the name or password in WAYMARK_DATABASE_URL.",
    'role "': "The database server refuses the name or password in WAYMARK_DATABASE_URL.",
    'database "': "The database does not exist yet. Make it, then run “waymark setup”.",
    "too many clients": "The database server has no connection left. Try again in a moment.",
    "connection slots": "The database server has no connection left. Try again in a moment.",
    "queuepool limit": "Too much is asked of the database at once. Try again in a moment.",
    "lock timeout": "Another change holds the same row. Try again in a moment.",
    "deadlock detected": "Another change holds the same row. Try again in a moment.",
    "statement timeout": "The database took too long. Try again in a moment.",
    "terminating connection": "The database server has ended the connection. Try again in a moment.",
    "closed the connection": "The database server has ended the connection. Try again in a moment.",
    "shutting down": "The database server is being stopped. Try again when it runs.",
    "starting up": "The database server is starting. Try again in a moment.",
}
"""What drivers say, in lower case, and what that means for whoever runs Waymark; the first that fits counts."""


@contextmanager
def _explained() -> Iterator[None]:
    """The database's own troubles in plain words; programming errors and broken rules go through as they are."""
    try:
        yield
    except BrokenRule:
        raise
    except (DBAPIError, PoolTimeout) as problem:
        if _known(problem) is None and not isinstance(problem, OperationalError | InterfaceError):
            raise
        raise Unavailable(plain_words(problem)) from problem


def plain_words(problem: Exception) -> str:
    """What a database error means for whoever runs Waymark."""
    return _known(problem) or "The database does not answer as it should."


def _known(problem: Exception) -> str | None:
    # The driver's own words: the statement and its values, which SQLAlchemy adds, may say anything.
    said = getattr(problem, "orig", None) or problem
    message = f"{type(said).__name__}: {said}".lower()
    return next((words for key, words in _PLAIN.items() if key in message), None)


def integrity_problems(session: Session) -> list[str]:
    """What the database says of its own soundness; empty when all is well."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("select 1"))
        return []
    found = [row[0] for row in session.execute(text("pragma integrity_check")) if row[0] != "ok"]
    found += [
        f"a row of {row[0]} points at a {row[2]} that is not there" for row in session.execute(text("pragma foreign_key_check"))
    ]
    return found
