"""Secrets that mean nothing by themselves: random when made, kept only as their hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets

BITS = 256


def new_secret(prefix: str = "") -> str:
    """A fresh secret of 256 random bits, safe in a cookie, a header or an address."""
    return prefix + secrets.token_urlsafe(BITS // 8)


def digest(text: str) -> str:
    """What is kept of a secret: its SHA-256 in hex. Any text will do, whatever was sent in place of a secret."""
    return hashlib.sha256(_bytes(text)).hexdigest()


def same(expected: str, given: str | None) -> bool:
    """Whether the right secret was given, in a time that tells nothing of it. Nothing equals an empty secret."""
    return bool(expected) and hmac.compare_digest(_bytes(expected), _bytes(given or ""))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
