"""Readers' pages: what each address answers, to whom, and what may keep it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as Xml
from dataclasses import replace

from sqlalchemy import delete

from app.main import application
from app.store.people import GrantRow
from app.store.regions import RegionRow
from tests.builders import House, a_text
from tests.web.visitors import Visitor, Visitors

LISTS = (
    "/base/",
    "/base/pathways/",
    "/base/specialties/rheumatology",
    "/base/changes",
    "/base/changes.atom",
    "/base/search?q=gout",
)
PAGES = ("/base/pathways/gout", "/base/pathways/gout/v/1", "/base/pathways/gout/history", "/base/pathways/gout?as-at=2026-03-02")


def test_readers_pages_answer_head_too(house: House, nobody: Visitor) -> None:
    house.published()
    for path in (*LISTS, *PAGES, "/", "/base/feedback", "/base/pathways/gout/feedback", "/base/feedback/thanks"):
        assert nobody.get(path).status == 200, path
        assert nobody.client.head(path).status_code == 200, path


def test_public_pages_are_asked_about_and_members_pages_kept_by_nobody(people: Visitors, house: House, nobody: Visitor) -> None:
    house.published()
    house.index()
    for path in (*LISTS, *PAGES):
        assert nobody.get(path).answer.headers["Cache-Control"] == "no-cache", path
        private = people["reader"].get(path.replace("/base/", "/privata/"))
        assert (private.status, private.answer.headers["Cache-Control"]) == (200, "private, no-store"), path
        assert "Set-Cookie" not in private.answer.headers
    assert people["editor"].get("/desk/base/").answer.headers["Cache-Control"] == "private, no-store"
    assert nobody.get("/base/feedback").answer.headers["Cache-Control"] == "private, no-store"


def test_a_page_is_the_same_whoever_is_signed_in(people: Visitors, house: House, nobody: Visitor) -> None:
    house.published()
    for path in (*LISTS, *PAGES):
        # A list of results tells readers' browsers, once, how to say which was opened; nobody who works here is counted.
        unmarked = re.sub(r' data-report="[^"]+" data-report-to="/base/search/report"', "", nobody.get(path).html)
        assert people["editor"].get(path).html == unmarked, path


def test_members_pages_are_never_on_the_shelf(people: Visitors, house: House, nobody: Visitor) -> None:
    house.published("gout", a_text("Privy gout"), region="privata")
    assert "Privy gout" in people["reader"].get("/privata/pathways/gout").text
    assert not any(path.startswith("/privata/") for path in house.platform.shelf.memory.pages)
    assert nobody.get("/privata/pathways/gout").status == 303


def test_strangers_can_t_tell_what_members_have(people: Visitors, house: House, nobody: Visitor) -> None:
    house.published("zkept", a_text("Privy gout"), region="privata")
    house.withdrawn(house.published("zgone", a_text("Privy tophi"), region="privata"))
    house.a_pathway("zsoon", a_text("Privy draft"), region="privata")
    endings = ("", "/v/1", "/history", "/feedback", "?as-at=2026-03-02")
    for who in (nobody, people["stranger"], people["northvale_editor"]):
        for ending in endings:
            answers = {slug: who.get(f"/privata/pathways/{slug}{ending}") for slug in ("zkept", "zgone", "zsoon", "znope")}
            seen = {
                (one.status, one.html.replace(slug, "znope"), one.answer.headers.get("Location", "").replace(slug, "znope"))
                for slug, one in answers.items()
            }
            assert len(seen) == 1, ending
            assert {one.status for one in answers.values()} == {303 if who is nobody else 404}
        assert "Privy" not in who.get("/privata/search?q=privy").html


def test_where_there_is_one_region_nobody_is_asked(people: Visitors, house: House, nobody: Visitor) -> None:
    assert "Whose pages?" in nobody.get("/").text
    assert "members only" not in nobody.get("/").text
    assert "members only" in people["reader"].get("/").text
    with house.platform.write() as session:
        for model in (GrantRow, RegionRow):
            session.execute(delete(model).where(RegionRow.slug != "base" if model is RegionRow else GrantRow.id > 0))
    assert nobody.get("/").goes_to == "/base/"


def test_where_there_is_none_it_says_so(house: House, nobody: Visitor) -> None:
    with house.platform.write() as session:
        session.execute(delete(GrantRow))
        session.execute(delete(RegionRow))
    assert "There are no regions yet." in nobody.get("/").text


DAYS = (
    ("2026-03-02", 200, "As it was at the end of"),
    ("2026-03-01", 404, "There was no page “gout” in Base at the end of 2026-03-01."),
    ("2026-03-03", 422, "That day is still to come"),
    ("yesterday", 422, "Give the day as year, month and day"),
    ("2026-02-30", 422, "Give the day as year, month and day"),
    ("20260302", 422, "Give the day as year, month and day"),
    ("0001-01-01", 404, "There was no page"),
    ("", 422, "Give the day"),
)


def test_any_day_in_the_past(house: House, nobody: Visitor) -> None:
    house.published()
    for day, status, said in DAYS:
        page = nobody.get(f"/base/pathways/gout?as-at={day}")
        assert page.status == status, day
        assert said in page.text.replace("\xa0", " ")
        assert status != 200 or page.answer.headers["X-Robots-Tag"] == "noindex"


NOWHERE = (
    "/base/pathways/nope", "/base/pathways/nope/v/1", "/base/pathways/gout/v/2", "/base/pathways/gout/v/0",
    "/base/pathways/gout/v/x", "/base/pathways/gout/v/99999999999999999999", "/base/pathways/GOUT", "/base/pathways/%00",
    "/base/pathways/..%2f..%2fetc", "/base/specialties/nope", "/base/pathways/gout/v/1/more", "/base/nope",
)  # fmt: skip


def test_where_nothing_is_the_region_helps_to_search(house: House, nobody: Visitor) -> None:
    house.published()
    for path in NOWHERE:
        page = nobody.get(path)
        assert page.status == 404, path
        assert 'action="/base/search"' in page.html
        assert "All pages A–Z" in page.text


def test_addresses_that_people_type(house: House, nobody: Visitor) -> None:
    house.published()
    for typed, right in (("/base", "/base/"), ("/base/pathways/gout/", "/base/pathways/gout"), ("/desk", "/desk/")):
        answer = nobody.get(typed)
        assert answer.status == 307
        assert answer.goes_to.endswith(f"127.0.0.1:8000{right}")
    assert "Search for “atrial fibrilation”" in nobody.get("/base/pathways/atrial-fibrilation").text


def test_the_feed_is_read_by_readers_of_feeds(house: House, nobody: Visitor) -> None:
    house.updated(first := house.published(), first.revision.source.replace("300", "100"), "A <smaller> dose & safer.")
    answer = nobody.get("/base/changes.atom").answer
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = Xml.fromstring(answer.content)  # noqa: S314 - our own
    titles = [entry.findtext("{*}title") for entry in feed.findall("{*}entry")]
    assert titles == ["Updated: Gout", "New: Gout"]


def test_suggestions_for_the_script(house: House, nobody: Visitor) -> None:
    house.published()
    house.index()
    answer = nobody.get("/base/suggest?q=gou").answer.json()
    assert answer.pop("report"), "with which the browser tells that one was chosen"
    assert answer == {
        "suggestions": [
            {"slug": "gout", "title": "Gout", "kind": "pathway", "section": None, "url": "/base/pathways/gout"},
        ]
    }
    assert nobody.get("/base/suggest").answer.json() == {"suggestions": [], "report": ""}


def test_search_without_an_index_says_so_and_finds_titles(house: House, nobody: Visitor) -> None:
    house.published()
    page = nobody.get("/base/search?q=gout")
    assert page.status == 200
    assert "only titles are searched" in page.text
    assert "/base/pathways/gout" in page.html


def test_a_misspelt_search_can_be_taken_back(house: House, nobody: Visitor) -> None:
    house.published()
    house.index()
    page = nobody.get("/base/search?q=allopurinnol")
    assert "Showing results for allopurinol" in page.text
    assert "/base/search?q=allopurinnol&amp;exact=1" in page.html
    exact = nobody.get("/base/search?q=allopurinnol&exact=1")
    assert "0 pages found" in exact.text
    assert nobody.get("/base/search?q=%20").status == 200


def test_queries_of_every_sort_are_answered(house: House, nobody: Visitor) -> None:
    house.published()
    house.index()
    for query in (
        "a" * 5000,
        "*",
        '"',
        "title:gout",
        "%00",
        "gout%00",
        "<script>",
        "%F0%9F%A6%B4",
        "%ff",
        "AND OR NOT",
        "((",
        "../",
    ):
        page = nobody.get(f"/base/search?q={query}")
        assert page.status == 200, query
        assert "<script>alert" not in page.html


def test_many_pages_found_come_in_parts(house: House, nobody: Visitor) -> None:
    for number in range(22):
        house.published(f"gout-{number}", a_text(f"Gout {number}"))
    house.index()
    first = nobody.get("/base/search?q=gout")
    assert "22 pages found" in first.text
    assert first.html.count('class="hit"') == 20
    assert "/base/search?q=gout&amp;show=40#hit-21" in first.html
    second = nobody.get("/base/search?q=gout&show=40")
    assert second.html.count('class="hit"') == 22
    assert 'id="hit-21"' in second.html
    assert "Show more results" not in second.text


def test_the_sample_site_says_so_on_every_page(house: House) -> None:
    house.published()
    sample = Visitors(house, application(replace(house.platform, sample=True))).anybody()
    for path in ("/", "/base/", "/base/pathways/", "/base/nope", "/base/feedback"):
        assert "Sample content: not for clinical use." in sample.get(path).text, path
    assert "editor@example.org" in sample.get("/login").text


def test_the_old_address_of_a_renamed_section_leads_to_it(house: House, nobody: Visitor) -> None:
    first = house.published()
    text = first.revision.source
    second = house.updated(first, text.replace("## Management", "## What to do {#what-to-do}"))
    place = '<span class="was" id="management"></span>'
    heading = re.compile(r'<h2 id="what-to-do"[^>]*>' + re.escape(place))
    assert heading.search(nobody.get("/base/pathways/gout").html)
    assert heading.search(nobody.get("/northvale/pathways/gout").html), "also where it is shown from upstream"
    assert place not in nobody.get("/base/pathways/gout/v/1").html
    own = house.localised("gout", "northvale")
    house.made_public(house.submitted(house.saved(own, text.replace("## Management", "## Here {#here}"))))
    local = nobody.get("/northvale/pathways/gout").html
    assert re.search(r'<h2 id="here"[^>]*>' + re.escape(place + '<span class="was" id="what-to-do">'), local)
    house.updated(second, text)
    assert nobody.get("/base/pathways/gout").html.count('id="management"') == 1
