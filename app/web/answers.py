"""Answers of the pages: a view as HTML, or the way to the next page."""

from __future__ import annotations

from urllib.parse import quote

from fastapi.responses import HTMLResponse, Response

from app.domain.regions import Region
from app.reading.headers import PRIVATE, PUBLIC
from app.reading.render import View, render


def page(view: View, status: int = 200, *, cache: str = PRIVATE) -> Response:
    """A view as a page. What is not said to be public is kept by nobody."""
    return HTMLResponse(render(view), status, {"Cache-Control": cache})


def cache_of(region: Region) -> str:
    """How long a page may be kept that says the same to every reader of a region."""
    return PUBLIC if region.public else PRIVATE


def see_other(address: str, said: str = "") -> Response:
    """On to another page of ours after something was done; `said` is a key of the wording's `said`."""
    query = f"{'&' if '?' in address else '?'}said={said}" if said else ""
    return Response(None, 303, {"Location": quote(address, safe="/?&=#%:@!$'()*+,;~-._") + query, "Cache-Control": "no-store"})
