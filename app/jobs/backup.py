"""Backup and restore: one file with everything that can't be made again, checked before any of it is used."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.domain.errors import Invalid, Taken, Unavailable
from app.store import copying, publication_log
from app.store.database import Database

FORMAT = 1
HEADER = "waymark-backup.json"


def back_up(database: Database, target: Path, now: datetime, *, over: bool = False) -> int:
    """Write a backup of one moment; returns how many rows it holds. The file appears whole or not at all.

    Raises `Taken` when there is such a file and it may not be written `over`, and `Unavailable` when it can't be written.
    """
    if target.exists() and not over:
        raise Taken(f"{target} is there already. Name another file, or write over it with --force.")
    beside = target.with_name(target.name + ".part")
    try:
        with database.read() as session, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            tables = {}
            for table in copying.kept_tables():
                tables[table.name] = _write_table(archive, table.name, copying.lines_of(session, table))
            header = {"format": FORMAT, "made": now.isoformat(), "schema": copying.schema_of(session), "tables": tables}
            archive.writestr(HEADER, json.dumps(header, indent=1))
        _settle(beside, target)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise Unavailable(f"{target} can't be written: {problem.strerror}.") from problem
    return sum(int(str(table["rows"])) for table in tables.values())


def _write_table(archive: zipfile.ZipFile, name: str, lines: Iterator[str]) -> dict[str, object]:
    """Write one table, line by line: pictures need more room than there may be in memory. Returns its count and sum."""
    digest, count = hashlib.sha256(), 0
    with archive.open(f"{name}.jsonl", "w", force_zip64=True) as out:
        for line in lines:
            data = (line + "\n").encode("utf-8")
            out.write(data)
            digest.update(data)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def restore(database: Database, source: Path) -> int:
    """Put a backup into an empty, migrated database; returns how many rows. All of it goes in, or nothing.

    Raises `Invalid` when the file is not a whole backup of this schema, `Taken` when the database holds something, and names
    what of the publication log does not hold together.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            header = _header(archive, source)
            with database.write() as session:
                if not copying.is_empty(session):
                    raise Taken("The database is not empty. Restore into a new one, and nothing is lost.")
                if header["schema"] != copying.schema_of(session):
                    raise Invalid(
                        f"{source} was made at schema {header['schema']}; this database is at {copying.schema_of(session)}."
                    )
                copying.clear_head(session)
                count = sum(copying.load(session, table, _lines(archive, header, table.name)) for table in copying.kept_tables())
                copying.continue_counting(database, session)
                broken = next(publication_log.broken_links(session), None)
                if broken:
                    raise Invalid(f"{source} is damaged: {broken}.")
    except (zipfile.BadZipFile, OSError) as problem:
        raise Invalid(f"{source} can't be read as a backup: {problem}.") from problem
    return count


def _header(archive: zipfile.ZipFile, source: Path) -> dict[str, object]:
    """What the backup says of itself. Raises `Invalid`."""
    try:
        header = json.loads(archive.read(HEADER))
    except (KeyError, ValueError, zipfile.BadZipFile) as problem:
        raise Invalid(f"{source} is not a Waymark backup.") from problem
    if not isinstance(header, dict) or header.get("format") != FORMAT or not isinstance(header.get("tables"), dict):
        raise Invalid(f"{source} is a backup in a format that this version does not know.")
    return header


def _lines(archive: zipfile.ZipFile, header: dict[str, object], name: str) -> Iterator[str]:
    """The lines of one table, after their sum has been checked: it is read twice, and never held whole."""
    tables = header["tables"]
    assert isinstance(tables, dict)  # noqa: S101 - checked by `_header`
    try:
        said = tables[name]["sha256"]
        found = hashlib.sha256()
        with archive.open(f"{name}.jsonl") as table:
            while part := table.read(1 << 20):
                found.update(part)
    except (KeyError, zipfile.BadZipFile, zlib.error) as problem:
        raise Invalid(f"The backup is damaged: table {name} is missing or broken.") from problem
    if found.hexdigest() != said:
        raise Invalid(f"The backup is damaged: table {name} is not what its sum says.")
    return io.TextIOWrapper(archive.open(f"{name}.jsonl"), encoding="utf-8", newline="\n")


def _settle(beside: Path, target: Path) -> None:
    """On the disk first, then under its name."""
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(target)
