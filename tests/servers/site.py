"""The real server as a process of its own, as people start it, with folders that go when the test ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from app.settings import PREFIX, ROOT, TABLE
from tests.servers.process import free_port, leash, living

PASSWORD = "the sample password"
PATIENCE = 60.0
"""How long a command or a start may take, in seconds."""


@dataclass(slots=True)
class Site:
    """One installation: its folder, database and port. The server can be stopped, killed and started again."""

    folder: Path
    database_url: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its commands see: every setting is given or empty, so that neither this machine nor an `.env` has a say."""
        mine = {
            "VAR_DIR": str(self.folder / "var"),
            "DATABASE_URL": self.database_url,
            "SEARCH_DIR": str(self.folder / "index"),
            "BASE_URL": self.url,
            "SAMPLE_PASSWORD": PASSWORD,
        }
        given = {PREFIX + row.name: mine.get(row.name, "") for row in TABLE}
        return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)} | given

    def command(self, *arguments: str, typed: str = "", patience: float = PATIENCE * 5) -> subprocess.CompletedProcess[str]:
        """Run `waymark` with these arguments to its end; `typed` is its standard input."""
        line = [sys.executable, "-m", "app", *arguments]
        return subprocess.run(
            line, cwd=ROOT, env=self.environment, input=typed, capture_output=True, text=True, timeout=patience, check=False
        )

    def start(self, *options: str) -> None:
        """Start the server and wait until it is ready. Fails the test, with what the server said, when it is not."""
        line = [*leash(), sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", str(self.port), *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                line, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + PATIENCE
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                pytest.fail(f"The server is not ready. It said:\n{self.said()}", pytrace=False)
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask the server to stop, as Ctrl-C does, and wait. Fails the test when it, or a process it started, stays."""
        if self.process is None:
            return
        self.process.terminate()
        until = time.monotonic() + PATIENCE / 2
        while self.process.poll() is None or living(self.process.pid):
            if time.monotonic() > until:
                stayed = living(self.process.pid)
                self.kill()
                pytest.fail(f"Processes {stayed} did not stop when asked to. The server said:\n{self.said()}", pytrace=False)
            time.sleep(0.05)

    def kill(self) -> None:
        """End the server and every process it started at once, as a power cut does."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # it leads a session of its own: nobody else is in its group
        self.process.wait(timeout=20)

    def said(self) -> str:
        """The end of what the server wrote to its terminal."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]

    @property
    def log(self) -> Path:
        """Where the server's terminal goes."""
        return self.folder / "server.log"

    def _ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=2, trust_env=False).is_success
        except httpx2.TransportError:
            return False


@pytest.fixture
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """Makes an installation, not yet set up or started, on the database at an address; ends it with the test."""
    made: list[Site] = []

    def make(database_url: str) -> Site:
        made.append(Site(tmp_path_factory.mktemp("site"), database_url, free_port()))
        return made[-1]

    yield make
    for site in made:
        site.kill()


@pytest.fixture
def site(new_site: Callable[[str], Site], database_url: str) -> Site:
    """The server with the sample library, running on a fresh database: on SQLite and again on PostgreSQL."""
    made = new_site(database_url)
    done = made.command("setup")
    assert done.returncode == 0, done.stdout + done.stderr
    made.start()
    return made


@pytest.fixture(scope="module")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample site, running."""
    folder = tmp_path_factory.mktemp("sample")
    made = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    assert made.command("setup").returncode == 0
    made.start()
    yield made
    made.stop()
