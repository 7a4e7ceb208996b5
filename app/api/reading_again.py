"""Looking again costs little: HEAD for every address that is read, and 304 for what a reader has already."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.finding import READ
from app.reading.negotiation import has_it


class ReadingAgain:
    """Answers HEAD as GET without its body, and 304 where `If-None-Match` names what would be sent to readers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand it on as GET, and hold the body back."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        none_match = Headers(scope=scope).get("if-none-match", "").encode("latin-1")
        silent = scope["method"] == "HEAD"

        async def answer(message: Message) -> None:
            nonlocal silent
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                etag = headers.get("etag", "")
                if message["status"] == 200 and none_match and etag.startswith(READ) and has_it(none_match, etag.encode()):
                    silent, message["status"] = True, 304
                    for name in ("content-length", "content-type"):
                        del headers[name]
            elif silent:
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, answer)
