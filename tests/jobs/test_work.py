"""The work process beside the server: one for a search directory, started again when it dies, never left behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.errors import Unavailable
from app.jobs.work import Every
from app.serving import BUSY
from app.settings import ROOT
from tests.servers.process import free_port, leash, living
from tests.servers.site import PATIENCE, Site


@pytest.fixture
def site(new_site: Callable[[str], Site], sqlite_url: str) -> Site:
    """An installation without sample library, not started."""
    made = new_site(sqlite_url)
    done = made.command("setup", "--empty")
    assert done.returncode == 0, done.stderr
    return made


def soon(what: Callable[[], object], patience: float = PATIENCE / 2) -> bool:
    """Whether something becomes true before long."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.05)
    return False


def leader(site: Site) -> int:
    assert site.process is not None
    return site.process.pid


def workers(site: Site) -> list[int]:
    """The work processes that the server has started."""
    return [pid for pid in living(leader(site)) if b"work" in arguments(pid)]


def arguments(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def test_a_worker_that_dies_is_started_again(site: Site) -> None:
    site.start()
    for _ in range(2):
        assert soon(lambda: len(workers(site)) == 1)
        (before,) = workers(site)
        os.kill(before, signal.SIGKILL)
        assert soon(lambda before=before: workers(site) not in ([], [before]))  # type: ignore[misc]
    site.stop()


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_a_server_that_is_killed_leaves_nobody_behind(site: Site, options: tuple[str, ...]) -> None:
    """The server's own process only: everything it started notices and ends."""
    site.start(*options)
    assert soon(lambda: len(workers(site)) == 1)
    os.kill(leader(site), signal.SIGKILL)
    assert soon(lambda: not living(leader(site))), f"{[arguments(pid) for pid in living(leader(site))]} stayed"


def test_a_server_killed_while_it_starts_leaves_nobody_behind(site: Site) -> None:
    site.start()
    site.stop()
    for delay in (0.2, 0.5, 0.8, 1.1, 1.5):
        line = [*leash(), sys.executable, "-m", "app", "serve", "--port", str(site.port)]
        with site.log.open("ab") as log:
            site.process = subprocess.Popen(line, cwd=ROOT, env=site.environment, stdout=log, stderr=log, start_new_session=True)
        time.sleep(delay)
        site.process.kill()
        site.process.wait()
        assert soon(lambda: not living(leader(site))), f"{[arguments(pid) for pid in living(leader(site))]} stayed"


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_takes_everybody_with_it(site: Site, sign: signal.Signals) -> None:
    site.start("--workers", "2")
    assert soon(lambda: len(workers(site)) == 1)
    assert site.process is not None
    site.process.send_signal(sign)
    assert soon(lambda: not living(leader(site)))
    assert site.process.wait() == 0
    assert "Traceback" not in site.said()


@pytest.fixture
def work(site: Site) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts a work process by itself, as on a machine that serves nothing."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        line = [*leash(), sys.executable, "-m", "app", "work"]
        process = subprocess.Popen(
            line, cwd=ROOT, env=site.environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def holds(pid: int, folder: Path) -> bool:
    """Whether a process has a file of a folder open."""
    return any(file.readlink().is_relative_to(folder) for file in Path(f"/proc/{pid}/fd").iterdir() if file.is_symlink())


def test_a_second_worker_of_the_same_search_directory_is_refused(site: Site, work: Callable[[], subprocess.Popen[str]]) -> None:
    both = [work(), work()]
    assert soon(lambda: any(process.poll() is not None for process in both))
    refused, keeper = sorted(both, key=lambda process: process.poll() is None)
    assert refused.wait() == BUSY
    assert refused.stderr is not None
    (said,) = refused.stderr.read().splitlines()
    assert str(site.folder / "index") in said
    keeper.terminate()
    assert keeper.wait(timeout=PATIENCE) == 0


def test_a_server_beside_another_worker_serves_without_one_of_its_own(
    site: Site, work: Callable[[], subprocess.Popen[str]]
) -> None:
    first = work()
    assert soon(lambda: holds(first.pid, site.folder / "index"))
    site.start()
    assert soon(lambda: not workers(site) or "another process does the work" in site.said())
    assert site.process is not None and site.process.poll() is None
    assert first.poll() is None
    site.stop()


def test_the_lock_goes_with_its_process(site: Site, work: Callable[[], subprocess.Popen[str]]) -> None:
    first, pid = work(), site.folder / "index"
    assert soon(lambda: holds(first.pid, pid))
    first.kill()
    first.wait()
    second = work()
    assert soon(lambda: holds(second.pid, pid))


def test_a_job_that_fails_keeps_no_other_back_and_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    troubles: list[Exception | None] = [KeyError("unforeseen")] * 3 + [Unavailable("The disk is full.")] * 3 + [None] * 3
    done: list[str] = []

    def fails() -> None:
        if (trouble := troubles.pop(0)) is not None:
            raise trouble

    jobs = (Every(0.0, fails), Every(0.0, lambda: done.append("other")))
    for now in range(9):
        for job in jobs:
            job.turn(float(now))
    assert done == ["other"] * 9
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "a job failed; it will be tried again", "The disk is full. It will be tried again.", "What had failed is done now."
    ], "each trouble is told once"  # fmt: skip


def test_a_job_has_its_turn_at_most_once_in_a_while() -> None:
    done: list[float] = []
    job = Every(10.0, lambda: done.append(0.0))
    for now in (0.0, 1.0, 9.9, 10.0, 19.0, 20.0):
        job.turn(now)
    assert len(done) == 3


def test_a_port_in_use_is_named(site: Site) -> None:
    site.start()
    said = site.command("serve", "--port", str(site.port))
    assert said.returncode == 1
    assert (
        said.stderr
        == f"Can't serve on 127.0.0.1:{site.port}: Address already in use. Stop what uses it, or choose another with --port.\n"
    )
    assert site.process is not None and site.process.poll() is None
    for options in (("--port", "99999"), ("--host", "192.0.2.7", "--port", str(free_port())), ("--host", "no-such-host.invalid")):
        said = site.command("serve", *options)
        assert said.returncode == 1, options
        assert said.stderr.startswith("Can't serve on ") and len(said.stderr.splitlines()) == 1
