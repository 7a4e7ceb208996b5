"""Export: a region's texts as files, byte for byte as they were imported or written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Unavailable
from app.store import pathways
from app.store.database import Session


@dataclass(frozen=True, slots=True)
class Exported:
    """One file as it is to be written."""

    path: str
    data: bytes


def texts_of(session: Session, region: str) -> Iterator[Exported]:
    """The text of each pathway: what is public, else what is being written, else the last. Paths never leave the folder."""
    for row, source, specialty in pathways.texts(session, region):
        path = row.origin or f"{specialty or 'general'}/{row.slug}.md"
        yield Exported(path, source.encode("utf-8"))


def write_files(folder: Path, files: Iterator[Exported]) -> int:
    """Write files beneath a folder, each whole or not at all; returns how many.

    Raises `Unavailable` when the disk refuses.
    """
    count = 0
    try:
        for file in files:
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(target.name + ".part")
            beside.write_bytes(file.data)
            beside.replace(target)
            count += 1
    except OSError as problem:
        raise Unavailable(f"{problem.filename or folder} can't be written: {problem.strerror}.") from problem
    return count
