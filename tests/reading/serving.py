"""A real uvicorn on this machine, in a thread, that serves an ASGI application for as long as a block lasts."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from app.reading.fronted import Application, Receive, Scope, Send


async def beyond(scope: Scope, _: Receive, send: Send) -> None:
    """The application behind the shelf: says that it was asked."""
    if scope["type"] == "lifespan":
        return
    body = b"beyond the shelf"
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 203, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


@contextmanager
def served(app: Application) -> Iterator[int]:
    """The port it listens on."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    config = uvicorn.Config(app, lifespan="off", log_level="error", access_log=False, loop="uvloop", http="httptools")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.005)
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


def converse(port: int, *requests: bytes) -> bytes:
    """Send raw bytes on one connection, each without waiting for an answer, and return all that comes until it is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"".join(requests))
        received = b""
        while part := connection.recv(65536):
            received += part
        return received
