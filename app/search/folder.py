"""The folder of a search index: what lies where, whom it belongs to, and whether its files are still what was written.

    <folder>/CURRENT           name of the generation that is searched
    <folder>/REBUILD           there while somebody waits for the writer to make the index anew
    <folder>/g7/…              a generation: Whoosh's files
    <folder>/g7/state.json     how far it has come, and the size and digest of each of those files

Whoosh reads its files with pickle, so a file is opened only when it lies in a folder of our own that nobody else may enter, and
its digest is the one that was written down. Anything else is a `Doubt`; the index is a cache, so doubt means making it anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from app.domain.errors import Refusal, Unavailable

POINTER: Final = "CURRENT"
REQUEST: Final = "REBUILD"
STATE: Final = "state.json"
_HALF: Final = f".{POINTER}.new"
"""What a writer that was killed while it switched leaves."""
_OURS: Final = frozenset({POINTER, _HALF, REQUEST})
_GENERATION = re.compile(r"g([1-9][0-9]{0,8})")


class SearchBusy(Refusal):
    """Another process writes this index."""

    status = 503
    name = "search-busy"
    title = "Another process writes this search index"


class Doubt(Exception):
    """The index is missing, damaged, of another making or not ours: it must be made anew. The message says which."""


@dataclass(frozen=True, slots=True)
class State:
    """What a generation holds."""

    version: str
    """How it was made: `schema.version()`."""
    sequence: int
    """How far it has followed the publication log."""
    entry_hash: str
    """Hash of that entry of the log: two logs may have the same sequence."""
    basis: str
    """Names the tree of regions that it was made for."""
    entries: int
    """How many entries can be found in it."""
    toc: int
    """Number of Whoosh's table of contents."""
    files: dict[str, tuple[int, str]]
    """Name → size in bytes and digest."""

    @classmethod
    def read(cls, generation: Path) -> Self:
        """The state of a generation. Raises `Doubt`."""
        try:
            members = json.loads((generation / STATE).read_bytes())
            files = {str(name): (int(size), str(digest)) for name, (size, digest) in members.pop("files").items()}
            return cls(files=files, **members)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
            raise Doubt(f"{generation / STATE}: {problem}") from problem

    def write(self, generation: Path) -> None:
        """Write it so that after a crash either the old or the new one is there, whole."""
        replace(generation / STATE, json.dumps(asdict(self)).encode())


def current(folder: Path) -> Path:
    """The generation that is searched. Raises `Doubt`."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as problem:
        raise Doubt(f"{folder / POINTER}: {problem}") from problem
    if not _GENERATION.fullmatch(name):
        raise Doubt(f"{folder / POINTER} names no generation")
    for place in (folder, folder / name):
        if not private(place):
            raise Doubt(f"{place} is not a folder of our own that nobody else may enter")
    return folder / name


def private(place: Path) -> bool:
    """Whether it is a folder, ours, and closed to everybody else."""
    try:
        found = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077


def point(folder: Path, generation: Path) -> None:
    """Search this generation from now on."""
    replace(folder / POINTER, generation.name.encode())


def begin(folder: Path) -> Path:
    """An empty folder for a new generation."""
    matches = [_GENERATION.fullmatch(entry.name) for entry in folder.iterdir()]
    numbers = [int(match[1]) for match in matches if match]
    generation = folder / f"g{max(numbers, default=0) + 1}"
    generation.mkdir(mode=0o700)
    return generation


def check(generation: Path, files: dict[str, tuple[int, str]], known: dict[Path, tuple[int, ...]]) -> None:
    """Every file is what was written down. Raises `Doubt`.

    `known` remembers which files were found good, so that each is read through once; it is brought up to date.
    """
    for name, (size, digest) in files.items():
        path = generation / name
        try:
            found = path.lstat()
            stamp = stamp_of(found)
            if known.get(path) == stamp:
                continue
            good = stat.S_ISREG(found.st_mode) and found.st_size == size and _digest(path) == digest
        except OSError as problem:
            raise Doubt(f"{path}: {problem}") from problem
        if not good:
            raise Doubt(f"{path} is not what was written")
        known[path] = stamp


def stamp_of(found: os.stat_result) -> tuple[int, ...]:
    """What changes when a file does."""
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def seal(generation: Path, names: Iterable[str], before: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Bring files safely to the disk and return the size and digest of each; those of `before` are safe already."""
    sealed: dict[str, tuple[int, str]] = {}
    for name in names:
        if name in before:
            sealed[name] = before[name]
            continue
        path = generation / name
        _sync(path)
        sealed[name] = (path.stat().st_size, _digest(path))
    _sync(generation)
    return sealed


def replace(path: Path, content: bytes) -> None:
    """Put a file in place at once and for good: after a crash the old or the new one is there, whole."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync(path.parent)


def sweep(folder: Path, keep: Path | None, files: Iterable[str] = ()) -> None:
    """Remove every generation but one, and from that one everything but these files and its state."""
    for entry in folder.iterdir():
        old = _GENERATION.fullmatch(entry.name) or entry.name == _HALF or (keep is None and entry.name in _OURS)
        if entry != keep and old:
            remove(entry)
    wanted = {STATE, *files}
    for entry in keep.iterdir() if keep else ():
        if entry.name not in wanted:
            remove(entry)


def hold(folder: Path) -> int:
    """Hold the folder as its one writer; returns what `release` takes. The folder is made, and closed to everybody else.

    Raises `SearchBusy` when another process holds it and `Unavailable` when it can't be used. The lock dies with its process.
    What was in a folder that others could enter is removed: it may be theirs.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trusted = private(folder)
        if not trusted:
            _refuse_strange(folder)
        folder.chmod(0o700)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as problem:
        raise Unavailable(f"The search folder {folder} can't be used: {problem.strerror}.") from problem
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        os.close(descriptor)
        raise SearchBusy(
            f"The search folder {folder} is in use by another process. Stop it, or set WAYMARK_SEARCH_DIR to another folder."
        ) from problem
    _held.add(descriptor)
    if not trusted:
        sweep(folder, None)
    return descriptor


def is_held(descriptor: int, folder: Path) -> bool:
    """Whether what is held is still the folder at this path: it may have been removed, or another put in its place."""
    try:
        return os.path.samestat(os.fstat(descriptor), folder.stat())
    except OSError:
        return False


def ask(folder: Path) -> None:
    """Ask whoever writes the index to make it anew. Raises `Unavailable`."""
    try:
        (folder / REQUEST).touch()
    except OSError as problem:
        raise Unavailable(f"The search folder {folder} can't be written: {problem.strerror}.") from problem


def release(descriptor: int) -> None:
    """Let another writer hold the folder."""
    _held.discard(descriptor)
    os.close(descriptor)


_held: set[int] = set()


def _let_go() -> None:
    """A child made by fork would keep the lock after its parent's death."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


def _refuse_strange(folder: Path) -> None:
    """A folder that others may enter is emptied and closed; not so when it's another's, or holds more than an index."""
    names = (entry.name for entry in folder.iterdir())
    strange = next((name for name in names if name not in _OURS and not _GENERATION.fullmatch(name)), None)
    if folder.lstat().st_uid != os.geteuid() or strange is not None:
        raise Unavailable(
            f"The search folder {folder} {f'holds “{strange}”' if strange else 'belongs to somebody else'}. "
            "Set WAYMARK_SEARCH_DIR to a folder of its own."
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(entry: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
