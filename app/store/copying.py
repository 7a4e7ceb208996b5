"""Copying everything that is not derived: out as lines of JSON, table by table, and into an empty database.

The same lines go into SQLite and PostgreSQL, so a backup also moves an installation from one to the other.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Date, Integer, LargeBinary, Table, func, insert, select, text, update

from app.domain.errors import Invalid
from app.store.base import UtcDateTime
from app.store.database import Database, Session
from app.store.rows import METADATA

DERIVED = frozenset({"shown", "stored_page", "page_link", "page_code", "projection"})
"""Made again from the publication log."""

PASSING = frozenset({"web_session", "sign_in_attempt", "answer", "search_mark", "search_salt", "search_report"})
"""Signed-in browsers, remembered answers and what tells today's visits apart belong to the running site; they
need not be kept."""


def kept_tables() -> list[Table]:
    """The tables of a backup, each after those it points at."""
    return [table for table in METADATA.sorted_tables if table.name not in DERIVED | PASSING]


def schema_of(session: Session) -> str:
    """The migration that the database stands at."""
    return str(session.execute(text("select version_num from alembic_version")).scalar_one())


def lines_of(session: Session, table: Table) -> Iterator[str]:
    """The rows of a table, one JSON object a line, in order of the primary key."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_at_once(table))
    for row in session.execute(query).mappings():
        yield json.dumps({key: _plain(value) for key, value in row.items()}, ensure_ascii=False)


def _at_once(table: Table) -> int:
    """Rows that are held at a time: few of those that hold pictures."""
    return 5 if any(isinstance(column.type, LargeBinary) for column in table.c) else 200


def is_empty(session: Session) -> bool:
    """Whether nobody has put anything into the database yet."""
    return not any(session.scalar(select(func.count()).select_from(METADATA.tables[name])) for name in ("region", "person"))


def load(session: Session, table: Table, lines: Iterable[str]) -> int:
    """Put rows into an empty table; returns how many. Raises `Invalid` when a line does not fit the table."""
    rows = (_row(table, json.loads(line)) for line in lines if line.strip())
    count, later = 0, list[tuple[Any, dict[str, Any]]]()
    while batch := list(islice(rows, _at_once(table))):
        later += _without_pointers_to_self(table, batch)
        session.execute(insert(table), batch)
        count += len(batch)
    for key, values in later:
        session.execute(update(table).where(table.c.id == key).values(**values))
    return count


def clear_head(session: Session) -> None:
    """Take away the one row that the migration made, so that the backup's own can go in."""
    session.execute(METADATA.tables["publication_log_head"].delete())


def continue_counting(database: Database, session: Session) -> None:
    """On PostgreSQL, let new rows take ids after those that were loaded."""
    if database.is_sqlite:
        return
    for table in kept_tables():
        if "id" in table.c and isinstance(table.c.id.type, Integer) and table.name != "publication_log_head":
            session.execute(
                text(
                    f"select setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - our own table names
                    f"greatest((select coalesce(max(id), 0) from {table.name}), 1))"
                )
            )


def _without_pointers_to_self(table: Table, rows: list[dict[str, Any]]) -> list[tuple[Any, dict[str, Any]]]:
    """Regions point at regions that may come later: such pointers are set once all rows are there.

    Revisions point only at earlier ones, and may never be updated.
    """
    if table.name != "region":
        return []
    return [(row["id"], {"parent_id": row.pop("parent_id")}) for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _row(table: Table, members: dict[str, Any]) -> dict[str, Any]:
    unknown = set(members) - set(table.c.keys())
    if unknown:
        raise Invalid(
            f"The backup's table {table.name} has columns that this version does not know: {', '.join(sorted(unknown))}."
        )
    return {key: _typed(table, key, value) for key, value in members.items()}


def _typed(table: Table, key: str, value: Any) -> Any:
    if value is None:
        return None
    kind = table.c[key].type
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value
