"""Signing by form: by whom, on which text, and with the password once more."""

from __future__ import annotations

from tests.builders import CRITERIA, House, a_text
from tests.web.visitors import PASSWORD, Visitors

REVIEW = "/desk/base/pathways/gout/review"


def test_after_a_quarter_of_an_hour_a_signature_asks_for_the_password(people: Visitors, house: House) -> None:
    house.submitted(house.a_pathway())
    gp = people["gp"]
    assert "password" not in gp.get(REVIEW).form("/approvals").fields
    house.clock.forward(minutes=16)
    page = gp.get(REVIEW)
    empty = gp.send(page, "/approvals", note="Well done.")
    assert empty.status == 422
    assert "Type your password" in empty.text
    wrong = gp.send(empty, "/approvals", password="not my password at all")
    assert wrong.status == 422
    assert wrong.form("/approvals").fields["note"] == "Well done."
    assert "not my password at all" not in wrong.html
    signed = gp.send(wrong, "/approvals", password=PASSWORD)
    assert "Your agreement is recorded." in gp.follow(signed).text


def test_guessing_the_password_of_a_signature_is_limited(people: Visitors, house: House) -> None:
    house.submitted(house.a_pathway())
    gp = people["gp"]
    house.clock.forward(minutes=16)
    page = gp.get(REVIEW)
    answers = [gp.send(page, "/approvals", password="a wrong password") for _ in range(7)]
    assert answers[0].status == 422
    assert answers[-1].status == 429
    assert "too many tries" in answers[-1].text


def test_a_text_that_changed_meanwhile_is_not_signed(people: Visitors, house: House) -> None:
    opened = house.submitted(house.a_pathway())
    gp = people["gp"]
    page = gp.get(REVIEW)
    house.saved(opened, opened.revision.source.replace("300 mg", "900 mg"))
    refused = gp.send(page, "/approvals", note="Fine by me.")
    assert refused.status == 412
    assert "The text has been changed since you read it." in refused.text
    assert "900 mg" in refused.text.replace("\xa0", " ")
    assert refused.form("/approvals").fields["note"] == "Fine by me."
    assert gp.send(refused, "/approvals").status == 303


def test_a_wrong_password_does_not_move_on_to_a_newer_text(people: Visitors, house: House) -> None:
    opened = house.submitted(house.a_pathway())
    gp = people["gp"]
    house.clock.forward(minutes=16)
    page = gp.get(REVIEW)
    house.saved(opened, opened.revision.source.replace("300 mg", "900 mg"))
    refused = gp.send(page, "/approvals", password="wrong")
    assert gp.send(refused, "/approvals", password=PASSWORD).status == 412


def test_authors_are_told_why_they_can_t_sign(people: Visitors, house: House) -> None:
    opened = house.submitted(house.a_pathway(by="all_hats"))
    page = people["all_hats"].get(REVIEW)
    assert "You wrote part of this version" in page.text
    assert not page.offers("/approvals")
    form = {"csrf": page.form("/logout").fields["csrf"], "revision": opened.token, "role": "reviewer"}
    refused = people["all_hats"].post("/desk/base/pathways/gout/editions/1/approvals", form)
    assert refused.status == 403
    assert "someone else must approve it" in refused.text


def test_stages_come_in_turn(people: Visitors, house: House) -> None:
    house.submitted(house.a_pathway("gout", a_text(services="cardiology", body=CRITERIA)))
    assert "after clinician review" in people["cardiology"].get(REVIEW).text
    assert "after clinician review" in people["lead"].get(REVIEW).text
    people["gp"].follow(people["gp"].send(people["gp"].get(REVIEW), "/approvals"))
    assert "You have agreed to this text." in people["gp"].get(REVIEW).text
    covers = people["cardiology"].get(REVIEW).text
    assert "Your agreement covers: Request." in covers
    assert "Your agreement is not asked for." in people["renal"].get(REVIEW).text


def test_two_hats_choose_one(people: Visitors, house: House) -> None:
    body = CRITERIA + "\nInsulin 10 units.\n"
    house.submitted(house.a_pathway("gout", a_text(services="cardiology", body=body)))
    people["gp"].follow(people["gp"].send(people["gp"].get(REVIEW), "/approvals"))
    page = people["two_hats"].get(REVIEW)
    assert page.form("/approvals").choices["role"] == ["hospital_lead", "pharmacist"]
    fields = page.form("/approvals").fields
    wrong = people["two_hats"].post("/desk/base/pathways/gout/editions/1/approvals", fields | {"role": "king"})
    assert wrong.status == 422
    assert "Choose the role" in wrong.text


def test_asking_for_changes_needs_a_reason(people: Visitors, house: House) -> None:
    house.submitted(house.a_pathway())
    gp = people["gp"]
    page = gp.get(REVIEW)
    assert gp.send(page, "/change-requests", reason="  ").status == 422
    assert "Say which joint." in gp.follow(gp.send(page, "/change-requests", reason="Say which joint.")).text
    assert gp.send(page, "/change-requests", reason="Again.").status == 409


def test_a_page_that_loses_a_number_is_not_shown(people: Visitors, house: House) -> None:
    house.a_pathway("gout", a_text(body="\nTake 5*10*2 mg.\n"))
    page = people["gp"].get("/desk/base/pathways/gout/editions/1?tab=page")
    assert "The page can’t be shown" in page.text
    assert "Take 5102" not in page.html


def test_every_edition_stays_readable_on_the_desk(people: Visitors, house: House) -> None:
    first = house.published()
    second = house.updated(first, first.revision.source.replace("300 mg", "100 mg"))
    house.withdrawn(second)
    for number, dose in ((1, "300 mg"), (2, "100 mg")):
        page = people["gp"].get(f"/desk/base/pathways/gout/editions/{number}?tab=page")
        assert dose in page.text.replace("\xa0", " ")
    assert people["gp"].get("/desk/base/pathways/gout/editions/3").status == 404
    assert people["gp"].get("/desk/base/pathways/gout/editions/2?tab=nonsense").status == 422


def test_what_is_public_or_over_says_what_its_own_route_asked_for(people: Visitors, house: House) -> None:
    source = a_text(services="cardiology", body=f"\n### Stroke\n\nWarfarin 3 mg at night.\n{CRITERIA}")
    first = house.published("gout", source)
    second = house.updated(first, source.replace("300 mg", "100 mg"))
    page = people["gp"].get("/desk/base/pathways/gout/editions/2").text
    assert "Clinical lead" in page and "Agreed by" in page
    assert "Will be asked" not in page and "Waiting" not in page and "Pharmacist" not in page
    correction = house.saved(second, source.replace("300 mg", "100 mg").replace("in spite of", "in spite of the"))
    coordinator = people["editor"]
    said = coordinator.follow(
        coordinator.send(coordinator.get("/desk/base/pathways/gout"), "/submission", change="correction")
    ).text
    assert "Nobody needs to agree: nothing in it matters to a patient." in said
    assert "Submitted for review" not in said
    third = house.made_public(correction, "A word.")
    house.updated(third, source.replace("300 mg", "200 mg").replace("3 mg at", "5 mg at"))
    for number in (1, 2, 3):
        assert "sked" not in people["gp"].get(f"/desk/base/pathways/gout/editions/{number}").text.partition("Agreement")[2]
    assert "Nobody needs to agree" in people["gp"].get("/desk/base/pathways/gout/editions/3").text
    first_now = people["gp"].get("/desk/base/pathways/gout/editions/1").text
    assert "Pharmacist" in first_now and "Reviewer" in first_now


def test_what_went_out_in_a_hurry_says_who_had_not_agreed(people: Visitors, house: House) -> None:
    house.submitted(house.a_pathway())
    lead = people["lead"]
    lead.follow(lead.send(lead.get("/desk/base/pathways/gout"), "/urgent-publication", reason="A recall."))
    page = lead.get("/desk/base/pathways/gout/editions/1").text
    assert "Was asked, and had not agreed." in page
    assert "Had not been asked yet." in page


def test_those_who_agree_and_publish_see_the_findings_of_the_preview(people: Visitors, house: House) -> None:
    house.published("asthma")
    links = "\nSee [a](page:nothing), [b](page:asthma#nowhere), [c](page:asthma#management); ring {{clinic.phone}}.\n"
    house.agreed(house.submitted(house.a_pathway("gout", a_text(body=links))))
    gout = "/desk/base/pathways/gout"
    for path in (f"{gout}/draft", gout, REVIEW, f"{gout}/editions/1/publication"):
        page = people["lead" if path != f"{gout}/draft" else "editor"].get(path).text
        assert "“page:nothing” leads to no page" in page, path
        assert "“Asthma” has no section “#nowhere”" in page, path
        assert "“clinic.phone” is not filled in" in page, path
        assert "#management”" not in page, path


def test_an_agreement_to_an_earlier_version_stands_apart(people: Visitors, house: House) -> None:
    first = house.published()
    house.updated(first, first.revision.source.replace("300 mg", "100 mg"))
    for address in ("/base/pathways/gout", "/base/pathways/gout/history"):
        page = " ".join(people.anybody().get(address).text.split())
        assert "(clinical lead); earlier: " in page
        assert "(reviewer) read version 1" in page


def test_a_correction_in_review_is_confirmed_by_the_lead_who_sees_exactly_what_changed(people: Visitors, house: House) -> None:
    opened = house.submitted(house.a_pathway("gout", a_text(services="cardiology", body=CRITERIA)))
    people["gp"].follow(people["gp"].send(people["gp"].get(REVIEW), "/approvals"))
    people["cardiology"].follow(people["cardiology"].send(people["cardiology"].get(REVIEW), "/approvals"))
    corrected = house.saved(opened, opened.revision.source.replace("in spite of treatment", "in spite of the treatment"))
    page = people["lead"].get(REVIEW)
    assert "What changed since revision 1" in page.text
    assert page.text.count("as given on revision 1") >= 3, "two agreements and the sentence above the difference"
    assert "you also confirm that what changed since" in page.text
    assert f"compare?from=r1&to=r{corrected.revision.number}&view=source" in page.html.replace("&amp;", "&")
    assert "What changed since revision 1" in people["gp"].get(REVIEW).text, "everybody sees it, not only who confirms it"
    assert not people["gp"].get(REVIEW).offers("/approvals")
    people["lead"].follow(people["lead"].send(page, "/approvals"))
    house.made_public(corrected, "First version.")
    read = people["gp"].get("/base/pathways/gout").text
    assert "on an earlier wording; " in read and "confirmed that only its form has changed since" in read


def test_a_signed_text_is_signed_again_with_just_the_difference(people: Visitors, house: House) -> None:
    opened = house.agreed(house.submitted(house.a_pathway()))
    house.saved(opened, opened.revision.source.replace("300 mg", "100 mg"))
    people["gp"].follow(people["gp"].send(people["gp"].get(REVIEW), "/approvals"))
    page = people["lead"].get(REVIEW)
    assert "signed revision 1. This is all that has changed since." in page.text
    assert "you also confirm" not in page.text
