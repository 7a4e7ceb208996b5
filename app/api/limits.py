"""How much a request may bring: what is larger is taken in, thrown away and refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import TooLarge, problem

PATIENCE = 16
"""Times the limit that is still taken in, so that a client that sends it all reads the refusal; beyond, it is cut off."""


class BodyLimit:
    """Lets requests through whose body is at most `most` bytes, or `most_upload` where a file is sent."""

    def __init__(self, app: ASGIApp, most: int, most_upload: int, uploads: str) -> None:
        self.app = app
        self.most = most
        self.most_upload = most_upload
        self.uploads = uploads
        """How the addresses end that take a file."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body before anything else happens, and hand it on whole."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.most_upload if scope["path"].endswith(self.uploads) else self.most
        body = await self._body(receive, most)
        if body is None:
            refusal = TooLarge(f"A request holds at most {most:,} bytes. Send less.", most=most)
            await problem(refusal, {"Connection": "close"})(scope, receive, send)
            return
        messages: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def replay() -> Message:
            return next(messages, None) or await receive()

        await self.app(scope, replay, send)

    async def _body(self, receive: Receive, most: int) -> bytes | None:
        """The body, or None when it is too large."""
        pieces: list[bytes] = []
        size, more = 0, True
        while more and size <= most * PATIENCE:
            message = await receive()
            more = message["type"] == "http.request" and message.get("more_body", False)
            piece = message.get("body", b"")
            size += len(piece)
            if size <= most:
                pieces.append(piece)
        return b"".join(pieces) if size <= most else None
