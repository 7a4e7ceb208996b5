"""How long the server takes from nothing to ready, and how much memory its processes hold."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.figures import Figure, many, one
from benchmarks.library import REGION, Library
from benchmarks.load import Line, request
from benchmarks.processes import command, cpu, memory, settle
from tests.servers.process import living

STARTS = 3
RESTING = 4.0
"""Seconds for which both are watched."""


def measure(library: Library) -> Iterator[Figure]:
    """With the pages that the library has."""
    walls, costs = list[float](), list[float]()
    for _ in range(STARTS):
        began = time.perf_counter()
        library.site.start("--no-work")
        walls.append((time.perf_counter() - began) * 1000)
        costs.append(cpu(_group(library)) * 1000)
        library.site.stop()
    what = f"{library.pages} pages: from start to ready"
    yield many("start", f"{what}, wall", "ms", walls)
    yield many("start", f"{what}, CPU", "ms", costs)
    yield from _memory(library)


def _memory(library: Library) -> Iterator[Figure]:
    """Of the server once it has read every page and searched, and of the process that works beside it."""
    group = library.serve()
    line = Line(library.site.port)
    try:
        for number in range(library.pages):
            assert line.ask(request(f"/{REGION}/pathways/page-{number:05}", Accept_Encoding="br")).status == 200
        assert line.ask(request(f"/{REGION}/search?q=fever")).status == 200
        yield from _at_rest(library, group)
        held = {("work" if "work" in command(pid) else "serve"): memory(pid) for pid in living(group)}
    finally:
        line.close()
        library.site.stop()
    yield one("start", f"{library.pages} pages: memory of the server, all read", "MB", held["serve"])
    yield one("start", f"{library.pages} pages: memory of the worker", "MB", held["work"])


def _at_rest(library: Library, group: int) -> Iterator[Figure]:
    """What both processes cost while nobody asks for anything."""
    settle(group)
    before = cpu(group)
    time.sleep(RESTING)
    cost = (cpu(group) - before) / RESTING * 1000
    yield one("start", f"{library.pages} pages: server and worker at rest, CPU", "ms/s", cost)


def _group(library: Library) -> int:
    assert library.site.process is not None
    return library.site.process.pid
