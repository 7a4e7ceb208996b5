"""What goes wrong is a page in the frame that the person was in; nothing of what goes on inside is told."""

from __future__ import annotations

import asyncio
import logging

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import func, select
from starlette.testclient import TestClient
from starlette.types import Message

from app.domain.errors import Unavailable
from app.edge.platform import Platform
from app.reading.headers import EVERY_PAGE
from app.store.rows import METADATA
from app.web.routes import ROUTERS
from app.web.visiting import SAFE
from tests.builders import House, a_text
from tests.pictures import files
from tests.web.visitors import ORIGIN, Visitor, Visitors

FILLED = {
    "region": "base", "slug": "gout", "number": "1", "message": "1", "specialty": "rheumatology",
    "name": "joint-0123456789ab", "key": "rheumatology.clinic.phone", "rule": "D01", "entry": "1",
}  # fmt: skip
UNSAFE = sorted(
    (route.path.format(**FILLED), route.name)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    if (route.methods or set()) - SAFE
)
WITH_FILE = {"web.picture_add", "web.vocabulary_upload"}
NEEDS_NO_TOKEN = {"web.login_send", "web.feedback_send", "web.search_report"}


@pytest.fixture
def said(house: House) -> House:
    house.published()
    return house


def test_every_answer_carries_the_headers(people: Visitors, said: House, nobody: Visitor) -> None:
    asset = next(path for path in said.platform.shelf.static)
    editor = people["editor"]
    answers = [
        nobody.get("/base/pathways/gout"), nobody.get("/base/"), nobody.get("/nope/"), nobody.get("/desk/"), nobody.get("/login"),
        nobody.get("/base"), nobody.get("/healthz"), nobody.get("/api/v1/regions"), nobody.get("/api/v1/nope"),
        editor.get("/desk/"), editor.get("/desk/base/pathways/nope"), editor.post("/logout", {}), nobody.get("/static/nope.css"),
        nobody.get("/base/changes.atom"), nobody.get("/base/suggest?q=g"), nobody.post("/login", {}, Origin="https://evil.example"),
    ]  # fmt: skip
    for page in answers:
        for name, value in EVERY_PAGE.items():
            assert page.answer.headers[name] == value, f"{page.address} {name}"
    assert nobody.get(asset).answer.headers["X-Content-Type-Options"] == "nosniff"


AMONG_PAGES = (
    ("/base/nope", 404, 'action="/base/search"'),
    ("/base/changes?before=x", 422, 'action="/base/search"'),
    ("/base/pathways/gout?as-at=x", 422, 'action="/base/search"'),
    ("/logout", 405, "Choose a region"),
    ("/static/nope.css", 404, "Choose a region"),
)


@pytest.mark.usefixtures("said")
def test_a_reader_stays_among_the_pages(nobody: Visitor) -> None:
    for path, status, frame in AMONG_PAGES:
        page = nobody.get(path)
        assert page.status == status, path
        assert frame in page.html
        assert str(status) in page.text


@pytest.mark.usefixtures("said")
def test_who_works_stays_on_the_desk(people: Visitors) -> None:
    for path, status, region in (
        ("/desk/base/pathways/nope", 404, True),
        ("/desk/base/pathways/gout/editions/7", 404, True),
        ("/desk/base/nope/nope", 404, True),
        ("/desk/nope/", 404, False),
        ("/desk/base/pathways/gout/draft?said=" + "x" * 50, 422, True),
    ):
        page = people["editor"].get(path)
        assert page.status == status, path
        assert "Sign out" in page.text
        assert ('href="/desk/base/localisations"' in page.html) is region, path
    refused = people["gp"].get("/desk/base/pathways/gout/draft")
    assert (refused.status, "Your roles in Base do not include this." in refused.text) == (403, True)
    assert people["northvale_editor"].get("/desk/base/pathways/gout").status == 404


@pytest.mark.usefixtures("said")
@pytest.mark.parametrize(
    ("form", "above"),
    [
        ("/desk/base/pathways/gout/draft/preview", "/desk/base/pathways/gout/draft"),
        ("/desk/base/pathways/gout/draft/mending", "/desk/base/pathways/gout/draft"),
        ("/desk/base/pathways/gout/editions/1/approvals", "/desk/base/pathways/gout/editions/1"),
        ("/desk/base/pathways/gout/editions/1/discard", "/desk/base/pathways/gout/editions/1"),
        ("/desk/base/local-details/rheumatology.clinic.phone/confirmation", "/desk/base/local-details/rheumatology.clinic.phone"),
    ],
)
def test_the_address_of_a_form_opened_as_a_page_leads_to_the_page_that_has_it(people: Visitors, form: str, above: str) -> None:
    page = people["editor"].get(form)
    assert (page.status, page.goes_to) == (303, above)


def test_who_goes_away_leaves_no_trace(people: Visitors, caplog: pytest.LogCaptureFixture) -> None:
    said: list[Message] = [{"type": "http.request", "body": b"csrf=", "more_body": True}, {"type": "http.disconnect"}]
    cookies = "; ".join(f"{name}={value}" for name, value in people["editor"].client.cookies.items()).encode()
    headers = [(b"host", b"127.0.0.1:8000"), (b"content-type", b"application/x-www-form-urlencoded"), (b"cookie", cookies)]
    scope = {"type": "http", "method": "POST", "path": "/desk/base/new", "raw_path": b"/desk/base/new", "query_string": b""}
    scope |= {
        "headers": headers,
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "http_version": "1.1",
    }

    async def receive() -> Message:
        return said.pop(0)

    async def send(_: Message) -> None: ...

    async def ask() -> None:
        await people.app(scope, receive, send)

    asyncio.run(ask())
    assert not said
    assert not caplog.records


@pytest.mark.usefixtures("said")
def test_what_a_refused_form_held_is_given_back(people: Visitors) -> None:
    gp = people["gp"]
    csrf = gp.get("/desk/").form("/logout").fields["csrf"]
    refused = gp.post("/desk/base/pathways/gout/editions/1/withdrawal", {"csrf": csrf, "reason": "It is dangerous."})
    assert refused.status == 403
    editor = people["editor"]
    csrf = editor.get("/desk/").form("/logout").fields["csrf"]
    gone = editor.post("/desk/base/pathways/nope/draft", {"csrf": csrf, "source": "# Two hours\n</textarea>of work"})
    assert gone.status == 404
    assert "It has not been saved. Copy it before you leave this page." in gone.text
    assert "# Two hours\n&lt;/textarea&gt;of work" in gone.html


ELSEWHERE = (
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": ""},
    {"Origin": "null", "Sec-Fetch-Site": ""},
    {"Origin": "http://127.0.0.1:8001", "Sec-Fetch-Site": ""},
    {"Origin": "", "Sec-Fetch-Site": "cross-site"},
)
"""What a browser says of a request that a page of another site made it send."""


def test_no_other_site_changes_anything(people: Visitors, said: House) -> None:
    visitor = people["all_hats"]
    form = {"csrf": visitor.get("/desk/").form("/logout").fields["csrf"], "category": "other", "message": "Hm.", "reason": "Hm."}
    before = _rows(said)
    for path, _ in UNSAFE:
        for headers in ELSEWHERE:
            page = visitor.post(path, form, **headers)
            assert page.status == 403, (path, headers)
            assert "Another site sent this request" in page.text
            assert "Hm." not in page.text
    assert _rows(said) == before


def test_forms_of_the_desk_carry_the_token_of_their_session(people: Visitors, said: House) -> None:
    visitor, other = people["all_hats"], people["editor"]
    tokens = [one.get("/desk/").form("/logout").fields["csrf"] for one in (visitor, other)]
    before = _rows(said)
    for path, name in UNSAFE:
        if name not in NEEDS_NO_TOKEN:
            form: dict[str, str | bytes] = {"reason": "Hm."} | ({"file": files.png()} if name in WITH_FILE else {})
            for token in ("", "wrong", tokens[0][:-1], tokens[1]):
                assert visitor.post(path, {"csrf": token} | form).status == 403, path
            assert visitor.post(path, form, Origin="", **{"Sec-Fetch-Site": ""}).status == 403, path
            assert people.anybody().post(path, {"csrf": tokens[0]} | form).status == 401, path
    assert _rows(said) == before
    assert visitor.get("/desk/").status == 200


@pytest.mark.usefixtures("said")
def test_bodies_that_are_no_forms(people: Visitors) -> None:
    editor = people["editor"]
    path = "/desk/base/pathways/gout/draft"
    for content, kind in (
        (b'{"source": "x"}', "application/json"),
        (b"source=x", "text/plain"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"source=%ff%fe", "application/x-www-form-urlencoded"),
        (b"source=\xff", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % number for number in range(100)), "application/x-www-form-urlencoded"),
        (b"source=" + b"x" * 4_100_000, "application/x-www-form-urlencoded"),
    ):
        headers = {"Origin": ORIGIN, "Content-Type": kind}
        answer = editor.client.post(path, content=content, headers=headers, follow_redirects=False)
        assert answer.status_code == 422, kind
        assert "Desk" in answer.text


@pytest.mark.usefixtures("said")
def test_what_nobody_foresaw_is_logged_once_and_told_to_nobody(
    people: Visitors, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the secret inside")

    monkeypatch.setattr("app.reading.region_pages.home", broken)
    client = TestClient(people.app, base_url=ORIGIN, raise_server_exceptions=False)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/base/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret" not in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert answer.headers["Content-Security-Policy"] == EVERY_PAGE["Content-Security-Policy"]
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("waymark")]
    reference = line.split("reference ")[1][:8]
    assert reference in answer.text


@pytest.mark.usefixtures("said")
def test_a_database_that_takes_no_writes_loses_nothing(people: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = people["editor"]
    page = editor.get("/desk/base/pathways/gout/draft")

    def full(_: Platform) -> None:
        raise Unavailable("The disk that holds the database is full. Make room; Waymark goes on by itself.")

    monkeypatch.setattr(Platform, "write", full)
    refused = editor.send(page, "/draft", button="Save", source=a_text(dose="100 mg"))
    assert refused.status == 503
    assert "The disk that holds the database is full." in refused.text
    assert "100 mg" in refused.form("/draft").fields["source"]


@pytest.mark.usefixtures("said")
def test_a_database_that_does_not_answer_at_all(people: Visitors, nobody: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = people["editor"]

    def gone(_: Platform) -> None:
        raise Unavailable("The database server does not answer.")

    monkeypatch.setattr(Platform, "read", gone)
    for visitor in (editor, nobody):
        page = visitor.get("/desk/base/")
        assert page.status == 503
        assert page.answer.headers["Retry-After"] == "5"
        assert "The database server does not answer." in page.text
    assert nobody.get("/base/pathways/gout").status == 200, "what is on the shelf stays readable"


@pytest.mark.usefixtures("said")
def test_the_api_keeps_its_own_shape(nobody: Visitor) -> None:
    for path in ("/api/v1/nope", "/api/nope", "/api/v1/regions/base/pathways/nope"):
        answer = nobody.get(path).answer
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path


def _rows(house: House) -> dict[str, int]:
    """How many rows each table holds."""
    with house.platform.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
            if table.name != "sign_in_attempt"
        }
