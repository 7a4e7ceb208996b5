"""Processes that tests start: none outlives the test run, however it ends."""

from __future__ import annotations

import shutil
import signal
import socket
from pathlib import Path


def leash(ends_by: signal.Signals = signal.SIGTERM) -> list[str]:
    """The beginning of a command line whose process gets `ends_by` when the test run dies, even by kill -9."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", ends_by.name.removeprefix("SIG"), "--"] if setpriv else []


def free_port() -> int:
    """A port on 127.0.0.1 that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def living(group: int) -> list[int]:
    """The processes of a process group that still run; those that only wait to be collected do not count."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # pid (name, which may hold anything) state parent group …
            state, _, in_group = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue  # ended while we looked
        if int(in_group) == group and state not in "ZX":
            found.append(int(entry.parent.name))
    return found
