"""The difference of two pages of 1,000 words with ten changes: as it is read, and what of it can matter to a patient."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator

from app.domain.difference.blocks import page_difference
from app.domain.safety import safety_difference
from app.markup import read_page
from benchmarks.corpus import texts
from benchmarks.figures import Figure, many

PAGES, CHANGES = 20, 10
_WORD = re.compile(r"(?<= )[a-z]{4,}(?= )")


def measure() -> Iterator[Figure]:
    """Processor time of one difference."""
    chance = random.Random(1)
    pairs = []
    for text in texts(PAGES):
        before = read_page(text.markdown)
        pairs.append((before, read_page(_changed(text.markdown, chance), parent=before.blocks)))
    words = sum(len(before.text.split()) for before, _ in pairs) // PAGES
    for what, work in (("difference", page_difference), ("safety difference", safety_difference)):
        times = [_ms(lambda pair=pair, work=work: work(*pair)) for pair in pairs]  # type: ignore[misc]
        yield many("compare", f"{what} of {words} words with {CHANGES} changes, CPU", "ms", times)


def _changed(source: str, chance: random.Random) -> str:
    """The text with some of its words replaced."""
    body = source.index("---", 3) + 3 if source.startswith("---") else 0
    words = [match for match in _WORD.finditer(source) if match.start() > body]
    for match in sorted(chance.sample(words, min(CHANGES, len(words))), key=lambda one: -one.start()):
        source = f"{source[: match.start()]}otherwise{source[match.end() :]}"
    return source


def _ms(work: Callable[[], object]) -> float:
    before = time.thread_time()
    work()
    return (time.thread_time() - before) * 1000
