"""Two at once, through the API: one is done, the other is told so; a repeated request is done once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx2

from tests.api.conftest import Api
from tests.api.test_refusals import FIRST, GOUT, etag
from tests.builders import a_text

CROWD = 6


def at_once(*requests: Callable[[], httpx2.Response]) -> list[httpx2.Response]:
    """Send requests at the same moment, each in a thread of its own."""
    barrier = Barrier(len(requests))

    def send(request: Callable[[], httpx2.Response]) -> httpx2.Response:
        barrier.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, requests))


def test_a_request_repeated_at_once_is_done_once(api: Api) -> None:
    house, editor = api.house, api.as_("editor")
    house.token("editor")
    begun = {"slug": "gout", "kind": "pathway", "source": a_text()}
    answers = at_once(*[lambda: editor.post("/regions/base/pathways", begun, key="k")] * CROWD)
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1

    match = answers[0].headers["ETag"]
    answers = at_once(*[lambda: editor.post(f"{FIRST}/submission", {"change": "new"}, match=match, key="s")] * CROWD)
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    story = editor.get(f"{FIRST}/desk").json()["story"]
    assert [line["step"] for line in story] == ["submit"]


def test_without_a_key_one_is_done_and_the_others_are_told_why(api: Api) -> None:
    editor = api.as_("editor")
    api.house.token("editor")
    begun = {"slug": "gout", "kind": "pathway", "source": a_text()}
    answers = at_once(*[lambda: editor.post("/regions/base/pathways", begun)] * CROWD)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (CROWD - 1)
    assert {answer.json()["name"] for answer in answers if answer.status_code == 409} == {"taken"}


def test_two_saves_at_once_lose_nothing(api: Api) -> None:
    opened = api.house.a_pathway()
    people = ("editor", "other_editor")
    for who in people:
        api.house.token(who)
    answers = at_once(
        *(lambda who=who: api.as_(who).put(f"{GOUT}/draft", {"source": a_text(who)}, match=etag(opened)) for who in people)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    kept = next(answer.json()["title"] for answer in answers if answer.status_code == 200)
    assert api.as_("editor").get(f"{GOUT}/draft").json()["title"] == kept


def test_approval_against_revision(api: Api) -> None:
    """Whoever is first: no approval stands on a text that was not read."""
    house = api.house
    opened = house.submitted(house.a_pathway())
    for who in ("gp", "editor"):
        house.token(who)
    approved, revised = at_once(
        lambda: api.as_("gp").post(f"{FIRST}/approvals", match=etag(opened)),
        lambda: api.as_("editor").put(f"{GOUT}/draft", {"source": a_text("Changed", dose="1 mg")}, match=etag(opened)),
    )
    assert revised.status_code == 200
    assert approved.status_code in (201, 412)
    seen = api.as_("editor").get(f"{FIRST}/desk").json()
    assert "clinician_review" in {item["stage"] for item in seen["missing"]}
