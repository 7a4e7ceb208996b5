"""Scripts that use the API while the server may die: what was acknowledged is written down, what was not is sent again."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

TEXT = """---
title: {slug}
specialty: general
---
Sample content: not for clinical use.

## What to do

Rest {minutes} minutes, then walk. Text {number}.
"""


@dataclass(frozen=True)
class Request:
    """One request: who sends it, and under which key."""

    who: str
    method: str
    path: str
    body: dict[str, Any]
    match: str | None = None
    key: str = field(default_factory=lambda: uuid4().hex)


@dataclass
class Expected:
    """What must be there of one pathway: everything that was acknowledged, in order, and nothing else."""

    slug: str
    texts: list[str] = field(default_factory=list)
    status: dict[int, str] = field(default_factory=dict)
    """Of each edition."""
    etag: str = ""
    entries: list[tuple[str, int]] = field(default_factory=list)
    """Of the publication log: kind and edition."""

    def learn(self, request: Request, answer: dict[str, Any]) -> None:
        """An answer has come: from now on it is a promise."""
        number = answer["number"]
        self.status[number], self.etag = answer["status"], answer["etag"]
        if "source" in request.body:
            self.texts.append(request.body["source"])
        if request.path.endswith("/publication"):
            if number > 1:
                self.entries.append(("superseded", number - 1))
                self.status[number - 1] = "superseded"
            self.entries.append(("published", number))
        if request.path.endswith("/withdrawal"):
            self.entries.append(("withdrawn", number))


class Lost(Exception):
    """No answer came: nobody knows whether it was done."""


@dataclass
class Script:
    """One client with a token for each of the people whose part it plays."""

    url: str
    tokens: dict[str, str]
    name: str
    dice: random.Random
    pathways: list[Expected] = field(default_factory=list)
    acknowledged: int = 0
    unanswered: Request | None = None
    problem: str = ""

    def run(self, stop: threading.Event) -> None:
        """Take one pathway after another through its life until no answer comes any more."""
        with httpx2.Client(base_url=self.url, timeout=30, trust_env=False) as client:
            while not stop.is_set() and not self.problem:
                expected = Expected(f"{self.name}-{len(self.pathways)}")
                self.pathways.append(expected)
                try:
                    for request in self._life(expected):
                        self._send(client, request, expected)
                        if stop.is_set():
                            return
                except Lost:
                    return

    def send_again(self) -> str:
        """Send what got no answer once more, under its key, and then once more; returns how it was answered."""
        if self.unanswered is None:
            return "nothing"
        request, self.unanswered = self.unanswered, None
        with httpx2.Client(base_url=self.url, timeout=30, trust_env=False) as client:
            first = self._ask(client, request)
            again = self._ask(client, request)
        if not first.is_success or again.content != first.content or again.headers.get("Idempotent-Replayed") != "true":
            self.problem = f"{request}: {first.status_code} {first.text}, then {again.status_code} {again.text}"
            return "wrong"
        self.pathways[-1].learn(request, first.json())
        return "done before" if first.headers.get("Idempotent-Replayed") else "done now"

    def _send(self, client: httpx2.Client, request: Request, expected: Expected) -> None:
        self.unanswered = request
        try:
            answer = self._ask(client, request)
        except httpx2.TransportError as problem:
            raise Lost from problem
        self.unanswered = None
        if not answer.is_success:
            self.problem = f"{request}: {answer.status_code} {answer.text}"
            raise Lost
        expected.learn(request, answer.json())
        self.acknowledged += 1

    def _ask(self, client: httpx2.Client, request: Request) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.tokens[request.who]}", "Idempotency-Key": request.key}
        headers |= {"If-Match": request.match} if request.match else {}
        return client.request(request.method, f"/api/v1/regions/base{request.path}", json=request.body, headers=headers)

    def _life(self, expected: Expected) -> Iterator[Request]:
        """Write, change, submit, approve, publish, and again; withdraw in the end."""
        slug, here = expected.slug, f"/pathways/{expected.slug}"
        yield Request("editor", "POST", "/pathways", {"slug": slug, "kind": "pathway", "source": self._text(slug)})
        for number in (1, 2):
            for _ in range(self.dice.randrange(3) + number - 1):
                yield Request("editor", "PUT", f"{here}/draft", {"source": self._text(slug)}, expected.etag)
            edition = f"{here}/editions/{number}"
            yield Request("editor", "POST", f"{edition}/submission", {"change": "new"}, expected.etag)
            for who in ("gp", "lead"):
                yield Request(who, "POST", f"{edition}/approvals", {}, expected.etag)
            yield Request("lead", "POST", f"{edition}/publication", {"change_note": f"Version {number}."}, expected.etag)
        yield Request("lead", "POST", f"{here}/editions/2/withdrawal", {"reason": "Sample."}, expected.etag)

    def _text(self, slug: str) -> str:
        return TEXT.format(slug=slug, minutes=self.dice.randrange(5, 60), number=self.dice.getrandbits(64))
