"""Which representation of a page a client gets, and whether it has it already: RFC 9110, sections 8.8.3, 12.5.3 and 13.1.2."""

from __future__ import annotations

from enum import IntEnum


class Coding(IntEnum):
    """How a page's bytes are sent; the smaller number is preferred when the client likes both equally."""

    BR = 0
    GZIP = 1
    IDENTITY = 2


_NAMES = {"br": Coding.BR, "gzip": Coding.GZIP, "x-gzip": Coding.GZIP, "identity": Coding.IDENTITY}
_KNOWN_AT_MOST = 256
_known: dict[bytes | None, Coding] = {None: Coding.IDENTITY}


def coding(accepted: bytes | None) -> Coding:
    """The coding to send for an `Accept-Encoding`; None when there was none. Remembers what browsers usually say."""
    found = _known.get(accepted)
    if found is None:
        found = _coding(accepted or b"")
        if len(_known) < _KNOWN_AT_MOST:
            _known[accepted] = found
    return found


def _coding(accepted: bytes) -> Coding:
    weights = _weights(accepted.decode("latin-1"))
    everything = weights.get("*", 0.0)
    liked = dict.fromkeys((Coding.BR, Coding.GZIP), everything) | {
        _NAMES[name]: weight for name, weight in weights.items() if name in _NAMES
    }
    best = max((Coding.BR, Coding.GZIP), key=lambda code: liked[code])
    # Identity is always acceptable; it is preferred only to what the client likes less than an identity that it named.
    return best if liked[best] > 0 and liked[best] >= liked.get(Coding.IDENTITY, 0.0) else Coding.IDENTITY


def _weights(accepted: str) -> dict[str, float]:
    """Coding → weight. What cannot be read weighs nothing."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((piece[2:].strip() for piece in parameters if piece.startswith("q=")), "1")
        try:
            weights[name] = min(max(float(weight), 0.0), 1.0)
        except ValueError:
            weights[name] = 0.0
    return weights


def has_it(none_match: bytes, etag: bytes) -> bool:
    """Whether an `If-None-Match` names this entity tag; weak comparison, as is right for reading."""
    if none_match == etag:
        return True
    if none_match.strip() == b"*":
        return True
    return any(part.strip().removeprefix(b"W/") == etag for part in none_match.split(b","))
