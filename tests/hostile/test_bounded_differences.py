"""Differences are made in bounded time whatever two authors wrote, and the unified form says exactly what changed."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.difference.lines import difference
from app.domain.difference.unified import unified

SIZE = 200_000
LIMIT = 6.0
"""Seconds of one processor, for the longest texts there can be; each takes a fraction of that on its own."""


def _pairs() -> dict[str, tuple[str, str]]:
    chance = random.Random(20261122)
    distinct = [f"line {number}\n" for number in range(SIZE // 12)]
    many = chance.choices([f"line {number}\n" for number in range(200)], k=SIZE // 9)
    words = [f"w{chance.randrange(10**6)}" for _ in range(SIZE // 8)]
    return {
        "equal lines": ("a\n" * (SIZE // 2), "b\na\n" * (SIZE // 4)),
        "two lines in turn": ("a\nb\n" * (SIZE // 4), "b\na\nb\n" * (SIZE // 6)),
        "empty lines": ("\n" * SIZE, "\n" * (SIZE - 10) + "a\n"),
        "backwards": ("".join(distinct), "".join(reversed(distinct))),
        "shuffled": ("".join(distinct), "".join(chance.sample(distinct, len(distinct)))),
        "a few lines shuffled": ("".join(many), "".join(chance.sample(many, len(many)))),
        "a line put in after each": ("".join(distinct), "".join(line + "x\n" for line in distinct)),
        "each line changed": ("".join(distinct), "".join(distinct).replace("line", "lime")),
        "one line of other words": (" ".join(words), " ".join(reversed(words))),
        "one line of short words": ("a " * (SIZE // 2), "b a " * (SIZE // 4)),
        "one line of marks": ("." * SIZE, "!" * SIZE),
    }


@pytest.mark.parametrize("name", PAIRS := _pairs())
def test_long_texts_are_compared_in_bounded_time(name: str) -> None:
    before, after = PAIRS[name]
    for old, new in ((before, after), (after, before)):
        started = time.process_time()
        difference(old, new)
        unified(old, new)
        assert time.process_time() - started < LIMIT


LINES = st.lists(st.sampled_from(["a", "b", "c", "", "a\r", "\u2028", "-a", "+b", "\\"]), max_size=12).map("\n".join)


@given(LINES, LINES)
def test_the_unified_form_tells_all(before: str, after: str) -> None:
    assert (unified(before, after) == "") == (before == after)
    assert _applied(before, unified(before, after)) == after


def _applied(before: str, patch: str) -> str:
    """A patch applied as its form says; each line that stays or goes must stand where it says."""
    lines, old, made, at = patch.split("\n")[2:-1], before.split("\n"), list[str](), 0
    old = [f"{line}\n" for line in old[:-1]] + old[-1:]
    for line, following in pairwise([*lines, ""]):
        if line.startswith("@@"):
            first, count = map(int, line.split()[1][1:].split(","))
            made_first, made_count = map(int, line.split()[2][1:].split(","))
            made += old[at : first - (count > 0)]
            at = first - (count > 0)
            assert len(made) == made_first - (made_count > 0)
        elif not line.startswith("\\"):
            text = line[1:] + ("" if following.startswith("\\") else "\n")
            if line[0] != "+":
                assert old[at] == text
                at += 1
            made += [] if line[0] == "-" else [text]
    return "".join(made + old[at:])


def test_patch_understands_it(tmp_path: Path) -> None:
    program = shutil.which("git")
    assert program
    for before, after in (("a\nb\nc\n", "a\nB\nc"), ("a", "a\n"), ("x\n" * 50, "y\n" + "x\n" * 50)):
        (tmp_path / "text").write_text(before)
        (tmp_path / "patch").write_text(unified(before, after).replace("before", "a/text", 1).replace("after", "b/text", 1))
        subprocess.run([program, "apply", "--whitespace=nowarn", "patch"], cwd=tmp_path, check=True)
        assert (tmp_path / "text").read_text() == after
