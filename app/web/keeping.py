"""What devices that keep pages ask: which there are, what their search reads, how the site is installed. And pages about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from app.domain.regions import Region
from app.reading import offline
from app.reading.headers import PUBLIC
from app.reading.held import NAMES, SUFFIXES
from app.reading.negotiation import Coding, coding, has_it
from app.reading.packing import Packed
from app.reading.render import asset
from app.web.answers import cache_of, page
from app.web.framing import band_of
from app.web.offline import NotKeptView, OfflineView
from app.web.reading import LOOK, reader_of
from app.web.visiting import Visiting
from app.wording import word

router = APIRouter(include_in_schema=False)

MANIFEST = "application/manifest+json"
A_DAY = "public, max-age=86400"
WHITE = "#ffffff"


@router.api_route("/offline", methods=LOOK, name="web.not_kept")
def not_kept(visit: Visiting) -> Response:
    """What is shown offline for a page that is not kept."""
    return page(NotKeptView(allowed=visit.platform.offline), cache=PUBLIC)


@router.api_route("/{region}/offline", methods=LOOK, name="web.offline")
def about(visit: Visiting) -> Response:
    """Keep this region on this device."""
    with visit.read() as session:
        count, weight = offline.weight(session, visit.region)
    view = OfflineView(
        band_of(visit.platform, visit.region),
        pages=count,
        megabytes=f"{max(weight / 1e6, 0.1):.1f}",
        allowed=visit.platform.offline,
    )
    return page(view, cache=cache_of(visit.region))


@router.get("/{region}/offline.json", name="web.offline_pages")
def pages(visit: Visiting, since: Annotated[int, Query(ge=0, lt=2**31)] = 0) -> Response:
    """Which pages there are, or what has changed since some storing of pages."""
    with visit.read() as session:
        said = offline.pages(session, reader_of(visit), since)
    return JSONResponse(said, headers={"Cache-Control": cache_of(visit.region)})


@router.get("/{region}/offline-search.json", name="web.offline_search")
def search(request: Request, visit: Visiting) -> Response:
    """What search reads on a device that keeps the region."""
    with visit.read() as session:
        file = visit.platform.search_files.of(session, visit.region)
    return _packed(request, file, cache_of(visit.region))


@router.get("/{region}/app.webmanifest", name="web.manifest")
def manifest(visit: Visiting) -> Response:
    """How a region is installed: it opens at its front page, under its own name and colour."""
    kept = A_DAY if visit.region.public else cache_of(visit.region)
    return JSONResponse(_manifest(visit.region), headers={"Cache-Control": kept}, media_type=MANIFEST)


def _manifest(region: Region) -> dict[str, object]:
    home = f"/{region.slug}/"
    icons = [("icon.svg", "any", "any"), ("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"),
             ("icon-whole-512.png", "512x512", "maskable")]  # fmt: skip
    return {
        "id": home, "start_url": home, "scope": "/", "lang": region.language, "name": word("app.name", region=region.name),
        "short_name": region.name, "display": "standalone", "display_override": ["minimal-ui"], "categories": ["medical"],
        "theme_color": region.accent, "background_color": WHITE,
        "icons": [{"src": asset(name), "sizes": sizes, "purpose": purpose} for name, sizes, purpose in icons],
    }  # fmt: skip


def _packed(request: Request, file: Packed, cache: str) -> Response:
    """Stored bytes in a coding that the browser takes: brotli, or for all others gzip, which every browser knows."""
    asked = coding(request.headers.get("accept-encoding", "").encode("latin-1"))
    chosen = Coding.BR if asked is Coding.BR else Coding.GZIP
    etag = '"' + file.etag + SUFFIXES[chosen].decode() + '"'
    headers = {"ETag": etag, "Cache-Control": cache, "Vary": "Accept-Encoding"}
    wanted = request.headers.get("if-none-match")
    if wanted is not None and has_it(wanted.encode("latin-1"), etag.encode()):
        return Response(None, 304, headers)
    headers["Content-Encoding"] = NAMES[chosen].decode()
    return Response(file.br if chosen is Coding.BR else file.gzip, 200, headers, "application/json")
