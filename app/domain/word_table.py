"""A region's words as a table of comma-separated values: what it teaches search, and what it has switched off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.cells import rows_of, written_rows
from app.domain.errors import Invalid
from app.domain.heard import PLATFORM, Heard
from app.domain.vocabulary import DIVIDER, Change, Sort, Taught

COLUMNS: Final = ("sort", "words", "means", "off", "reason")
NEEDED: Final = frozenset({"sort", "words", "means"})
WAYMARK: Final = "waymark"
"""In the column `off`: it comes with Waymark."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says: an entry of the region's own, or one that is switched off."""

    at: str
    """Where it stands, such as “Line 7”."""
    taught: Taught
    off: str | None = None
    """Whose entry is switched off: a region's slug or `PLATFORM`; None for an entry of the region's own."""
    reason: str = ""


def written(own: Iterable[Change], off: Iterable[tuple[Heard, str]]) -> str:
    """The table: a region's own entries as they stand, then what it has switched off, each with why."""
    rows = [(change.taught, "", change.reason) for change in own]
    rows += [(one.taught, one.source if one.source != PLATFORM else WAYMARK, why) for one, why in off]
    return written_rows(
        COLUMNS, ((taught.sort, _joined(taught.words), _joined(taught.means), of, why) for taught, of, why in rows)
    )


def read(text: str) -> list[Row]:
    """What a table says, divided by commas, semicolons or tabs. Raises `Invalid`: which line, and what to do."""
    return [_row(f"Line {line}", cells) for line, cells in rows_of(text, COLUMNS, NEEDED, field="table")]


def _row(at: str, cells: dict[str, str]) -> Row:
    sort, of = cells["sort"].lower(), cells.get("off", "").lower()
    if sort not in set(Sort):
        raise Invalid(f"{at}: “sort” is one of {', '.join(Sort)}, not “{cells['sort'][:40]}”.", field="table")
    taught = Taught(Sort(sort), _parted(cells["words"]), _parted(cells["means"]))
    return Row(at, taught, source_called(of) if of else None, cells.get("reason", ""))


def source_called(name: str) -> str:
    """The source of entries that people call so."""
    return PLATFORM if name == WAYMARK else name


def _joined(texts: Iterable[str]) -> str:
    return f" {DIVIDER} ".join(texts)


def _parted(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(DIVIDER) if part.strip())
