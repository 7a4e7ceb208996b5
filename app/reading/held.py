"""Answers kept ready to be sent, and how much memory they may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import brotli

from app.reading.headers import Headers
from app.reading.negotiation import Coding
from app.reading.packing import zipped

Message = dict[str, Any]

OVERHEAD = 2000
"""Bytes that one page costs beside its own, about."""
SUFFIXES = (b"-br", b"-gz", b"")
"""A strong entity tag names exact bytes, so each coding has its own."""
NAMES = (b"br", b"gzip", b"")


@dataclass(frozen=True, slots=True)
class Ready:
    """One representation, as the messages that ASGI sends."""

    etag: bytes
    start: Message
    body: Message
    unchanged: Message
    """The start of a 304."""


UNCHANGED = frozenset({b"etag", b"cache-control", b"vary", b"content-security-policy", b"x-robots-tag"})
"""Headers of a 304: what RFC 9110 (15.4.5) asks for, and what may have changed though the page has not, for a region lists
who may frame it. The browser keeps all others from the page that it has."""

NO_BODY: Message = {"type": "http.response.body", "body": b""}


@dataclass(slots=True)
class Held:
    """What answers one address."""

    status: int
    etag: str
    """Without quotes."""
    headers: Headers
    """Those that every representation is sent with."""
    codings: dict[Coding, bytes]
    """The bytes in the codings that have been asked for; others are made from brotli. Without that there is only identity."""
    used: bool = False
    """Since the last time room was needed."""
    _ready: dict[Coding, Ready] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return OVERHEAD + sum(map(len, self.codings.values()))

    def ready(self, asked: Coding) -> Ready | None:
        """The representation for a client that asked for this coding, when it has been asked for before."""
        return self._ready.get(asked)

    def make_ready(self, asked: Coding) -> Ready:
        """As `ready`, and kept for the next one. It may take more memory from then on."""
        coding = asked if Coding.BR in self.codings else Coding.IDENTITY
        body, etag = self._body(coding), b'"' + self.etag.encode() + SUFFIXES[coding] + b'"'
        shared: Headers = [(b"etag", etag), *self.headers]
        own: Headers = [(b"content-length", str(len(body)).encode())]
        if coding is not Coding.IDENTITY:
            own.append((b"content-encoding", NAMES[coding]))
        made = Ready(
            etag,
            {"type": "http.response.start", "status": self.status, "headers": own + shared},
            {"type": "http.response.body", "body": body},
            {"type": "http.response.start", "status": 304, "headers": [pair for pair in shared if pair[0] in UNCHANGED]},
        )
        self._ready[asked] = made
        return made

    def _body(self, coding: Coding) -> bytes:
        """The bytes in a coding, made from another when it is first asked for."""
        if coding not in self.codings:
            plain: bytes = brotli.decompress(self.codings[Coding.BR])
            self.codings[coding] = plain if coding is Coding.IDENTITY else zipped(plain)
        return self.codings[coding]
