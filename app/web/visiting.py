"""The way in from a browser: which site the request comes from, whose cookie it carries, and through which door it goes."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from app.domain.errors import CrossSite, Unavailable
from app.edge.visit import Visit, open_door, platform_of
from app.identity.sessions import SessionInfo, cookie_name, person_of, touch

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def arrive(request: Request) -> SessionInfo | None:
    """Who is signed in at the browser that asks; None for nobody.

    Raises `CrossSite` when another site's page sent it to change something.
    """
    platform = platform_of(request)
    refuse_other_sites(request, platform.base_url)
    cookie, now = request.cookies.get(cookie_name(platform.base_url)), platform.clock()
    if not cookie:
        return None
    with platform.read() as session:
        info = person_of(session, cookie, now)
    request.state.signed_in = info
    if info and info.touch:
        with suppress(Unavailable), platform.database.write() as session:  # on a full disk people still read
            touch(session, info, now)
    return info


Arriving = Annotated[SessionInfo | None, Depends(arrive)]


def visit(request: Request, info: Arriving) -> Visit:
    """Someone at the door of the route that was asked for. Raises what the door refuses with.

    Where there is no such region, whoever is not signed in is asked to, as for the pages of members: nobody can tell which it is.
    """
    made = open_door(request, info.person if info else None, info.csrf if info else "")
    request.state.visit = made
    return made


Visiting = Annotated[Visit, Depends(visit)]


def refuse_other_sites(request: Request, base_url: str) -> None:
    """Refuse an unsafe request that a page of another site made the browser send.

    Browsers say where such a request comes from in `Sec-Fetch-Site`, the older ones in `Origin`. What says neither is no
    browser, and carries nobody's cookie unasked; the forms of the desk ask for their token besides.
    """
    if request.method in SAFE:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise CrossSite("Another site sent this request; nothing was done.")
    if site is None and origin is not None and not _own(origin, request.headers.get("host", ""), base_url):
        raise CrossSite("Another site sent this request; nothing was done.")


def _own(origin: str, host: str, base_url: str) -> bool:
    return origin == base_url or (bool(host) and urlsplit(origin).netloc.lower() == host.lower())


def signed_in_at(request: Request) -> SessionInfo | None:
    """What `arrive` found out, for whoever answers when the door stayed shut."""
    info: SessionInfo | None = getattr(request.state, "signed_in", None)
    return info


def address_of(request: Request) -> str:
    """Where the request comes from, for the limits on guessing."""
    return request.client.host if request.client else ""
