"""Requests made from the OpenAPI document, right in most and wrong in some, for a running server; and every form of its pages."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import httpx2

from tests.api.contract import Contract
from tests.servers.site import PASSWORD, Site

Json = dict[str, Any]

PEOPLE = ("", "editor", "lead", "admin")
KNOWN = {
    "region": ("base", "southmere", "northvale", "nowhere"),
    "slug": ("eczema", "heart-failure", "sepsis", "no-such-page"),
    "number": ("1", "2", "0", "99"),
    "page": ("1", "2"),
}
"""What names of parameters mean on the sample site."""
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 2**64, 10**30, 1.5, -0.0, 1e308, "", " ", "0", "null", "\x00", "a\x00b", "\n",
    "\r\nX: y", "\ud800", "\ufeff", "\u202e", "👩‍⚕️", "a" * 5_000, "../../etc/passwd", "%00", "'; --",
    "<script>alert(1)</script>", "2026-13-45",
    "0001-01-01", "9999-12-31", "١٢", [], {}, [[]], [None], {"a": {"a": {}}}, "+64 3 555 0100", "5 mg", "https://[::1", "{{7*7}}",
)  # fmt: skip
"""What stands where something else was expected."""


@dataclass
class Fuzzer:
    """Makes requests of one seed and holds each answer against the document."""

    site: Site
    seed: int
    naughty: tuple[str, ...] = ()
    """Strings to put where a string may stand, besides the odd ones."""
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.client = httpx2.Client(base_url=self.site.url, trust_env=False, timeout=60)
        self.document: Json = self.client.get("/api/v1/openapi.json").json()
        self.contract = Contract(self.document)
        self.tokens = {who: self._token(who) for who in PEOPLE if who}
        self.etags: dict[str, str] = {}

    def close(self) -> None:
        """Let go of the server."""
        self.client.close()

    def _token(self, who: str) -> str:
        done = self.site.command("token", "add", f"{who}@example.org")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def operations(self) -> list[tuple[str, str, Json]]:
        """Method, path and description of each."""
        return [(method, path, one) for path, methods in self.document["paths"].items() for method, one in methods.items()]

    def run(self, count: int) -> None:
        """Send as many requests, every operation in turn."""
        all_of_them = self.operations()
        for number in range(count):
            method, path, operation = all_of_them[number % len(all_of_them)]
            self.send(method, path, operation)

    def send(self, method: str, path: str, operation: Json, body: object = ..., query: Json | None = None) -> httpx2.Response:
        """One request, made up where nothing is given."""
        who = self.chance.choice(PEOPLE)
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        asked: Json = {}
        for parameter in operation.get("parameters", ()):
            value = self._parameter(parameter)
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", quote(_text(value) or "-", safe="", errors="replace"))
            elif parameter["in"] == "query" and (parameter.get("required") or self.chance.random() < 0.5):
                asked[parameter["name"]] = _text(value)
            elif parameter["in"] == "header" and parameter["name"] != "Authorization" and self.chance.random() < 0.8:
                headers[parameter["name"]] = _for_a_header(self.etags.get(path, _text(value)))
        sent: Json = {
            "params": {name: value.encode("utf-8", "replace").decode() for name, value in (asked | (query or {})).items()}
        }
        contents = operation.get("requestBody", {}).get("content", {})
        if contents:
            sent |= self._body(contents, body)
            headers |= sent.pop("headers")
        answer = self.client.request(method.upper(), path, headers=headers, **sent)
        self._judge(answer, f"{method} {path} {sent!r:.600}")
        if "ETag" in answer.headers:
            self.etags[path] = answer.headers["ETag"]
        return answer

    def _judge(self, answer: httpx2.Response, what: str) -> None:
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        if answer.status_code >= 500:
            self.wrong.append(f"{answer.status_code} {what}: {answer.text[:300]}")
            return
        try:
            self.contract.judge(answer)
        except (AssertionError, ValueError, KeyError) as problem:
            self.wrong.append(f"{answer.status_code} {what}: {problem!s:.600}")

    def _parameter(self, parameter: Json) -> Any:
        known = KNOWN.get(parameter["name"])
        if known and self.chance.random() < 0.85:
            return self.chance.choices(known, weights=[8, *[1] * (len(known) - 1)])[0]
        return self.value(parameter.get("schema", {}))

    def _body(self, contents: Json, body: object) -> Json:
        if "application/json" not in contents:
            media = next(iter(contents))
            return {"content": self.chance.randbytes(self.chance.randint(0, 300)), "headers": {"Content-Type": media}}
        if body is ...:
            body = self.value(contents["application/json"]["schema"])
        if self.chance.random() < 0.03:
            return {"content": b'{"a": ' * self.chance.randint(1, 900), "headers": {"Content-Type": "application/json"}}
        return {"content": json.dumps(body).encode(), "headers": {"Content-Type": "application/json"}}

    def value(self, schema: Json) -> Any:
        """A value as the schema says; one time in twelve something else."""
        if "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        if self.chance.random() < 0.08:
            return self.chance.choice(ODD)
        if "anyOf" in schema or "oneOf" in schema:
            return self.value(self.chance.choice(schema.get("anyOf") or schema["oneOf"]))
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        return self._plain(schema)

    def _plain(self, schema: Json) -> Any:
        kind = schema.get("type", "object")
        if kind == "object":
            needed = schema.get("required", ())
            some = {
                name: self.value(part)
                for name, part in schema.get("properties", {}).items()
                if name in needed or self.chance.random() < 0.6
            }
            return some | ({self._string({}): 1} if self.chance.random() < 0.02 else {})
        if kind == "array":
            return [self.value(schema.get("items", {})) for _ in range(self.chance.randint(0, 3))]
        if kind in ("integer", "number"):
            return self.chance.choice([schema.get("minimum", 1), 1, 2, schema.get("maximum", 7)])
        return self.chance.random() < 0.5 if kind == "boolean" else None if kind == "null" else self._string(schema)

    def _string(self, schema: Json) -> str:
        if self.naughty and self.chance.random() < 0.5:
            return self.chance.choice(self.naughty)
        dates = {"date": "2026-11-22", "date-time": "2026-11-22T10:00:00Z", "uri": "https://a.example/"}
        words = [
            "eczema",
            "base",
            "# Text\n\nGive 5 mg daily.\n",
            "why",
            "a-b",
            "1",
            "cardiology",
            "editor@example.org",
            *dates.values(),
        ]
        return dates.get(schema.get("format", "")) or self.chance.choice(words)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _for_a_header(text: str) -> str:
    return "".join(letter for letter in text if " " <= letter <= "~")[:2000].strip()


@dataclass
class Form:
    """A form of a page: where it goes and what it holds."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    """The names of fields that a person types into."""


class Forms(HTMLParser):
    """The forms of a page, read as a browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open = False
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or a field of one."""
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(got.get("action", ""), got.get("method", "get").lower()))
            self._open = True
        elif self._open and "name" in got:
            self._field(tag, got)

    def _field(self, tag: str, got: dict[str, str]) -> None:
        form, kind, name = self.found[-1], got.get("type", "text"), got["name"]
        form.fields.setdefault(name, got.get("value", ""))
        if tag == "textarea" or (tag == "input" and kind in ("text", "search", "email", "tel", "url", "date", "number")):
            form.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        """The end of a form."""
        if tag == "form":
            self._open = False


def forms_of(html: str) -> Iterator[Form]:
    """The forms of a page."""
    reader = Forms()
    reader.feed(html)
    yield from reader.found


def signed_in(site: Site, who: str = "lead") -> httpx2.Client:
    """A browser's cookies after signing in."""
    client = httpx2.Client(base_url=site.url, trust_env=False, timeout=60, follow_redirects=True, headers={"Origin": site.url})
    form = next(form for form in forms_of(client.get("/login").text) if form.method == "post")
    answer = client.post(form.action or "/login", data=form.fields | {"email": f"{who}@example.org", "password": PASSWORD})
    assert "/desk/" in str(answer.url), answer.url
    return client
