"""Serving: the web server with its workers, and one `work` process beside it that is started again should it die."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.domain.errors import Unavailable
from app.main import create_app
from app.reading.fronted import Application

log = logging.getLogger("waymark")

GRACE = 25
"""Seconds that requests in flight are given when the server is told to stop."""
STEADY = 30.0
"""Seconds after which a `work` process that dies is started again at once; before, each time after twice as long."""
BUSY = 75
"""Exit status of `work` when another process already does the work (EX_TEMPFAIL)."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises `Unavailable` naming address and remedy when it can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except (OSError, OverflowError) as problem:
        made.close()
        reason = getattr(problem, "strerror", None) or str(problem)
        raise Unavailable(
            f"Can't serve on {host}:{port}: {reason}. Stop what uses it, or choose another with --port."
        ) from problem
    made.set_inheritable(True)
    return made


@dataclass(slots=True)
class Worker:
    """The `work` process: watched by a thread, started again when it dies, ended with the server."""

    _ending: threading.Event = field(default_factory=threading.Event)
    _child: subprocess.Popen[bytes] | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._thread = threading.Thread(target=self._watch, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the process and the watch."""
        self._ending.set()
        if self._child is not None:
            with suppress(OSError):
                self._child.terminate()
        if self._thread is not None:
            self._thread.join(timeout=GRACE)

    def _watch(self) -> None:
        pause = 0.5
        while not self._ending.is_set():
            began = time.monotonic()
            self._child = subprocess.Popen([sys.executable, "-m", "app", "work", "--beside", str(os.getpid())])
            if self._ending.is_set():
                self._child.terminate()
            status = self._child.wait()
            if self._ending.is_set():
                return
            if status == BUSY:
                log.info("another process does the work for this search directory; this server has none of its own for now")
                pause = 30.0
            else:
                log.error("the work process ended with status %s; it is started again", status)
                pause = min(pause * 2, 30.0) if time.monotonic() - began < STEADY else 0.5
            self._ending.wait(pause)


def web_process() -> Application:
    """The application of one web process. When the server that started it is killed, it stops too, and frees the port."""
    server = multiprocessing.parent_process()
    if server is not None:
        threading.Thread(target=_stop_with, args=(server.sentinel,), name="server", daemon=True).start()
    return create_app()


def _stop_with(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def serve(sockets: list[socket.socket], *, workers: int, level: str, trusted: Sequence[str] = ()) -> None:
    """Serve until told to stop; requests in flight are finished first.

    `trusted` are the addresses or networks of proxies whose word is believed about who asks.
    """
    config = uvicorn.Config(
        "app.serving:web_process",
        factory=True,
        workers=workers,
        log_level=level,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=list(trusted),
        timeout_graceful_shutdown=GRACE,
        limit_concurrency=1000,
        h11_max_incomplete_event_size=64 * 1024,
    )
    # uvicorn sends itself the signal again once it has finished; by then it must end this function, not the whole process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if workers > 1:
        Multiprocess(config, sockets=sockets).run()
    else:
        uvicorn.Server(config).run(sockets=sockets)
