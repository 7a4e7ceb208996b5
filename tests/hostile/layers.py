"""Each wall alone: pages that only escaping, only the allow-list or only the policy keeps; and pages that nothing keeps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from app.domain.errors import Unreadable
from app.markup import page as pages
from app.markup.sanitise import sanitise
from app.reading.headers import CONTENT_SECURITY_POLICY
from tests.hostile.payloads import CONTEXTS, batches, in_context
from tests.hostile.watching import Watcher, watch

_RAW = MarkdownIt("commonmark", {"html": True}).enable("table")
FRAMED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
"""The policy, but that our own page of frames may hold the page."""


def unkept(source: str) -> str:
    """What a careless site would show."""
    return str(_RAW.render(source))


def escaped_only(source: str) -> str:
    """Our parser and renderer without the allow-list."""
    with mock.patch.object(pages, "sanitise", lambda html: html):
        try:
            return pages.read_page(source).html
        except Unreadable:
            return ""


def listed_only(source: str) -> str:
    """A careless renderer behind our allow-list."""
    return sanitise(_RAW.render(source))


@contextmanager
def served(bodies: Sequence[str], headers: dict[str, str]) -> Iterator[str]:
    """The bodies as pages `/0`, `/1` …, and `/frames/A/B` with those from A up to B in frames; gives the origin."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer."""
            parts = self.path.strip("/").split("/")
            framed = parts[0] == "frames"
            known = parts[-1].isdigit() and (framed or int(parts[0]) < len(bodies))
            body = _frames(int(parts[1]), int(parts[2])) if framed and known else bodies[int(parts[0])] if known else ""
            self.send_response(200 if known else 404)
            for name, value in ({} if framed else headers).items():
                self.send_header(name, value)
            data = f"<!doctype html><meta charset=utf-8><title>x</title><body>{body}".encode("utf-8", "replace")
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _frames(first: int, last: int) -> str:
    return "".join(f'<iframe src="/{number}" width=200 height=60></iframe>' for number in range(first, last))


def look(browser: Browser, bodies: Sequence[str], headers: dict[str, str], at_once: int) -> Watcher:
    """Show all bodies, some at a time, each in a frame of its own, and stir each."""
    with served(bodies, headers) as origin:
        context, watcher = watch(browser, origin)
        for first in range(0, len(bodies), at_once):
            watcher.open(f"/frames/{first}/{min(first + at_once, len(bodies))}", check=False)
        context.close()
    return watcher


def documents(payloads: Sequence[str], way: Callable[[str], str], size: int = 20) -> list[str]:
    """Every payload in every context, some on one page, made into HTML."""
    return [
        way("\n\n".join(f"{in_context(context, payload)}\n\nharmless" for payload in some))
        for context in CONTEXTS
        for some in batches(payloads, size)
    ]
