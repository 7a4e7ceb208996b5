"""Publishing, withdrawing and the acts of the overview, by form: what they say to readers, and how they are refused."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.actions import publish
from app.domain.roles import Role
from app.store.people import GrantRow
from tests.builders import House, a_text
from tests.web.visitors import Visitors

GOUT = "/desk/base/pathways/gout"
EDITION = f"{GOUT}/editions/1"


def test_what_is_not_ready_is_not_published(people: Visitors, house: House) -> None:
    house.submitted(house.a_pathway())
    lead = people["lead"]
    refused = lead.send(lead.get(f"{EDITION}/publication"), "/publication", change_note="First version.")
    assert refused.status == 409
    assert "“publish” is not possible now" in refused.text
    assert refused.form("/publication").fields["change_note"] == "First version."
    assert people.anybody().get("/base/pathways/gout").status == 404


def test_publishing_needs_a_sentence_for_readers_and_the_text_that_was_read(people: Visitors, house: House) -> None:
    opened = house.agreed(house.submitted(house.a_pathway()))
    lead = people["lead"]
    page = lead.get(f"{EDITION}/publication")
    assert "Say what changed, in a sentence for readers." in lead.send(page, "/publication").text
    house.agreed(house.saved(opened, opened.revision.source.replace("300 mg", "100 mg")))
    refused = lead.send(page, "/publication", change_note="First version.")
    assert refused.status == 412
    assert "100 mg" in refused.text.replace("\xa0", " ")
    published = lead.send(refused, "/publication")
    assert published.status == 303


def test_urgent_publication_is_marked_and_its_review_owed(people: Visitors, house: House) -> None:
    house.a_pathway()
    lead = people["lead"]
    page = lead.get(GOUT)
    refused = lead.send(page, "/urgent-publication", reason=" ")
    assert refused.status == 422
    assert '<details class="deed" open>' in refused.html
    lead.follow(lead.send(page, "/urgent-publication", reason="A recall of all lots."))
    read = people.anybody().get("/base/pathways/gout").text
    assert "Urgent, review owed" in read
    assert "A recall of all lots." in read
    assert "its agreements have not been given yet" in people["coordinator"].get("/desk/").text


def test_a_lost_number_is_never_published(people: Visitors, house: House) -> None:
    house.a_pathway("gout", a_text(body="\nTake 5*10*2 mg.\n"))
    lead = people["lead"]
    refused = lead.send(lead.get(GOUT), "/urgent-publication", reason="At once!")
    assert refused.status == 409
    assert "A number would be lost to readers" in refused.text
    assert people.anybody().get("/base/pathways/gout").status == 404


def test_a_schedule_can_be_cancelled(people: Visitors, house: House) -> None:
    opened = house.agreed(house.submitted(house.a_pathway()))
    tomorrow = house.clock() + timedelta(days=1)
    house.as_("lead", lambda acting: publish.publish(acting, "gout", 1, opened.token, "Soon.", tomorrow))
    coordinator = people["coordinator"]
    page = coordinator.get(GOUT)
    assert "Scheduled version 1" in page.text
    cancelled = coordinator.follow(coordinator.send(page, "/schedule-cancellation", reason="Wait for the pharmacist."))
    assert "Ready to publish version 1" in cancelled.text
    assert coordinator.send(page, "/schedule-cancellation").status == 409


def test_withdrawal_needs_a_reason_and_knows_its_successors(people: Visitors, house: House) -> None:
    house.published()
    house.published("gout-again")
    lead = people["lead"]
    page = lead.get(f"{EDITION}/withdrawal")
    assert page.form("/withdrawal").choices["successor"] == ["", "gout-again"]
    empty = lead.send(page, "/withdrawal", reason="", successor="gout-again")
    assert empty.status == 422
    assert empty.form("/withdrawal").fields["successor"] == "gout-again"
    fields = page.form("/withdrawal").fields | {"reason": "It is dangerous.", "successor": "nowhere"}
    assert lead.post(f"{EDITION}/withdrawal", fields).status == 422
    lead.follow(lead.send(empty, "/withdrawal", reason="It is dangerous."))
    gone = people.anybody().get("/base/pathways/gout")
    assert gone.status == 410
    assert "Use instead: Gout again" in gone.text
    assert lead.send(page, "/withdrawal", reason="Again.").status == 409


def test_the_public_version_can_be_withdrawn_while_the_next_is_written(people: Visitors, house: House) -> None:
    first = house.published()
    house.saved(first, first.revision.source + "\nMore.\n")
    lead = people["lead"]
    page = lead.get(GOUT)
    assert "Draft version 2 · readers have version 1" in page.text
    assert f"{EDITION}/withdrawal" in page.html
    lead.follow(lead.send(lead.get(f"{EDITION}/withdrawal"), "/withdrawal", reason="It is dangerous."))
    assert people.anybody().get("/base/pathways/gout").status == 410


def test_copies_downstream_are_named_before_a_withdrawal(people: Visitors, house: House) -> None:
    house.published()
    local = house.localised("gout", "northvale")
    house.made_public(house.submitted(local), "Our own.")
    page = people["lead"].get(f"{EDITION}/withdrawal").text
    assert "Removes this page from Base, Privata, Southmere now." in page
    assert "Northvale has a copy of its own, which stays and will be warned." in page


def test_each_sees_the_acts_that_are_theirs(people: Visitors, house: House) -> None:
    house.submitted(house.a_pathway())
    offered = {
        who: {act for act in ("/draft", "/withdrawal", "/urgent-publication", "/discard") if people[who].get(GOUT).offers(act)}
        for who in ("editor", "gp", "lead", "writer", "admin", "coordinator")
    }
    assert offered == {
        "editor": {"/draft"}, "writer": {"/draft"}, "lead": {"/urgent-publication"}, "gp": set(), "admin": set(),
        "coordinator": set(),
    }  # fmt: skip
    assert "Approve" in people["gp"].get(GOUT).text
    assert "Feedback" not in people["gp"].get(GOUT).text
    assert "Feedback" in people["coordinator"].get(GOUT).text


def test_a_role_that_has_ended_does_nothing_any_more(people: Visitors, house: House) -> None:
    house.published()
    lead = people["lead"]
    page = lead.get(f"{EDITION}/withdrawal")
    with house.platform.write() as session:
        for grant in session.scalars(select(GrantRow).where(GrantRow.role == Role.CLINICAL_LEAD)):
            grant.until = house.clock().date() - timedelta(days=1)
    assert lead.send(page, "/withdrawal", reason="It is dangerous.").status == 404


def test_who_publishes_a_moment_too_late_is_told_who_did_it_and_what_to_do(people: Visitors, house: House) -> None:
    opened = house.agreed(house.submitted(house.a_pathway()))
    page = people["lead"].get(f"{EDITION}/publication")
    house.made_public(opened, "First of all.")
    late = people["lead"].send(page, "/publication", change_note="Mine.")
    assert late.status == 409
    assert "published this version on" in late.text and "“First of all.”" in late.text
    assert "Nothing is left to be done; to change what readers have, begin the next version." in late.text
    assert not late.offers("/publication")
    assert "What readers have now" in late.text
