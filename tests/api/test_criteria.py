"""Criteria as data: who is accepted, how soon, and whether it counts, for every page that a region's readers get."""

from __future__ import annotations

from datetime import timedelta

from app.reading.boxes import changes_on
from tests.api.conftest import Api
from tests.builders import a_text

BODY = """
## Request

::: criteria {{service=cardiology category=2 within=90d effective={long_ago} until={yesterday}}}
- Old ones
:::

::: criteria {{service=cardiology category=2 within=60d effective={today} until={today}}}
- Angina, *5 mg* or more
  - at rest
- Ring {{{{cardiology.clinic.phone}}}}
:::

::: criteria {{service=renal category=1 effective={tomorrow}}}
Everybody.
:::
"""


def test_criteria_are_exported_with_their_state(api: Api) -> None:
    house = api.house
    today = house.clock.now.date()
    days = {"long_ago": "2020-01-01", "yesterday": today - timedelta(1), "today": today, "tomorrow": today + timedelta(1)}
    house.published("gout", source=a_text("Gout", services="cardiology", body=BODY.format(**days)))
    house.published("plain")

    listed = api.get("/regions/base/criteria").json()
    assert (listed["region"], listed["service"]) == ("base", "")
    assert [(one["service"], one["category"], one["within"], one["state"]) for one in listed["criteria"]] == [
        ("cardiology", "2", "90d", "past"),
        ("cardiology", "2", "60d", "current"),
        ("renal", "1", "", "coming"),
    ]
    now = listed["criteria"][1]
    assert now["items"][0] == "Angina, 5 mg or more: at rest"
    assert "{{" not in now["items"][1]
    assert (now["effective"], now["until"]) == (today.isoformat(), today.isoformat())
    assert (now["slug"], now["title"], now["section"]) == ("gout", "Gout", "request")
    assert now["url"] == f"/base/pathways/gout#{now['block']}"

    page = api.get("/regions/base/pathways/gout").json()
    assert page["criteria"] == listed["criteria"]
    assert f'id="{now["block"]}"' in page["html"]
    assert page["html"].count("criteria-past") == page["html"].count("criteria-coming") == 1
    assert "No longer in force" in page["html"]
    assert "Not yet in force" in page["html"]
    assert changes_on(page["html"].replace(" criteria-past", "").replace(" criteria-coming", ""), today) == today + timedelta(1)

    renal = api.get("/regions/base/criteria", params={"service": "renal"}).json()
    assert [one["items"] for one in renal["criteria"]] == [["Everybody."]]
    assert [one["url"] for one in api.get("/regions/northvale/criteria").json()["criteria"]] == [
        one["url"].replace("/base/", "/northvale/") for one in listed["criteria"]
    ]


def test_what_is_withdrawn_accepts_nobody(api: Api) -> None:
    gone = api.house.published("gout", source=a_text("Gout", services="cardiology", body=BODY.format(
        long_ago="2020-01-01", yesterday="2020-02-01", today="2021-01-01", tomorrow="2022-01-01")))  # fmt: skip
    api.house.withdrawn(gone)
    assert api.get("/regions/base/criteria").json()["criteria"] == []
