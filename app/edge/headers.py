"""The headers that every answer carries, whoever gives it: pages, problems, static files, the API."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.reading.headers import every_page, raw


class SecurityHeaders:
    """Adds the headers of every page to each answer that does not set them itself."""

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self.app = app
        self.headers = raw(every_page(encrypted=encrypted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                there = {name.lower() for name, _ in own}
                message = {**message, "headers": own + [pair for pair in self.headers if pair[0] not in there]}
            await send(message)

        await self.app(scope, receive, tell)
