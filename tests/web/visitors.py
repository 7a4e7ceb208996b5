"""People at a browser without script: they open pages, fill in forms and press buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2
from starlette.testclient import TestClient

from app.reading.fronted import Application
from tests.builders import House
from tests.web.forms import Form, forms_in, text_of

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "a quiet harbour at dusk"


@dataclass(slots=True)
class Page:
    """What came back."""

    answer: httpx2.Response
    address: str

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.answer.status_code

    @property
    def html(self) -> str:
        """As it came."""
        return self.answer.text

    @property
    def text(self) -> str:
        """What it says."""
        return text_of(self.answer.text)

    @property
    def goes_to(self) -> str:
        """Where it sends the browser."""
        return self.answer.headers["Location"]

    def form(self, ending: str) -> Form:
        """The form that is sent to an address with this ending."""
        found = [form for form in forms_in(self.html) if form.action.endswith(ending)]
        assert len(found) == 1, f"{len(found)} forms to …{ending} at {self.address} ({self.status}): {self.text[:400]}"
        return found[0]

    def offers(self, ending: str) -> bool:
        """Whether there is a form or a link to such an address."""
        return any(form.action.endswith(ending) for form in forms_in(self.html)) or f'{ending}"' in self.html


@dataclass(slots=True)
class Visitor:
    """Somebody's browser."""

    house: House
    client: TestClient
    who: str = ""

    def get(self, path: str, **headers: str) -> Page:
        """Open an address, and go no further."""
        return Page(self.client.get(path, headers=headers, follow_redirects=False), path)

    def open(self, path: str) -> Page:
        """Open an address and go where it leads."""
        answer = self.client.get(path, follow_redirects=True)
        return Page(answer, str(answer.url))

    def post(self, path: str, form: Mapping[str, str | bytes], **headers: str) -> Page:
        """Send a form as one of our pages would; bytes are a file."""
        said = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"} | headers
        given = {name: value for name, value in said.items() if value}
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        files = {name: ("a.png", value) for name, value in form.items() if isinstance(value, bytes)}
        return Page(self.client.post(path, data=typed, files=files or None, headers=given, follow_redirects=False), path)

    def send(self, page: Page, ending: str, *, button: str = "", **filled: str) -> Page:
        """Fill in the form of a page and send it, by a button if there are several."""
        form = page.form(ending)
        strange = set(filled) - set(form.fields) - set(form.choices)
        assert not strange, f"the form to {form.action} has no {strange}: {sorted(form.fields)}"
        for name, value in filled.items():
            assert value in form.choices.get(name, [value]), f"{name} can't be {value}: {form.choices[name]}"
        fields, action = form.fields | filled, form.action
        if button:
            pressed = next(one for one in form.buttons if one.label.strip() == button)
            fields |= {pressed.name: pressed.value} if pressed.name else {}
            action = pressed.action or action
        return self.post(urlsplit(urljoin(page.address, action)).path, fields)

    def follow(self, page: Page) -> Page:
        """Go where an answer sends the browser."""
        assert page.status == 303, f"{page.address}: {page.status} {page.text[:600]}"
        return self.open(page.goes_to)


@dataclass(slots=True)
class Visitors:
    """Everyone of the cast at a browser of their own."""

    house: House
    app: Application
    known: dict[str, Visitor] = field(default_factory=dict)

    def anybody(self) -> Visitor:
        """A browser that nobody has signed in at."""
        return Visitor(self.house, TestClient(self.app, base_url=ORIGIN))

    def __getitem__(self, who: str) -> Visitor:
        """Somebody of the cast, signed in by the form."""
        if who not in self.known:
            visitor = self.anybody()
            visitor.who = who
            done = visitor.send(visitor.get("/login"), "/login", email=f"{who}@example.org", password=PASSWORD)
            assert done.status == 303, done.text
            self.known[who] = visitor
        return self.known[who]

    def sign_in_anew(self, who: str) -> Visitor:
        """The same with another session."""
        self.known.pop(who, None)
        return self[who]


def query_of(address: str) -> dict[str, Any]:
    """The query of an address."""
    return dict(httpx2.QueryParams(urlsplit(address).query))
