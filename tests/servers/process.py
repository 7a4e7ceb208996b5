"""Processes that tests start: none outlives the test run, however it ends."""

from __future__ import annotations

import shutil
import signal
import socket


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
