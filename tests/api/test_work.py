"""What waits for whom: each person's list, as desk and API show it."""

from __future__ import annotations

from typing import Any

from app.actions import localise
from tests.api.conftest import Api
from tests.api.test_refusals import FIRST, etag
from tests.builders import CRITERIA, a_text


def waiting(api: Api, who: str) -> list[tuple[str, str, str, int | None]]:
    """(what, region, slug, number) of what waits for somebody, in order."""
    return [(item["what"], item["region"], item["slug"], item["number"]) for item in _work(api, who)]


def _work(api: Api, who: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.as_(who).get("/work").json()["work"]
    return items


def test_nothing_waits_for_who_has_no_work(api: Api) -> None:
    api.house.submitted(api.house.a_pathway())
    for who in ("reader", "stranger", "northvale_editor", "other_editor", "pharmacist"):
        assert waiting(api, who) == []


def test_a_text_waits_for_each_in_turn(api: Api) -> None:
    house = api.house
    opened = house.a_pathway(source=a_text(services="cardiology", body=CRITERIA))
    assert waiting(api, "editor") == [("draft", "base", "gout", 1)]
    house.submitted(opened)
    expected = {"gp": "review", "cardiology": "agree", "lead": "sign"}
    for who, what in expected.items():
        assert waiting(api, who) == [(what, "base", "gout", 1)]
        assert [waiting(api, other) for other in expected if other != who] == [[], []]
        assert waiting(api, "renal") == []
        (mine,) = _work(api, "editor")
        assert mine["what"] == "waiting"
        (theirs,) = _work(api, who)
        assert theirs["url"] == "/desk/base/pathways/gout/editions/1"
        assert theirs["why"]
        assert api.as_(who).post(f"{FIRST}/approvals", match=etag(opened)).status_code == 201
    assert waiting(api, "coordinator") == waiting(api, "lead") == [("publish", "base", "gout", 1)]
    assert waiting(api, "editor") == []


def test_what_upstream_does_waits_for_those_who_keep_the_pages(api: Api) -> None:
    house = api.house
    upstream = house.published("gout")
    local = house.as_("editor", lambda acting: localise.localise(acting, "gout"), "northvale")
    house.made_public(house.submitted(local))
    assert waiting(api, "coordinator") == []
    house.withdrawn(house.updated(upstream, a_text("Gout", dose="100 mg")), "The dose is wrong.")
    for who in ("editor", "coordinator", "lead"):
        (item,) = _work(api, who)
        assert (item["what"], item["region"], item["urgent"]) == ("behind", "northvale", True)
        assert item["why"] == "Base has withdrawn the page that this one was taken from: The dose is wrong."
    assert waiting(api, "gp") == []


def test_reviews_fall_due_in_the_region_whose_page_it_is(api: Api) -> None:
    house = api.house
    house.published("gout")
    house.clock.forward(days=2 * 365)
    assert waiting(api, "coordinator") == []
    house.clock.forward(days=1)
    (item,) = _work(api, "coordinator")
    assert (item["what"], item["region"], item["due"], item["urgent"]) == ("overdue", "base", "2028-03-02", False)
    house.clock.forward(days=183)
    assert _work(api, "coordinator")[0]["urgent"]
    assert waiting(api, "gp") == []


def test_clinical_errors_come_first(api: Api) -> None:
    house = api.house
    house.a_pathway()
    house.published("other")
    for category in ("other", "clinical error"):
        api.post("/regions/base/feedback", {"category": category, "message": f"About {category}.\n\nMore.", "slug": "other"})
    items = _work(api, "editor")
    assert [(item["what"], item["urgent"]) for item in items] == [("feedback", True), ("feedback", False), ("draft", False)]
    assert (items[0]["title"], items[0]["why"]) == ("Other", "About clinical error. More.")
    path = items[0]["url"].replace("/desk", "/regions")
    taken = api.as_("other_editor").post(f"{path}/owner", match=api.as_("editor").get(path).headers["ETag"])
    assert taken.status_code == 201
    assert [item["what"] for item in _work(api, "editor")] == ["feedback", "draft"]
    assert [item["what"] for item in _work(api, "other_editor")] == ["feedback", "feedback"]
