"""One pathway's whole life through the API: from an empty region to a search hit, updated, withdrawn, brought back, localised."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Api
from tests.builders import CRITERIA, a_text

BASE = "/regions/base/pathways/gout"


def test_from_empty_to_search_hit_to_withdrawal_and_back(api: Api) -> None:
    house = api.house
    editor, lead = api.as_("editor"), api.as_("lead")
    assert api.get("/regions/base/pathways").json()["pathways"] == []
    assert api.get("/regions/base/search", params={"q": "gout"}).json()["results"] == []

    source = a_text("Gout", services="cardiology", body=CRITERIA)
    begun = editor.post("/regions/base/pathways", {"slug": "gout", "kind": "pathway", "source": source})
    assert begun.status_code == 201, begun.text
    assert begun.headers["Location"] == "/api/v1/regions/base/pathways/gout/editions/1/desk"
    assert editor.get("/regions/base/pathways/gout/editions/1/desk").json()["source"] == source
    draft = begun.json()
    assert (draft["status"], draft["number"], draft["change"], draft["etag"]) == ("draft", 1, None, begun.headers["ETag"])
    assert [item["stage"] for item in draft["missing"]] == ["clinician_review", "hospital_review", "sign_off"]
    assert set(draft["possible"]) == {"submit", "discard"}

    submitted = _do(editor, draft, "submission", {"change": "new"})
    assert submitted["status"] == "in_review"
    returned = _do(api.as_("gp"), submitted, "change-requests", {"reason": "Say which joint."})
    assert (returned["status"], returned["story"][-1]["reason"]) == ("draft", "Say which joint.")

    revised = editor.put(f"{BASE}/draft", {"source": source.replace("the joint", "the big toe")}, match=returned["etag"])
    assert revised.status_code == 200
    assert revised.json()["revision"] == 2
    submitted = _do(editor, revised.json(), "submission", {"change": "new"})
    for who, role in (("gp", "reviewer"), ("cardiology", "hospital lead"), ("lead", "clinical-lead")):
        assert submitted["missing"]
        submitted = _do(api.as_(who), submitted, "approvals", {"role": role, "note": "Agreed."})
    assert (submitted["status"], submitted["missing"]) == ("ready", [])
    assert [given["name"] for given in submitted["approvals"]] == ["Gita Reviewer", "Cara Cardiology", "Lea Lead"]

    published = _do(lead, submitted, "publication", {"change_note": "First version."})
    assert published["status"] == "published"
    page = api.get(BASE).json()
    assert (page["title"], page["number"], page["region"], page["source"]) == ("Gout", 1, "base", None)
    assert {agreed["name"] for agreed in page["agreed"]} == {"Gita Reviewer", "Cara Cardiology", "Lea Lead"}
    assert "big toe" in page["html"]

    house.index()
    by_text = api.get("/regions/base/search", params={"q": "allopurinol"}).json()
    assert (by_text["query"], by_text["corrected"], by_text["total"]) == ("allopurinol", None, 1)
    hit = by_text["results"][0]
    assert (hit["slug"], hit["section"], hit["url"]) == (
        "gout", {"id": "management", "title": "Management"}, "/base/pathways/gout#management",
    )  # fmt: skip
    assert "Allopurinol" in hit["snippet"]
    assert api.get("/regions/base/search", params={"q": "gout"}).json()["total"] == 1
    assert api.get("/regions/northvale/search", params={"q": "gout"}).json()["results"][0]["region"] == "base"
    assert api.get("/regions/base/suggest", params={"q": "gou"}).json()["suggestions"][0]["slug"] == "gout"

    second = _second_edition(api)
    _withdrawn_and_back(api, second)


def _second_edition(api: Api) -> dict[str, Any]:
    editor, lead = api.as_("editor"), api.as_("lead")
    read = editor.get(f"{BASE}/draft")
    assert (read.json()["edition"], read.json()["status"]) == (None, "published")
    source = read.json()["source"].replace("300 mg", "100 mg")
    saved = editor.put(f"{BASE}/draft", {"source": source}, match=read.headers["ETag"])
    assert (saved.status_code, saved.json()["number"], saved.json()["status"]) == (201, 2, "draft")

    difference = editor.get(f"{BASE}/editions/2/difference").json()
    assert [(section["what"], section["id"]) for section in difference["sections"]] == [("changed", "management")]
    assert "-Allopurinol 300 mg once a day." in difference["unified"]
    words = [piece["text"] for line in difference["sections"][0]["hunks"][0]["lines"] for piece in line["pieces"]
             if piece["change"] != "same"]  # fmt: skip
    assert words == ["300", "100"]

    submitted = _do(editor, saved.json(), "submission", {"change": "partial update"})
    assert [item["role"] for item in submitted["missing"]] == ["clinical_lead"]
    ready = _do(lead, submitted, "approvals", {})
    second = _do(lead, ready, "publication", {"change_note": "Start low."})
    assert second["status"] == "published"

    assert "100&nbsp;mg" in api.get(BASE).json()["html"]
    first = api.get(f"{BASE}/editions/1").json()
    assert "300&nbsp;mg" in first["html"]
    assert first["current"] == 2
    history = api.get(f"{BASE}/history").json()["editions"]
    assert [(line["number"], line["status"]) for line in history] == [(2, "published"), (1, "superseded")]
    assert history[1]["url"] == "/base/pathways/gout/v/1"
    assert [change["what"] for change in api.get("/regions/base/changes").json()["changes"]] == ["updated", "published"]
    return second


def _withdrawn_and_back(api: Api, published: dict[str, Any]) -> None:
    lead = api.as_("lead")
    reason = "The dose is wrong."
    withdrawn = _do(lead, published, "withdrawal", {"reason": reason})
    assert withdrawn["status"] == "withdrawn"
    for path in (BASE, f"{BASE}/editions/1", f"{BASE}/editions/2", f"{BASE}/history", f"{BASE}?as-at=2026-03-02"):
        gone = api.get(path)
        assert (gone.status_code, gone.json()["name"]) == (410, "withdrawn")
        assert (gone.json()["page"], gone.json()["reason"], gone.json()["successor"]) == ("Gout", reason, None)
        assert "Allopurinol" not in gone.text
    for indexed in (False, True):
        if indexed:
            api.house.index()
        found = api.get("/regions/base/search", params={"q": "gout"}).json()
        assert (found["total"], found["results"]) == (0, [])
        assert [(stone["slug"], stone["title"], stone["reason"]) for stone in found["withdrawn"]] == [("gout", "Gout", reason)]
        assert api.get("/regions/base/suggest", params={"q": "gout"}).json()["suggestions"] == []
    assert api.get("/regions/base/pathways").json()["pathways"] == []
    assert lead.get(f"{BASE}/editions/2/desk").json()["source"]

    back = _do(lead, withdrawn, "reinstatement", {"reason": "It was right after all."})
    assert back["status"] == "published"
    assert api.get(BASE).json()["number"] == 2
    api.house.index()
    assert api.get("/regions/base/search", params={"q": "allopurinol"}).json()["total"] == 1


def test_localised_in_one_step_and_behind_when_upstream_moves_on(api: Api) -> None:
    house, editor = api.house, api.as_("editor")
    upstream = house.published("gout")
    shown = api.get("/regions/northvale/pathways/gout").json()
    assert (shown["region"], shown["source"]) == ("northvale", "base")
    board = editor.get("/regions/northvale/localisations").json()
    assert [(page["slug"], page["locality"], page["latest"]) for page in board["pages"]] == [("gout", "unlocalised", 1)]

    begun = editor.post("/regions/northvale/pathways/gout/localisation")
    assert begun.status_code == 201
    assert begun.json()["status"] == "draft"
    board = editor.get("/regions/northvale/localisations").json()["pages"]
    assert [(page["locality"], page["taken"], page["status"]) for page in board] == [("in_localisation", 1, "draft")]

    local = editor.put(
        "/regions/northvale/pathways/gout/draft", {"source": a_text("Gout here")}, match=begun.headers["ETag"]
    ).json()
    submitted = _do(editor, local, "submission", {"change": "new"}, region="northvale")
    for who in ("gp", "lead"):
        submitted = _do(api.as_(who), submitted, "approvals", {}, region="northvale")
    _do(api.as_("lead"), submitted, "publication", {"change_note": "Ours."}, region="northvale")
    page = api.get("/regions/northvale/pathways/gout").json()
    assert (page["title"], page["source"], page["localised_from"], page["localised_number"]) == ("Gout here", None, "base", 1)
    assert editor.get("/regions/northvale/localisations").json()["counts"]["aligned"] == 1

    house.clock.forward(days=1)
    house.updated(upstream, a_text("Gout", dose="100 mg"), "Start low.")
    (page,) = editor.get("/regions/northvale/localisations").json()["pages"]
    assert (page["locality"], page["taken"], page["latest"], page["note"]) == ("behind", 1, 2, "Start low.")
    assert [(change["what"], change["id"]) for change in page["changes"]] == [("changed", "management")]
    behind = [item for item in editor.get("/work").json()["work"] if item["what"] == "behind"]
    assert [(item["region"], item["slug"]) for item in behind] == [("northvale", "gout")]
    assert api.get("/regions/northvale/pathways/gout").json()["title"] == "Gout here"


def test_feedback_reaches_the_inbox_and_is_answered(api: Api) -> None:
    house = api.house
    house.published("gout")
    message = {
        "category": "clinical error",
        "message": "The dose is too high.",
        "slug": "gout",
        "number": 1,
        "block": "management",
    }
    sent = api.post("/regions/base/feedback", message)
    assert sent.status_code == 201
    assert sent.json()["category"] == "clinical_error"

    editor = api.as_("editor")
    (waiting,) = [item for item in editor.get("/work").json()["work"] if item["what"] == "feedback"]
    assert waiting["urgent"]
    (item,) = editor.get("/regions/base/feedback", params={"state": "open"}).json()["feedback"]
    assert (item["slug"], item["number"], item["block"], item["owner"]) == ("gout", 1, "management", None)
    path = f"/regions/base/feedback/{item['id']}"
    taken = editor.post(f"{path}/owner", match=item["etag"])
    assert (taken.status_code, taken.json()["owner"]) == (201, "Edda Editor")
    stale = editor.post(f"{path}/answer", {"reply": "Thank you."}, match=item["etag"])
    assert (stale.status_code, stale.json()["name"]) == (412, "stale")
    answered = editor.post(f"{path}/answer", {"reply": "Thank you.", "fixed_in": 1}, match=taken.headers["ETag"])
    assert (answered.json()["state"], answered.json()["reply"], answered.json()["fixed_in"]) == ("answered", "Thank you.", 1)
    assert editor.get(path).json() == answered.json()
    assert editor.get("/regions/base/feedback", params={"state": "open"}).json()["feedback"] == []


def _do(api: Api, edition: dict[str, Any], act: str, said: dict[str, Any], *, region: str = "base") -> dict[str, Any]:
    """Do something to an edition as it was last seen; returns it as it is then."""
    path = f"/regions/{region}/pathways/{edition['slug']}/editions/{edition['number']}/{act}"
    answer = api.post(path, said, match=edition["etag"])
    assert answer.status_code == 201, answer.text
    assert answer.headers["ETag"] == answer.json()["etag"]
    done: dict[str, Any] = answer.json()
    return done
