"""Local details as a table of comma-separated values: for spreadsheets, and beside exported pages.

A spreadsheet takes a cell that begins with one of `=+-@` for a formula, and runs it. Such a cell is written with an apostrophe
before it, which is taken off again when the table is read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date

from app.domain.errors import Invalid
from app.domain.local_details import Stated

COLUMNS = ("key", "value", "as_of", "from", "until", "below", "note")
NEEDED = frozenset({"key", "value", "as_of"})
YES, NO = "yes", "no"

_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def written(rows: Iterable[tuple[str, Stated]]) -> str:
    """The table, by key; one row for what holds and one for each plan."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for key, stated in rows:
        cells = (
            key, stated.value or "", stated.as_of.isoformat(), stated.starts.isoformat() if stated.starts else "",
            stated.until.isoformat() if stated.until else "", YES if stated.below else NO, stated.note,
        )  # fmt: skip
        table.writerow([_guarded(cell) for cell in cells])
    return out.getvalue()


def read(text: str) -> list[tuple[str, Stated]]:
    """What a table states, divided by commas, semicolons or tabs; an empty value ends the detail. Raises `Invalid`."""
    lines = text.lstrip("\ufeff").strip("\n")
    head = lines.partition("\n")[0]
    divider = max(",;\t", key=head.count)
    try:
        table = csv.reader(io.StringIO(lines, newline=""), delimiter=divider, strict=True)
        rows = [row for row in table if any(map(str.strip, row))]
    except csv.Error as problem:
        raise Invalid(f"This is no table: {problem}.", field="details") from problem
    if not rows:
        raise Invalid("Paste a table with its first row: " + ", ".join(COLUMNS) + ".", field="details")
    names = [name.strip().lower().replace(" ", "_") for name in rows[0]]
    if not set(names) >= NEEDED or len(set(names)) < len(names) or not set(names) <= set(COLUMNS):
        raise Invalid(f"The first row names the columns: {', '.join(COLUMNS)}; the last four may be left out.", field="details")
    return [_row(number, names, row) for number, row in enumerate(rows[1:], 2)]


def _row(number: int, names: list[str], row: list[str]) -> tuple[str, Stated]:
    if len(row) > len(names):
        raise Invalid(
            f"Row {number} has more cells than the first row. Put a value that holds a comma in quotes.", field="details"
        )
    cells = {name: _bare(cell) for name, cell in zip(names, row, strict=False)}
    below = cells.get("below", "").lower()
    if below not in ("", YES, NO):
        raise Invalid(f"Row {number}: “below” is {YES} or {NO}.", field="details")
    as_of = _day(number, "as_of", cells.get("as_of", ""))
    if as_of is None:
        raise Invalid(f"Row {number}: give “as_of”, the day on which it was known to be right.", field="details")
    return cells.get("key", ""), Stated(
        cells.get("value") or None, as_of, _day(number, "from", cells.get("from", "")),
        _day(number, "until", cells.get("until", "")), below == YES, cells.get("note", ""),
    )  # fmt: skip


def _day(number: int, name: str, cell: str) -> date | None:
    if not cell:
        return None
    try:
        if _ISO_DAY.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass  # a 31st of a shorter month
    raise Invalid(f"Row {number}: “{name}” is a day such as 2026-10-03, not “{cell[:40]}”.", field="details")


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _bare(cell: str) -> str:
    cell = cell.strip(" ")
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell.strip()
