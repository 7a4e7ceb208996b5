"""Tables of comma-separated values as people send and keep them.

A spreadsheet takes a cell that begins with one of `=+-@` for a formula, and runs it. Such a cell is written with an apostrophe
before it, which is taken off again when the table is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Sequence

from app.domain.errors import Invalid

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def written_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table under its first row."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def rows_of(text: str, columns: Sequence[str], needed: Collection[str], *, field: str) -> list[tuple[int, dict[str, str]]]:
    """The rows with what they hold by column, each with its line, divided by commas, semicolons or tabs.

    Raises `Invalid` for that field of a form.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = lines.lstrip("\n").partition("\n")[0]
    table = csv.reader(io.StringIO(lines, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        rows = _numbered(table)
    except csv.Error as problem:
        raise Invalid(f"Line {table.line_num}: this is no table: {problem}.", field=field) from problem
    if not rows:
        raise Invalid("The table is empty. Its first row names the columns: " + ", ".join(columns) + ".", field=field)
    names = [name.strip().lower().replace(" ", "_") for name in rows[0][1]]
    if not set(names) >= set(needed) or len(set(names)) < len(names) or not set(names) <= set(columns):
        free = [name for name in columns if name not in needed]
        raise Invalid(
            f"The first row names the columns: {', '.join(columns)}; {' and '.join(free)} may be left out.", field=field
        )
    return [(line, _cells(line, names, row, field)) for line, row in rows[1:]]


def _numbered(table: Iterable[list[str]]) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each with the line on which it begins: a cell in quotes may go over several."""
    found, line = list[tuple[int, list[str]]](), 1
    for row in table:
        if any(map(str.strip, row)):
            found.append((line, row))
        line = getattr(table, "line_num", line) + 1
    return found


def _cells(line: int, names: Sequence[str], row: Sequence[str], field: str) -> dict[str, str]:
    if len(row) > len(names):
        raise Invalid(f"Line {line} has more cells than the first row. Put a cell that holds a comma in quotes.", field=field)
    return dict.fromkeys(names, "") | {name: _bare(cell) for name, cell in zip(names, row, strict=False)}


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _bare(cell: str) -> str:
    cell = cell.strip(" ")
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell.strip()
