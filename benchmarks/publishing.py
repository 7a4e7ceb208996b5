"""From the click on "publish" until readers have the page, and until search finds it; over HTTP, as a script would."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.roles import Role
from benchmarks.corpus import texts
from benchmarks.figures import Figure, many
from benchmarks.library import REGION, Library
from benchmarks.load import Line, Reply, once, request, until

PUBLICATIONS = 8
SLUG = "published-while-measured"
EVERY_WORKER = 12
"""Connections that are tried before a page counts as seen by every process of the server."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a token."""

    port: int
    token: str

    def call(self, method: str, path: str, revision: str = "", **said: str) -> Reply:
        """Ask the API for something about the region. Fails when it is refused."""
        headers = {"Authorization": f"Bearer {self.token}", "Content_Type": "application/json"}
        headers |= {"If_Match": revision} if revision else {}
        body = json.dumps(said).encode() if said else b""
        reply = once(self.port, request(f"/api/v1/regions/{REGION}/pathways{path}", method, body, **headers))
        assert reply.status < 300, f"{method} {path}: {reply.status} {reply.body.decode()}"
        return reply


@dataclass(frozen=True, slots=True)
class People:
    """Who is needed to publish."""

    editor: Caller
    reviewer: Caller
    lead: Caller


def measure(library: Library) -> Iterator[Figure]:
    """With one process that serves, and with two."""
    tokens = [library.token(f"{role.value}@bench.example.org", role) for role in (Role.EDITOR, Role.REVIEWER, Role.CLINICAL_LEAD)]
    people = People(*(Caller(library.site.port, token) for token in tokens))
    for workers in (1, 2):
        library.serve("--workers", str(workers))
        try:
            yield from _publications(people, workers)
        finally:
            library.site.stop()


def _publications(people: People, workers: int) -> Iterator[Figure]:
    answered, seen, found = list[float](), list[float](), list[float]()
    for number in range(PUBLICATIONS + 1):
        word = f"wombat{'abcdefghijklmno'[number]}{'xyz'[workers]}"
        address, revision = _ready(people, word)
        began = time.perf_counter()
        people.lead.call("POST", f"{address}/publication", revision, change_note=f"Adds {word}.")
        answered.append(time.perf_counter() - began)
        seen.append(until(lambda word=word: _all_have(people.lead.port, word)) - began)  # type: ignore[misc]
        found.append(until(lambda word=word: _finds(people.lead.port, word), pause=0.01) - began)  # type: ignore[misc]
    what = f"{workers} server process{'es' if workers > 1 else ''}: from POST publication"
    for until_what, seconds in (
        ("to its answer", answered),
        ("until every process shows it", seen),
        ("until search finds it", found),
    ):
        yield many("publish", f"{what} {until_what}, wall", "ms", [second * 1000 for second in seconds[1:]])


def _ready(people: People, word: str) -> tuple[str, str]:
    """The next edition of the page, agreed to by everyone who is asked: its address and revision."""
    source = next(texts(1, 9000)).markdown + f"\n## Sources\n\nThe word is {word}.\n"
    known = once(people.lead.port, request(f"/api/v1/regions/{REGION}/pathways/{SLUG}")).status == 200
    if known:
        public = people.editor.call("GET", f"/{SLUG}/draft")
        begun = people.editor.call("PUT", f"/{SLUG}/draft", public.header("etag"), source=source)
    else:
        begun = people.editor.call("POST", "", slug=SLUG, kind="pathway", source=source)
    revision = begun.header("etag")
    address = f"/{SLUG}/editions/{json.loads(begun.body)['number']}"
    people.editor.call("POST", f"{address}/submission", revision, change="partial update" if known else "new")
    if not known:
        people.reviewer.call("POST", f"{address}/approvals", revision, role="reviewer")
    people.lead.call("POST", f"{address}/approvals", revision, role="clinical_lead")
    return address, revision


def _all_have(port: int, word: str) -> bool:
    """Whether the page has the word on every one of some fresh connections, which spread over the processes."""
    lines = [Line(port) for _ in range(EVERY_WORKER)]
    try:
        asked = request(f"/{REGION}/pathways/{SLUG}")
        return all(word.encode() in line.ask(asked).body for line in lines)
    finally:
        for line in lines:
            line.close()


def _finds(port: int, word: str) -> bool:
    reply = once(port, request(f"/api/v1/regions/{REGION}/search?q={word}"))
    return reply.status == 200 and json.loads(reply.body)["total"] == 1
