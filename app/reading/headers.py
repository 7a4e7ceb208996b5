"""What every page is sent with, whoever answers: the policies that keep a page from doing or leaking anything."""

from __future__ import annotations

from collections.abc import Sequence

Headers = list[tuple[bytes, bytes]]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)

EVERY_PAGE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

ENCRYPTED = {"Strict-Transport-Security": "max-age=63072000"}
"""For sites that people reach over https."""

PUBLIC = "no-cache"
"""Cached, and asked about before each use: a withdrawal is seen at once."""
PRIVATE = "private, no-store"
"""What not everybody may read."""
FOR_A_DAY = "public, max-age=86400"
"""Files that have one name for ever."""
FOR_GOOD = "public, max-age=31536000, immutable"
"""Files whose name changes with their content."""


def every_page(*, encrypted: bool) -> dict[str, str]:
    """The headers of every page."""
    return EVERY_PAGE | ENCRYPTED if encrypted else EVERY_PAGE


def framed(headers: dict[str, str], origins: Sequence[str]) -> dict[str, str]:
    """The headers of a page that the pages of these origins may show in a frame; without any, nobody's may.

    `X-Frame-Options` can't name origins and goes then: browsers that know the policy take no notice of it beside that.
    """
    if not origins:
        return headers
    policy = headers["Content-Security-Policy"].replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")
    return {name: value for name, value in headers.items() if name != "X-Frame-Options"} | {"Content-Security-Policy": policy}


def raw(headers: dict[str, str]) -> Headers:
    """Headers as ASGI sends them."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
