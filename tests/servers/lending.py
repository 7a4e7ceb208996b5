"""PostgreSQL databases lent to one test after another, and put back between them to what they held at first.

Making and dropping one costs a quarter of a second of a processor, putting it back less than a tenth of that. One whose tables or
settings a test has changed is not put back but dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import psycopg
from psycopg import sql

from tests.servers.postgres import Server

Connection = psycopg.Connection[tuple[object, ...]]

ALONE = (
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
)
"""Ends whoever a test has left connected, and waits until they have gone."""

SHAPE = """
select concat_ws(' ',
  (select sum(xmin::text::bigint) from pg_class where oid >= 16384), (select count(*) from pg_class),
  (select sum(xmin::text::bigint) from pg_attribute where attrelid >= 16384), (select count(*) from pg_attribute),
  (select sum(xmin::text::bigint) from pg_constraint where oid >= 16384), (select count(*) from pg_constraint),
  (select sum(xmin::text::bigint) from pg_trigger where oid >= 16384), (select count(*) from pg_trigger),
  (select sum(xmin::text::bigint) from pg_proc where oid >= 16384), (select count(*) from pg_proc),
  (select count(*) from pg_db_role_setting))
"""
"""Another when a table, a rule or a setting has been changed: who changes a row of the catalogue leaves a newer `xmin`."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a database holds."""

    rows: dict[str, bytes]
    """Table → its rows, as COPY writes them."""
    sequences: dict[str, tuple[object, ...]]
    """Sequence → where it stands."""

    def put_back(self, connection: Connection) -> None:
        """Make a database of the same shape hold this and nothing else."""
        emptied = [sql.SQL("delete from {}").format(sql.Identifier(table)) for table in self.rows]
        set_back = [
            sql.SQL("select setval({}, {}, {})").format(sql.Literal(f'"{name}"'), *map(sql.Literal, stood))
            for name, stood in self.sequences.items()
        ]
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")  # no trigger asks about order or rows written once
            cursor.execute(sql.SQL(";").join([*emptied, *set_back]))
            for table, rows in self.rows.items():
                if rows:
                    with cursor.copy(sql.SQL("copy {} from stdin").format(sql.Identifier(table))) as copying:
                        copying.write(rows)


def content(connection: Connection) -> Content:
    """What a database holds now."""
    tables = _names(connection, "r")
    rows = {}
    for table in tables:
        with connection.cursor().copy(sql.SQL("copy {} to stdout").format(sql.Identifier(table))) as copying:
            rows[table] = b"".join(map(bytes, copying))
    sequences = {}
    for name in _names(connection, "S"):
        found = connection.execute(sql.SQL("select last_value, is_called from {}").format(sql.Identifier(name))).fetchone()
        assert found is not None
        sequences[name] = found
    return Content(rows, sequences)


def _names(connection: Connection, kind: str) -> list[str]:
    found = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = %s order by relname", [kind]
    )
    return [str(name) for (name,) in found]


class Lender:
    """Lends databases like `template`, each to one at a time."""

    def __init__(self, server: Server, template: str) -> None:
        self._server, self._template = server, template
        with server.connect(template) as connection:
            self._content, self._shape = content(connection), _shape(connection)
        self._free: list[str] = []
        self._numbers = count(1)

    def lend(self) -> str:
        """The name of a database that holds what the template does."""
        if self._free:
            return self._free.pop()
        name = f"{self._template}_{next(self._numbers)}"
        self._server.create(name, self._template)
        return name

    def take_back(self, name: str) -> None:
        """Make it ready for the next, whoever is still connected."""
        with self._server.connect(name) as connection:
            connection.execute(ALONE)
            is_itself = _shape(connection) == self._shape
            if is_itself:
                self._content.put_back(connection)
        if is_itself:
            self._free.append(name)
        else:
            self._server.drop(name)


def _shape(connection: Connection) -> object:
    return connection.execute(SHAPE).fetchone()
