"""The OpenAPI document says all there is: every door, every status, every shape; and each operation was seen to answer so."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from app.api.v1 import api_app
from app.domain.searches import VISITS
from app.edge.counted import Noted
from app.edge.doors import DOORS
from tests.api.conftest import Api
from tests.api.test_refusals import etag
from tests.builders import House, a_text
from tests.pictures import files

GOUT = "/regions/base/pathways/gout"


def test_the_document_names_every_door_and_nothing_else(api: Api) -> None:
    assert api.contract.operations() == {name for name in DOORS if name.startswith("api.")}
    assert api.contract.document["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in api.contract.document["paths"])


def test_what_is_given_is_always_all_there(api: Api) -> None:
    schemas = api.contract.document["components"]["schemas"]
    given = {name: schema for name, schema in schemas.items() if name.endswith("Out")}
    assert given
    for name, schema in given.items():
        assert set(schema.get("required", [])) == set(schema["properties"]), name
    for name, schema in schemas.items():
        if name.endswith("In"):
            assert schema["additionalProperties"] is False, name


def test_every_operation_documents_its_refusals(api: Api) -> None:
    for methods in api.contract.document["paths"].values():
        assert ("head" in methods) == ("get" in methods)
        for operation in (one for method, one in methods.items() if method != "head"):
            answers, name = operation["responses"], operation["operationId"]
            assert {"401", "413", "500", "503"} <= set(answers), name
            refusals = {status: answer for status, answer in answers.items() if not status.startswith("2") and status != "304"}
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in refusals.values()), name
            sent = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
            if "If-Match" in sent:
                assert sent["If-Match"]["required"], name
                assert {"409", "412", "428"} <= set(answers), name
            assert operation["summary"], name
            assert operation["description"], name
            assert operation["security"] in ([{"token": []}], [{}, {"token": []}]), name


def test_the_document_loads_nothing_from_elsewhere_and_is_the_same_each_time(api: Api) -> None:
    first, second = (api.client.get("/api/v1/openapi.json") for _ in range(2))
    assert first.content == second.content
    assert "http://" not in first.text
    assert "https://" not in first.text
    for path in ("/api/v1/docs", "/api/docs", "/api/v1/redoc", "/api/openapi.json"):
        assert api.client.get(path).status_code == 404


def test_a_route_without_a_door_stops_the_application(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(DOORS, "api.me")
    with pytest.raises(RuntimeError, match=r"api\.me"):
        api_app(house.platform)


def test_every_operation_answers_as_it_is_documented(api: Api) -> None:
    """One call of each, on pages in many states; the client holds every answer against the document."""
    house, editor, lead = api.house, api.as_("editor"), api.as_("lead")
    public = house.published("gout", a_text("Gout", body="\nSee [the other](page:other).\n"))
    house.published("other")
    house.index()
    for path in ("/openapi.json", "/regions", "/regions/base/pathways", GOUT, f"{GOUT}/editions/1", f"{GOUT}/history",
                 "/regions/base/changes", "/regions/base/search?q=gout", "/regions/base/suggest?q=gou"):  # fmt: skip
        assert api.get(path).status_code == 200, path
    for path in ("/me", "/work", f"{GOUT}/draft", "/regions/base/desk/pathways?status=published", f"{GOUT}/editions/1/desk",
                 f"{GOUT}/editions/1/difference?against=previous", "/regions/northvale/localisations"):  # fmt: skip
        assert editor.get(path).status_code == 200, path
    preview = editor.post(f"{GOUT}/preview", {"source": a_text("Seen before", body="\nGive 5*10*2 mg.\n")}).json()
    assert (preview["title"], "M-LOST" in json.dumps(preview["findings"])) == ("Seen before", True)

    begun = editor.post("/regions/base/pathways", {"slug": "new", "source": a_text("New", kind="resource")})
    assert begun.json()["kind"] == "resource"
    saved = editor.put(
        "/regions/base/pathways/new/draft", {"source": a_text("Newer", kind="resource")}, match=begun.headers["ETag"]
    )
    new = "/regions/base/pathways/new/editions/1"
    given_up = editor.post(f"{new}/discard", {"reason": "Not needed."}, match=saved.headers["ETag"])
    assert given_up.json()["status"] == "discarded"
    after = editor.get("/regions/base/pathways/new/draft").json()
    assert (after["edition"], after["status"]) == (None, "discarded")

    draft = house.saved(public, a_text("Gout", dose="200 mg"))
    second = f"{GOUT}/editions/2"
    assert editor.post(f"{second}/submission", {"change": "Full review"}, match=etag(draft)).json()["change"] == "full_review"
    asked = api.as_("gp").post(f"{second}/change-requests", {"reason": "Why?"}, match=etag(draft))
    assert asked.json()["status"] == "draft"
    (task,) = [item for item in editor.get("/work").json()["work"] if item["what"] == "revise"]
    assert task["why"] == "Changes are asked for: Why?"
    house.submitted(house.now(draft))
    assert api.as_("gp").post(f"{second}/approvals", match=etag(draft)).status_code == 201
    assert lead.post(f"{second}/approvals", {"note": "Good."}, match=etag(draft)).json()["status"] == "ready"
    (task,) = [item for item in api.as_("coordinator").get("/work").json()["work"] if item["what"] == "publish"]
    assert task["url"] == "/desk/base/pathways/gout/editions/2/publication"
    at = {"change_note": "Soon.", "at": "2026-12-24T08:00:00+13:00"}
    scheduled = lead.post(f"{second}/publication", at, match=etag(draft))
    assert scheduled.json()["scheduled_for"] == "2026-12-23T19:00:00Z"
    assert lead.ask("DELETE", f"{second}/publication", match=etag(draft)).json()["status"] == "ready"
    assert lead.post(f"{second}/publication", {"change_note": "Now."}, match=etag(draft)).json()["status"] == "published"
    withdrawn = lead.post(f"{second}/withdrawal", {"reason": "Wrong.", "successor": "other"}, match=etag(draft))
    assert withdrawn.json()["status"] == "withdrawn"
    gone = api.get(GOUT).json()
    assert (gone["successor"], gone["slug"]) == ("other", "gout")
    assert lead.post(f"{second}/reinstatement", {"reason": "Right."}, match=etag(draft)).json()["status"] == "published"

    urgent = house.saved(house.now(draft), a_text("Gout", dose="50 mg"))
    now = lead.post(f"{GOUT}/editions/3/urgent-publication", {"reason": "The dose was dangerous."}, match=etag(urgent)).json()
    assert (now["mark"], now["review_owed_by"]) == ("urgent", "2026-03-16")
    assert api.get(GOUT).json()["review_owed"]
    assert "owed" in {item["what"] for item in lead.get("/work").json()["work"]}

    assert editor.post("/regions/northvale/pathways/other/localisation", key="l").status_code == 201
    api.post("/regions/base/feedback", {"category": "other", "message": "Thank you."})
    inbox = editor.get("/regions/base/feedback").json()["feedback"]
    item = f"/regions/base/feedback/{inbox[0]['id']}"
    taken = editor.post(f"{item}/owner", match=editor.get(item).headers["ETag"])
    assert editor.post(f"{item}/answer", {"reply": "Gladly."}, match=taken.headers["ETag"]).status_code == 201

    picture = {"data": b64encode(files.png()).decode(), "shows": "A joint", "licence": "Drawn by us", "no_patient": True}
    added = editor.post("/regions/base/assets", picture).json()
    assert editor.get(f"/regions/base/assets/{added['name']}").status_code == 200

    assert api.get("/regions/base/criteria").json()["criteria"] == []
    detail = "/regions/base/local-details/rheumatology.clinic.phone"
    unstated = editor.get(detail).headers["ETag"]
    assert editor.put(detail, {"value": "09 555 0100", "as_of": "2026-03-01"}, match=unstated).status_code < 300
    assert [row["key"] for row in editor.get("/regions/base/local-details").json()["details"]] == ["rheumatology.clinic.phone"]

    words = "/regions/base/vocabulary"
    said = {"sort": "synonym", "words": ["podagra", "gout"], "reason": "Old word."}
    taught = editor.post(words, said)
    one = f"{words}/{taught.json()['entry']}"
    changed = editor.put(one, said | {"words": ["podagra", "gout", "dropsy"]}, match=taught.headers["ETag"])
    ended = editor.post(f"{one}/end", {"reason": "Nobody says so."}, match=changed.headers["ETag"])
    assert editor.post(f"{one}/return", {"number": 1, "reason": "Some do."}, match=ended.headers["ETag"]).status_code == 200
    assert editor.get(one).json()["words"] == ["podagra", "gout"]
    assert len(editor.get(words).json()["entries"]) == 1
    taken = editor.post(f"{words}-entries", {"entries": [{"sort": "synonym", "words": ["podagra", "gout"]}], "reason": "Again."})
    assert taken.json() == {"begun": [], "unchanged": 1, "switched_off": 0}
    first = editor.get(f"{words}-above").json()["entries"][0]
    off = {"source": first["source"], "name": first["name"], "off": True, "reason": "Not said here."}
    assert editor.post(f"{words}-switches", off).json()["in_force"] is False
    day = house.platform.regions()["base"].local_date(house.clock())
    for visit in range(2 * VISITS):  # two visits may make the same mark
        house.platform.tally.note(Noted("base", day, "chilblains", visitor=str(visit)))
    house.platform.tally.count()
    (line,) = editor.get("/regions/base/searches").json()["sought"]
    settled = {"keys": line["keys"], "settled": "set_aside", "reason": "Not ours."}
    assert editor.post("/regions/base/searches/settlements", settled).status_code == 200

    answered = {name for name, status in api.contract.seen if status < 300}
    assert answered == api.contract.operations()
