"""A PostgreSQL of the test run's own: started from the installed programs, kept in a folder that goes with it.

It listens on 127.0.0.1 only, syncs nothing to disk, and never runs as root: as root it is started as another user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.servers.process import free_port, leash

USER = "waymark"
MISSING = (
    "PostgreSQL is not installed, and these tests need it. Type, as root: apt-get update && apt-get install -y postgresql\n"
    "(`make test` does so where it may.)"
)
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories=", "max_connections=200")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. Names of databases are given without quotes."""

    port: int

    def url(self, name: str) -> str:
        """The address of one database, as the settings take it."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database like `template`; returns its address."""
        self._run(sql.SQL("create database {} template {}"), name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run(sql.SQL("drop database if exists {} with (force)"), name)

    def _run(self, statement: sql.SQL, *names: str) -> None:
        with self.connect() as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))

    def connect(self, name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection of its own, each statement a transaction."""
        return psycopg.connect(host="127.0.0.1", port=self.port, user=USER, dbname=name, autocommit=True, connect_timeout=5)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """This worker's server: started when the first test asks for it, gone with all its data at the end."""
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[Server]:
    """A fresh server for as long as the block lasts."""
    programs = find()
    folder = Path(tempfile.mkdtemp(prefix="waymark-postgres-"))
    owner = _owner()
    if owner:
        os.chown(folder, pwd.getpwnam(owner).pw_uid, -1)
    try:
        _initialise(programs, folder, owner)
        process, server = _start(programs, folder, owner)
        try:
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find() -> Path:
    """The folder of PostgreSQL's programs, the newest of several; when there is none the test fails with the remedy."""
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not versions:
        pytest.fail(MISSING, pytrace=False)
    return versions[-1].parent


def _owner() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root; None for the present user."""
    if os.geteuid() != 0:
        return None
    return "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"


def _popen(command: list[str], folder: Path, owner: str | None) -> subprocess.Popen[bytes]:
    # What it prints goes to a file: a pipe would be held open by every process of the server.
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [*leash(signal.SIGINT), *command],
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            user=owner,
            group=pwd.getpwnam(owner).pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )


def _initialise(programs: Path, folder: Path, owner: str | None) -> None:
    options = ["--no-sync", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C", "--no-instructions"]
    process = _popen([str(programs / "initdb"), "-D", str(folder / "data"), *options], folder, owner)
    if process.wait(timeout=60):
        pytest.fail(f"initdb failed:\n{_said(folder)}", pytrace=False)


def _start(programs: Path, folder: Path, owner: str | None) -> tuple[subprocess.Popen[bytes], Server]:
    for _ in range(5):  # another process may take the free port first
        port = free_port()
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port)]
        for setting in SETTINGS:
            command += ["-c", setting]
        process = _popen(command, folder, owner)
        server = Server(port)
        if _answers(process, server):
            return process, server
        _stop(process)
    pytest.fail(f"PostgreSQL did not start:\n{_said(folder)}", pytrace=False)


def _answers(process: subprocess.Popen[bytes], server: Server) -> bool:
    until = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return process.poll() is None
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # fast: ends connections, then stops
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=20)


def _said(folder: Path) -> str:
    return (folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
