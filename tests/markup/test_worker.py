"""Texts are read in processes of their own: limits hold, threads do not meet, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.domain.errors import Refusal, TooSlow, Unavailable, Unreadable
from app.killable.pool import MOST_WAITING
from app.markup import read_page
from app.markup.worker import Renderer
from tests.markup.hostile import hostile_texts

LIMIT = 200_000
HOSTILE = hostile_texts(LIMIT)
ENDLESS = "[a" * 100_000
IN_TIME = 5.0
"""Seconds in which half a second's limit must have been kept, on a machine that others use too."""


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer() as made:
        yield made


def children(of: int) -> set[int]:
    """Ids of the direct children of a process."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == of and after_name[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def wait_until_gone(pid: int, seconds: float) -> bool:
    """Whether a process ends within this time; a zombie has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_the_page_is_the_same_as_without_a_process(renderer: Renderer) -> None:
    source = "---\ntitle: A\n---\n\n## B\n\n- 5 mg {#x}\n- 10 mg\n"
    page = renderer.read(source)
    assert page == read_page(source)
    assert renderer.read(source + "\nmore", page.blocks) == read_page(source + "\nmore", parent=page.blocks)


def test_refusals_come_through_whole(renderer: Renderer) -> None:
    with pytest.raises(Unreadable) as refused:
        renderer.read("a\n\x00")
    assert refused.value.extra == {"line": 2}
    with pytest.raises(Unreadable, match="limit is 10"), Renderer(limit_bytes=10) as small:
        small.read("a" * 11)


@pytest.fixture(scope="module")
def hasty() -> Iterator[Renderer]:
    """A renderer with less patience than usual, so that the tests need less of it too."""
    with Renderer(seconds=0.5, children=1) as made:
        yield made


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_or_refused_in_time(name: str, hasty: Renderer) -> None:
    hasty.read("ready")
    started = time.monotonic()
    with suppress(TooSlow, Unreadable):
        hasty.read(HOSTILE[name])
    assert time.monotonic() - started < IN_TIME


def test_after_a_text_was_stopped_the_next_is_read() -> None:
    with Renderer(seconds=0.3, children=1) as quick:
        quick.read("ready")
        for _ in range(2):
            with pytest.raises(TooSlow, match=r"0\.3 seconds"):
                quick.read(ENDLESS)
            assert quick.read("5 mg").text == "5 mg"


def test_slow_texts_do_not_hold_up_others() -> None:
    with Renderer(seconds=1.0, children=2) as pool:
        pool.read("ready")
        stopped: list[Refusal] = []

        def slow() -> None:
            try:
                pool.read(ENDLESS)
            except TooSlow as refusal:
                stopped.append(refusal)

        thread = threading.Thread(target=slow)
        thread.start()
        read = 0
        while thread.is_alive():
            assert pool.read(f"{read} mg").text == f"{read} mg"
            read += 1
        thread.join()
        assert len(stopped) == 1
        assert read


def test_many_threads_get_their_own_answers(renderer: Renderer) -> None:
    wrong: list[int] = []

    def read(start: int) -> None:
        wrong.extend(n for n in range(start, start + 20) if renderer.read(f"# T{n}\n\n{n} mg").title != f"T{n}")

    threads = [threading.Thread(target=read, args=(start,)) for start in range(0, 160, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_who_comes_when_enough_others_wait_is_told_at_once_to_come_back() -> None:
    with Renderer(seconds=3.0, children=1) as pool:
        pool.read("ready")
        told: list[Refusal] = []

        def ask(text: str) -> None:
            try:
                pool.read(text)
            except Refusal as refusal:
                told.append(refusal)

        threads = [threading.Thread(target=ask, args=(text,)) for text in [ENDLESS, *["5 mg"] * MOST_WAITING]]
        for thread in threads:
            thread.start()
        while pool._places._value:  # until all of them wait
            time.sleep(0.01)
        with pytest.raises(Unavailable, match="Try again"):
            pool.read("5 mg")
        assert told == [], "at once: nobody else has been answered yet"
        for thread in threads:
            thread.join()
        assert [type(refusal) for refusal in told] == [TooSlow]
        assert pool.read("5 mg").text == "5 mg"


def test_a_child_that_was_killed_is_replaced() -> None:
    before = children(os.getpid())
    with Renderer(children=1) as one:
        one.read("a")
        (pid,) = children(os.getpid()) - before
        os.kill(pid, signal.SIGKILL)
        wait_until_gone(pid, 5)
        assert one.read("5 mg").text == "5 mg"
    assert children(os.getpid()) == before


def test_a_text_that_needs_too_much_memory_is_refused() -> None:
    # Enough to start, too little to read this.
    with Renderer(children=1, memory_bytes=60 * 2**20, seconds=30) as small:
        assert small.read("5 mg").text == "5 mg"
        with pytest.raises(Unreadable, match="more memory"):
            small.read("- a\n" * 20_000)
        assert small.read("5 mg").text == "5 mg"


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("/nowhere/python", "/bin/true"):
        monkeypatch.setattr(sys, "executable", program)
        with Renderer() as none, pytest.raises(Unavailable):
            none.read("a")


def test_closing_gives_up_what_is_being_read() -> None:
    renderer = Renderer(seconds=60, children=1)
    renderer.read("ready")
    refused: list[Refusal] = []

    def read() -> None:
        try:
            renderer.read(ENDLESS)
        except Unavailable as refusal:
            refused.append(refusal)

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(0.2)
    renderer.close()
    thread.join(5)
    assert len(refused) == 1


PARENT = """
import sys, threading, time
from app.markup.worker import Renderer
renderer = Renderer(seconds=1)
renderer.read("ready")
if sys.argv[1] == "busy":
    threading.Thread(target=renderer.read, args=("[a" * 100_000,), daemon=True).start()
    time.sleep(0.2)
print(next(child._process.pid for child in renderer._children if child._process), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_children_end_when_their_parent_is_killed(state: str) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", PARENT, state], stdout=subprocess.PIPE, text=True, cwd=root) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        assert wait_until_gone(child, 10)
