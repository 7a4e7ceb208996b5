"""Parsing, checking and rendering a page of 1,000 words, beside the bare Markdown parser on the same text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from cProfile import Profile
from pstats import Stats
from statistics import median

from markdown_it import MarkdownIt

from app.markup import read_page
from app.markup.worker import Renderer
from benchmarks.corpus import texts
from benchmarks.figures import Figure, beside, many

PAGES, ROUNDS = 20, 5
BODY = "dialect.parse"
"""Not to be confused with the parsers that it calls."""
PARTS = {
    "parse": {BODY},
    "lint": {"lint_prose", "lint_build", "lint_marks", "lint_whole", "hidden_in_source", "hidden_in_page"},
    "render": {"_lay_out", "_checked"},
    "number check": {"check_blocks", "check_inline", "check_text", "check_html"},
}
"""Functions of `app.markup` that do each; the number check within rendering is counted in both."""


def measure() -> Iterator[Figure]:
    """Processor time of one page, and how long it takes in the child process that a save really uses."""
    sources = [text.markdown for text in texts(PAGES)]
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    mine, bare = list[float](), list[float]()
    for source in sources:
        rounds = [
            (_ms(lambda source=source: read_page(source)), _ms(lambda source=source: parser.render(source)))  # type: ignore[misc]
            for _ in range(ROUNDS)
        ]
        mine.append(median(one for one, _ in rounds))
        bare.append(median(other for _, other in rounds))
    words = sum(len(source.split()) for source in sources) // PAGES
    yield beside("render", f"parse, check and render {words} words, CPU", "ms", mine, "markdown-it-py", bare)
    yield from _parts(sources)
    with Renderer() as renderer:
        renderer.read(sources[0])
        walls = [_ms(lambda source=source: renderer.read(source), time.perf_counter) for source in sources]  # type: ignore[misc]
    yield many("render", "the same in its killable process, wall", "ms", walls)


def _parts(sources: Sequence[str]) -> Iterator[Figure]:
    """Where the time goes: what a profiler adds is taken out again by scaling to the time without one."""
    spent = dict.fromkeys(PARTS, 0.0)
    whole = 0.0
    for source in sources:
        whole += _ms(lambda source=source: read_page(source))  # type: ignore[misc]
        profile = Profile(time.thread_time)
        profile.runcall(read_page, source)
        seen = Stats(profile).stats  # type: ignore[attr-defined]
        total = max(row[3] for row in seen.values())
        for part, names in PARTS.items():
            spent[part] += (
                sum(
                    row[3]
                    for (file, _, name), row in seen.items()
                    if (BODY if file.endswith("dialect.py") and name == "parse" else name) in names
                )
                / total
            )
    for part in PARTS:
        share = spent[part] / len(sources)
        yield many("render", f"of which {part}, CPU", "ms", [share * whole / len(sources)])


def _ms(work: Callable[[], object], clock: Callable[[], float] = time.thread_time) -> float:
    before = clock()
    work()
    return (clock() - before) * 1000
