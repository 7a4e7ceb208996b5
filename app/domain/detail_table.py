"""Local details as a table of comma-separated values: for spreadsheets, and beside exported pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from app.domain.cells import rows_of, written_rows
from app.domain.errors import Invalid
from app.domain.local_details import Stated

COLUMNS = ("key", "value", "as_of", "from", "until", "below", "note")
NEEDED = frozenset({"key", "value", "as_of"})
YES, NO = "yes", "no"

_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written(rows: Iterable[tuple[str, Stated]]) -> str:
    """The table, by key; one row for what holds and one for each plan."""
    return written_rows(COLUMNS, (_cells(key, stated) for key, stated in rows))


def _cells(key: str, stated: Stated) -> tuple[str, ...]:
    return (
        key, stated.value or "", stated.as_of.isoformat(), stated.starts.isoformat() if stated.starts else "",
        stated.until.isoformat() if stated.until else "", YES if stated.below else NO, stated.note,
    )  # fmt: skip


def read(text: str) -> list[tuple[str, Stated]]:
    """What a table states, divided by commas, semicolons or tabs; an empty value ends the detail. Raises `Invalid`."""
    return [_row(line, cells) for line, cells in rows_of(text, COLUMNS, NEEDED, field="details")]


def _row(line: int, cells: dict[str, str]) -> tuple[str, Stated]:
    below = cells.get("below", "").lower()
    if below not in ("", YES, NO):
        raise Invalid(f"Line {line}: “below” is {YES} or {NO}.", field="details")
    as_of = _day(line, "as_of", cells.get("as_of", ""))
    if as_of is None:
        raise Invalid(f"Line {line}: give “as_of”, the day on which it was known to be right.", field="details")
    return cells.get("key", ""), Stated(
        cells.get("value") or None, as_of, _day(line, "from", cells.get("from", "")),
        _day(line, "until", cells.get("until", "")), below == YES, cells.get("note", ""),
    )  # fmt: skip


def _day(line: int, name: str, cell: str) -> date | None:
    if not cell:
        return None
    try:
        if _ISO_DAY.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass  # a 31st of a shorter month
    raise Invalid(f"Line {line}: “{name}” is a day such as 2026-10-03, not “{cell[:40]}”.", field="details")
