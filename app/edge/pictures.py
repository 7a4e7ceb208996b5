"""A picture as an answer: its stored bytes under a strong entity tag, in headers that let it be nothing but a picture."""

from __future__ import annotations

from fastapi import Request, Response

from app.domain.pictures import SUFFIXES
from app.reading.negotiation import has_it
from app.store.assets import AssetRow

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""For a browser in which it is opened by itself; the style is the browser's own, that centres it."""


def picture_answer(request: Request, row: AssetRow, cache: str) -> Response:
    """The picture, or 304 for who has it. `cache` says for how long and for whom: what is withdrawn must be gone."""
    etag = f'"{row.sha256}"'
    headers = HEADERS | {"ETag": etag, "Cache-Control": cache}
    wanted = request.headers.get("if-none-match")
    if wanted is not None and has_it(wanted.encode("latin-1"), etag.encode()):
        return Response(None, 304, headers)
    headers["Content-Disposition"] = f'inline; filename="{row.name}{SUFFIXES[row.media_type]}"'
    return Response(b"" if request.method == "HEAD" else row.data, 200, headers, row.media_type)
