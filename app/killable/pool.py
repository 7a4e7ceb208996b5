"""A few child processes that work for any number of threads; none of them, whatever it is given, holds up anything but itself."""

from __future__ import annotations

import io
import logging
import os
import pickle
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from app.domain.errors import TooSlow, Unavailable, Unreadable
from app.killable.child import LENGTH, Asked

log = logging.getLogger(__name__)

START_SECONDS = 30.0
"""How long a child may take to start; on a machine under load importing takes its time."""
QUEUE_SECONDS = 30.0
"""How long a request waits for its turn."""
MOST_WAITING = 8
"""How many requests wait for their turn, each with a thread of the server: further ones are told at once to come back."""

_ROOT = Path(__file__).parents[2]
_OURS = "app.domain."


@dataclass(frozen=True, slots=True)
class Work:
    """What the children do, and what is said when they can't."""

    answer: Callable[[Any], object]
    """A function of a module, found again in the child by its name. What it raises must be a `Refusal`."""
    seconds: float
    memory_bytes: int
    busy: str
    too_big: str
    too_slow: str
    missing: str
    """For when no child can be started."""


class Pool:
    """Does one kind of work in child processes, a few at a time; for any number of threads.

    A child is started when first needed, and anew after one was stopped. Children end with this process, however it ends.
    """

    def __init__(self, work: Work, children: int) -> None:
        self._work = work
        self._children = [_Child(work) for _ in range(children)]
        # Last in, first out: while there is little to do, one child does it all and the others are never started.
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        for child in self._children:
            self._idle.put(child)
        self._places = threading.BoundedSemaphore(children + MOST_WAITING)

    def ask(self, request: object) -> object:
        """What the function answers.

        Raises the refusal that it raises, `Unreadable` when it takes too much memory, `TooSlow` after the limit of seconds, and
        `Unavailable` when all children are busy and others wait already, or have been busy for long.
        """
        if not self._places.acquire(blocking=False):
            raise Unavailable(self._work.busy)
        try:
            return self._ask_one(request)
        finally:
            self._places.release()

    def _ask_one(self, request: object) -> object:
        try:
            child = self._idle.get(timeout=QUEUE_SECONDS)
        except queue.Empty:
            raise Unavailable(self._work.busy) from None
        try:
            return child.ask(request)
        finally:
            self._idle.put(child)

    def close(self) -> None:
        """Stop the children for good. What is being done is given up."""
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

    def __init__(self, work: Work) -> None:
        self._work = work
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ask(self, request: object) -> object:
        message = pickle.dumps(Asked(request, self._work.seconds))
        while not self._closed:
            process, fresh = self._ready()
            try:
                return self._answer(process, message)
            except _Gone:
                self.stop()
                # An older child may have been killed from outside; one that was started for this request died of it.
                if fresh and not self._closed:
                    raise Unreadable(self._work.too_big) from None
            except _Late:
                self.stop()
                log.warning("%s took longer than %g seconds and was stopped", self._work.answer.__module__, self._work.seconds)
                raise TooSlow(self._work.too_slow) from None
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
        answer = self._work.answer
        arguments = [answer.__module__, answer.__name__, str(self._work.memory_bytes)]
        command = [sys.executable, "-m", "app.killable.child", *arguments]
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=_ROOT)
            self._process = process
            os.set_blocking(_number(process.stdin), False)
            _receive(process.stdout, time.monotonic() + START_SECONDS)
        except (OSError, _Gone, _Late) as problem:
            self.stop()
            log.exception("a process for %s could not be started", answer.__module__)
            raise Unavailable(self._work.missing) from problem
        return process, True

    def _answer(self, process: subprocess.Popen[bytes], message: bytes) -> object:
        deadline = time.monotonic() + self._work.seconds
        _send(process.stdin, LENGTH.pack(len(message)) + message, deadline)
        answer = _Values(io.BytesIO(_receive(process.stdout, deadline))).load()
        if isinstance(answer, MemoryError):
            raise Unreadable(self._work.too_big)
        if isinstance(answer, BaseException):
            raise answer
        return answer


class _Values(pickle.Unpickler):
    """Reads our own values and no other: a child that was taken over by what it read can't do anything here."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_OURS) or (module, name) == ("builtins", "MemoryError"):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


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
