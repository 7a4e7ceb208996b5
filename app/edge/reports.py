"""Who searches is noted when a page of results is made; how the search ended, the browser tells with the token of that page.

The token holds what was searched for and how many pages were found, signed: it can't be made up, stands for this list of results
alone and counts once. It says nothing of who searches. There is no cookie. Without script nothing is told, and such a search is
never said to have been left.
"""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import date
from typing import Final

from fastapi import Request

from app.domain.roles import Act
from app.edge.counted import Keys, Noted
from app.edge.visit import Visit
from app.identity.guesses import network

LASTS: Final = 2 * 3600
"""Seconds for which a report is taken."""
SIGNED: Final = 16
"""Bytes of the signature."""
LONGEST: Final = 3000
"""Characters of a token; longer ones are nobody's."""

_PROGRAM = re.compile(
    r"bot|crawl|spider|slurp|headless|monitor|preview|python|curl|wget|libwww|java/|go-http|okhttp|axios|httpx|scan|probe|\bfeed",
    re.IGNORECASE,
)


def note_search(request: Request, visit: Visit, text: str, became: str, found: int) -> str:
    """Note a reader's search, and give the token of its results; empty when nothing was found, or nothing is noted."""
    visitor = _visitor(request, visit)
    if not visitor or not text:
        return ""
    visit.platform.tally.note(Noted(visit.region.slug, visit.today, text, became, found, visitor))
    return _token(visit, text, became, found) if found else ""


def suggestion_token(request: Request, visit: Visit, text: str, found: int) -> str:
    """The token of some suggestions; empty when there are none, or nothing is noted."""
    return _token(visit, text, "", found, chosen=True) if found and text and _visitor(request, visit) else ""


def note_end(request: Request, visit: Visit, token: str, rank: int) -> None:
    """Note how a search ended: which result was opened first, from 1, or 0 for none. What is no token of ours is let go."""
    read = _read(visit, token)
    if read is None or not _visitor(request, visit):
        return
    day, nonce, found, chosen, text, became = read
    if rank <= found and (rank or not chosen):
        visit.platform.tally.note(Noted(visit.region.slug, day, text, became, found, report=nonce, rank=rank, chosen=chosen))


def _visitor(request: Request, visit: Visit) -> str:
    """Address and browser of somebody who reads; empty for programs, for who asks not to be counted, and for who works here."""
    headers = request.headers
    browser = headers.get("user-agent", "")
    if not browser or _PROGRAM.search(browser) or headers.get("dnt") == "1" or headers.get("sec-gpc") == "1":
        return ""
    if headers.get("sec-purpose", "").startswith("prefetch") or visit.may(Act.READ_DESK):
        return ""
    return f"{network(request.client.host if request.client else '')}\n{browser}"


def _token(visit: Visit, text: str, became: str, found: int, *, chosen: bool = False) -> str:
    until = str(int(visit.now.timestamp()) + LASTS)
    said = "\x1f".join((
        visit.region.slug, visit.today.isoformat(), until, secrets.token_hex(8), str(found), "1" if chosen else "",
        text.replace("\x1f", " "), became.replace("\x1f", " "),
    )).encode("utf-8", "surrogatepass")  # fmt: skip
    return urlsafe_b64encode(_signature(visit.platform.tally.keys, said) + said).decode("ascii")


def _read(visit: Visit, token: str) -> tuple[date, str, int, bool, str, str] | None:
    """Day, name, pages found, whether of suggestions, query and what it became; None for what is not, or no longer, ours."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii")) if len(token) <= LONGEST else b""
    except (Error, ValueError):
        return None
    signed, said = raw[:SIGNED], raw[SIGNED:]
    if not secrets.compare_digest(signed, _signature(visit.platform.tally.keys, said)):
        return None
    region, day, until, nonce, found, chosen, text, became = said.decode("utf-8", "surrogatepass").split("\x1f")
    if region != visit.region.slug or int(until) < visit.now.timestamp():
        return None
    return date.fromisoformat(day), nonce, int(found), bool(chosen), text, became


def _signature(keys: Keys, said: bytes) -> bytes:
    return keys.made("report", said.hex())[:SIGNED]
