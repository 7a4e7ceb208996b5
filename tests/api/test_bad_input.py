"""Whatever is sent, the answer is one that the document names, never a 500, and nothing half done."""

from __future__ import annotations

import json
import random
from itertools import product
from typing import Any

import pytest

from tests.api.conftest import Api
from tests.api.test_refusals import FIRST, GOUT, etag, refused
from tests.builders import a_text

HOSTILE: tuple[Any, ...] = (
    None, True, -1, 1.5, 2**31, 10**400, [], {"a": 1}, "", "\x00", "a\x00b", "\ud800", "\ufffe\u202eabc", "x" * 6000,
    "' or 1=1 --", "../../etc/passwd", "\r\nX: y",
)  # fmt: skip
"""What no field is made for."""

BODIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "begin": ("POST", "/regions/base/pathways", {"slug": "other", "kind": "pathway", "source": "# Text"}),
    "save": ("PUT", f"{GOUT}/draft", {"source": "# Text"}),
    "preview": ("POST", f"{GOUT}/preview", {"source": "# Text"}),
    "submit": ("POST", f"{FIRST}/submission", {"change": "new"}),
    "request": ("POST", f"{FIRST}/change-requests", {"reason": "Mend it."}),
    "approve": ("POST", f"{FIRST}/approvals", {"role": "reviewer", "note": "Good."}),
    "publish": ("POST", f"{FIRST}/publication", {"change_note": "Now.", "at": "2026-12-24T00:00:00Z"}),
    "urgent": ("POST", f"{FIRST}/urgent-publication", {"reason": "Now."}),
    "withdraw": ("POST", f"{FIRST}/withdrawal", {"reason": "Wrong.", "successor": "other"}),
    "reinstate": ("POST", f"{FIRST}/reinstatement", {"reason": "Right."}),
    "discard": ("POST", f"{FIRST}/discard", {"reason": "Given up."}),
    "feedback": (
        "POST", "/regions/base/feedback",
        {"category": "other", "message": "Hello.", "slug": "", "number": 1, "block": "", "name": "", "email": ""},
    ),
    "answer": ("POST", "/regions/base/feedback/1/answer", {"reply": "Thanks.", "fixed_in": None}),
}  # fmt: skip
SENDER = {"approve": "gp", "request": "gp", "publish": "lead", "urgent": "lead", "withdraw": "lead", "reinstate": "lead"}
"""Who may do it, when it is not the editor."""

NO_REQUESTS = (
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe{}", b'{"a": NaN}', b"[" * 100_000, b'{"a":' * 3000, b"1" * 5000,
)  # fmt: skip

ADDRESSES = (
    "/BASE/pathways", "/%00", "/base/pathways/Gout/draft", "/base/pathways/%00/draft", "/base/pathways/gout/editions/0",
    "/base/pathways/gout/editions/-1", "/base/pathways/gout/editions/x", f"/base/pathways/gout/editions/{2**31}",
    f"/base/pathways/gout/editions/{10**400}/desk", "/base/feedback/0", f"/base/feedback/{2**63}",
    "/base/pathways/" + "x" * 200, "/base/pathways/..%2f..", "/base/pathways/%F0%9F%A6%A0",
)  # fmt: skip

JSON = {"Content-Type": "application/json"}
TABLES = ("answer", "approval", "edition", "fact", "feedback", "pathway", "publication_log", "revision", "status_change")


def test_every_field_with_everything_it_is_not_made_for(api: Api) -> None:
    house = api.house
    opened = house.a_pathway()
    for route, (method, path, body) in BODIES.items():
        whoever = api.as_(SENDER.get(route, "editor"))
        for field, value in product(body, HOSTILE):
            sent = json.dumps({**body, field: value}).encode()
            answer = whoever.ask(method, path, match=etag(house.now(opened)), content=sent, headers=JSON)
            assert answer.status_code < 500, (route, field, value, answer.text)
            if isinstance(value, str) and ("\x00" in value or "\ud800" in value):
                assert refused(answer, 422, "invalid")["field"] == field
        for extra in ("status", "id", "region_id", "written_by", "approved_by", "published_at", "state", "lock"):
            answer = whoever.ask(method, path, {**body, extra: 1}, match=etag(house.now(opened)))
            assert refused(answer, 422, "invalid")["field"] == extra


def test_bodies_that_are_no_request(api: Api) -> None:
    editor, match = api.as_("editor"), etag(api.house.a_pathway())
    for route, (method, path, body) in BODIES.items():
        for content in NO_REQUESTS:
            answer = editor.ask(method, path, match=match, content=content, headers=JSON)
            assert answer.status_code in (403, 422), (route, content[:20], answer.text)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
            answer = editor.ask(method, path, match=match, content=json.dumps(body).encode(), headers={"Content-Type": kind})
            assert answer.status_code in (403, 422), (route, kind, answer.text)
            if answer.status_code == 422:
                assert "application/json" in answer.json()["detail"]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: Api) -> None:
    match = etag(api.house.a_pathway())
    for who in ("editor", ""):
        answer = api.as_(who).put(f"{GOUT}/draft", {"source": "x" * 1_000_001}, match=match)
        assert refused(answer, 413, "too-large")["most"] == 1_000_000
    assert refused(api.post("/regions/base/feedback", {"message": "x" * 20_000_000}), 413, "too-large")
    longest = api.as_("editor").put(f"{GOUT}/draft", {"source": "x" * 300_000}, match=match)
    refused(longest, 422, "unreadable")


def test_addresses_that_can_t_be(api: Api) -> None:
    for path in ADDRESSES:
        refused(api.as_("editor").get(f"/regions{path}"), 404, "not-found")


def test_queries_of_every_sort(api: Api) -> None:
    api.house.published("gout")
    api.house.index()
    for query in ("", "q=", "q=%00%ff%ed%a0%80", "q=" + "x" * 5000, 'q="', "q=AND%20OR%20*%20?~", "q=gout&unknown=1"):
        assert api.get(f"/regions/base/search?{query}").status_code == 200, query
        assert api.get(f"/regions/base/suggest?{query}").status_code == 200, query
    for query in ("limit=0", "limit=101", "limit=ten", "offset=-1", "limit=" + "9" * 5000, "exact=perhaps"):
        answer = api.get(f"/regions/base/search?q=gout&{query}")
        assert refused(answer, 422, "invalid")["field"] == query.split("=", maxsplit=1)[0]


def test_days_of_every_sort(api: Api) -> None:
    api.house.published("gout")
    assert api.get(f"{GOUT}?as-at=2026-03-02").status_code == 200
    for day in ("2020-01-01", "0001-01-01"):
        refused(api.get(f"{GOUT}?as-at={day}"), 404, "not-found")
    for day in ("9999-12-31", "2026-03-03", "2026-02-30", "x", "", "20260302", "1e9", "1772409600"):
        assert refused(api.get(f"{GOUT}?as-at={day}"), 422, "invalid")["field"] == "as-at"


def test_hundreds_of_random_requests_change_only_what_they_say(api: Api) -> None:
    """Random fields with random values: whatever is answered is documented, and whatever is refused has left nothing behind."""
    chance = random.Random(20260302)
    house = api.house
    opened = house.a_pathway(source=a_text("Gout"))
    house.published("other")
    api.post("/regions/base/feedback", {"category": "other", "message": "Hello."})
    values = (*HOSTILE, "new", "reviewer", "full review", "gout", "other", "2026-12-24T00:00:00Z", 1, 2, "# Text", "A reason.")
    for _ in range(300):
        method, path, body = chance.choice(list(BODIES.values()))
        sent = {field: chance.choice(values) if chance.random() < 0.4 else value for field, value in body.items()}
        who = chance.choice(("editor", "gp", "lead", "admin", "reader", "stranger", "northvale_editor", "all_hats", ""))
        match = chance.choice((etag(house.now(opened)), None, '"r1-0"', "*"))
        before = _counts(api)
        answer = api.as_(who).ask(
            method, path, match=match, content=json.dumps(sent).encode(), headers=JSON,
            key=chance.choice((None, None, "a", "b")),
        )  # fmt: skip
        assert answer.status_code < 500, (who, method, path, sent, answer.text)
        if answer.status_code >= 400:
            assert _counts(api) == before


def _counts(api: Api) -> tuple[int, ...]:
    """What a refused request must leave as it was."""
    with api.house.platform.database.engine.connect() as connection:
        return tuple(connection.exec_driver_sql(f"select count(*) from {table}").scalar_one() for table in TABLES)  # noqa: S608


@pytest.mark.parametrize("path", ["/regions/base%0A/pathways/eczema", "/regions/%0D%0AX:%20y", "/nothing%0Ahere"])
def test_an_address_with_a_line_break_is_answered_as_everything_below(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
