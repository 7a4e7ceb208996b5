"""Searches and suggestions of public regions, answered before the framework: it costs as much as the search itself.

Plain ASGI. Whatever is unusual goes on to the framework, which says what is wrong with it: another method, a token or a cookie, a
value that is not understood, a region that nobody may read, a database that does not answer. So there is one wording of refusals,
and what is said here is only what the framework would say, too. The doors are the same, and asked with nobody in particular.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from app.domain.errors import Refusal
from app.domain.text import Kind
from app.edge.finding import etag_of, search_json, suggestions_json
from app.edge.platform import Platform
from app.edge.reports import note_search, suggestion_token
from app.edge.visit import Visit, nobody_at
from app.reading.headers import PUBLIC, raw
from app.store.database import Session
from app.store.standing import Standing, standing

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

AT_ONCE: Final = 8
"""Searches under way: one is worked out at a time, the others wait for the database."""
LONGEST_QUERY: Final = 4_000
"""Bytes of an address's query that are read here."""

_PLACES = re.compile(r"/(?:(?P<api>api/v1/regions)/)?(?P<region>[a-z0-9][a-z0-9-]{0,99})/(?P<what>search|suggest)")
_NUMBER = re.compile(r"[0-9]{1,5}")
_JSON = raw({"Content-Type": "application/json", "Cache-Control": PUBLIC})
_TOKENS = raw({"Vary": "Authorization"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; every value is one that the routes take."""

    door: str
    region: str
    q: str
    limit: int
    offset: int = 0
    exact: bool = False
    kind: tuple[str, ...] = ()
    specialty: tuple[str, ...] = ()


class Quick:
    """An ASGI application that answers searches and suggestions first."""

    def __init__(self, app: Application, platform: Platform) -> None:
        self._app, self._platform = app, platform
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="search")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a plain search; hand on what is anything else."""
        question = _question(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if question is not None:
            loop = asyncio.get_running_loop()
            body = await loop.run_in_executor(self._threads, answer, self._platform, question, Request(scope))
            if body is not None:
                api = question.door.startswith("api.")
                headers = [*_JSON, *_TOKENS, (b"etag", etag_of(body).encode())] if api else _JSON
                length = (b"content-length", str(len(body)).encode())
                await send({"type": "http.response.start", "status": 200, "headers": [*headers, length]})
                await send({"type": "http.response.body", "body": body})
                return
        await self._app(scope, receive, send)


def answer(platform: Platform, question: Question, request: Request) -> bytes | None:
    """The answer that anybody gets; None when the framework has to say something else."""
    try:
        now = standing(platform.database, question.region)
        visit = nobody_at(platform, question.door, now.region if now else None)
        with platform.read() as session:
            if question.door.endswith(".suggest"):
                return _suggestions(visit, session, now, question, request)
            return _results(visit, session, now, question, request)
    except Refusal:
        return None


def _suggestions(visit: Visit, session: Session, now: Standing | None, asked: Question, request: Request) -> bytes:
    found = visit.platform.searcher.suggest(session, visit.region.slug, asked.q, asked.limit, standing=now)
    box = asked.door == "web.suggest"
    return suggestions_json(visit.region, found, report=suggestion_token(request, visit, asked.q, len(found)) if box else None)


def _results(visit: Visit, session: Session, now: Standing | None, asked: Question, request: Request) -> bytes:
    found = visit.platform.searcher.search(
        session, visit.region.slug, asked.q, asked.limit, offset=asked.offset, exact=asked.exact, kind=asked.kind,
        specialty=asked.specialty, standing=now,
    )  # fmt: skip
    if not (asked.offset or asked.kind or asked.specialty):
        note_search(request, visit, found.query, found.corrected or "", found.total)
    return search_json(visit.region, found, visit.today)


def _question(scope: Scope) -> Question | None:
    place = _PLACES.fullmatch(scope["path"])
    if place is None or len(scope["query_string"]) > LONGEST_QUERY:
        return None
    api, what = bool(place["api"]), place["what"]
    unusual = (b"authorization", b"if-none-match") if api else (b"cookie",)
    if (not api and what == "search") or any(name in unusual for name, _ in scope["headers"]):
        return None
    door = f"{'api' if api else 'web'}.{what}"
    try:
        given = parse_qsl(scope["query_string"].decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeError:
        return None
    return _understood(door, place["region"], given)


def _understood(door: str, region: str, given: list[tuple[str, str]]) -> Question | None:
    """What is asked for, when each value is given once and plainly within its bounds."""
    once = [name for name, _ in given if name in ("q", "limit", "offset", "exact")]
    said = dict(given)
    suggest = door.endswith(".suggest")
    limit = _number(said.get("limit", "8" if suggest else "20"), 1, 20 if suggest else 100) if door != "web.suggest" else 8
    offset = _number(said.get("offset", "0"), 0, 10_000) if not suggest else 0
    exact = {"1": True, "true": True, "0": False, "false": False}.get(said.get("exact", "0")) if not suggest else False
    kind = tuple(value for name, value in given if name == "kind")
    specialty = tuple(value for name, value in given if name == "specialty")
    known = set(Kind).issuperset(kind) and len(specialty) <= 50 and all(len(value) <= 100 for value in specialty)
    if len(once) != len(set(once)) or limit is None or offset is None or exact is None or not known:
        return None
    return Question(door, region, said.get("q", ""), limit, offset, exact, kind, specialty)


def _number(text: str, least: int, most: int) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) and least <= int(text) <= most else None
