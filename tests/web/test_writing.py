"""Writing by form: what is refused stays in the editor, nobody overwrites anybody, bytes that were not touched stay."""

from __future__ import annotations

import pytest

from app.actions import publish
from app.domain.routes import ChangeKind
from app.domain.text import Kind
from app.markup.lint.catalogue import RULES
from app.markup.worker import Renderer
from app.store import pathways, revisions
from app.web.editing import as_before
from app.web.guiding import FORMAT
from app.web.writing import first_text
from tests.builders import House, a_text
from tests.web.visitors import Visitors

GOUT = "/desk/base/pathways/gout"
DRAFT = f"{GOUT}/draft"


def test_two_people_at_once_both_texts_are_there(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    mine, theirs = people["editor"], people["other_editor"]
    open_here = mine.get(DRAFT)
    changed = opened.revision.source.replace("300 mg", "200 mg")
    theirs.follow(theirs.send(theirs.get(DRAFT), "/draft", button="Save", source=changed))

    refused = mine.send(open_here, "/draft", button="Save", source=opened.revision.source.replace("300 mg", "100 mg"))
    assert refused.status == 412
    assert "Otto Editor saved just now" in refused.text
    assert "100 mg" in refused.form("/draft").fields["source"]
    assert "200 mg" in refused.text
    assert "[removed: 200 ]" in refused.text
    assert _source(house) == changed

    settled = mine.follow(mine.send(refused, "/draft", button="Save this text"))
    assert "Saved." in settled.text
    assert "100 mg" in _source(house)


def test_a_second_click_on_save_is_no_conflict(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    editor = people["editor"]
    page = editor.get(DRAFT)
    for _ in range(2):
        source = opened.revision.source + "\nMore.\n"
        assert "Saved." in editor.follow(editor.send(page, "/draft", button="Save", source=source)).text


def test_a_preview_does_not_move_on_to_a_text_that_was_not_read(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    page = people["editor"].get(DRAFT)
    house.saved(opened, opened.revision.source + "\nTheirs.\n", by="other_editor")
    previewed = people["editor"].send(page, "/draft", button="Preview", source=opened.revision.source + "\nMine.\n")
    assert previewed.form("/draft").fields["revision"] == page.form("/draft").fields["revision"]
    assert people["editor"].send(previewed, "/draft", button="Save").status == 412


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("---\ntitle: Gout\n", "front matter"),
        ("a\x00b", "U+0000"),
        ("x" * 200_001, "too large"),
        ("*a " * 30_000 + "_a*_ " * 30_000, "t"),
    ],
    ids=["front matter that is not closed", "no text", "too large", "pathological"],
)
def test_what_can_t_be_read_stays_in_the_editor(people: Visitors, house: House, source: str, said: str) -> None:
    opened = house.a_pathway()
    page = people["editor"].get(DRAFT)
    refused = people["editor"].send(page, "/draft", button="Save", source=source)
    assert refused.status == 422
    assert said in refused.text
    assert refused.form("/draft").fields["source"] == source.replace("\x00", "�") or "\x00" in source
    assert "Not saved" in refused.text
    assert _source(house) == opened.revision.source


def test_a_draft_with_errors_is_saved_and_not_submitted(people: Visitors, house: House) -> None:
    house.a_pathway()
    editor = people["editor"]
    bad = a_text(body="\nTake 5*10*2 mg.\n")
    refused = editor.send(editor.get(DRAFT), "/draft", button="Save and submit for review", source=bad, change="new")
    assert refused.status == 409
    assert "Mend the errors in the text" in refused.text
    assert "this text in draft." in refused.text
    assert _source(house) == bad
    assert "Draft" in editor.get(GOUT).text


def test_a_kind_of_change_must_be_chosen(people: Visitors, house: House) -> None:
    house.a_pathway()
    editor = people["editor"]
    fields = editor.get(DRAFT).form("/draft").fields | {"then": "submit", "change": "whatever"}
    refused = editor.post(DRAFT, fields)
    assert refused.status == 422
    assert "Choose what kind of change it is" in refused.text


def test_in_review_a_text_with_errors_is_refused_and_kept(people: Visitors, house: House) -> None:
    opened = house.submitted(house.a_pathway())
    editor = people["editor"]
    page = editor.get(DRAFT)
    assert "This text is under review." in page.text
    refused = editor.send(page, "/draft", button="Save", source=a_text(body="\nTake 5*10*2 mg.\n"))
    assert refused.status == 409
    assert "5*10*2" in refused.form("/draft").fields["source"]
    assert _source(house) == opened.revision.source


def test_without_the_revision_nothing_is_saved(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    editor = people["editor"]
    fields = editor.get(DRAFT).form("/draft").fields | {"source": opened.revision.source + "more", "revision": ""}
    refused = editor.post(DRAFT, fields)
    assert refused.status == 428
    assert refused.form("/draft").fields["source"].endswith("more")
    assert _source(house) == opened.revision.source


def test_the_preview_beside_the_typing_is_a_part_of_the_page(people: Visitors, house: House) -> None:
    house.a_pathway()
    editor = people["editor"]
    fields = editor.get(DRAFT).form("/draft").fields | {"source": a_text(body="\nA new line.\n")}
    part = editor.post(f"{DRAFT}/preview", fields, **{"HX-Request": "true"})
    assert part.status == 200
    assert "<html" not in part.html
    assert "A new line." in part.text
    bad = editor.post(f"{DRAFT}/preview", fields | {"source": "---\ntitle: Gout\n"}, **{"HX-Request": "true"})
    assert (bad.status, "<html" in bad.html) == (200, False)
    assert "can’t be shown until the errors above" in bad.text


def test_an_expired_session_gives_the_text_back(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    editor = people["editor"]
    page = editor.get(DRAFT)
    house.clock.forward(hours=13)
    refused = editor.send(page, "/draft", button="Save", source=opened.revision.source + "\nTwo hours of work.\n")
    assert refused.status == 401
    assert "You have been signed out meanwhile." in refused.text
    assert "Two hours of work." in refused.html
    assert refused.form("/login").fields["next"] == DRAFT
    assert _source(house) == opened.revision.source


def test_a_form_from_before_signing_in_anew_gives_the_text_back(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    page = people["editor"].get(DRAFT)
    again = people.sign_in_anew("editor")
    refused = again.send(page, "/draft", button="Save", source=opened.revision.source + "\nTwo hours of work.\n")
    assert refused.status == 403
    assert "Two hours of work." in refused.html
    assert _source(house) == opened.revision.source


def test_a_text_that_was_not_touched_keeps_its_bytes(people: Visitors, house: House) -> None:
    source = a_text().replace("\n", "\r\n")
    opened = house.submitted(house.a_pathway("gout", source))
    editor = people["editor"]
    page = editor.get(DRAFT)
    assert "Nothing has changed" in editor.follow(editor.send(page, "/draft", button="Save")).text
    typed = page.form("/draft").fields["source"].replace("300 mg", "100 mg")
    editor.follow(editor.send(page, "/draft", button="Save", source=typed))
    assert _source(house) == source.replace("300 mg", "100 mg")
    assert house.now(opened).page.hashes["assessment"] == opened.page.hashes["assessment"]


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("a\r\nb\r\n", "a\nb\n", "a\r\nb\r\n"),
        ("a\r\nb\r\n", "a\nc\n", "a\r\nc\r\n"),
        ("a\rb\r", "a\nc\n", "a\rc\r"),
        ("a\nb\n", "a\nc\n", "a\nc\n"),
        ("a\r\nb\n", "a\nb\n", "a\r\nb\n"),
        ("a\r\nb\n", "a\nc\n", "a\nc\n"),
        ("", "a\n", "a\n"),
    ],
)
def test_line_ends_are_those_that_the_text_had(before: str, typed: str, after: str) -> None:
    assert as_before(before, typed) == after


TITLES = (
    "Gout", "Yes", "AF: what now?", 'The "quiet" bleed', "# one", "Ménière’s disease", "12 things", "- a", "{x}", "a #b",
)  # fmt: skip


def test_a_new_draft_holds_its_title_whatever_it_says(renderer: Renderer) -> None:
    for title in TITLES:
        page = renderer.read(first_text(title, Kind.MEDICATION, "cardiology"))
        assert (page.title, page.front.kind, page.front.specialty) == (title, Kind.MEDICATION, "cardiology")


NOT_BEGUN = (
    ({"title": " ", "kind": "pathway"}, 422, "Give a title"),
    ({"title": "Gout", "kind": "pathway"}, 409, "Base already has a pathway “gout”."),
    ({"title": "Über alles", "kind": "pathway", "slug": "Über alles"}, 422, "Use lower-case letters"),
    ({"title": "!!!", "kind": "pathway"}, 422, "Use lower-case letters"),
)


def test_a_pathway_that_can_t_begin(people: Visitors, house: House) -> None:
    house.a_pathway()
    editor = people["editor"]
    for filled, status, said in NOT_BEGUN:
        refused = editor.send(editor.get("/desk/base/new"), "/new", **filled)
        assert refused.status == status
        assert said in refused.text
        assert refused.form("/new").fields["title"] == filled["title"]


def test_kinds_and_specialties_that_the_form_does_not_offer(people: Visitors) -> None:
    editor = people["editor"]
    fields = editor.get("/desk/base/new").form("/new").fields | {"title": "Gout"}
    for field, value in (("kind", "essay"), ("specialty", "Not a slug")):
        assert editor.post("/desk/base/new", fields | {field: value}).status == 422


def test_discarding_asks_for_the_text_that_was_read(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    editor = people["editor"]
    page = editor.get(GOUT)
    house.saved(opened, opened.revision.source + "\nMore.\n", by="other_editor")
    refused = editor.send(page, "/discard", reason="Not needed.")
    assert refused.status == 412
    assert refused.form("/discard").fields["reason"] == "Not needed."
    assert "Discarded version 1" in editor.follow(editor.send(refused, "/discard")).text


def test_submission_from_the_overview(people: Visitors, house: House) -> None:
    house.a_pathway()
    editor = people["editor"]
    page = editor.get(GOUT)
    assert page.form("/submission").choices["change"] == ["new"]
    assert "Submitted for review." in editor.follow(editor.send(page, "/submission")).text
    assert editor.send(page, "/submission").status == 409


def test_the_next_version_is_offered_as_a_smaller_change(people: Visitors, house: House) -> None:
    house.published()
    assert people["editor"].get(DRAFT).form("/draft").choices["change"] == [
        ChangeKind.PARTIAL_UPDATE, ChangeKind.FULL_REVIEW, ChangeKind.CORRECTION,
    ]  # fmt: skip


def test_a_correction_is_offered_only_where_it_is_one(people: Visitors, house: House) -> None:
    opened = house.published()
    editor = people["editor"]
    typo = editor.send(editor.get(DRAFT), "/draft", button="Preview", source=opened.revision.source.replace("joint.", "joint"))
    assert ChangeKind.CORRECTION in typo.form("/draft").choices["change"]
    assert "Not a correction." not in typo.text
    more = editor.send(typo, "/draft", button="Preview", source=opened.revision.source.replace("300 mg", "100 mg"))
    assert ChangeKind.CORRECTION not in more.form("/draft").choices["change"]
    assert "Not a correction. This may change what happens to patients: dose “300 mg” is now “100 mg”." in more.text


def test_a_refused_correction_names_each_change_and_keeps_what_was_typed(people: Visitors, house: House) -> None:
    opened = house.published()
    editor = people["editor"]
    typed = opened.revision.source.replace("300 mg", "100 mg").replace("once a day", "once a week")
    button = "Save and submit for review"
    refused = editor.send(editor.get(DRAFT), "/draft", button=button, source=typed, change=ChangeKind.CORRECTION)
    assert refused.status == 409
    assert "dose “300 mg” is now “100 mg”" in refused.text
    assert "“once a week”" in refused.text
    form = refused.form("/draft")
    assert form.fields["source"] == typed == _source(house)
    assert form.choices["change"] == [ChangeKind.PARTIAL_UPDATE, ChangeKind.FULL_REVIEW]
    again = editor.follow(editor.send(refused, "/draft", button=button, change=ChangeKind.PARTIAL_UPDATE))
    assert "In review version 2" in again.text


def test_one_editor_corrects_a_typo_and_publishes_alone(people: Visitors, house: House) -> None:
    opened = house.published()
    editor = people["editor"]
    typed = opened.revision.source.replace("Examine the joint.", "Examine the joint")
    sent = editor.send(
        editor.get(DRAFT), "/draft", button="Save and submit for review", source=typed, change=ChangeKind.CORRECTION
    )
    ready = editor.follow(sent)
    assert "needs nobody's agreement" in editor.get("/desk/").text.replace("’", "'")
    assert ready.offers("/editions/2/publication")
    form = editor.get(f"{GOUT}/editions/2/publication")
    assert "Published." in editor.follow(editor.send(form, "/publication", change_note="A full stop.")).text
    assert "Version 2" in people.anybody().get("/base/pathways/gout").text


def test_a_correction_that_is_none_any_more_is_not_published(people: Visitors, house: House) -> None:
    first = house.published()
    source = first.revision.source
    house.withdrawn(first)
    second = house.made_public(house.submitted(house.saved(house.now(first), source.replace("300 mg", "100 mg"))))
    typo = source.replace("300 mg", "100 mg").replace("joint.", "joint")
    house.submitted(house.saved(second, typo), ChangeKind.CORRECTION)
    house.withdrawn(second)
    house.as_("lead", lambda acting: publish.reinstate(acting, "gout", 1, first.token, "It was right."))
    editor = people["editor"]
    refused = editor.send(editor.get(f"{GOUT}/editions/3/publication"), "/publication", change_note="A stop I typed.")
    assert refused.status == 409
    assert "dose “300 mg” is now “100 mg”" in refused.text
    assert refused.form("/publication").fields["change_note"] == "A stop I typed."
    assert "300 mg" in people.anybody().get("/base/pathways/gout").text.replace("\xa0", " ")


def _source(house: House) -> str:
    with house.platform.read() as session:
        row = pathways.pathway(session, "base", "gout")
        return revisions.revision(session, pathways.editions(session, row.id)[0].revision_id).source


def test_how_to_write_shows_each_example_beside_what_its_reader_gets(people: Visitors) -> None:
    page = people["editor"].get("/desk/base/how-to-write")
    assert page.status == 200
    examples = FORMAT.read_text(encoding="utf-8").count("```markdown")
    assert page.html.count('aria-label="What you write"') == page.html.count('aria-label="What its reader gets"') == examples > 10
    assert 'class="box red-flags' in page.html
    assert "How doses are written in Base" in page.text
    assert RULES["D06"].remedy in page.text


def test_a_new_page_at_the_address_of_one_from_upstream_leads_to_adapting_it(people: Visitors, house: House) -> None:
    house.published()
    editor = people["editor"]
    refused = editor.send(editor.get("/desk/northvale/new"), "/new", title="Gout here", slug="gout", kind="pathway")
    assert refused.status == 409
    assert "Adapt that page instead, or choose another address." in refused.text
    assert 'href="/desk/northvale/pathways/gout"' in refused.html
