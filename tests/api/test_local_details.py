"""Local details through the API: read, stated on what was read, once however often it is sent, and on the page at once."""

from __future__ import annotations

from tests.api.conftest import Api
from tests.builders import a_text

KEY = "rheumatology.clinic.phone"
LIST = "/regions/base/local-details"
ONE = f"{LIST}/{KEY}"
SAID = {"value": "09 555 0123", "as_of": "2026-01-01"}


def test_a_detail_from_gap_to_end(api: Api) -> None:
    api.house.published("gout", a_text(body=f"\nRing {{{{{KEY}}}}}.\n"))
    keeper = api.as_("coordinator")
    gap = keeper.get(LIST).json()["details"]
    assert [(line["key"], line["etag"], line["now"], line["named_in"]) for line in gap] == [(KEY, '"0"', None, ["gout"])]
    assert "phone not given for" in api.get("/regions/base/pathways/gout").json()["html"]
    assert keeper.get(ONE).headers["ETag"] == '"0"'

    first = keeper.put(ONE, SAID, match='"0"', key="k1")
    assert (first.status_code, first.headers["ETag"]) == (201, '"1"')
    again = keeper.put(ONE, SAID, match='"0"', key="k1")
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert "09 555 0123" in api.get("/regions/base/pathways/gout").json()["html"]

    planned = keeper.put(ONE, SAID | {"value": "09 555 0200", "from": "2099-01-01", "note": "Moves."}, match='"1"')
    assert planned.status_code == 200
    assert planned.json()["now"]["value"] == "09 555 0123"
    assert [(plan["value"], plan["from"]) for plan in planned.json()["planned"]] == [("09 555 0200", "2099-01-01")]

    ended = keeper.put(ONE, SAID | {"value": None}, match='"2"')
    assert ended.json()["now"] is None
    story = keeper.get(ONE).json()["story"]
    assert [(told["value"], told["note"]) for told in story] == [("09 555 0123", ""), ("09 555 0200", "Moves."), (None, "")]
    assert "{{" not in api.get("/regions/base/pathways/gout").json()["html"]


def test_refusals(api: Api) -> None:
    keeper = api.as_("coordinator")
    assert keeper.put(ONE, SAID).status_code == 428
    assert keeper.put(ONE, SAID, match='"1"').status_code == 412
    assert keeper.put(ONE, SAID | {"value": "{{a.b}}"}, match='"0"').status_code == 422
    assert keeper.put(ONE, SAID | {"as_of": "1.1.2026"}, match='"0"').status_code == 422
    assert keeper.put(f"{LIST}/phone", SAID, match='"0"').status_code in (404, 422)
    assert api.as_("gp").put(ONE, SAID, match='"0"').status_code == 403
    assert api.as_("editor").put(ONE, SAID | {"below": True}, match='"0"').status_code == 403
    assert api.as_("reader").get(LIST).status_code == 404
    assert api.get(LIST).status_code == 401
    assert keeper.get(LIST).json()["details"] == []
