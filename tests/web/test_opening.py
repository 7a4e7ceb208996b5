"""Out of the record: one page is opened, several are offered, none is helped with; and nothing of a patient is repeated."""

from __future__ import annotations

import pytest

from app.domain.text import Kind
from tests.builders import House, a_text
from tests.web.visitors import Visitor, Visitors

AF = "system=http://snomed.info/sct&code=49436004"
SECRET = "patientPerson.administrativeGenderCode.c=F&age.v.v=47&nhi=ZZZ0016&name=Jane"


def coded(title: str, codes: str, kind: str = "pathway") -> str:
    return a_text(title, kind=kind).replace("specialty:", f"codes: {{{codes}}}\nspecialty:", 1)


@pytest.fixture(autouse=True)
def pages(house: House) -> None:
    house.published("fibrillation", coded("Atrial fibrillation", 'snomed: ["49436004"], icpc-2: [K78], icd-10: [I48]'))
    house.published("flutter", coded("Atrial flutter", "icpc-2: [K78]"))
    house.published("gout", coded("Gout", "icpc-2: [T92]"))


@pytest.mark.parametrize(
    "asked",
    [
        AF,
        "code=49436004",
        "system=urn:oid:2.16.840.1.113883.6.96&code=49436004",
        "system=ICD10&code=i48",
        f"{AF}&system=icpc-2&code=K78",
    ],
)
def test_the_one_page_that_has_the_code_is_opened(nobody: Visitor, asked: str) -> None:
    answer = nobody.get(f"/open?region=base&{asked}")
    assert (answer.status, answer.goes_to) == (303, "/base/pathways/fibrillation")
    assert answer.answer.headers["Cache-Control"] == "no-store"


def test_an_infobutton_opens_it_too(nobody: Visitor) -> None:
    asked = f"mainSearchCriteria.v.c=49436004&mainSearchCriteria.v.cs=2.16.840.1.113883.6.96&taskContext.c.c=PROBLISTREV&{SECRET}"
    page = nobody.open(f"/open?region=base&{asked}")
    assert (page.status, page.address.partition("8000")[2] or page.address) == (200, "/base/pathways/fibrillation")


def test_part_of_an_icd_category_opens_the_page_of_the_category(nobody: Visitor) -> None:
    assert nobody.get("/open?region=base&system=icd-10&code=I48.9").goes_to == "/base/pathways/fibrillation"
    assert nobody.get("/open?region=base&system=icd-10-cm&code=I48").status == 200


def test_several_pages_are_offered(nobody: Visitor) -> None:
    page = nobody.get("/open?region=base&system=icpc-2&code=K78")
    assert (page.status, "Which page?" in page.text, page.answer.headers["Referrer-Policy"]) == (200, True, "no-referrer")
    assert page.html.index("/base/pathways/fibrillation") < page.html.index("/base/pathways/flutter")


def test_a_region_below_opens_its_own_page_and_else_the_one_from_upstream(house: House, nobody: Visitor) -> None:
    assert nobody.get(f"/open?region=northvale&{AF}").goes_to == "/northvale/pathways/fibrillation"
    house.published("rhythm", coded("Rhythm", 'snomed: ["49436004"]'), region="northvale")
    assert nobody.get(f"/open?region=northvale&{AF}").status == 200
    assert nobody.get(f"/open?region=base&{AF}").goes_to == "/base/pathways/fibrillation"


def test_a_withdrawn_page_is_not_opened_and_comes_back_with_it(house: House, nobody: Visitor) -> None:
    opened = house.published("asthma", coded("Asthma", "icpc-2: [R96]"))
    assert nobody.get("/open?region=base&system=icpc-2&code=R96").goes_to == "/base/pathways/asthma"
    house.withdrawn(opened)
    page = nobody.get("/open?region=base&system=icpc-2&code=R96")
    assert (page.status, "/base/pathways/asthma" in page.html) == (200, False)
    assert house.platform.shelf.compare(house.clock()) == []


def test_a_new_version_is_found_by_its_new_codes_only(house: House, nobody: Visitor) -> None:
    opened = house.published("asthma", coded("Asthma", "icpc-2: [R96]"))
    house.updated(opened, coded("Asthma", "icpc-2: [R95]", "pathway").replace("300 mg", "200 mg"))
    assert nobody.get("/open?region=base&system=icpc-2&code=R95").goes_to == "/base/pathways/asthma"
    assert nobody.get("/open?region=base&system=icpc-2&code=R96").status == 200


def test_a_draft_is_not_found(house: House, nobody: Visitor) -> None:
    house.a_pathway("asthma", coded("Asthma", "icpc-2: [R96]"))
    assert "asthma" not in nobody.get("/open?region=base&system=icpc-2&code=R96").html


def test_everything_is_made_again_from_the_log(house: House, nobody: Visitor) -> None:
    house.platform.shelf.rebuild(house.clock())
    assert nobody.get(f"/open?region=base&{AF}").goes_to == "/base/pathways/fibrillation"
    assert house.platform.shelf.compare(house.clock()) == []


def test_the_patient_s_page_is_for_patients(house: House, nobody: Visitor) -> None:
    house.published("gout-patient", coded("Gout, for patients", "icpc-2: [T92]", "patient"), kind=Kind.PATIENT)
    asked = "/open?region=base&system=icpc-2&code=T92"
    assert nobody.get(asked).goes_to == "/base/pathways/gout"
    assert nobody.get(f"{asked}&informationRecipient=PAT").goes_to == "/base/pathways/gout-patient"
    assert "No page for patients" in nobody.get(f"/open?region=base&{AF}&informationRecipient=PAT").text


def test_words_alone_are_searched_for(nobody: Visitor) -> None:
    assert nobody.get("/open?region=base&term=acute%20gout%3F").goes_to == "/base/search?q=acute+gout%3F"


def test_no_page_for_the_code_offers_what_the_words_find(house: House, nobody: Visitor) -> None:
    house.index()
    page = nobody.get("/open?region=base&system=icpc-2&code=T99&term=gout")
    assert (page.status, "No page for this code" in page.text, "/base/pathways/gout" in page.html) == (200, True, True)
    assert page.offers("/base/search?q=gout")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("system=icd-9&code=427.31", "does not know the code system “icd-9”"),
        ("system=snomed&code=49436005", "“49436005” is no SNOMED CT code"),
        ("code=T92", "did not say which code system “T92” is from"),
        ("system=snomed", "named SNOMED CT and sent no code"),
        ("system=<script>alert(1)</script>&code=1", "does not know the code system “<script>alert(1)</script>”"),
    ],
)
def test_what_makes_no_sense_is_told_kindly(nobody: Visitor, asked: str, said: str) -> None:
    page = nobody.get(f"/open?region=base&{asked}")
    assert page.status == 200
    assert said in page.text
    assert "<script>alert" not in page.html


def test_a_code_without_a_system_is_offered_and_never_opened(nobody: Visitor) -> None:
    page = nobody.get("/open?region=base&code=T92")
    assert (page.status, "/base/pathways/gout" in page.html) == (200, True)


def test_without_a_region_one_is_chosen(nobody: Visitor) -> None:
    page = nobody.get(f"/open?{AF}")
    assert (page.status, "In which region?" in page.text, "Privata" in page.text) == (200, True, False)
    assert nobody.get("/open?region=northvale&system=snomed&code=49436004").goes_to == "/northvale/pathways/fibrillation"
    assert 'href="/open?region=northvale&amp;system=snomed&amp;code=49436004"' in page.html
    assert "There is no region “atlantis” here that you can read." in nobody.get(f"/open?region=Atlantis&{AF}").text
    assert nobody.get("/open?region=NORTHVALE").goes_to == "/northvale/"


def test_who_asks_for_nothing_is_given_a_form(nobody: Visitor) -> None:
    form = nobody.get("/open").form("/open")
    assert {"region", "system"} <= set(form.choices) and "code" in form.fields


def test_members_pages_are_opened_for_members(people: Visitors, house: House, nobody: Visitor) -> None:
    house.published("privy", coded("Privy", "icpc-2: [A11]"), region="privata")
    asked = "/open?region=privata&system=icpc-2&code=A11"
    assert people["reader"].get(asked).goes_to == "/privata/pathways/privy"
    for person in (nobody, people["stranger"]):
        there, nowhere = (person.get(asked.replace("privata", region)) for region in ("privata", "atlantis"))
        assert (there.status, nowhere.status) == (200, 200)
        assert there.html == nowhere.html.replace("atlantis", "privata")
        assert "privy" not in there.html
    assert 'href="/login?next=/open' in nobody.get(asked).html
    assert 'href="/login?next=/open' not in people["stranger"].get(asked).html
    assert "privy" not in nobody.get("/open?system=icpc-2&code=A11").html


@pytest.mark.parametrize(
    "asked", [f"region=base&{AF}", f"region=privata&{AF}", "region=base&system=icd-9&code=1", "", "region=base"]
)
def test_what_a_record_knows_of_a_patient_is_dropped_before_anything_is_shown(nobody: Visitor, asked: str) -> None:
    page = nobody.open(f"/open?{asked}&{SECRET}&term=ZZZ0016")
    for step in (*page.answer.history[1:], page.answer):
        assert not [word for word in ("ZZZ0016", "Jane", "47", "age.v") if word in str(step.url)]
    assert "ZZZ0016" not in page.html
    assert "Jane" not in page.html
