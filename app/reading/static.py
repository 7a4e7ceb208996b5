"""The front end's built files: their names change with their content, so browsers keep them for good."""

from __future__ import annotations

import gzip
import hashlib

import brotli

from app.reading.headers import FOR_A_DAY, FOR_GOOD, raw
from app.reading.held import Held
from app.reading.negotiation import Coding
from app.reading.render import STATIC, AssetsMissing, manifest

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
SMALL_ALREADY = {".png", ".woff2"}
ICON = "/favicon.ico"
"""Where browsers look that look nowhere else."""


def static_files() -> dict[str, Held]:
    """Address → file, for every file that the build names. Raises `AssetsMissing` when nothing has been built."""
    named = manifest()
    return {f"/static/{name}": _held(name, FOR_GOOD) for name in named.values()} | {ICON: _held(named["favicon.ico"], FOR_A_DAY)}


def _held(name: str, cache: str) -> Held:
    kind = name[name.rindex(".") :]
    try:
        content = (STATIC / name).read_bytes()
    except OSError as error:
        raise AssetsMissing(f"The front end is not whole, {name} can't be read: run `make assets`.") from error
    headers = {
        "Content-Type": TYPES.get(kind, "application/octet-stream"),
        "Cache-Control": cache,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    codings = {Coding.IDENTITY: content}
    if kind not in SMALL_ALREADY:
        headers["Vary"] = "Accept-Encoding"
        codings |= {Coding.BR: brotli.compress(content, quality=9), Coding.GZIP: gzip.compress(content, 9, mtime=0)}
    return Held(200, hashlib.sha256(content).hexdigest(), raw(headers), codings)
