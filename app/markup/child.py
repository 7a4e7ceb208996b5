"""The process that reads texts for others, started by `app.markup.worker`: one request at a time, on its standard streams.

A message is its length in four bytes and a pickle; both ends are this program, and nothing else can write to the pipes.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import struct
import sys
from typing import NamedTuple

from app.domain.errors import Refusal, Unreadable
from app.domain.text import Block, Page
from app.markup.page import read_page

LENGTH = struct.Struct("!I")

TOO_BIG = "This text needs more memory to read than there is for one text. Split it into several pages."

GRACE_SECONDS = 2
"""How much longer than its limit a child may work on one text before it ends itself: its parent may be dead."""


class Request(NamedTuple):
    """One text to read."""

    source: str
    parent: tuple[Block, ...]
    limit_bytes: int
    seconds: float


def main(memory_bytes: int) -> None:
    """Answer requests until the other end is closed."""
    # The terminal's Ctrl-C reaches children too; ending them is the parent's work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.dup(1)
    os.dup2(2, 1)
    _write(answers, b"")
    while (request := _read(0)) is not None:
        # What is read here was written by the parent.
        _write(answers, pickle.dumps(_answer(pickle.loads(request))))  # noqa: S301


def _answer(request: Request) -> Page | Exception:
    signal.setitimer(signal.ITIMER_REAL, request.seconds + GRACE_SECONDS)
    try:
        return read_page(request.source, parent=request.parent, limit_bytes=request.limit_bytes)
    except Refusal as refusal:
        return refusal
    except MemoryError:
        return Unreadable(TOO_BIG)
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
    _all(descriptor, LENGTH.pack(len(message)) + message)


def _all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main(int(sys.argv[1]))
