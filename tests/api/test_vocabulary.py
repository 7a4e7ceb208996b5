"""Words of search through the API: taught on what was read, ended, brought back, taken over from another region; and the list."""

from __future__ import annotations

from app.edge.counted import Noted
from tests.api.conftest import Api

LIST = "/regions/base/vocabulary"
HERE = "/regions/northvale"
SAID = {"sort": "synonym", "words": ["podagra", "gout"], "reason": "Old word."}


def test_an_entry_from_beginning_to_end_and_back(api: Api) -> None:
    editor = api.as_("editor")
    begun = editor.post(LIST, SAID, key="k1")
    assert (begun.status_code, begun.headers["ETag"]) == (201, '"1"')
    assert editor.post(LIST, SAID, key="k1").headers["Idempotent-Replayed"] == "true"
    one = f"{LIST}/{begun.json()['entry']}"
    assert editor.put(one, SAID | {"words": ["podagra", "gout", "king's evil"]}).status_code == 428
    assert editor.put(one, SAID | {"words": ["podagra", "gout", "dropsy"]}, match='"1"').json()["words"][-1] == "dropsy"
    assert editor.put(one, SAID, match='"1"').status_code == 412
    ended = editor.post(f"{one}/end", {"reason": "No."}, match='"2"')
    assert (ended.status_code, ended.json()["words"]) == (200, [])
    back = editor.post(f"{one}/return", {"number": 1, "reason": "Yes."}, match='"3"')
    assert (back.json()["words"], back.json()["etag"]) == (["podagra", "gout"], '"4"')
    told = [(change["number"], change["by"], change["reason"]) for change in editor.get(one).json()["story"]]
    assert told == [(number, "Edda Editor", why) for number, why in enumerate(("Old word.", "Old word.", "No.", "Yes."), 1)]


def test_refusals(api: Api) -> None:
    editor = api.as_("editor")
    for wrong in (
        {"words": ["gout"]},
        {"words": ["tramadol", "trazodone"]},
        {"sort": "page", "means": ["nowhere"]},
        {"reason": ""},
    ):
        assert editor.post(LIST, SAID | wrong).status_code == 422
    assert editor.get(f"{LIST}/7").status_code == 404
    assert api.as_("gp").post(LIST, SAID).status_code == 403
    assert api.get(LIST).status_code == 401


def test_the_list_of_one_region_is_taken_over_by_another_and_a_second_time_changes_nothing(api: Api) -> None:
    editor = api.as_("editor")
    editor.post(f"{HERE}/vocabulary", SAID)
    editor.post(f"{HERE}/vocabulary", {"sort": "abbreviation", "words": ["pdg"], "means": ["podagra"], "reason": "Short."})
    editor.post(f"{HERE}/vocabulary", {"sort": "aspect", "words": ["how bad"], "means": ["prognosis"], "reason": "Asked so."})
    given = [
        {name: one[name] for name in ("sort", "words", "means")} for one in editor.get(f"{HERE}/vocabulary").json()["entries"]
    ]
    there = LIST
    taken = editor.post(f"{there}-entries", {"entries": given, "reason": "As in Northvale."})
    assert taken.json() == {"begun": [1, 2, 3], "unchanged": 0, "switched_off": 0}
    assert editor.post(f"{there}-entries", {"entries": given, "reason": "Again."}).json() == {
        "begun": [],
        "unchanged": 3,
        "switched_off": 0,
    }
    bad = [*given, {"sort": "synonym", "words": ["new words", "other words"]}, {"sort": "spelling", "words": ["x"]}]
    refused = editor.post(f"{there}-entries", {"entries": bad, "reason": "Again."})
    assert refused.status_code == 422 and "Entry 5" in refused.json()["detail"]
    assert len(editor.get(there).json()["entries"]) == 3


def test_what_comes_from_above_is_told_switched_off_and_on_again(api: Api) -> None:
    editor = api.as_("editor")
    editor.post(LIST, SAID)
    (entry,) = editor.get(f"{HERE}/vocabulary-above?q=podagra").json()["entries"]
    assert (entry["source"], entry["name"], entry["off_by"], entry["in_force"]) == ("base", "1", "", True)
    said = {"source": "base", "name": "1", "off": True, "reason": "Not here."}
    assert editor.post(f"{HERE}/vocabulary-switches", said).json()["off_by"] == "northvale"
    assert editor.post(f"{HERE}/vocabulary-switches", said).status_code == 422
    assert editor.post(f"{HERE}/vocabulary-switches", said | {"off": False}).json()["in_force"] is True
    assert editor.post(f"{HERE}/vocabulary-switches", said | {"name": "7"}).status_code == 404
    assert api.as_("gp").post(f"{HERE}/vocabulary-switches", said).status_code == 403
    row = {"sort": "synonym", "words": ["gout", "podagra"], "off": "base"}
    assert editor.post(f"{HERE}/vocabulary-entries", {"entries": [row], "reason": "Not here."}).json() == {
        "begun": [],
        "unchanged": 0,
        "switched_off": 1,
    }


def test_what_was_not_found_is_told_and_settled(api: Api) -> None:
    api.house.published("gout")
    day = api.house.platform.regions()["base"].local_date(api.house.clock())
    for visit in range(12):
        api.house.platform.tally.note(Noted("base", day, "podagra", visitor=str(visit)))
    api.house.platform.tally.count()
    lead = api.as_("lead")
    (line,) = lead.get("/regions/base/searches").json()["sought"]
    assert (line["text"], line["counts"]["found_nothing"], line["counts"]["success"]) == ("podagra", 12, None)
    settled = {"keys": line["keys"], "settled": "set_aside", "reason": "Not ours."}
    assert lead.post("/regions/base/searches/settlements", settled | {"reason": ""}).status_code == 422
    after = lead.post("/regions/base/searches/settlements", settled).json()
    assert after["sought"] == [] and after["done"][0]["by"] == "Lea Lead"
    assert api.as_("reader").get("/regions/base/searches").status_code == 404
