"""The one writer of the index. Each commit is whole or not at all, whatever happens to the process meanwhile."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from app.domain.errors import Unavailable
from app.domain.publication import Edition
from app.search import folder as place
from app.search.files import Files
from app.search.folder import State
from app.search.pack import pack_name, packed, stored
from app.search.schema import Card, entries, schema, version
from app.search.snapshot import NAME, Snapshot, load

SMALL: Final = 2000
"""Entries of a segment that may be merged with others."""
ALIKE: Final = 4
"""Small segments of like size that are merged."""
MANY, COMPRESSION = 16, 3
"""From how many postings of a word on they are compressed, and how hard."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the publication log has been followed: its sequence, the hash of that entry, and for which tree of regions."""

    sequence: int
    entry_hash: str
    basis: str


class Writer:
    """Holds a search folder for as long as it lives: nobody else can write in it.

    Raises `SearchBusy` when another process does, and `Unavailable` when the folder can't be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._lock: int | None = place.hold(self.folder)
        self._known: dict[Path, tuple[int, ...]] = {}
        self._snapshot: Snapshot | None = None
        self.filled = 0
        """The storing of pages up to which the local details of what is shown have been looked at."""

    def close(self) -> None:
        """Let another writer hold the folder."""
        self._forget()
        if self._lock is not None:
            place.release(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def keep(self) -> None:
        """Hold the folder again, should it have been removed or replaced meanwhile. Raises as making a writer does."""
        if self._lock is None or not place.is_held(self._lock, self.folder):
            self.close()
            self._known.clear()
            self._lock = place.hold(self.folder)

    def is_asked(self) -> bool:
        """Whether somebody waits for the index to be made anew."""
        return (self.folder / place.REQUEST).exists()

    def state(self) -> State:
        """What the index holds, its files having been looked at, and opened the first time. Raises `Doubt`."""
        if self._snapshot is None:
            self.snapshot()
        generation = place.current(self.folder)
        state = State.read(generation)
        if state.version != version():
            raise place.Doubt(f"{generation} was made in another way")
        place.check(generation, state.files, self._known)
        return state

    def snapshot(self) -> Snapshot:
        """The index as it stands, valid until the next commit. Raises `Doubt`."""
        last, self._snapshot = self._snapshot, None
        try:
            fresh = self._snapshot = load(self.folder, self._known, last)
        except BaseException:
            if last is not None:
                last.close()
            raise
        if last is not None:
            last.close(spare=fresh.pieces)
        return fresh

    def commit(self, gone: Sequence[int], pages: Sequence[tuple[Card, Edition]], reached: Reached) -> None:
        """Take some entries (numbers of the last snapshot) out, put some pages in, and remember how far that is.

        Raises `Unavailable` when the disk is full or takes no writes, and `Doubt` when the index is not what it should be; then
        nothing has changed.
        """
        generation, before = place.current(self.folder), self.state()
        with _explained(self.folder):
            place.sweep(self.folder, generation, before.files)
            if gone or pages:
                self._write(generation, before, gone, pages, reached)
            else:
                dataclasses.replace(before, **dataclasses.asdict(reached)).write(generation)

    def build(self, pages: Iterable[tuple[Card, Edition]], reached: Reached) -> Path:
        """A new generation with these pages beside the one that is searched: what was asked for. Raises `Unavailable`."""
        with _explained(self.folder):
            (self.folder / place.REQUEST).unlink(missing_ok=True)
            generation = place.begin(self.folder)
            try:
                FileIndex.create(Files(generation), schema(), NAME)
                self._write(generation, State(version(), 0, "", "", 0, 0, {}), (), pages, reached)
            except BaseException:
                self.discard(generation)
                raise
        return generation

    def switch(self, generation: Path) -> None:
        """Search this generation from now on, and remove every other. Raises `Unavailable`."""
        self._forget()
        with _explained(self.folder):
            place.point(self.folder, generation)
            place.sweep(self.folder, generation, State.read(generation).files)

    def discard(self, generation: Path) -> None:
        """Remove a generation that is not searched."""
        with suppress(OSError):
            place.remove(generation)

    def _write(
        self, generation: Path, before: State, gone: Iterable[int], pages: Iterable[tuple[Card, Edition]], reached: Reached
    ) -> None:
        def seal(toc: int, segments: Sequence[Any]) -> None:
            for segment in segments:
                if pack_name(segment) not in before.files:
                    _pack(storage, generation, segment)
            names = [f"_{NAME}_{toc}.toc", *(name for segment in segments for name in segment.list_files(storage))]
            files = place.seal(generation, names, before.files)
            found = sum(segment.doc_count() for segment in segments)
            State(before.version, reached.sequence, reached.entry_hash, reached.basis, found, toc, files).write(generation)

        storage = Files(generation)
        try:
            writing = _Commit(FileIndex(storage, schema(), NAME), seal)
            for entry in gone:
                writing.delete_document(entry)
            for card, edition in pages:
                for fields in entries(card, edition):
                    writing.add_document(**fields)
            writing.commit(mergetype=_merged)
        finally:
            storage.close_all()

    def _forget(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = None


def _pack(storage: Files, generation: Path, segment: Any) -> None:
    """Write what a search reads of a new segment beside it."""
    reader = SegmentReader(storage, schema(), segment)
    try:
        packed(reader).write(generation / pack_name(segment), stored(reader))
    finally:
        reader.close()


def _merged(writing: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Write some small segments of like size anew as one; return the rest. So there are few, and no commit takes long."""
    tiers: dict[int, list[Any]] = defaultdict(list)
    for segment in segments:
        if segment.doc_count_all() <= SMALL:
            tiers[segment.doc_count_all().bit_length() // 2].append(segment)
    merged = next((tier for _, tier in sorted(tiers.items()) if len(tier) >= ALIKE), [])
    for segment in merged:
        reader = SegmentReader(writing.storage, writing.schema, segment)
        writing.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


class _Postings(W3PostingsWriter):  # type: ignore[misc]  # Whoosh has no types
    """As Whoosh writes them, but few postings of a word are not compressed: they get hardly shorter, and most are few."""

    def _write_block(self, last: bool = False) -> None:
        self._compression = COMPRESSION if len(self) >= MANY else 0
        super()._write_block(last)


class _Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own codec, without lengths, which no field here keeps."""

    length_stats = False

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _Postings:
        return _Postings(dbfile, blocklimit=self._blocklimit, byteids=byteids, inlinelimit=self._inlinelimit)


class _Commit(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's commit in an order that survives everything.

    When the new table of contents is written, the new files are brought to the disk and the state is switched to them, before
    the old ones are removed: what the state names is always there. Whoosh's own lock isn't needed: the folder is held.
    """

    def __init__(self, index: FileIndex, seal: Callable[[int, Sequence[Any]], None]) -> None:
        super().__init__(index, _lk=False, codec=_Codec())
        self._seal = seal

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        self._seal(self.generation, segments)
        clean_files(self.storage, self.indexname, self.generation, segments)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise Unavailable(f"The search index in {folder} can't be written: {problem.strerror or problem}.") from problem
