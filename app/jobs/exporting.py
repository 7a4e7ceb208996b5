"""Export: a region's texts as files, byte for byte as they were imported or written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.domain.errors import Unavailable
from app.store import pathways, revisions
from app.store.database import Session


@dataclass(frozen=True, slots=True)
class Exported:
    """One file as it is to be written."""

    path: str
    data: bytes


def texts_of(session: Session, region: str) -> Iterator[Exported]:
    """The text of each pathway: what is public, else what is being written, else the last. Paths never leave the folder."""
    came_in = pathways.origins(session, region)
    for row, source, specialty in revisions.texts(session, region):
        path = row.origin or f"{specialty or 'general'}/{row.slug}.md"
        while row.origin is None and path in came_in:
            path = f"{path.removesuffix('.md')}-{row.code.lower()}.md"
        yield Exported(path, source.encode("utf-8"))


def write_files(folder: Path, files: Iterator[Exported]) -> int:
    """Write files beneath a folder, each whole or not at all; returns how many.

    Raises `Unavailable` when the disk refuses, or a path leads outside the folder.
    """
    count = 0
    try:
        for file in files:
            _write(_within(folder, file.path), file.data)
            count += 1
    except OSError as problem:
        raise Unavailable(f"{problem.filename or folder} can't be written: {problem.strerror or problem}.") from problem
    return count


def _within(folder: Path, path: str) -> Path:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/"):
        raise Unavailable(f"“{path}” would be written outside {folder}. Nothing more was written.")
    return folder / path


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".waymark-{os.getpid()}.part")  # not the file's own name with more: that may be too long
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
