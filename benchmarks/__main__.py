"""Run all benchmarks, or those that are named; show a table and keep the figures under `var/benchmarks/`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from benchmarks import acts, comparing, flat, publishing, reach, reading, rendering, searching, starting, updating
from benchmarks.figures import Figure, keep, table
from benchmarks.library import Library, library

SMALL, LARGE = 500, 2000
"""Pages."""

BENCHES: dict[str, tuple[Callable[[Library], Iterator[Figure]], tuple[int, ...]]] = {
    "pages": (reading.measure, (SMALL,)),
    "search": (searching.measure, (SMALL, LARGE)),
    "publish": (publishing.measure, (SMALL,)),
    "acts": (acts.measure, (SMALL, LARGE)),
    "update": (updating.measure, (SMALL, LARGE)),
    "start": (starting.measure, (SMALL,)),
}
"""Name → what measures, and at how many pages; each size is made once."""
ALONE: dict[str, Callable[[], Iterator[Figure]]] = {
    "render": rendering.measure,
    "compare": comparing.measure,
    "flat": flat.measure,
    "reach": reach.measure,
}
"""These need no library, or make their own."""


def main(names: list[str]) -> int:
    """Measure; returns the exit status."""
    asked = names or [*BENCHES, *ALONE]
    unknown = set(asked) - {*BENCHES, *ALONE}
    if unknown:
        print(
            f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join([*BENCHES, *ALONE])}.",
            file=sys.stderr,
        )
        return 2
    began = time.monotonic()
    figures = list(_told(_all(asked)))
    seconds = time.monotonic() - began
    print(f"\n{table(figures)}\n\n{seconds:.0f} s, kept in {keep(figures, seconds)}")
    return 0


def _all(asked: list[str]) -> Iterator[Figure]:
    for name in ALONE:
        if name in asked:
            yield from ALONE[name]()
    chosen = [BENCHES[name] for name in BENCHES if name in asked]
    if not chosen:
        return
    with library() as made:
        for size in sorted({size for _, sizes in chosen for size in sizes}):
            print(f"a library of {size} pages …", file=sys.stderr, flush=True)
            made.grow(size)
            for measure, sizes in chosen:
                if size in sizes:
                    yield from measure(made)


def _told(figures: Iterator[Figure]) -> Iterator[Figure]:
    """The same, each told when it is there."""
    for figure in figures:
        print(f"{figure.bench}: {figure.what}", file=sys.stderr, flush=True)
        yield figure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
