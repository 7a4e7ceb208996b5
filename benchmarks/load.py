"""A small client for one address: raw sockets, so that it costs little beside the server."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import uvloop

CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came."""

    status: int
    headers: list[tuple[str, str]]
    """Names in small letters."""
    body: bytes
    length: int
    """Bytes in all."""

    def header(self, name: str) -> str:
        """One header; empty when it was not sent."""
        return next((value for given, value in self.headers if given == name), "")


def request(path: str, method: str = "GET", body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a request; underscores in names of headers stand for hyphens."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """One connection, kept open; a request at a time."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, asked: bytes) -> Reply:
        """Send a request and wait for the whole answer."""
        self._socket.sendall(asked)
        head, _, rest = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        missing = int(dict(headers).get("content-length", "0")) - len(rest)
        while missing > 0:
            piece = self._more()
            rest, missing = rest + piece, missing - len(piece)
        return Reply(int(first.split()[1]), headers, rest, len(head) + 4 + len(rest))

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _until(self, end: bytes) -> bytes:
        found = b""
        while end not in found:
            found += self._more()
        return found

    def _more(self) -> bytes:
        piece = self._socket.recv(1 << 16)
        if not piece:
            raise ConnectionError("the server hung up")
        return piece


def once(port: int, asked: bytes) -> Reply:
    """One request on a connection of its own."""
    line = Line(port)
    try:
        return line.ask(asked)
    finally:
        line.close()


def burst(port: int, asked: bytes, length: int, count: int) -> None:
    """Send a request `count` times over some connections at once. Fails when an answer is not `length` bytes long."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_burst(port, asked, length, count))


async def _burst(port: int, asked: bytes, length: int, count: int) -> None:
    loop = asyncio.get_running_loop()
    shared = _Shared(asked, length, count, count, loop.create_future())
    lines = [(await loop.create_connection(lambda: _Connection(shared), "127.0.0.1", port))[0] for _ in range(CONNECTIONS)]
    try:
        async with asyncio.timeout(60):
            await shared.done
    finally:
        for line in lines:
            line.close()


@dataclass(slots=True)
class _Shared:
    asked: bytes
    length: int
    to_send: int
    to_come: int
    done: asyncio.Future[None]

    def fail(self, words: str) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError(words))


class _Connection(asyncio.Protocol):
    def __init__(self, shared: _Shared) -> None:
        self._shared, self._got = shared, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def connection_lost(self, problem: Exception | None) -> None:
        self._shared.fail(f"the server hung up: {problem}")

    def data_received(self, data: bytes) -> None:
        self._got += len(data)
        if self._got < self._shared.length:
            return
        if self._got > self._shared.length:
            self._shared.fail(f"an answer of {self._got} bytes where {self._shared.length} were expected")
        self._got = 0
        self._shared.to_come -= 1
        if not self._shared.to_come:
            self._shared.done.set_result(None)
        self._next()

    def _next(self) -> None:
        if self._shared.to_send:
            self._shared.to_send -= 1
            self._transport.write(self._shared.asked)


def until(seen: Callable[[], bool], *, patience: float = 20.0, pause: float = 0.002) -> float:
    """The moment (of `time.perf_counter`) at which something was seen to be so. Fails when it is not in time."""
    end = time.perf_counter() + patience
    while not seen():
        assert time.perf_counter() < end, "it was not seen in time"
        time.sleep(pause)
    return time.perf_counter()
