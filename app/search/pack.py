"""The words of one segment of the index as arrays, beside Whoosh's own files: what a search reads.

Whoosh's readers take microseconds for each posting; these take a slice. Its stored texts go through five layers; these are read
from their place in the file, one at a time, and not kept in memory. A pack is made from a finished segment by the one writer,
once, and holds nothing that the segment does not. It is no pickle.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.reading import SegmentReader

from app.search.fold import fold, term, words
from app.search.schema import PAGE

Ints = NDArray[np.uint32]
Small = NDArray[np.uint16]

LAST: Final = "\U0010ffff"
"""Sorts after every word that begins like what it is added to."""
HEAVIEST: Final = 65_535


@dataclass(frozen=True, slots=True)
class Texts:
    """The plain text of each entry, at the end of a pack's file; empty for the names of a page."""

    ends: NDArray[np.uint64]
    """Where each ends, from the first byte of all."""
    file: IO[bytes] | None = None
    begin: int = 0
    """Where in the file they begin."""

    def of(self, entry: int) -> str:
        """One text. Raises `ValueError` when the file has become shorter."""
        start, end = int(self.ends[entry - 1]) if entry else 0, int(self.ends[entry])
        if start == end or self.file is None:
            return ""
        found = os.pread(self.file.fileno(), end - start, self.begin + start)
        if len(found) < end - start:
            raise ValueError(f"{self.file.name} ends before a text does")
        return found.decode()

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()


@dataclass(frozen=True, slots=True)
class Pack:
    """For each word, ascending, where it stands and how texts write it."""

    starts: NDArray[np.int32]
    """The first entry of each page."""
    terms: list[str]
    offsets: Ints
    """The postings of the n-th word are those from the n-th offset to the next."""
    entries: Ints
    weights: Small
    forms: list[str]
    """As texts write it, in small letters."""
    form_offsets: Ints
    plain: list[str]
    """What a misspelt word may have meant: the same words in their common spelling, those of letters only."""
    texts: Texts

    def find(self, word: str) -> slice:
        """The postings of a word; empty when it isn't there."""
        return self._postings(*self._range(word))

    def beginning(self, prefix: str) -> slice:
        """The postings of all words that begin so."""
        return self._postings(*self._range(prefix, prefix=True))

    def spellings(self, word: str, *, prefix: bool = False) -> list[str]:
        """How texts write a word, or all that begin so."""
        start, end = self._range(word, prefix=prefix)
        return self.forms[self.form_offsets[start] : self.form_offsets[end]]

    def _range(self, word: str, *, prefix: bool = False) -> tuple[int, int]:
        start = bisect_left(self.terms, word)
        if prefix:
            return start, bisect_left(self.terms, word + LAST)
        return start, start + (start < len(self.terms) and self.terms[start] == word)

    def _postings(self, start: int, end: int) -> slice:
        return slice(int(self.offsets[start]), int(self.offsets[end]))

    @classmethod
    def read(cls, path: Path) -> Self:
        """The pack in a file that has been checked; it stays open for its texts."""
        file = path.open("rb")
        try:
            starts, terms, offsets, entries, weights, forms, form_offsets, plain, ends = map(np.lib.format.read_array, [file] * 9)
            texts = Texts(ends, file, file.tell())
            return cls(starts, _words(terms), offsets, entries, weights, _words(forms), form_offsets, _words(plain), texts)
        except BaseException:
            file.close()
            raise

    def write(self, path: Path, texts: Iterable[bytes]) -> None:
        """Write it, with the texts of its entries in order."""
        parts = (
            self.starts, _bytes(self.terms), self.offsets, self.entries, self.weights, _bytes(self.forms), self.form_offsets,
            _bytes(self.plain), self.texts.ends,
        )  # fmt: skip
        with path.open("wb") as file:
            for part in parts:
                np.lib.format.write_array(file, part, allow_pickle=False)
            file.writelines(texts)


def pack_name(segment: Any) -> str:
    """The file beside a segment's own."""
    return str(segment.make_filename(".pack"))


def packed(reader: SegmentReader) -> Pack:
    """The words of a segment that has just been written: nothing in it is deleted yet."""
    terms, offsets, entries, weights = list[str](), array("I", [0]), array("I"), array("f")
    for name in reader.lexicon("words"):
        terms.append(name.decode())
        _add(reader.postings("words", name), entries, weights)
        offsets.append(len(entries))
    forms = _forms(reader)
    lengths = [len(text) for text in stored(reader)]
    spelled = [sorted(forms.get(term, ())) for term in terms]
    return Pack(
        np.array(list(reader.postings("entry", PAGE).all_ids()), np.int32),
        terms,
        np.frombuffer(offsets, np.uint32),
        np.frombuffer(entries, np.uint32),
        np.minimum(np.frombuffer(weights, np.float32), HEAVIEST).astype(np.uint16),
        [form for some in spelled for form in some],
        np.cumsum([0, *map(len, spelled)]).astype(np.uint32),
        sorted({plain for some in spelled for plain in map(fold, some) if len(plain) > 3 and plain.isalpha()}),
        Texts(np.cumsum(lengths, dtype=np.uint64)),
    )


def stored(reader: SegmentReader) -> Iterator[bytes]:
    """The texts of a segment as Whoosh keeps them."""
    for entry in reader.all_doc_ids():
        yield str(reader.stored_fields(entry).get("text", "")).encode()


def _add(matcher: Any, entries: array[int], weights: array[float]) -> None:
    """All postings of a word, some at a time where Whoosh keeps them so."""
    if isinstance(matcher, W3LeafMatcher):
        while matcher.is_active():
            matcher.id(), matcher.weight()  # makes it read its block
            entries.extend(matcher._ids)  # noqa: SLF001 Whoosh gives one at a time
            weights.extend(matcher._weights)  # noqa: SLF001
            matcher._next_block()  # noqa: SLF001
    while matcher.is_active():
        entries.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()


def _forms(reader: SegmentReader) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for text in stored(reader):
        for word in words(text.decode()):
            found[term(word)].add(word.lower())
    return found


def _bytes(words: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _words(found: NDArray[np.uint8]) -> list[str]:
    text = found.tobytes().decode()
    return text.split("\n") if text else []
