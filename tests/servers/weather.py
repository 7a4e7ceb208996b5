"""A connection that breaks and stalls: all between a browser and a server goes through it, and a test makes the weather."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65536
STEP = 0.02


class Weather:
    """Passes bytes on between a port of its own and a server's, as long as the weather is fair."""

    def __init__(self, to: int) -> None:
        self.port = 0
        self.is_down = False
        """Nobody gets through."""
        self.held = b""
        """Requests that contain this wait; nothing else does."""
        self.cut = b""
        """Requests that contain this lose their connection."""
        self._to = to
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop: asyncio.AbstractEventLoop
        self._ended: asyncio.Event

    def down(self) -> None:
        """From now on nobody gets through, and those who are talking are cut off."""
        self.is_down = True
        asyncio.run_coroutine_threadsafe(self._cut_all(), self._loop).result(5)

    def fair(self) -> None:
        """All gets through."""
        self.is_down, self.held, self.cut = False, b"", b""

    async def _cut_all(self) -> None:
        for line in tuple(self._lines):
            line.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        with suppress(OSError):
            if not self.is_down:
                there, back = await asyncio.open_connection("127.0.0.1", self._to)
                self._lines.add(back)
                await asyncio.gather(self._pass(reader, back, asking=True), self._pass(there, writer, asking=False))
                self._lines.discard(back)
        writer.close()
        self._lines.discard(writer)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asking: bool) -> None:
        with suppress(OSError):
            while part := await reader.read(CHUNK):
                while asking and self.held and self.held in part:
                    await asyncio.sleep(STEP)
                if asking and self.cut and self.cut in part:
                    break
                writer.write(part)
                await writer.drain()
        writer.close()

    async def run(self, ready: threading.Event) -> None:
        """Serve until it is ended."""
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._ended.wait()
        server.close()
        await self._cut_all()
        while self._lines:
            await asyncio.sleep(STEP)

    def end(self) -> None:
        """End it from another thread."""
        self._loop.call_soon_threadsafe(self._ended.set)


@contextmanager
def weather(to: int) -> Iterator[Weather]:
    """Fair weather before a port, for as long as a block lasts."""
    made, ready = Weather(to), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(made.run(ready)), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield made
    finally:
        made.fair()
        made.end()
        thread.join(timeout=10)
