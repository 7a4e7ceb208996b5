"""One state of the index, opened for reading: its pages, and the postings of any word as arrays.

Whoosh's readers share the position in their files, so a snapshot is used by one thread at a time. They are never refreshed: a
later state is a new snapshot, which takes over from the last one what has not changed. Files are read, not mapped: a mapped file
that is cut short takes the whole process with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from app.domain.text import Kind
from app.search.fold import Terms
from app.search.folder import Doubt, State, check, current
from app.search.lexicon import Lexicon
from app.search.pack import Pack, pack_name
from app.search.schema import Card, schema, version
from app.search.table import Marks, Numbers, Table

_BRACKETS = re.compile(r"\([^()]*\)")

NAME: Final = "MAIN"
"""Whoosh's name of the index within its folder."""


class Piece:
    """One of Whoosh's segments with its pack: written once, so what has been read of it stays true."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self.reader = SegmentReader(storage, schema(), segment)
        self.size: int = segment.doc_count_all()
        try:
            self.pack = Pack.read(Path(storage.folder) / pack_name(segment))
        except BaseException:
            self.reader.close()
            raise
        self.starts = self.pack.starts
        try:
            self.cards: list[Card] = [self.reader.stored_fields(int(entry))["card"] for entry in self.starts]
        except BaseException:
            self.close()
            raise
        self.page_of: Numbers = np.repeat(np.arange(len(self.cards), dtype=np.int32), [card.entries for card in self.cards])
        """Entry → its page, as this piece counts them."""
        self.lengths = np.array([1 + sum(section.length for section in card.sections) for card in self.cards], np.float32)
        self.popularity = np.array([card.popularity for card in self.cards], np.float32)
        self.for_patients: Marks = np.array([card.kind == Kind.PATIENT for card in self.cards], np.bool_)
        self.keys = np.array([hash(card.key) for card in self.cards], np.int64)
        self._shown_in: dict[str, Marks] = {}

    def shown_in(self, region: str) -> Marks:
        """Which pages were indexed for a region."""
        found = self._shown_in.get(region)
        if found is None:
            found = self._shown_in[region] = np.array([region in card.regions for card in self.cards], np.bool_)
        return found

    def text(self, entry: int) -> str:
        """The plain text of an entry."""
        return self.pack.texts.of(entry)

    def close(self) -> None:
        """Close its files."""
        self.reader.close()
        self.pack.texts.close()

    def under(self, slug: str) -> list[int]:
        """The pages under a slug."""
        return self._by_slug.get(slug, [])

    @cached_property
    def names(self) -> Table:
        """Titles and synonyms, each owned by its page."""
        return Table((page, name) for page, card in enumerate(self.cards) for name in _names(card))

    @cached_property
    def titles(self) -> Marks:
        """Which of the names are titles."""
        return np.array([name not in card.synonyms for card in self.cards for name in _names(card)], np.bool_)

    @cached_property
    def headings(self) -> Table:
        """The headings of sections, each owned by its entry."""
        return Table(
            (int(start) + place, section.title)
            for start, card in zip(self.starts, self.cards, strict=True)
            for place, section in enumerate(card.sections, 1)
        )

    @cached_property
    def name_words(self) -> Lexicon:
        """The words of names."""
        return Lexicon(self.names.words)

    @cached_property
    def heading_words(self) -> Lexicon:
        """The words of headings."""
        return Lexicon(self.headings.words)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of texts."""
        return Lexicon(self.pack.plain, sounds=False)

    @cached_property
    def shorts(self) -> dict[Terms, list[tuple[int, Terms]]]:
        """Short form → what it stands for, each with the page that says so."""
        found: dict[Terms, list[tuple[int, Terms]]] = defaultdict(list)
        for page, card in enumerate(self.cards):
            for short, long in card.shorts:
                found[short].append((page, long))
        return found

    @cached_property
    def _by_slug(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for page, card in enumerate(self.cards):
            found[card.slug].append(page)
        return found


NONE: Final[Mapping[str, Piece]] = MappingProxyType({})


class Snapshot:
    """The pages of one state, in the order of their entries. Deleted ones are counted, too, so that numbers stay the same."""

    def __init__(self, generation: Path, state: State, known: Mapping[str, Piece]) -> None:
        """Open the segments of a state whose files have been checked; `known` lends those that are open already."""
        self.state = state
        self.pieces: dict[str, Piece] = {}
        self.ordered: list[Piece] = []
        self.bases: list[int] = [0]
        """The first entry of each piece, and the end."""
        self.page_bases: list[int] = [0]
        """The first page of each piece, and the end."""
        self._alive: list[Marks] = []
        try:
            self._open(FileStorage(str(generation), supports_mmap=False, readonly=True), known)
        except BaseException:
            self.close(spare=known)
            raise

    def _open(self, storage: FileStorage, known: Mapping[str, Piece]) -> None:
        entries = 0
        for segment in TOC.read(storage, NAME, gen=self.state.toc, schema=schema()).segments:
            name: str = segment.segment_id()
            piece = self.pieces[name] = known.get(name) or Piece(storage, segment)
            deleted = np.array(list(segment.deleted_docs()), np.int64)
            alive = ~np.isin(piece.starts, deleted)
            entries += int(alive[piece.page_of].sum())
            self.ordered.append(piece)
            self._alive.append(alive)
            self.bases.append(self.bases[-1] + piece.size)
            self.page_bases.append(self.page_bases[-1] + len(piece.cards))
        if entries != self.state.entries:
            raise Doubt(f"{storage.folder} holds another number of entries than was written")

    @cached_property
    def alive(self) -> Marks:
        """Which pages have not been deleted."""
        return np.concatenate([*self._alive, np.empty(0, np.bool_)])

    def pages(self) -> Iterator[tuple[Card, range]]:
        """Every page with its entries."""
        for piece, base, alive in zip(self.ordered, self.bases, self._alive, strict=False):
            for page in np.flatnonzero(alive):
                yield _page(piece, base, int(page))

    def under(self, slug: str) -> Iterator[tuple[Card, range]]:
        """The pages under a slug, each with its entries."""
        for piece, base, alive in zip(self.ordered, self.bases, self._alive, strict=False):
            for page in piece.under(slug):
                if alive[page]:
                    yield _page(piece, base, page)

    def page(self, page: int) -> tuple[Card, range]:
        """One page with its entries."""
        index = bisect_right(self.page_bases, page) - 1
        return _page(self.ordered[index], self.bases[index], page - self.page_bases[index])

    def text(self, entry: int) -> str:
        """The plain text of a section; empty for the names of a page."""
        piece, inner = self._place(entry)
        return piece.text(inner)

    def positions(self, word: str, entry: int) -> list[int]:
        """The places of a word in an entry that has it."""
        piece, inner = self._place(entry)
        matcher = piece.reader.postings("words", word)
        matcher.skip_to(inner)
        return list(matcher.value_as("positions"))

    def close(self, spare: Mapping[str, Piece] = NONE) -> None:
        """Close the files, but for the pieces that another snapshot uses."""
        for name, piece in self.pieces.items():
            if spare.get(name) is not piece:
                piece.close()

    def _place(self, entry: int) -> tuple[Piece, int]:
        index = bisect_right(self.bases, entry) - 1
        return self.ordered[index], entry - self.bases[index]


def _names(card: Card) -> Iterator[str]:
    """The title, the title without what it has in brackets, and the synonyms, each once."""
    plain = " ".join(_BRACKETS.sub(" ", card.title).split())
    yield from dict.fromkeys((card.title, plain or card.title, *card.synonyms))


def _page(piece: Piece, base: int, page: int) -> tuple[Card, range]:
    card, start = piece.cards[page], base + int(piece.starts[page])
    return card, range(start, start + card.entries)


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
