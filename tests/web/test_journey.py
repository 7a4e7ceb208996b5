"""One pathway's whole life by forms, without script: from an empty page to readers, updated, withdrawn, back, localised."""

from __future__ import annotations

from tests.builders import CRITERIA, a_text
from tests.web.visitors import Visitors

GOUT = "/desk/base/pathways/gout"


def test_from_an_empty_page_to_readers_and_back(people: Visitors) -> None:
    editor, gp, cardiology, lead = people["editor"], people["gp"], people["cardiology"], people["lead"]
    reader = people.anybody()

    begun = editor.send(editor.get("/desk/base/new"), "/new", title="Gout", kind="pathway")
    draft = editor.follow(begun)
    assert draft.address.endswith(f"{GOUT}/draft?said=begun")
    assert "title: Gout\nkind: pathway\n" in draft.form("/draft").fields["source"]

    source = a_text("Gout", services="cardiology", body=CRITERIA)
    previewed = editor.send(draft, "/draft", button="Preview", source=source)
    assert previewed.status == 200
    assert "<strong>Red flags</strong>" in previewed.html or "Fever with a hot swollen joint" in previewed.text
    assert editor.get(f"{GOUT}/draft").form("/draft").fields["source"] != source
    saved = editor.follow(editor.send(previewed, "/draft", button="Save"))
    assert "Saved." in saved.text
    submitted = editor.follow(editor.send(saved, "/draft", button="Save and submit for review", change="new"))
    assert "In review version 1" in submitted.text
    assert not submitted.offers("/approvals")

    for tab, seen in (
        ("difference", "New page: everything is new"),
        ("page", "Examine the joint."),
        ("source", "::: red-flags"),
        ("story", "submitted it"),
    ):
        assert seen in gp.get(f"{GOUT}/editions/1?tab={tab}").text
    returned = gp.send(gp.get(f"{GOUT}/review"), "/change-requests", reason="Say which joint.")
    assert "Sent back to its editors" in gp.follow(returned).text
    work = editor.get("/desk/").text
    assert "Changes are asked for: Say which joint." in work

    draft = editor.get(f"{GOUT}/draft")
    source = source.replace("the joint", "the big toe")
    resubmitted = editor.send(draft, "/draft", button="Save and submit for review", source=source, change="new")
    assert editor.follow(resubmitted).status == 200
    for visitor in (gp, cardiology, lead):
        review = visitor.get(f"{GOUT}/review")
        agreed = visitor.follow(visitor.send(review, "/approvals", note="Agreed."))
        assert "Your agreement is recorded." in agreed.text
    assert reader.get("/base/pathways/gout").status == 404

    last = lead.get(f"{GOUT}/editions/1/publication")
    assert "Readers of Base, Northvale, Privata, Southmere get this version at once" in last.text
    assert lead.send(last, "/publication", change_note=" ").status == 422
    published = lead.follow(lead.send(last, "/publication", change_note="First version."))
    assert "Published. Readers have it now." in published.text

    page = reader.get("/base/pathways/gout")
    assert (page.status, page.answer.headers["Cache-Control"]) == (200, "no-cache")
    assert "Version 1" in page.text
    assert "Gita Reviewer" in page.text
    assert "Cara Cardiology" in page.text
    people.house.index()
    found = reader.get("/base/search?q=allopurinol")
    assert '/base/pathways/gout#management"' in found.html
    assert "1 page found" in reader.get("/base/search?q=gout").text
    assert "From Base" in reader.get("/northvale/search?q=gout").text

    _second_version(people)
    _withdrawn_and_back(people)


def _second_version(people: Visitors) -> None:
    editor, cardiology, lead, reader = people["editor"], people["cardiology"], people["lead"], people.anybody()
    overview = editor.get(GOUT)
    assert overview.offers("/draft")
    draft = editor.get(f"{GOUT}/draft")
    assert "Saving a change begins version 2." in draft.text
    source = draft.form("/draft").fields["source"].replace("300 mg", "100 mg")
    submit = editor.send(draft, "/draft", button="Save and submit for review", source=source, change="partial_update")
    assert editor.follow(submit).status == 200
    assert "asked" in cardiology.get(f"{GOUT}/review").text
    difference = lead.get(f"{GOUT}/editions/2")
    assert "[removed: 300 ]" in difference.text
    agreed = lead.send(difference, "/approvals")
    lead.follow(agreed)
    lead.follow(lead.send(lead.get(f"{GOUT}/editions/2/publication"), "/publication", change_note="A smaller dose."))
    assert "100 mg" in reader.get("/base/pathways/gout").text.replace("\xa0", " ")
    first = reader.get("/base/pathways/gout/v/1")
    assert "Superseded." in first.text
    assert first.answer.headers["X-Robots-Tag"] == "noindex"
    assert "300 mg" in first.text.replace("\xa0", " ")
    assert "A smaller dose." in reader.get("/base/pathways/gout/history").text
    assert "A smaller dose." in reader.get("/base/changes").text


def _withdrawn_and_back(people: Visitors) -> None:
    lead, reader = people["lead"], people.anybody()
    form = lead.get(f"{GOUT}/editions/2/withdrawal")
    assert "Removes this page from Base, Northvale, Privata, Southmere now." in form.text
    lead.follow(lead.send(form, "/withdrawal", reason="The dose is wrong."))
    for path in ("/base/pathways/gout", "/northvale/pathways/gout", "/base/pathways/gout/v/1", "/base/pathways/gout/history"):
        gone = reader.get(path)
        assert gone.status == 410, path
        assert "The dose is wrong." in gone.text
        assert "Allopurinol" not in gone.text
    assert "was withdrawn on" in reader.get("/base/search?q=gout").text
    assert "Allopurinol" not in reader.get("/base/search?q=allopurinol").html.replace("allopurinol", "")
    assert "Gout" not in reader.get("/base/pathways/").text
    assert "Allopurinol" in lead.get(f"{GOUT}/editions/2?tab=page").text
    overview = lead.get(GOUT)
    lead.follow(lead.send(overview, "/reinstatement", reason="Checked: it is right."))
    assert reader.get("/base/pathways/gout").status == 200


def test_localised_and_left_behind(people: Visitors) -> None:
    house = people.house
    upstream = house.published()
    editor, reader = people["editor"], people.anybody()
    shown = reader.get("/northvale/pathways/gout")
    assert "From Base, not yet localised." in shown.text
    assert editor.get("/desk/northvale/pathways/gout").offers("/gout/localisation")
    assert not people["gp"].get("/desk/northvale/pathways/gout").offers("/gout/localisation")
    board = editor.get("/desk/northvale/localisations")
    draft = editor.follow(editor.send(board, "/gout/localisation"))
    assert "You have a draft of your own now" in draft.text
    assert "Examine the joint." in draft.form("/draft").fields["source"]
    assert editor.send(board, "/gout/localisation").status == 409
    source = draft.form("/draft").fields["source"].replace("the joint", "every joint")
    editor.follow(editor.send(draft, "/draft", button="Save and submit for review", source=source, change="new"))
    for who in ("gp", "lead"):
        visitor = people[who]
        visitor.follow(visitor.send(visitor.get("/desk/northvale/pathways/gout/review"), "/approvals"))
    lead = people["lead"]
    lead.follow(
        lead.send(lead.get("/desk/northvale/pathways/gout/editions/1/publication"), "/publication", change_note="Our own.")
    )
    page = reader.get("/northvale/pathways/gout")
    assert "localised from Base version 1" in page.text
    assert "every joint" in page.text
    house.updated(upstream, upstream.revision.source.replace("300 mg", "100 mg"), "A smaller dose.")
    behind = editor.get("/desk/northvale/localisations").text
    assert "Base now has version 2" in behind
    assert "A smaller dose." in behind
    assert "Check these first: Dose" in behind
    assert "[removed: 300 mg ] → [added: 100 mg ]" in editor.get("/desk/northvale/pathways/gout/upstream").text
    assert "Base has published version 2; this page was taken from version 1." in editor.get("/desk/").text
