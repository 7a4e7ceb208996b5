"""How long a search takes, with snippets and correction: in process beside SQLite FTS5, and over HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import quote

from app.search.query import Searcher
from app.store.database import Session
from benchmarks.corpus import Queries, queries
from benchmarks.figures import Figure, beside, many, one
from benchmarks.library import REGION, Library
from benchmarks.load import Line, request
from benchmarks.peer import TOP, Peer
from benchmarks.processes import cpu

ROUNDS = 3
SEARCH_PAGE = f"/{REGION}/search?q="
SEARCH_API = f"/api/v1/regions/{REGION}/search?limit={TOP}&q="
SUGGEST_API = f"/api/v1/regions/{REGION}/suggest?q="


@dataclass(slots=True)
class Times:
    """Of one query, in milliseconds."""

    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def add(self, work: Callable[[], object]) -> None:
        """Do it once more, and note how long it took this thread."""
        processor, wall = time.thread_time(), time.perf_counter()
        work()
        self.processor.append((time.thread_time() - processor) * 1000)
        self.wall.append((time.perf_counter() - wall) * 1000)


def measure(library: Library) -> Iterator[Figure]:
    """Every class of queries at the present number of pages."""
    asked = queries(library.pages)
    peer = Peer(library.site.folder / "fts.db")
    peer.grow(library.pages)
    searcher = Searcher(library.index)
    try:
        with library.database.read() as session:
            opening = Times()
            opening.add(lambda: searcher.search(session, REGION, "fever", TOP))
            yield one("search", f"{library.pages} pages: opening the index, CPU", "ms", opening.processor[0])
            for group in asked:
                yield from _compare(group, library.pages, searcher, session, peer)
    finally:
        searcher.close()
        peer.close()
    yield from _over_http(library, asked)


def _compare(group: Queries, pages: int, searcher: Searcher, session: Session, peer: Peer) -> Iterator[Figure]:
    """One class of queries, each in turn by both."""
    mine, others, first = list[Times](), list[Times](), list[float]()
    for query in group.asked:
        own, other, fresh = Times(), Times(), Times()
        fresh.add(lambda query=query: searcher.search(session, REGION, query, TOP))  # type: ignore[misc]
        for _ in range(ROUNDS):
            own.add(lambda query=query: searcher.search(session, REGION, query, TOP))  # type: ignore[misc]
            other.add(lambda query=query: peer.search(query))  # type: ignore[misc]
        mine.append(own)
        others.append(other)
        first += fresh.processor
    what = f"{pages} pages: {group.sort}"
    processor = [median(times.processor) for times in mine]
    if group.sort == "misspelt":  # the peer corrects nothing and finds nothing: no comparison
        yield many("search", f"{what}, CPU", "ms", processor)
    else:
        yield beside("search", f"{what}, CPU", "ms", processor, "FTS5", [median(times.processor) for times in others])
    yield many("search", f"{what}, CPU when first asked", "ms", first)
    yield many("search", f"{what}, wall", "ms", [median(times.wall) for times in mine])


def _over_http(library: Library, asked: tuple[Queries, ...]) -> Iterator[Figure]:
    """The search page, the API and suggestions through the whole application, one request after the other."""
    group = library.serve("--no-work")
    line = Line(library.site.port)
    chosen = [query for group in asked for query in group.asked[::2]]
    try:
        for query in chosen:  # so that no figure depends on which of the three comes first
            _ask(group, line, SEARCH_API + quote(query), Times())
        for name, address in (("search page", SEARCH_PAGE), ("API search", SEARCH_API), ("API suggest", SUGGEST_API)):
            times = Times()
            for query in chosen:
                _ask(group, line, address + quote(query), times)
            what = f"{library.pages} pages: {name} over HTTP"
            yield many("search", f"{what}, CPU of the server", "ms", times.processor)
            yield many("search", f"{what}, wall", "ms", times.wall)
    finally:
        line.close()
        library.site.stop()


def _ask(group: int, line: Line, address: str, times: Times) -> None:
    asked = request(address, Accept="application/json" if address.startswith("/api") else "text/html")
    before, began = cpu(group), time.perf_counter()
    reply = line.ask(asked)
    times.wall.append((time.perf_counter() - began) * 1000)
    times.processor.append((cpu(group) - before) * 1000)
    assert reply.status == 200, f"{address}: {reply.status}"
    if address.startswith("/api"):
        assert any(json.loads(reply.body).values()), f"{address}: nothing found"
