"""The page of results: narrowed, undone, kept in its place, helpful when there is nothing, and kind to whatever is typed."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from app.domain.text import Kind
from app.store import feedback
from tests.builders import House, a_text
from tests.web.visitors import Visitor

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "{{ 7*7 }}",
    "' OR 1=1 --",
    "\u202egout",
    "-" * 300,
    "%s%n",
    "\\",
)


def test_it_is_narrowed_by_kind_and_specialty(house: House, nobody: Visitor) -> None:
    house.published("gout", a_text("Gout"))
    house.published(
        "gout-request", a_text("Gout request", kind="request").replace("rheumatology", "cardiology"), kind=Kind.REQUEST
    )
    house.index()
    assert "2 pages found" in nobody.get("/base/search?q=gout").text
    for narrowed, kept, said in (
        ("kind=request", "gout-request", "<strong>Request</strong>. "),
        ("specialty=rheumatology", "gout", "<strong>Rheumatology</strong>. "),
        ("kind=pathway&specialty=rheumatology", "gout", "<strong>Pathway</strong>, <strong>Rheumatology</strong>. "),
    ):
        page = nobody.get(f"/base/search?q=gout&{narrowed}")
        assert ("1 page found" in page.text, said in page.html) == (True, True), narrowed
        assert f'<h2><a href="/base/pathways/{kept}">' in page.html
        assert page.html.count('class="hit"') == 1
    both = nobody.get("/base/search?q=gout&kind=request&specialty=rheumatology")
    assert "Show all that was found" in both.text
    assert "2 pages found" in nobody.get("/base/search?q=gout&kind=nonsense").text


def test_what_was_asked_for_exactly_says_what_else_there_is(house: House, nobody: Visitor) -> None:
    house.published()
    house.index()
    exact = nobody.get("/base/search?q=allopurinnol&exact=1")
    assert 'Did you mean <a href="/base/search?q=allopurinnol">allopurinol</a>?' in exact.html
    assert "Did you mean" not in nobody.get("/base/search?q=allopurinol&exact=1").text


def test_the_section_that_answers_and_why(house: House, nobody: Visitor) -> None:
    house.published()
    house.index()
    page = nobody.get("/base/search?q=gout+allopurinol")
    assert 'href="/base/pathways/gout#management">Management</a>' in page.html
    assert "<mark>Allopurinol</mark>" in page.html
    assert "Pathway · Rheumatology · v1 · review due" in page.text


def test_nothing_found_still_helps(house: House, nobody: Visitor) -> None:
    house.published("gout", a_text("Gout", body="\nProbenecid is an alternative.\n"))
    house.published("gout", a_text("Gout here"), region="northvale")
    house.published("tophi", a_text("Tophi", body="\nProbenecid too.\n"))
    house.withdrawn(house.published("tophi", a_text("Tophi here"), region="northvale"))
    house.index()
    page = nobody.get("/northvale/search?q=probenecid")
    assert "0 pages found" in page.text
    assert "These pages have not been agreed for Northvale." in page.text
    assert 'href="/base/pathways/gout"' in page.html
    assert "/base/pathways/tophi" not in page.html, "what is withdrawn here does not come back from upstream"
    assert "/northvale/specialties/rheumatology" in page.html
    form = nobody.get("/northvale/feedback?q=probenecid")
    assert "I looked for “probenecid” and did not find it." in form.html
    near = nobody.get("/northvale/search?q=%22gout+joint%22")
    assert "What comes near" in near.text
    assert 'href="/northvale/pathways/gout"' in near.html
    assert "Nothing among these" not in near.text


def test_a_patients_number_goes_to_nobody(house: House, nobody: Visitor) -> None:
    house.published()
    house.index()
    page = nobody.get("/base/search?q=ZZZ0016")
    assert "it is not passed on" in page.text
    assert "feedback?q=" not in page.html
    form = nobody.get("/base/feedback?q=ZZZ0016")
    assert "ZZZ0016" not in form.html
    refused = nobody.send(form, "/feedback", category="hard_to_find", message="Where is ZZZ0016?")
    assert refused.status == 422
    assert "“ZZZ0016” looks like a patient’s number." in refused.text
    with house.platform.read() as session:
        assert feedback.feedback_in(session, "base") == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_stays_text(house: House, nobody: Visitor, typed: str) -> None:
    house.published()
    house.index()
    for path in (f"/base/search?q={quote(typed)}", f"/base/feedback?q={quote(typed[:200])}"):
        page = nobody.get(path)
        assert page.status == 200
        assert "<img" not in page.html
        assert "<script>" not in page.html
    assert "49" not in nobody.get(f"/base/search?q={quote(typed)}").text.split("found")[0]


def test_long_and_empty_queries_are_answered(house: House, nobody: Visitor) -> None:
    house.published()
    house.index()
    assert "its first 200 characters were searched for" in nobody.get("/base/search?q=" + "gout+" * 100).text
    empty = nobody.get("/base/search?q=+")
    assert "Search Base" in empty.text
    assert "What Base has" in empty.text
    assert "Tell the editors" not in empty.text
    for shown in ("-5", "0", "99999999999999999999"):
        assert nobody.get(f"/base/search?q=gout&show={shown}").status == 200
