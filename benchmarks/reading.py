"""What a published page costs the real application, beside a bare ASGI application that returns the same bytes.

Both run under the same server with the same options, in turn, round after round.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from app.settings import ROOT
from benchmarks import bare
from benchmarks.figures import Figure, many, rounds
from benchmarks.library import REGION, Library
from benchmarks.load import Reply, burst, once, request, until
from benchmarks.processes import cpu
from tests.servers.process import free_port, leash

ROUNDS, COUNT = 7, 4000
SLOW = 60
"""Requests in a round of what goes through the framework."""
BROWSER = "gzip, deflate, br, zstd"


@dataclass(slots=True)
class Case:
    """One request, and what it cost in each round, in milliseconds of the server's processor time."""

    port: int
    group: int
    asked: bytes
    count: int = COUNT
    costs: list[float] = field(default_factory=list)

    def run(self) -> None:
        """One round more."""
        length = once(self.port, self.asked).length
        before = cpu(self.group)
        burst(self.port, self.asked, length, self.count)
        self.costs.append((cpu(self.group) - before) / self.count * 1000)


def measure(library: Library) -> Iterator[Figure]:
    """The page compressed, and the answer that it has not changed."""
    site, path = library.site, f"/{REGION}/pathways/page-00000"
    server = library.serve("--no-work")
    try:
        wanted = request(path, Accept_Encoding=BROWSER)
        page = once(site.port, wanted)
        unchanged = request(path, Accept_Encoding=BROWSER, If_None_Match=page.header("etag"))
        same = once(site.port, unchanged)
        assert (page.status, page.header("content-encoding"), same.status) == (200, "br", 304)
        with _bare(library, page, same) as (port, group):
            assert once(port, request("/page")).body == page.body
            cases = [
                Case(site.port, server, wanted),
                Case(port, group, request("/page", Accept_Encoding=BROWSER)),
                Case(port, group, request("/plain", Accept_Encoding=BROWSER)),
                Case(site.port, server, unchanged),
                Case(port, group, request("/unchanged", Accept_Encoding=BROWSER, If_None_Match=page.header("etag"))),
                Case(site.port, server, request(f"/{REGION}/", Accept_Encoding=BROWSER), SLOW),
            ]
            for number in range(ROUNDS):
                for case in cases if number % 2 else reversed(cases):
                    case.run()
    finally:
        site.stop()
    full, same_bytes, plain, not_changed, bare_unchanged, home = [case.costs for case in cases]
    size = f"{len(page.body):,} bytes of br"
    yield rounds("pages", f"published page, {size}, CPU", "ms", full, "bare ASGI, same bytes", same_bytes, "≤ 1.15")
    yield rounds("pages", "the same page", "ms", full, "bare ASGI, same body, 2 headers", plain)
    yield rounds("pages", "304, CPU", "ms", not_changed, "bare ASGI, same 304", bare_unchanged)
    yield rounds("pages", "the same 304", "ms", not_changed, "bare ASGI, whole page", same_bytes, "≤ 0.85")
    yield many("pages", "a region's home page, made at each request, CPU", "ms", home)


@contextmanager
def _bare(library: Library, page: Reply, same: Reply) -> Iterator[tuple[int, int]]:
    """The bare application, running: its port and its process group."""
    answers = {
        "/page": (200, _own(page), page.body),
        "/plain": (200, [("content-type", "text/html; charset=utf-8"), ("content-length", str(len(page.body)))], page.body),
        "/unchanged": (304, _own(same), b""),
    }
    file, port = library.site.folder / "answers.json", free_port()
    bare.write(file, answers)
    options = "--no-access-log --no-server-header --no-proxy-headers --limit-concurrency 1000 --lifespan off --log-level warning"
    line = [*leash(), sys.executable, "-m", "uvicorn", "benchmarks.bare:application", "--port", str(port), *options.split()]
    process = subprocess.Popen(line, cwd=ROOT, env=os.environ | {"BENCH_ANSWERS": str(file)}, start_new_session=True)
    try:
        until(lambda: _answers(port), pause=0.05)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _own(reply: Reply) -> list[tuple[str, str]]:
    """The headers that the application gave; the server adds the date itself."""
    return [(name, value) for name, value in reply.headers if name != "date"]


def _answers(port: int) -> bool:
    with suppress(OSError):
        return once(port, request("/page")).status == 200
    return False
