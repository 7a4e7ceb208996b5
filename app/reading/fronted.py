"""The shelf in front of the application: a known address is answered here, everything else goes through.

Plain ASGI, by hand: a framework's route costs several times as much as the whole answer.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.reading.held import NO_BODY, Held, Message
from app.reading.negotiation import coding, has_it
from app.reading.shelf import Shelf

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

READING = frozenset({"GET", "HEAD"})
STEP = 0.002


class Fronted:
    """An ASGI application that answers from the shelf first."""

    def __init__(self, app: Application, shelf: Shelf) -> None:
        self._app, self._shelf = app, shelf
        self._count, self._memory, self._static = shelf.signal.count, shelf.memory, shelf.static

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that asks for a known page or file; hand on what is anything else."""
        if scope["type"] != "http" or scope["query_string"] or scope["method"] not in READING:
            await self._app(scope, receive, send)
            return
        if self._shelf.heard != self._count[0] and not self._shelf.trouble:
            await self._loaded()
        path = scope["path"]
        held = self._memory.pages.get(path) or self._static.get(path)
        if held is None and not self._memory.complete and "/pathways/" in path:
            held = await asyncio.to_thread(self._shelf.fetch, path)
        if held is None:
            await self._app(scope, receive, send)
            return
        start, body = self._answer(path, held, scope)
        await send(start)
        await send(body)

    def _answer(self, path: str, held: Held, scope: Scope) -> tuple[Message, Message]:
        """What is sent: not awaited, for a coroutine more costs as much as all that is done here."""
        accepted = wanted = None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value if accepted is None else accepted + b"," + value
            elif name == b"if-none-match":
                wanted = value if wanted is None else wanted + b"," + value
        asked = coding(accepted)
        ready = held.ready(asked) or self._memory.make_ready(path, held, asked)
        held.used = True
        if wanted is not None and held.status == 200 and has_it(wanted, ready.etag):
            return ready.unchanged, NO_BODY
        return ready.start, ready.body if scope["method"] == "GET" else NO_BODY

    async def _loaded(self) -> None:
        """Wait until the pages that the bell rang for are here, but not for ever: a database may hang without a word."""
        shelf, rung = self._shelf, self._count[0]
        until = shelf.wake()
        while shelf.heard < rung and not shelf.trouble:
            if time.monotonic() > until:
                shelf.trouble = "Stored pages were not loaded in time."
                return
            await asyncio.sleep(STEP)
