"""Feedback by form: from anybody, lost never, and answered on the desk."""

from __future__ import annotations

import re

import pytest

from app.actions import respond
from app.actions.respond import Category
from app.store import feedback
from app.store.feedback import FeedbackRow
from app.store.regions import region
from tests.builders import House
from tests.web.visitors import Page, Visitor, Visitors

PAGE = "/base/pathways/gout/feedback"


def test_from_a_reader_to_an_answer(people: Visitors, house: House, nobody: Visitor) -> None:
    first = house.published()
    form = nobody.get(PAGE)
    assert "Send feedback" in form.text
    sent = nobody.send(
        form, "/feedback", category="clinical_error", section="management", message="The dose is too high.",
        name="Dr Pool", email="pool@example.net",
    )  # fmt: skip
    thanks = nobody.follow(sent)
    assert "the clinical lead has been told" in thanks.text
    assert "They will answer to the address that you left." in thanks.text
    state = _link_of(thanks)
    assert "Not answered yet" in nobody.get(state).text

    editor = people["editor"]
    assert "The dose is too high." in editor.get("/desk/").text
    inbox = editor.get("/desk/base/feedback")
    assert "A clinical error" in inbox.text
    item = editor.get(f"/desk/base/feedback/{_last(house).id}")
    for said in ("Dr Pool", "pool@example.net", "Gout, version 1, Management", "Allopurinol 300", "nobody looks after it yet"):
        assert said in item.text.replace("\xa0", " ")
    owned = editor.follow(editor.send(item, "/owner"))
    assert "looked after by Edda Editor" in owned.text
    assert not owned.offers("/owner")
    house.updated(first, first.revision.source.replace("300 mg", "100 mg"))
    answered = editor.follow(
        editor.send(owned, "/answer", reply="Thank you: put right.", fixed_in="2", told="A dose <b>was</b> lowered.")
    )
    assert "Fixed in version 2." in answered.text
    became = nobody.get(state)
    for said in ("The dose is too high.", "Thank you: put right.", "version 2", "A dose <b>was</b> lowered."):
        assert said in became.text
    for personal in ("Pool", "pool@example.net", "Edda"):
        assert personal not in became.html
    history = nobody.get("/base/pathways/gout/history")
    assert "You said, we changed" in history.text and "A dose &lt;b&gt;was&lt;/b&gt; lowered." in history.html
    assert "Edda Editor" in answered.text
    assert "The dose is too high." not in editor.get("/desk/base/feedback").text
    assert "The dose is too high." in editor.get("/desk/base/feedback?show=all").text


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"category": "other", "message": " "}, "Write what is wrong or missing."),
        ({"category": "other", "message": "x" * 5001}, "Keep the message under 5000 characters."),
        ({"category": "other", "message": "Hm.", "email": "no address"}, "This is not an e-mail address."),
        ({"category": "other", "message": "Hm.", "email": "x" * 200 + "@example.org"}, "Keep this under 200 characters."),
        ({"category": "other", "message": "Hm.", "number": "9"}, "have had no version 9 of this page."),
        ({"message": "Hm."}, "Choose what it is about."),
    ],
)
def test_what_is_refused_is_kept(house: House, nobody: Visitor, filled: dict[str, str], said: str) -> None:
    house.published()
    refused = nobody.send(nobody.get(PAGE), "/feedback", name="Dr Pool", **filled)
    assert refused.status == 422
    assert said in refused.text
    fields = refused.form("/feedback").fields
    assert fields["name"] == "Dr Pool"
    assert fields["message"] == filled["message"]


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"told": "A dose was lowered."}, "Say in which version it was put right"),
        ({"told": "Dr pool found a dose.", "fixed_in": "1"}, "Leave out who sent it (“Pool”)."),
        ({"told": "gp@example.net found it.", "fixed_in": "1"}, "and any address"),
        ({"told": "x" * 301, "fixed_in": "1"}, "Keep this under 300 characters."),
    ],
)
def test_what_everybody_is_told_names_a_version_and_no_sender(
    people: Visitors, house: House, filled: dict[str, str], said: str
) -> None:
    house.published()
    _received(house, "gout", 1, name="Dr Pool")
    editor = people["editor"]
    refused = editor.send(editor.get(f"/desk/base/feedback/{_last(house).id}"), "/answer", reply="Thank you.", **filled)
    assert refused.status == 422
    assert said in refused.text
    assert refused.form("/answer").fields["told"] == filled["told"]


@pytest.mark.parametrize("address", ["/base/feedback/" + "x" * 43, "/base/feedback/short", "/base/feedback/" + "%3Cb%3E" * 7])
def test_an_address_that_was_guessed_leads_nowhere(house: House, nobody: Visitor, address: str) -> None:
    house.published()
    _received(house, "gout", 1)
    assert nobody.get(address).status == 404


def test_a_message_is_found_in_its_own_region_only(house: House, nobody: Visitor) -> None:
    house.published()
    _received(house, "gout", 1)
    assert nobody.get(f"/base/feedback/{_last(house).reference}").status == 200
    assert nobody.get(f"/northvale/feedback/{_last(house).reference}").status == 404


def test_a_flood_is_stopped_and_nothing_typed_is_lost(house: House, nobody: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    house.published()
    monkeypatch.setattr(respond, "PER_HOUR", 1)
    form = nobody.get(PAGE)
    assert nobody.send(form, "/feedback", category="other", message="One.").status == 303
    refused = nobody.send(form, "/feedback", category="other", message="Two.")
    assert refused.status == 429
    assert refused.form("/feedback").fields["message"] == "Two."


def test_a_withdrawn_page_can_be_asked_about_but_says_nothing_of_itself(house: House, nobody: Visitor) -> None:
    house.withdrawn(house.published())
    form = nobody.get(PAGE)
    assert form.status == 200
    assert "Management" not in form.html
    assert nobody.send(form, "/feedback", category="other", message="Where is it?").status == 303
    assert _last(house).slug == "gout"


def test_there_is_no_form_about_what_readers_don_t_have(house: House, nobody: Visitor) -> None:
    house.a_pathway()
    assert nobody.get(PAGE).status == 404
    assert nobody.post(PAGE, {"category": "other", "message": "I know of it."}).status == 404


def test_what_was_not_found_is_written_for_the_reader(house: House, nobody: Visitor) -> None:
    page = nobody.get("/base/search?q=Basedow")
    assert "/base/feedback?q=Basedow" in page.html
    form = nobody.get("/base/feedback?q=Basedow")
    assert form.form("/feedback").fields["message"] == "I looked for “Basedow” and did not find it."
    assert nobody.follow(nobody.send(form, "/feedback")).status == 200
    assert _last(house).slug == ""


def test_a_page_shown_from_upstream_is_answered_where_it_was_read(people: Visitors, house: House, nobody: Visitor) -> None:
    house.published()
    form = nobody.get("/northvale/pathways/gout/feedback")
    nobody.follow(nobody.send(form, "/feedback", category="local_service", message="Our phone is another one."))
    assert "Our phone is another one." in people["editor"].get("/desk/northvale/feedback").text
    assert "Our phone is another one." not in people["editor"].get("/desk/base/feedback").text
    assert people["editor"].get(f"/desk/base/feedback/{_last(house).id}").status == 404


def test_two_who_answer_at_once(people: Visitors, house: House) -> None:
    house.published()
    _received(house, "gout", 1)
    address = f"/desk/base/feedback/{_last(house).id}"
    mine, theirs = people["editor"], people["coordinator"]
    page = mine.get(address)
    theirs.follow(theirs.send(theirs.get(address), "/answer", reply="Done."))
    refused = mine.send(page, "/answer", reply="Mine.")
    assert refused.status == 412
    assert refused.form("/answer").fields["reply"] == "Mine."
    assert "Done." in refused.text
    assert mine.send(refused, "/answer", reply="").status == 422
    assert mine.send(refused, "/answer", fixed_in="0").status == 422
    assert mine.send(refused, "/answer", fixed_in="7").status == 404


def test_who_reads_the_inbox_and_who_answers(people: Visitors, house: House) -> None:
    house.published()
    _received(house, "", None)
    address = f"/desk/base/feedback/{_last(house).id}"
    assert people["gp"].get(address).status == 403
    writer = people["writer"].get(address)
    assert "Hm." in writer.text
    assert not writer.offers("/answer")


def _link_of(thanks: Page) -> str:
    found = re.search(r'href="(/base/feedback/[A-Za-z0-9_-]{43})"', thanks.html)
    assert found, "the thanks name the address of the message"
    return found[1]


def _received(house: House, slug: str, number: int | None, name: str = "") -> None:
    with house.platform.write() as session:
        place = region(session, "base")
        respond.receive(
            session, place, house.clock(), slug=slug, number=number, block="", category=Category.OTHER, message="Hm.",
            name=name,
        )  # fmt: skip


def _last(house: House) -> FeedbackRow:
    with house.platform.read() as session:
        rows = [row for place in ("base", "northvale") for row in feedback.feedback_in(session, place)]
        return max(rows, key=lambda row: row.id)
