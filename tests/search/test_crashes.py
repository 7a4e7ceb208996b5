"""kill -9 while the index is written: search answers with the old texts or the new ones, and the next writer brings it right."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from app.settings import ROOT
from tests.search.stacks import GOUT, Stacks
from tests.servers.process import leash

SEED = 20261122


def writer(stacks: Stacks, task: str) -> subprocess.Popen[str]:
    """A process that follows or rebuilds until it is killed, and says a line after each time."""
    command = [
        *leash(signal.SIGKILL),
        sys.executable,
        "-m",
        "tests.search.restless",
        task,
        str(stacks.database.url),
        str(stacks.folder),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})


@pytest.mark.parametrize(("task", "rounds"), [("follow", 10), ("rebuild", 10)])
def test_nothing_is_lost_and_nothing_half_written_is_believed(sqlite_stacks: Stacks, task: str, rounds: int) -> None:
    stacks, chance = sqlite_stacks, random.Random(SEED)
    stacks.fill()
    for turn in range(rounds):
        process = writer(stacks, task)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        end = time.monotonic() + chance.uniform(0.02, 0.4)
        while time.monotonic() < end:
            number = stacks.put("base", "gout", "Gout", GOUT | {"Management": f"Colchicine, edition {turn}."})
            stacks.show()
            found = stacks.search("colchicine")
            assert not found.unavailable, f"seed {SEED}, round {turn}"
            assert {hit.number for hit in found.hits} <= {number}
        process.kill()
        process.communicate()
        stacks.index()
        assert stacks.differences() == [], f"seed {SEED}, round {turn}"
        assert stacks.first(f"edition {turn}").slug == "gout"
        assert len(list(stacks.folder.iterdir())) == 2, "nothing half made is left"


def test_readers_never_miss_a_page_while_it_is_written(sqlite_stacks: Stacks) -> None:
    stacks = sqlite_stacks
    stacks.fill()
    stop, wrong, asked = threading.Event(), list[object](), list[int]()

    def read() -> None:
        while not stop.is_set():
            found = stacks.search("vitamin deficiency")
            asked.append(1)
            if found.unavailable or [hit.slug for hit in found.hits] != ["vitamin-d-deficiency", "vitamin-c"]:
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(12):
            stacks.put("base", "gout", "Gout", GOUT)
            stacks.show()
            stacks.index()
            stacks.searcher.close()
        (stacks.folder / "REBUILD").touch()
        stacks.index()
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not wrong
    assert len(asked) > 20
