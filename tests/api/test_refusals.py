"""Everything that is not done is refused by name, with a status and a remedy, and changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from app.actions.acting import Opened
from app.store import people
from tests import cast
from tests.api.conftest import Api
from tests.builders import CRITERIA, a_text

GOUT = "/regions/base/pathways/gout"
FIRST = f"{GOUT}/editions/1"


def refused(answer: httpx2.Response, status: int, name: str) -> dict[str, Any]:
    """The problem, when it is this one."""
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said.get("name")) == (status, name), answer.text
    assert said["type"] == f"urn:waymark:{name}"
    assert said["status"] == status
    assert said["detail"]
    assert answer.headers["cache-control"] == "no-store"
    return said


def etag(opened: Opened) -> str:
    return f'"{opened.token}"'


def test_nobody_is_asked_for_a_token(api: Api) -> None:
    api.house.a_pathway()
    answer = api.get(f"{GOUT}/draft")
    refused(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == 'Bearer realm="waymark"'
    refused(api.get("/me"), 401, "not-signed-in")
    refused(api.post("/regions/base/pathways", {"slug": "x", "source": "x"}), 401, "not-signed-in")


@pytest.mark.parametrize("token", ["wm_nonsense", "nonsense", "wm_é", "wm_" + "x" * 5000])
def test_a_worthless_token_is_refused_even_where_none_is_needed(api: Api, token: str) -> None:
    answer = api.get("/regions", headers={"Authorization": f"Bearer {token}".encode("latin-1")})
    refused(answer, 401, "not-signed-in")


def test_a_disabled_person_s_token_is_worthless(api: Api) -> None:
    editor = api.as_("editor")
    assert editor.get("/me").status_code == 200
    with api.house.platform.write() as session:
        row = people.row_by_email(session, "editor@example.org")
        assert row is not None
        row.active = False
    refused(editor.get("/me"), 401, "not-signed-in")


def test_cookies_mean_nothing_here(api: Api) -> None:
    token = api.house.token("editor")
    answer = api.get("/me", headers={"Cookie": f"waymark={token}; session={token}; __Host-waymark={token}"})
    refused(answer, 401, "not-signed-in")


def test_who_works_elsewhere_learns_nothing(api: Api) -> None:
    opened = api.house.a_pathway(source=a_text("Canary thistle"))
    for who in ("northvale_editor", "stranger", "reader"):
        for path in (
            f"{GOUT}/draft",
            f"{FIRST}/desk",
            f"{FIRST}/difference",
            "/regions/base/desk/pathways",
            "/regions/base/feedback",
        ):
            answer = api.as_(who).get(path)
            refused(answer, 404, "not-found")
            assert "thistle" not in answer.text
        refused(api.as_(who).put(f"{GOUT}/draft", {"source": "x"}, match=etag(opened)), 404, "not-found")
        refused(api.as_(who).post(f"{FIRST}/submission", {"change": "new"}, match=etag(opened)), 404, "not-found")


def test_a_members_only_region_looks_like_none_at_all(api: Api) -> None:
    api.house.published("gout", region="privata")
    for who, status, name in (("", 401, "not-signed-in"), ("stranger", 404, "not-found"), ("northvale_editor", 404, "not-found")):
        asks = api.as_(who)
        paths = (
            "pathways",
            "pathways/gout",
            "pathways/gout/draft",
            "pathways/gout/history",
            "search?q=gout",
            "suggest?q=gout",
            "changes",
        )
        for path in paths:
            there, nowhere = asks.get(f"/regions/privata/{path}"), asks.get(f"/regions/atlantis/{path}")
            refused(there, status, name)
            assert there.text == nowhere.text.replace("atlantis", "privata")
            assert {**there.headers, "content-length": ""} == {**nowhere.headers, "content-length": ""}
        assert "privata" not in {region["slug"] for region in asks.get("/regions").json()["regions"]}
    member = api.as_("reader")
    assert "privata" in {region["slug"] for region in member.get("/regions").json()["regions"]}
    read = member.get("/regions/privata/pathways/gout")
    assert (read.status_code, read.headers["cache-control"]) == (200, "private, no-store")
    assert (
        api.as_("stranger").get("/regions/privata/pathways/gout").text
        == api.as_("stranger").get("/regions/privata/pathways/no").text
    )


def test_a_draft_and_an_absent_page_look_the_same_to_readers(api: Api) -> None:
    api.house.a_pathway()
    for path in ("", "/history", "/editions/1"):
        there, nowhere = api.get(f"{GOUT}{path}"), api.get(f"/regions/base/pathways/nowt{path}")
        refused(there, 404, "not-found")
        assert there.text.replace("gout", "nowt") == nowhere.text


def test_a_change_names_the_revision_it_was_made_on(api: Api) -> None:
    house, editor = api.house, api.as_("editor")
    opened = house.a_pathway()
    said = {"change": "new"}
    for match in (None, "", "*", " * "):
        refused(editor.post(f"{FIRST}/submission", said, match=match), 428, "revision-missing")
    for match in ('"one", "two"', '"one', 'one"', "a b"):
        assert refused(editor.post(f"{FIRST}/submission", said, match=match), 422, "invalid")["field"] == "If-Match"
    stale = editor.post(f"{FIRST}/submission", said, match='"r0-0000000000000000"')
    assert refused(stale, 412, "stale")["current"] == opened.token
    assert stale.headers["etag"] == etag(opened)
    for match in (etag(opened), f"W/{etag(opened)}", opened.token):
        answer = editor.put(f"{GOUT}/draft", {"source": opened.revision.source}, match=match)
        assert (answer.status_code, answer.json()["revision"]) == (200, 1)


def test_two_people_never_overwrite_each_other(api: Api) -> None:
    opened = api.house.a_pathway()
    first = api.as_("editor").put(f"{GOUT}/draft", {"source": a_text("Mine")}, match=etag(opened))
    second = api.as_("other_editor").put(f"{GOUT}/draft", {"source": a_text("Yours")}, match=etag(opened))
    assert first.status_code == 200
    refused(second, 412, "stale")
    assert second.headers["etag"] == first.headers["etag"]
    assert api.as_("editor").get(f"{GOUT}/draft").json()["title"] == "Mine"


@pytest.mark.parametrize(
    ("who", "act", "said", "status"),
    [
        ("lead", "publication", {"change_note": "Now."}, "draft"),
        ("lead", "withdrawal", {"reason": "Wrong."}, "draft"),
        ("lead", "reinstatement", {"reason": "Right."}, "draft"),
        ("gp", "approvals", {}, "draft"),
        ("gp", "change-requests", {"reason": "Mend it."}, "draft"),
        ("editor", "submission", {"change": "new"}, "in_review"),
        ("editor", "discard", {}, "in_review"),
    ],
)
def test_a_wrong_state_is_named_with_what_is_possible(api: Api, who: str, act: str, said: dict[str, Any], status: str) -> None:
    opened = api.house.a_pathway()
    if status == "in_review":
        opened = api.house.submitted(opened)
    problem = refused(api.as_(who).post(f"{FIRST}/{act}", said, match=etag(opened)), 409, "wrong-state")
    assert problem["state"] == status
    assert (
        problem.get("possible", [])
        == {
            "draft": ["discard", "publish_imported", "publish_urgently", "submit"],
            "in_review": ["publish_urgently", "request_changes", "revise"],
        }[status]
        or act == "approvals"
    )
    assert api.house.now(opened).status == status


def test_who_wrote_it_does_not_approve_it(api: Api) -> None:
    house, hats = api.house, api.as_("all_hats")
    opened = house.submitted(house.a_pathway(by="all_hats"), by="all_hats")
    for said in ({"role": "reviewer"}, {"role": "clinical lead"}, {}):
        assert refused(hats.post(f"{FIRST}/approvals", said, match=etag(opened)), 403, "not-allowed")["reason"] == "author"
    assert hats.get(f"{FIRST}/desk").json()["sign_as"] == []


def test_a_role_must_be_held_asked_for_and_next(api: Api) -> None:
    house = api.house
    opened = house.submitted(house.a_pathway(source=a_text(services="cardiology", body=CRITERIA)))

    def approve(who: str, **said: str) -> httpx2.Response:
        return api.as_(who).post(f"{FIRST}/approvals", said, match=etag(opened))

    assert refused(approve("gp", role="clinical lead"), 403, "not-allowed")["role"] == "clinical_lead"
    assert refused(approve("gp", role="editor"), 422, "invalid")["field"] == "role"
    assert refused(approve("gp", role="wizard"), 422, "invalid")["field"] == "role"
    refused(approve("editor"), 403, "not-allowed")
    assert refused(approve("lead"), 409, "wrong-state")["waiting_for"] == "clinician_review"
    assert refused(approve("cardiology"), 409, "wrong-state")["waiting_for"] == "clinician_review"
    refused(approve("pharmacist"), 409, "wrong-state")
    assert approve("gp").status_code == 201
    refused(approve("gp", role="reviewer"), 409, "taken")
    refused(approve("gp"), 409, "wrong-state")
    assert refused(approve("renal"), 403, "not-allowed")["services"] == ["cardiology"]
    assert approve("cardiology").status_code == 201
    assert approve("lead").json()["status"] == "ready"


def test_who_is_asked_in_two_roles_says_which(api: Api) -> None:
    house, hats = api.house, api.as_("two_hats")
    text = a_text(services="cardiology", body="\nWarfarin 5 mg.\n" + CRITERIA)
    opened = house.submitted(house.a_pathway(source=text))
    assert api.as_("gp").post(f"{FIRST}/approvals", match=etag(opened)).status_code == 201
    problem = refused(hats.post(f"{FIRST}/approvals", match=etag(opened)), 422, "invalid")
    assert (problem["field"], sorted(problem["roles"])) == ("role", ["hospital_lead", "pharmacist"])
    assert hats.post(f"{FIRST}/approvals", {"role": "Hospital-Lead"}, match=etag(opened)).status_code == 201
    done = hats.post(f"{FIRST}/approvals", match=etag(opened))
    assert [given["role"] for given in done.json()["approvals"]] == ["reviewer", "hospital_lead", "pharmacist"]


def test_a_lost_number_keeps_a_text_in_draft_and_nothing_overrides_it(api: Api) -> None:
    house = api.house
    opened = house.a_pathway(source=a_text(body="\nGive 5*10*2 mg now.\n"))
    said = refused(api.as_("editor").post(f"{FIRST}/submission", {"change": "new"}, match=etag(opened)), 409, "not-ready")
    assert "M-LOST" in {finding["rule"] for finding in said["findings"]}
    assert all(finding["line"] for finding in said["findings"])
    urgent = api.as_("lead").post(f"{FIRST}/urgent-publication", {"reason": "Now."}, match=etag(opened))
    refused(urgent, 409, "not-ready")
    refused(api.get(GOUT), 404, "not-found")


def test_a_name_in_use_is_refused(api: Api) -> None:
    api.house.a_pathway()
    begun = api.as_("editor").post("/regions/base/pathways", {"slug": "gout", "source": a_text()})
    assert refused(begun, 409, "taken")["field"] == "slug"
    api.house.published("gout", region="northvale")
    refused(api.as_("editor").post("/regions/northvale/pathways/gout/localisation"), 409, "taken")
    refused(api.as_("editor").post("/regions/southmere/pathways/nowt/localisation"), 404, "not-found")


def test_an_idempotency_key_does_a_thing_once(api: Api) -> None:
    house, editor = api.house, api.as_("editor")
    begun = {"slug": "gout", "kind": "pathway", "source": a_text()}
    first = editor.post("/regions/base/pathways", begun, key="one")
    again = editor.post("/regions/base/pathways", begun, key="one")
    assert (first.status_code, again.status_code, again.text) == (201, 201, first.text)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.headers["etag"], again.headers["location"]) == (first.headers["etag"], first.headers["location"])
    refused(editor.post("/regions/base/pathways", {**begun, "slug": "other"}, key="one"), 422, "key-reused")
    refused(editor.post(f"{FIRST}/submission", {"change": "new"}, match=first.headers["etag"], key="one"), 422, "key-reused")
    other = api.as_("other_editor").post("/regions/base/pathways", {**begun, "slug": "mine"}, key="one")
    assert other.status_code == 201

    submitted = editor.post(f"{FIRST}/submission", {"change": "new"}, match=first.headers["etag"], key="two")
    house.agreed(house.now(house.submitted(house.a_pathway("bystander"))))
    replayed = editor.post(f"{FIRST}/submission", {"change": "New"}, match=first.headers["etag"], key="two")
    assert (replayed.status_code, replayed.text) == (201, submitted.text)
    refused(editor.post(f"{FIRST}/submission", {"change": "new"}, match=first.headers["etag"]), 409, "wrong-state")
    for key in ("", "x" * 201, "é".encode("latin-1")):
        answer = editor.post(
            f"{FIRST}/submission", {"change": "new"}, match=first.headers["etag"], headers={"Idempotency-Key": key}
        )
        assert refused(answer, 422, "invalid")["field"] == "Idempotency-Key"


def test_a_refused_request_does_not_use_up_its_key(api: Api) -> None:
    house = api.house
    opened = house.submitted(house.a_pathway())
    lead = api.as_("lead")
    refused(lead.post(f"{FIRST}/approvals", match=etag(opened), key="once"), 409, "wrong-state")
    assert api.as_("gp").post(f"{FIRST}/approvals", match=etag(opened)).status_code == 201
    assert lead.post(f"{FIRST}/approvals", match=etag(opened), key="once").status_code == 201


def test_a_schedule_is_in_the_future_and_can_be_cancelled(api: Api) -> None:
    house, lead = api.house, api.as_("lead")
    opened = house.agreed(house.submitted(house.a_pathway()))

    def publish(at: str) -> httpx2.Response:
        return lead.post(f"{FIRST}/publication", {"change_note": "Soon.", "at": at}, match=etag(opened))

    assert refused(publish(house.clock().isoformat()), 422, "invalid")["field"] == "at"
    for bad in (
        "2026-12-24T08:00:00",
        "tomorrow",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-02-30T00:00:00Z",
    ):
        assert refused(publish(bad), 422, "invalid")["field"] == "at"
    assert refused(lead.post(f"{FIRST}/publication", {"change_note": "x", "at": 1893456000}, match=etag(opened)), 422, "invalid")
    scheduled = publish((house.clock() + timedelta(days=1)).isoformat())
    assert (scheduled.status_code, scheduled.json()["status"]) == (201, "scheduled")
    assert datetime.fromisoformat(scheduled.json()["scheduled_for"]) == house.clock() + timedelta(days=1)
    cancelled = lead.ask("DELETE", f"{FIRST}/publication?reason=Wait", match=etag(opened))
    assert (cancelled.status_code, cancelled.json()["status"], cancelled.json()["scheduled_for"]) == (200, "ready", None)
    refused(lead.ask("DELETE", f"{FIRST}/publication", match=etag(opened)), 409, "wrong-state")
    refused(lead.ask("DELETE", f"{FIRST}/publication"), 428, "revision-missing")


def test_blank_words_are_refused_with_their_field(api: Api) -> None:
    house = api.house
    opened = house.submitted(house.a_pathway())
    asked = api.as_("gp").post(f"{FIRST}/change-requests", {"reason": "  "}, match=etag(opened))
    assert refused(asked, 422, "invalid")["field"] == "reason"
    ready = house.agreed(opened)
    published = api.as_("lead").post(f"{FIRST}/publication", {"change_note": ""}, match=etag(ready))
    assert refused(published, 422, "invalid")["field"] == "change_note"
    public = house.made_public(ready)
    for said, field in (
        ({"reason": " "}, "reason"),
        ({"reason": "x", "successor": "gout"}, "successor"),
        ({"reason": "x", "successor": "no"}, "successor"),
    ):
        assert refused(api.as_("lead").post(f"{FIRST}/withdrawal", said, match=etag(public)), 422, "invalid")["field"] == field


def test_feedback_is_about_a_page_that_is_shown(api: Api) -> None:
    api.house.a_pathway()
    said = {"category": "other", "message": "Hello.", "slug": "gout"}
    assert refused(api.post("/regions/base/feedback", said), 422, "invalid")["field"] == "slug"
    assert refused(api.post("/regions/base/feedback", {**said, "slug": "", "message": " "}), 422, "invalid")["field"] == "message"
    assert refused(api.post("/regions/base/feedback", {**said, "category": "praise"}), 422, "invalid")["field"] == "category"
    refused(api.post("/regions/privata/feedback", {**said, "slug": ""}), 401, "not-signed-in")
    assert api.post("/regions/base/feedback", {**said, "slug": ""}).status_code == 201


def test_feedback_names_a_version_that_readers_have_had(api: Api) -> None:
    api.house.made_public(api.house.agreed(api.house.submitted(api.house.a_pathway())))
    said = {"category": "other", "message": "Hello.", "slug": "gout"}
    assert refused(api.post("/regions/base/feedback", {**said, "number": 2}), 422, "invalid")["field"] == "number"
    assert api.post("/regions/base/feedback", {**said, "number": 1}).status_code == 201


def test_unknown_addresses_and_methods_are_problems_too(api: Api) -> None:
    refused(api.get("/nowhere"), 404, "not-found")
    refused(api.ask("PATCH", "/regions"), 405, "method-not-allowed")
    wrong = api.ask("DELETE", f"{GOUT}/draft")
    refused(wrong, 405, "method-not-allowed")
    assert "allow" in wrong.headers


def test_what_goes_wrong_inside_is_not_told(api: Api) -> None:
    opened = api.house.a_pathway()
    editor = api.as_("editor")
    assert editor.get("/me").status_code == 200
    api.house.clock.now = cast.NOW.replace(tzinfo=None)  # a clock that lies: times need their zone
    answer = editor.put(f"{GOUT}/draft", {"source": a_text("Other")}, match=etag(opened))
    problem = refused(answer, 500, "unexpected")
    assert problem["reference"] in problem["detail"]
    assert "Traceback" not in answer.text
    assert "zone" not in answer.text


def test_a_database_in_trouble_is_said_to_be(api: Api) -> None:
    editor = api.as_("editor")
    assert editor.get("/me").status_code == 200
    with api.house.platform.database.engine.begin() as connection:
        connection.exec_driver_sql("drop table api_token")
    answer = editor.get("/me")
    refused(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "5"
