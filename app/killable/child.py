"""The process that works for others, started by `app.killable.pool`: one request at a time, on its standard streams.

A message is its length in four bytes and a pickle; both ends are this program, and nothing else can write to the pipes.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from app.domain.errors import Refusal

LENGTH = struct.Struct("!I")

GRACE_SECONDS = 2
"""How much longer than its limit a child may work on one request before it ends itself: its parent may be dead."""


class Asked(NamedTuple):
    """One piece of work."""

    request: object
    seconds: float


def main(module: str, function: str, memory_bytes: int) -> None:
    """Answer requests with a function until the other end is closed."""
    # The terminal's Ctrl-C reaches children too; ending them is the parent's work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer = getattr(import_module(module), function)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.dup(1)
    os.dup2(2, 1)
    _write(answers, b"")
    while (message := _read(0)) is not None:
        # What is read here was written by the parent.
        _write(answers, pickle.dumps(_answered(answer, pickle.loads(message))))  # noqa: S301 - from our own parent


def _answered(answer: Callable[[object], object], asked: Asked) -> object:
    signal.setitimer(signal.ITIMER_REAL, asked.seconds + GRACE_SECONDS)
    try:
        return answer(asked.request)
    except (Refusal, MemoryError) as refusal:
        return refusal.with_traceback(None)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _read(descriptor: int) -> bytes | None:
    header = _exactly(descriptor, LENGTH.size)
    return None if header is None else _exactly(descriptor, LENGTH.unpack(header)[0])


def _exactly(descriptor: int, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(descriptor: int, message: bytes) -> None:
    view = memoryview(LENGTH.pack(len(message)) + message)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
