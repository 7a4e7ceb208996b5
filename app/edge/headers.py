"""The headers that every answer carries, whoever gives it: pages, problems, static files, the API."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.doors import FRAMED
from app.edge.visit import Visit
from app.reading.headers import Headers, every_page, framed, raw


class SecurityHeaders:
    """Adds the headers of every page to each answer that does not set them itself."""

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self.app = app
        self._headers = every_page(encrypted=encrypted)
        self._nobodys = raw(self._headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                there = {name.lower() for name, _ in own}
                message = {**message, "headers": own + [pair for pair in self._of(scope) if pair[0] not in there]}
            await send(message)

        await self.app(scope, receive, tell)

    def _of(self, scope: Scope) -> Headers:
        """Nobody may frame a page, but the sites that its region lists may a public reader's page."""
        visit: Visit | None = scope.get("state", {}).get("visit")
        region = visit.here if visit else None
        if region is None or not region.framed_by or not region.public or getattr(scope.get("route"), "name", "") not in FRAMED:
            return self._nobodys
        return raw(framed(self._headers, region.framed_by))
