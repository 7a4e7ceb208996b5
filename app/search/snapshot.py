"""One state of the index, opened for reading: its pages, and the postings of any word as arrays.

Whoosh's readers share the position in their files, so a snapshot is used by one thread at a time. They are never refreshed: a
later state is a new snapshot, which takes over from the last one what has not changed. Files are read, not mapped: a mapped file
that is cut short takes the whole process with it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader, TermNotFound

from app.search.folder import Doubt, State, check, current
from app.search.schema import PAGE, Card, schema, version

NAME: Final = "MAIN"
"""Whoosh's name of the index within its folder."""

Postings = tuple["array[int]", "array[float]"]
"""Entries with a word, ascending, and its weight in each."""


class Piece:
    """One of Whoosh's segments: written once, so what has been read of it stays true."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self.reader = SegmentReader(storage, schema(), segment)
        self.size: int = segment.doc_count_all()
        self._postings: dict[str, Postings] = {}
        try:
            entries = self.reader.postings("entry", PAGE).all_ids()
            self.cards: dict[int, Card] = {entry: self.reader.stored_fields(entry)["card"] for entry in entries}
        except BaseException:
            self.reader.close()
            raise

    def postings(self, word: str) -> Postings:
        """Where a word stands."""
        found = self._postings.get(word)
        if found is None:
            found = self._postings[word] = self._read(word)
        return found

    def positions(self, word: str, entry: int) -> list[int]:
        """The places of a word in an entry that has it."""
        matcher = self.reader.postings("words", word)
        matcher.skip_to(entry)
        return list(matcher.value_as("positions"))

    def _read(self, word: str) -> Postings:
        entries, weights = array("I"), array("f")
        try:
            matcher = self.reader.postings("words", word)
        except TermNotFound:
            return entries, weights
        while matcher.is_active():
            entries.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        return entries, weights


NONE: Final[Mapping[str, Piece]] = MappingProxyType({})


class Snapshot:
    """The pages of one state, in the order of their entries, and what the index knows of words."""

    def __init__(self, generation: Path, state: State, known: Mapping[str, Piece]) -> None:
        """Open the segments of a state whose files have been checked; `known` lends those that are open already."""
        self.state = state
        self.cards: list[Card] = []
        self.starts: list[int] = []
        """The first entry of each page."""
        self.page_of = array("i")
        """Entry → its page, or -1 for one that has been deleted."""
        self.pieces: dict[str, Piece] = {}
        self._bases: list[int] = []
        self._ordered: list[Piece] = []
        try:
            self._open(FileStorage(str(generation), supports_mmap=False, readonly=True), known)
        except BaseException:
            self.close(spare=known)
            raise

    def _open(self, storage: FileStorage, known: Mapping[str, Piece]) -> None:
        for segment in TOC.read(storage, NAME, gen=self.state.toc, schema=schema()).segments:
            name: str = segment.segment_id()
            piece = self.pieces[name] = known.get(name) or Piece(storage, segment)
            self._add(piece, frozenset(segment.deleted_docs()))
        if sum(card.entries for card in self.cards) != self.state.entries:
            raise Doubt(f"{storage.folder} holds another number of entries than was written")

    def _add(self, piece: Piece, deleted: frozenset[int]) -> None:
        base = len(self.page_of)
        self.page_of.extend([-1] * piece.size)
        for entry, card in piece.cards.items():
            if entry not in deleted:
                start = base + entry
                self.page_of[start : start + card.entries] = array("i", [len(self.cards)] * card.entries)
                self.cards.append(card)
                self.starts.append(start)
        self._bases.append(base)
        self._ordered.append(piece)

    def postings(self, word: str) -> Iterator[tuple[int, Postings]]:
        """Where a word stands, segment by segment, each with the number of its first entry. Deleted entries are among them."""
        for base, piece in zip(self._bases, self._ordered, strict=True):
            found = piece.postings(word)
            if found[0]:
                yield base, found

    def text(self, entry: int) -> str:
        """The plain text of a section."""
        piece, inner = self._place(entry)
        return str(piece.reader.stored_fields(inner)["text"])

    def positions(self, word: str, entry: int) -> list[int]:
        """The places of a word in an entry that has it."""
        piece, inner = self._place(entry)
        return piece.positions(word, inner)

    def words(self) -> set[str]:
        """Every word of the index, as it stands there."""
        return {word.decode() for piece in self._ordered for word in piece.reader.lexicon("words")}

    def beginning(self, prefix: str) -> list[str]:
        """The words of the index that begin so."""
        found = {word.decode() for piece in self._ordered for word in piece.reader.expand_prefix("words", prefix)}
        return sorted(found)

    def close(self, spare: Mapping[str, Piece] = NONE) -> None:
        """Close the files, but for the pieces that another snapshot uses."""
        for name, piece in self.pieces.items():
            if spare.get(name) is not piece:
                piece.reader.close()

    def _place(self, entry: int) -> tuple[Piece, int]:
        index = bisect_left(self._bases, entry + 1) - 1
        return self._ordered[index], entry - self._bases[index]


def load(folder: Path, known: dict[Path, tuple[int, ...]], last: Snapshot | None = None) -> Snapshot:
    """Open the state that is searched. Raises `Doubt` when anything is not as it was written.

    `known` is what `folder.check` remembers; `last` lends what has not changed, and stays as it is.
    """
    generation = current(folder)
    state = State.read(generation)
    if state.version != version():
        raise Doubt(f"{generation} was made in another way")
    check(generation, state.files, known)
    try:
        return Snapshot(generation, state, last.pieces if last else NONE)
    except Doubt:
        raise
    except Exception as problem:  # whatever Whoosh makes of a file that is not what it should be
        raise Doubt(f"{generation}: {problem!r}") from problem
