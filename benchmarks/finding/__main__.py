"""Measure how well and how fast search finds; show tables."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import quote

from benchmarks.figures import high
from benchmarks.finding import judged
from benchmarks.finding.enlarged import edition, enlarged
from benchmarks.finding.goals import BY_EIGHT, GOALS, LARGE_MS, SMALL_MS, SUGGEST_MS
from benchmarks.finding.judged import Hit, Page, Query
from benchmarks.finding.rivals import FullText, whoosh
from benchmarks.library import REGION, library
from benchmarks.load import Line, request
from benchmarks.processes import cpu, memory, settle
from tests.servers.process import free_port, leash, living
from tests.servers.site import Site

COLLECTIONS: Final = ("medquad", "clin")
SMALL, LARGE = 2_000, 20_000
TIMED: Final = 24
"""Queries of each class that are timed."""
LONG: Final = 1500.0
"""Seconds that an import may take."""
ADMIN: Final = "admin@example.org"


def main(data: Path, *, quick: bool) -> None:
    """Both tables; `quick` leaves the large library out."""
    parts = {name: data / "search" / name / "shared" for name in COLLECTIONS}
    asked = {name: judged.queries(folder) for name, folder in parts.items()}
    found = {name: judged.pages(folder) for name, folder in parts.items()}
    print(_quality(data, found, asked), flush=True)
    _speed([page for pages in found.values() for page in pages], _timed(asked), (SMALL,) if quick else (SMALL, LARGE))


def _quality(data: Path, found: dict[str, list[Page]], asked: dict[str, list[Query]]) -> str:
    """By class: what was reached through import and API, the goal, and what others reach on the same pages."""
    lines = [
        f"\n{'class':24}{'queries':>8}{'right':>9}{'goal':>8}{'section':>9}{'goal':>7}{'nothing':>9}{'FTS5':>8}{'Whoosh':>8}"
    ]
    with tempfile.TemporaryDirectory(prefix="waymark-finding-") as folder, _imported(data, Path(folder)) as port:
        for name in COLLECTIONS:
            _tell(f"{name}: {len(asked[name])} queries")
            mine = {query.id: _hits(port, name, query.text) for query in asked[name]}
            fulltext, plain = FullText(Path(folder) / f"{name}.db"), whoosh(found[name])
            fulltext.add(found[name])
            others: dict[str, list[Hit]] = {
                query.id: [(slug, None) for slug, _, _ in fulltext.search(query.text)] for query in asked[name]
            }
            worst: dict[str, list[Hit]] = {query.id: [(slug, None) for slug in plain(query.text)] for query in asked[name]}
            for sort in dict.fromkeys(query.sort for query in asked[name]):
                chosen = [query for query in asked[name] if query.sort == sort]
                lines.append(_line(name, sort, chosen, mine, others, worst))
    return "\n".join(lines)


def _line(name: str, sort: str, asked: Sequence[Query], *runs: dict[str, list[Hit]]) -> str:
    mine, goal = judged.score(asked, runs[0]), GOALS[name, sort]
    reached = [score.eighth if sort in BY_EIGHT else score.first for score in (judged.score(asked, run) for run in runs)]
    section = f"{mine.section:9.3f}" if mine.section is not None else " " * 9
    aim = f"{goal.section:.3f}{_star(mine.section, goal.section)}" if goal.section else " "
    return (
        f"{name + ' ' + sort:24}{mine.count:8}{reached[0]:9.3f}  {goal.first:.3f}{_star(reached[0], goal.first)}"
        f"{section}  {aim:6}{mine.nothing:8.3f}{reached[1]:8.3f}{reached[2]:8.3f}"
    )


def _star(reached: float | None, goal: float) -> str:
    return " " if reached is not None and reached >= goal else "*"


@contextmanager
def _imported(data: Path, folder: Path) -> Iterator[int]:
    """A site with each collection in a region of its own, through the real command line; its port."""
    site = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    try:
        _run(site, "setup", "--empty")
        for name in COLLECTIONS:
            _run(site, "region", "add", name, "--name", name, "--time-zone", "Pacific/Auckland")
            _run(
                site,
                "user",
                "add",
                ADMIN,
                "--name",
                "Admin",
                "--role",
                "region_admin",
                "--region",
                name,
                typed="a long enough one\n",
            )
            script = data / "search" / "to_markdown.py"
            subprocess.run([sys.executable, str(script), name, "shared", str(folder / name)], check=True, capture_output=True)
            _tell(f"{name}: importing …")
            _tell(_run(site, "import", str(folder / name), "--region", name, "--publish", "--as", ADMIN, "--reason", "A trial."))
        site.start("--no-work")
        yield site.port
    finally:
        site.kill()


def _run(site: Site, *arguments: str, typed: str = "") -> str:
    done = site.command(*arguments, typed=typed, patience=LONG)
    if done.returncode:
        raise SystemExit(f"waymark {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout.strip().splitlines()[-1]


def _hits(port: int, region: str, text: str) -> list[Hit]:
    line = Line(port)
    try:
        reply = json.loads(line.ask(request(f"/api/v1/regions/{region}/search?limit=10&q={quote(text)}")).body)
    finally:
        line.close()
    return [(one["slug"], one["section"]["id"] if one["section"] else None) for one in reply["results"]]


def _timed(asked: dict[str, list[Query]]) -> list[str]:
    """Some queries of each class."""
    by_class: dict[tuple[str, str], list[str]] = {}
    for name, some in asked.items():
        for query in some:
            by_class.setdefault((name, query.sort), []).append(query.text)
    return [text for texts in by_class.values() for text in texts[:TIMED]]


def _speed(real: Sequence[Page], asked: Sequence[str], sizes: Sequence[int]) -> None:
    """Processor time of each query over HTTP, ours and SQLite's in turn, at each size."""
    with library() as made:
        fulltext, path = FullText(made.site.folder / "fts.db"), made.site.folder / "fts.db"
        for size, limit in zip(sizes, (SMALL_MS, LARGE_MS), strict=False):
            _tell(f"a library of {size} pages …")
            fresh = list(enlarged(real, size))[made.pages :]
            fulltext.add(fresh)
            began = time.process_time()
            made.list_and_index((edition(page, number) for number, page in enumerate(fresh, made.pages)), _counted)
            _tell(f"stored and indexed in {time.process_time() - began:.0f} s of processor time")
            began = time.process_time()
            group = made.serve("--no-work")
            with _rival(path) as (other, port):
                mine = _asking(group, Line(made.site.port), f"/api/v1/regions/{REGION}/search?limit=20&q=")
                theirs = _asking(other, Line(port), "/search?q=")
                suggest = _asking(group, Line(made.site.port), f"/api/v1/regions/{REGION}/suggest?q=")
                first = mine("fever")
                times = [(mine(text), theirs(text)) for text in asked]
                typed = [suggest(text[:length]) for text in asked[::4] for length in (1, 2, 4, 8) if text[:length].strip()]
            held = max(memory(pid) for pid in living(group))
            made.site.stop()
            _say(size, limit, first, times, typed, held)


def _say(
    size: int, limit: float, first: float, times: Sequence[tuple[float, float]], typed: Sequence[float], held: float
) -> None:
    mine, theirs = [own for own, _ in times], [other for _, other in times]
    print(f"\n{size} pages, {len(times)} queries, CPU over HTTP in ms", flush=True)
    for name, found, aim in (
        ("search", mine, f"p95 ≤ {limit}"), ("SQLite FTS5, snippets", theirs, ""), ("suggestions", typed, f"p95 ≤ {SUGGEST_MS}"),
    ):  # fmt: skip
        print(f"  {name:24} p50 {median(found):6.2f}   p95 {high(found):6.2f}   {aim}")
    print(f"  search / FTS5: p50 {median(mine) / median(theirs):.2f}, p95 {high(mine) / high(theirs):.2f}")
    print(f"  first search {first:.0f} ms; server holds {held:.0f} MB", flush=True)


def _asking(group: int, line: Line, address: str) -> Callable[[str], float]:
    def ask(text: str) -> float:
        asked = request(address + quote(text))
        before = cpu(group)
        reply = line.ask(asked)
        assert reply.status == 200, f"{address}{text}: {reply.status}"
        return (cpu(group) - before) * 1000

    return ask


@contextmanager
def _rival(path: Path) -> Iterator[tuple[int, int]]:
    """SQLite behind the plainest of servers: its process group and its port."""
    port = free_port()
    process = subprocess.Popen(
        [*leash(), sys.executable, "-m", "benchmarks.finding.rivals", str(path), str(port)], start_new_session=True
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                Line(port).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        settle(process.pid)
        yield process.pid, port
    finally:
        process.kill()
        process.wait()


def _counted(done: int, of: int) -> None:
    if done % 1000 == 0:
        _tell(f"indexed {done} of {of}")


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if len(arguments) != 1:
        sys.exit("Name the folder with the collections: python -m benchmarks.finding DATA [--quick]")
    main(Path(arguments[0]).resolve(), quick="--quick" in sys.argv)
