"""From a search that finds nothing to a page that is found: counted without people, shown, taught, in force at once."""

from __future__ import annotations

import re
import time

import pytest
from sqlalchemy import text

from app.search.taught import LOOKED
from app.store import copying
from app.store.rows import METADATA
from tests.builders import House
from tests.web.visitors import Page, Visitor, Visitors

WORKLIST = "/desk/base/searches"


# Two visits may make the same mark, and count as one then: ten are five at least, but for once in a million.


def ask(people: Visitors, words: str, visits: int = 1, first: int = 0, headers: dict[str, str] | None = None) -> Page:
    """So many browsers ask for the same, and what was noted is counted."""
    for number in range(first, first + visits):
        said = {"User-Agent": f"Mozilla/5.0 (browser {number})"} | (headers or {})
        got = people.anybody().get(f"/base/search?q={words}", **said)
        assert got.status == 200
    people.house.platform.tally.count()
    return got


def fill(visitor: Visitor, form: Page, then: str = "save", **typed: str) -> Page:
    """Fill in the form of an entry and press a button."""
    return visitor.post("/desk/base/vocabulary", form.form("/vocabulary").fields | {"then": then, "reason": "Because."} | typed)


def written_down(house: House) -> str:
    """Everything in the database, as a backup would hold it and what it leaves out."""
    with house.platform.read() as session:
        return "\n".join(line for table in METADATA.sorted_tables for line in copying.lines_of(session, table))


def counts(house: House, key: str = "") -> dict[str, int]:
    with house.platform.read() as session:
        row = session.execute(text("select * from search_count where key = :key"), {"key": key}).mappings().first()
    return {name: row[name] for name in ("searches", "empty", "told", "opened", "ranks", "chosen", "visits")} if row else {}


@pytest.fixture
def gout(house: House) -> House:
    house.published("gout")
    house.index()
    return house


def test_from_nothing_found_to_found(gout: House, people: Visitors) -> None:
    ask(people, "podagra", 4)
    assert "podagra" not in written_down(gout)
    assert "Nothing is waiting" in people["editor"].get(WORKLIST).text
    ask(people, "podagra", 6, first=4)
    listed = people["editor"].get(WORKLIST)
    assert "podagra" in listed.text and "found nothing 10 times" in listed.text
    href = re.search(r'href="(/desk/base/vocabulary/new[^"]*)"', listed.html)
    assert href is not None
    form = people["editor"].get(href[1].replace("&amp;", "&"))
    tried = fill(people["editor"], form, "try", sort="page", page="Gout", reason="")
    assert tried.status == 200 and "Nothing is saved yet" in tried.text
    assert "Gout" in tried.html.split("<h4>Then</h4>")[1].split("</ol>")[0]
    saved = fill(people["editor"], tried, reason="Readers look for it.")
    assert saved.status == 303, saved.text
    time.sleep(LOOKED)
    assert "Gout" in people.anybody().get("/base/search?q=podagra").text.partition("found")[2]
    after = people["lead"].get(WORKLIST).text
    assert "Nothing is waiting" in after
    assert "A word was added by Edda Editor" in after


@pytest.mark.usefixtures("gout")
def test_a_word_that_is_ended_is_not_known_any_more_and_can_be_brought_back(people: Visitors) -> None:
    form = people["editor"].get("/desk/base/vocabulary/new")
    saved = fill(people["editor"], form, words="podagra", means="gout")
    entry = people["editor"].follow(saved)
    csrf = re.search(r'name="csrf" value="([^"]+)"', entry.html)
    assert csrf is not None
    ended = people["editor"].post("/desk/base/vocabulary/1", {"csrf": csrf[1], "revision": "1", "then": "end", "reason": "No."})
    assert ended.status == 303
    time.sleep(LOOKED)
    assert "0 pages found" in people.anybody().get("/base/search?q=podagra").text
    page = people["lead"].open("/desk/base/vocabulary/1")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.html)
    assert csrf is not None
    again = people["lead"].post(
        "/desk/base/vocabulary/1", {"csrf": csrf[1], "revision": "2", "then": "bring_back", "number": "1", "reason": "Yes."}
    )
    assert again.status == 303, again.text
    time.sleep(LOOKED)
    assert "1 page found" in people.anybody().get("/base/search?q=podagra").text


def test_how_a_search_ended_counts_once_and_only_with_its_own_token(gout: House, people: Visitors) -> None:
    results = ask(people, "gout")
    found = re.search(r'data-report="([^"]+)"', results.html)
    assert found is not None
    reader, browser = people.anybody(), {"User-Agent": "Mozilla/5.0 (browser 0)"}
    for token, rank in ((found[1], "1"), (found[1], "1"), (found[1][:-6] + "AAAAAA", "1"), ("", "1"), (found[1], "7")):
        assert reader.post("/base/search/report", {"token": token, "rank": rank}, **browser).status == 204
    assert reader.post("/northvale/search/report", {"token": found[1], "rank": "1"}, **browser).status == 204
    gout.platform.tally.count()
    assert counts(gout) == {"searches": 1, "empty": 0, "told": 1, "opened": 1, "ranks": 1, "chosen": 0, "visits": 1}
    gout.platform.tally.count()
    reader.post("/base/search/report", {"token": found[1], "rank": "1"}, **browser)
    gout.platform.tally.count()
    assert counts(gout)["told"] == 1


def test_another_site_can_tell_nothing(gout: House, people: Visitors) -> None:
    results = ask(people, "gout")
    token = re.search(r'data-report="([^"]+)"', results.html)
    assert token is not None
    sent = people.anybody().post("/base/search/report", {"token": token[1], "rank": "1"}, **{"Sec-Fetch-Site": "cross-site"})
    assert sent.status == 403
    gout.platform.tally.count()
    assert counts(gout)["told"] == 0


@pytest.mark.parametrize(
    "headers", [{"User-Agent": "Examplebot/1.0"}, {"User-Agent": "python-httpx/1"}, {"DNT": "1"}, {"Sec-GPC": "1"}]
)
def test_programs_and_those_who_ask_not_to_be_counted_are_not(gout: House, people: Visitors, headers: dict[str, str]) -> None:
    results = ask(people, "gout", 6, headers=headers)
    assert "data-report" not in results.html
    assert counts(gout) == {}


def test_who_works_here_is_not_counted(gout: House, people: Visitors) -> None:
    people["editor"].get("/base/search?q=gout", **{"User-Agent": "Mozilla/5.0"})
    gout.platform.tally.count()
    assert counts(gout) == {}


def test_a_suggestion_that_is_chosen_counts(gout: House, people: Visitors) -> None:
    reader, browser = people.anybody(), {"User-Agent": "Mozilla/5.0 (browser 0)"}
    said = reader.get("/base/suggest?q=gou", **browser).answer.json()
    assert reader.post("/base/search/report", {"token": said["report"], "rank": "1"}, **browser).status == 204
    gout.platform.tally.count()
    assert counts(gout) == {"searches": 0, "empty": 0, "told": 0, "opened": 0, "ranks": 0, "chosen": 1, "visits": 0}


@pytest.mark.parametrize(
    "typed", ["Joannie Smithers 12/03/1951", "smithers ZZZ0016", "smithers ZZZ00AX", "j.smithers@example.org"]
)
def test_nothing_that_names_a_patient_is_ever_written_down(gout: House, people: Visitors, typed: str) -> None:
    ask(people, typed, 8)
    everything = written_down(gout).casefold()
    assert not [part for part in re.split(r"[ @]", typed.casefold()) if part in everything.replace("@example.org", "")]


def test_one_browser_that_asks_often_is_one_visit(gout: House, people: Visitors) -> None:
    for _ in range(70):
        people.anybody().get("/base/search?q=podagra", **{"User-Agent": "Mozilla/5.0"})
    gout.platform.tally.count()
    assert counts(gout)["visits"] == 1
    assert counts(gout)["searches"] == 60
    assert "podagra" not in written_down(gout)


@pytest.mark.usefixtures("gout")
def test_set_aside_needs_a_reason_and_stays_so_until_it_is_looked_at_again(people: Visitors) -> None:
    ask(people, "podagra", 10)
    listed = people["coordinator"].get(WORKLIST)
    keys = re.search(r'name="keys" value="([^"]+)"', listed.html)
    csrf = re.search(r'name="csrf" value="([^"]+)"', listed.html)
    assert keys is not None and csrf is not None
    form = {"csrf": csrf[1], "keys": keys[1], "settled": "set_aside"}
    assert people["coordinator"].post(WORKLIST, form | {"reason": ""}).status == 422
    assert people["coordinator"].post(WORKLIST, form | {"reason": "Not ours."}).status == 303
    ask(people, "podagra", 10, first=20)
    after = people["coordinator"].get(WORKLIST).text
    assert "Nothing is waiting" in after and "Not ours." in after and "Cora Coordinator" in after
    assert people["coordinator"].post(WORKLIST, form | {"settled": "reopened"}).status == 303
    assert "found nothing 20 times" in people["coordinator"].get(WORKLIST).text


@pytest.mark.usefixtures("gout")
def test_a_proposed_page_begins_with_its_title(people: Visitors) -> None:
    ask(people, "podagra", 10)
    listed = people["editor"].get(WORKLIST)
    keys = re.search(r'name="keys" value="([^"]+)"', listed.html)
    csrf = re.search(r'name="csrf" value="([^"]+)"', listed.html)
    assert keys is not None and csrf is not None
    went = people["editor"].follow(people["editor"].post(WORKLIST, {"csrf": csrf[1], "keys": keys[1], "settled": "proposed"}))
    assert went.form("/desk/base/new").fields["title"] == "Podagra"
    assert "A page was proposed by Edda Editor" in people["editor"].get(WORKLIST).text


@pytest.mark.usefixtures("gout")
@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"words": "tramadol", "means": "trazodone"}, "different medicines"),
        ({"words": "Eliquis", "means": "warfarin"}, "different medicines"),
        ({"words": "apixabam", "means": "gout"}, "nearly the name of a medicine"),
        ({"words": "gout", "means": "Gouts"}, "the same word already"),
        ({"words": "podagra", "means": ""}, "at least two"),
        ({"words": "!", "means": "gout"}, "no word"),
        ({"words": "podagra", "means": "gout", "reason": ""}, "Say why"),
        ({"words": "podagra", "sort": "page", "page": "No such page"}, "Choose a page"),
    ],
)
def test_what_would_mislead_is_refused(people: Visitors, given: dict[str, str], why: str) -> None:
    form = people["editor"].get("/desk/base/vocabulary/new")
    refused = fill(people["editor"], form, **given)
    assert refused.status == 422
    assert why in refused.text


@pytest.mark.usefixtures("gout")
def test_a_brand_may_lead_to_what_is_in_it(people: Visitors) -> None:
    form = people["editor"].get("/desk/base/vocabulary/new")
    assert fill(people["editor"], form, words="Eliquis", means="apixaban").status == 303
