"""Reading texts in a child process that can be killed: no text, however hostile, holds up anything but itself."""

from __future__ import annotations

import logging
import os
import pickle
import queue
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from app.domain.errors import TooSlow, Unavailable, Unreadable
from app.domain.text import Block, Page
from app.markup.child import LENGTH, TOO_BIG, Request
from app.markup.source import LIMIT_BYTES

log = logging.getLogger(__name__)

SECONDS = 5.0
MEMORY_BYTES = 512 * 2**20
START_SECONDS = 30.0
"""How long a child may take to start; on a machine under load importing takes its time."""
QUEUE_SECONDS = 30.0
"""How long a text waits for its turn."""

_ROOT = Path(__file__).parents[2]


class Renderer:
    """Reads texts in child processes, a few at a time; for any number of threads.

    A child is started when first needed, and anew after one was stopped. Children end with this process, however it ends.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        limit_bytes: int = LIMIT_BYTES,
        children: int = 2,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._seconds = seconds
        self._limit_bytes = limit_bytes
        self._children = [_Child(memory_bytes) for _ in range(children)]
        # Last in, first out: while there is little to do, one child does it all and the others are never started.
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        for child in self._children:
            self._idle.put(child)

    def read(self, source: str, parent: Sequence[Block] = ()) -> Page:
        """`app.markup.page.read_page`, with a limit of time and memory.

        Raises `Unreadable` as that does, `TooSlow` after the limit of seconds, and `Unavailable` when all children are busy.
        """
        try:
            child = self._idle.get(timeout=QUEUE_SECONDS)
        except queue.Empty:
            raise Unavailable("Too many texts are being read at the moment. Try again in a minute.") from None
        try:
            return child.read(Request(source, tuple(parent), self._limit_bytes, self._seconds))
        finally:
            self._idle.put(child)

    def close(self) -> None:
        """Stop the children for good. What is being read is given up."""
        for child in self._children:
            child.kill()
        for _ in self._children:
            self._idle.get().stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class _Gone(Exception):
    """The child has ended."""


class _Late(Exception):
    """The child has not answered in time."""


class _Child:
    """One child process, or none yet. Used by one thread at a time; `kill` is for any thread."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def read(self, request: Request) -> Page:
        message = pickle.dumps(request)
        while not self._closed:
            process, fresh = self._ready()
            try:
                return _ask(process, message, request)
            except _Gone:
                self.stop()
                # An older child may have been killed from outside; one that was started for this text died of it.
                if fresh and not self._closed:
                    raise Unreadable(TOO_BIG) from None
            except _Late:
                self.stop()
                raise _too_slow(request) from None
        raise Unavailable("Waymark is being stopped.")

    def kill(self) -> None:
        """End the process, whatever it does, and start no other."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()

    def stop(self) -> None:
        """End the process and tidy up after it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _ready(self) -> tuple[subprocess.Popen[bytes], bool]:
        """A process, and whether it was started just now. Raises `Unavailable` when none can be started."""
        if self._process is not None and self._process.poll() is None:
            return self._process, False
        self.stop()
        command = [sys.executable, "-m", "app.markup.child", str(self._memory_bytes)]
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=_ROOT)
            self._process = process
            os.set_blocking(_number(process.stdin), False)
            _receive(process.stdout, time.monotonic() + START_SECONDS)
        except (OSError, _Gone, _Late) as problem:
            self.stop()
            log.exception("the process that reads texts could not be started")
            raise Unavailable("Texts can't be read at the moment.") from problem
        return process, True


def _ask(process: subprocess.Popen[bytes], message: bytes, request: Request) -> Page:
    deadline = time.monotonic() + request.seconds
    _send(process.stdin, LENGTH.pack(len(message)) + message, deadline)
    answer = pickle.loads(_receive(process.stdout, deadline))  # noqa: S301 - written by our own child
    if isinstance(answer, Page):
        return answer
    raise answer


def _number(stream: IO[bytes] | None) -> int:
    if stream is None or stream.closed:
        raise _Gone
    return stream.fileno()


def _send(stream: IO[bytes] | None, data: bytes, deadline: float) -> None:
    descriptor, view = _number(stream), memoryview(data)
    while view:
        _wait(descriptor, select.POLLOUT, deadline)
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:
            continue
        except BrokenPipeError:
            raise _Gone from None


def _receive(stream: IO[bytes] | None, deadline: float) -> bytes:
    descriptor = _number(stream)
    return _exactly(descriptor, LENGTH.unpack(_exactly(descriptor, LENGTH.size, deadline))[0], deadline)


def _exactly(descriptor: int, size: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _wait(descriptor, select.POLLIN, deadline)
        part = os.read(descriptor, min(size - len(parts), 1 << 20))
        if not part:
            raise _Gone
        parts += part
    return bytes(parts)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    # Not select(): it knows no descriptors beyond 1023, and a server may have more connections than that.
    poll = select.poll()
    poll.register(descriptor, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise _Late


def _too_slow(request: Request) -> TooSlow:
    log.warning("a text of %d characters was not read within %g seconds", len(request.source), request.seconds)
    return TooSlow(
        f"This text takes longer than {request.seconds:g} seconds to read, and was stopped. Split it into several pages, "
        "and look for long runs of brackets, asterisks or backticks."
    )
