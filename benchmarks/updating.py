"""What it costs to bring pages and search index up to date after one publication, beside SQLite FTS5."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

from app.search.query import Searcher
from app.search.sync import follow, open_writer
from app.store.database import Session
from benchmarks.corpus import texts
from benchmarks.figures import Figure, beside, many
from benchmarks.library import REGION, Library
from benchmarks.peer import Peer

UPDATES = 12


def measure(library: Library) -> Iterator[Figure]:
    """At the present number of pages."""
    peer = Peer(library.site.folder / "fts.db")
    peer.grow(library.pages)
    searcher = Searcher(library.index)
    pages, index, other, found = list[float](), list[float](), list[float](), list[float]()
    chance = random.Random(library.pages)
    with open_writer(library.index) as writer, library.database.read() as session:
        for number in chance.sample(range(library.pages), UPDATES + 1):
            text, word = next(texts(1, number)), f"quokka{_letters(number)}"
            library.republish(text.slug, word)
            pages.append(_cpu(lambda: library.shelf.follow(library.now)))
            index.append(_cpu(lambda: follow(library.database, writer)))
            other.append(_cpu(lambda text=text, word=word: peer.replace(text.slug, text, word)))  # type: ignore[misc]
            session.rollback()  # see what has been committed meanwhile
            found.append(_cpu(lambda word=word, slug=text.slug: _found(searcher, session, word, slug)))  # type: ignore[misc]
    searcher.close()
    peer.close()
    what = f"{library.pages} pages: one published,"
    yield many("update", f"{what} stored pages, CPU", "ms", pages[1:])
    yield beside("update", f"{what} search index, CPU", "ms", index[1:], "FTS5", other[1:])
    yield many("update", f"{what} first search after it, CPU", "ms", found[1:])


def _found(searcher: Searcher, session: Session, word: str, slug: str) -> None:
    hits = searcher.search(session, REGION, word).hits
    assert [hit.slug for hit in hits] == [slug], f"{word} is not found on {slug}"


def _cpu(work: Callable[[], object]) -> float:
    before = time.thread_time()
    work()
    return (time.thread_time() - before) * 1000


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
