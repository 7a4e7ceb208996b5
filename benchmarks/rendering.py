"""Parsing, checking and rendering a page of 1,000 words, beside the bare Markdown parser on the same text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

from markdown_it import MarkdownIt

from app.markup import read_page
from app.markup.worker import Renderer
from benchmarks.corpus import texts
from benchmarks.figures import Figure, beside, many

PAGES, ROUNDS = 20, 5


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
    with Renderer() as renderer:
        renderer.read(sources[0])
        walls = [_ms(lambda source=source: renderer.read(source), time.perf_counter) for source in sources]  # type: ignore[misc]
    yield many("render", "the same in its killable process, wall", "ms", walls)


def _ms(work: Callable[[], object], clock: Callable[[], float] = time.thread_time) -> float:
    before = clock()
    work()
    return (clock() - before) * 1000
