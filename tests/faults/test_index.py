"""The search index is killed, damaged and taken away under a running server: search answers all the time, and mends itself."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx2
import pytest

from app.jobs.verify import broken
from tests.faults.scripts import Script
from tests.faults.test_kill import inside, tokens_of
from tests.servers.process import living
from tests.servers.site import PATIENCE, Site

SEED = int(os.environ.get("SEED", random.randrange(10**6)))
DICE = random.Random(SEED)


def ask(site: Site, query: str) -> dict[str, Any]:
    answer = httpx2.get(f"{site.url}/api/v1/regions/base/search", params={"q": query}, timeout=20, trust_env=False)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@contextmanager
def asking(site: Site, query: str, slug: str) -> Iterator[list[bool]]:
    """Somebody searches all the while, and always finds the page; yields whether search said it was not itself, each time."""
    stop, said, problems = Event(), list[bool](), list[str]()

    def run() -> None:
        while not stop.is_set():
            try:
                found = ask(site, query)
                assert [hit["slug"] for hit in found["results"]][:1] == [slug], found
                said.append(found["unavailable"])
            except (AssertionError, httpx2.TransportError) as problem:
                problems.append(str(problem))
            time.sleep(0.02)

    thread = Thread(target=run)
    thread.start()
    try:
        yield said
    finally:
        stop.set()
        thread.join(timeout=60)
    assert not problems, problems[:3]
    assert said


def files(index: Path) -> list[Path]:
    return sorted(path for path in index.rglob("*") if path.is_file() and path.parent != index)


def emptied(index: Path) -> None:
    for path in files(index):
        path.write_bytes(b"")


def cut(index: Path) -> None:
    for path in files(index):
        os.truncate(path, path.stat().st_size // 2)


def flipped(index: Path) -> None:
    for path in files(index):
        data = bytearray(path.read_bytes())
        for _ in range(3):
            data[DICE.randrange(len(data))] ^= 0x41
        path.write_bytes(data)


def one_file_gone(index: Path) -> None:
    max(files(index), key=lambda path: path.stat().st_size).unlink()


def all_files_gone(index: Path) -> None:
    for path in files(index):
        path.unlink()


def generation_gone(index: Path) -> None:
    for path in index.iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def pointer_wrong(index: Path) -> None:
    (index / "CURRENT").write_text("../../etc", encoding="ascii")


def pointer_gone(index: Path) -> None:
    (index / "CURRENT").unlink()


def folder_gone(index: Path) -> None:
    shutil.rmtree(index)


def nobody_may_read(index: Path) -> None:
    for path in (*files(index), index):
        path.chmod(0)


DAMAGE = (
    emptied,
    cut,
    flipped,
    one_file_gone,
    all_files_gone,
    generation_gone,
    pointer_wrong,
    pointer_gone,
    folder_gone,
    nobody_may_read,
)


def mended(site: Site) -> list[str]:
    """What `verify` still says after it has waited."""
    with inside(site) as platform:
        return list(broken(platform, site.folder / "index"))


@pytest.mark.timeout(400)
def test_a_damaged_index_is_noticed_and_made_anew(sqlite_site: Site) -> None:
    sqlite_site.start()
    index = sqlite_site.folder / "index"
    for damage in DAMAGE:
        with asking(sqlite_site, "gout", "gout") as said:
            damage(index)
            assert soon(lambda: mended(sqlite_site) == []), f"{damage.__name__}: {mended(sqlite_site)} SEED={SEED}"
            said.clear()
            time.sleep(1.5)
        assert not said[-1], f"{damage.__name__}: search is itself again"
    sqlite_site.stop()


def soon(what: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.timeout(400)
def test_damage_while_nothing_runs_is_mended_at_the_start(sqlite_site: Site) -> None:
    for damage in (flipped, folder_gone):
        damage(sqlite_site.folder / "index")
        assert ask_by_command(sqlite_site, "gout") == "gout"
        sqlite_site.start()
        assert soon(lambda: mended(sqlite_site) == []), damage.__name__
        assert not ask(sqlite_site, "gout")["unavailable"]
        sqlite_site.stop()


def ask_by_command(site: Site, query: str) -> str:
    said = site.command("search", "--region", "base", "--format", "json", query)
    assert said.returncode == 0, said.stderr
    slug: str = json.loads(said.stdout)["results"][0]["slug"]
    return slug


@pytest.mark.timeout(600)
def test_a_worker_killed_while_it_writes_the_index_loses_nothing(sqlite_site: Site) -> None:
    """The work process alone, again and again, while pages are published and withdrawn; readers search all the while."""
    site = sqlite_site
    with inside(site) as platform:
        tokens = tokens_of(platform)
        site.start()
        stop = Event()
        scripts = [Script(site.url, tokens, f"w{number}", random.Random(SEED + number)) for number in range(2)]
        threads = [Thread(target=script.run, args=(stop,)) for script in scripts]
        kills = 0
        with asking(site, "atrial fibrillation", "atrial-fibrillation"):
            for thread in threads:
                thread.start()
            for _ in range(4):
                assert soon(lambda: workers(site))
                time.sleep(DICE.uniform(1.0, 2.5))
                for pid in workers(site):
                    os.kill(pid, signal.SIGKILL)
                    kills += 1
                    assert soon(lambda pid=pid: pid not in workers(site))  # type: ignore[misc]
            stop.set()
            for thread in threads:
                thread.join(timeout=60)
        assert not [script.problem for script in scripts if script.problem]
        assert kills == 4
        assert soon(lambda: mended(site) == []), mended(site)
        junk = [path.name for path in (site.folder / "index").iterdir() if path.is_dir()]
        assert len(junk) <= 2, f"nothing piles up: {junk}"
        site.stop()


def workers(site: Site) -> list[int]:
    assert site.process is not None
    return [pid for pid in living(site.process.pid) if b"\0work\0" in _command(pid)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""  # ended while we looked
