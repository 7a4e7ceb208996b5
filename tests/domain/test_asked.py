"""What a record asks for, in our names and in HL7's; and that nothing about a patient is read out of it."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from app.domain.asked import MOST, Asked, Strange, asked, readings
from app.domain.codes import Code

AF, K78, I48 = Code("snomed", "49436004"), Code("icpc-2", "K78"), Code("icd-10", "I48")


def of(query: str) -> Asked:
    return asked(parse_qsl(query, keep_blank_values=True))


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("system=http://snomed.info/sct&code=49436004", (AF,)),
        ("code=49436004&system=SNOMED", (AF,)),
        ("code=49436004", (AF,)),
        ("code=http://snomed.info/sct|49436004", (AF,)),
        ("system=snomed&code=49436004 |Atrial fibrillation|", (AF,)),
        ("system=snomed&code=49436004&system=icpc-2&code=K78", (AF, K78)),
        ("system=icpc-2&code=K78&code=T90", (K78, Code("icpc-2", "T90"))),
        ("mainSearchCriteria.v.c=49436004&mainSearchCriteria.v.cs=2.16.840.1.113883.6.96", (AF,)),
        (
            "mainSearchCriteria.v.c=49436004&mainSearchCriteria.v.c1=I48&mainSearchCriteria.v.cs=SCT&mainSearchCriteria.v.cs1=ICD10",
            (AF, I48),
        ),
        ("MAINSEARCHCRITERIA.V.C=k78&mainsearchcriteria.v.cs=icpc2", (K78,)),
        ("system=snomed&code=49436004&system=snomed&code=49436004", (AF,)),
    ],
)
def test_codes_are_read(query: str, codes: tuple[Code, ...]) -> None:
    found = of(query)
    assert (found.codes, found.strange) == (codes, ())
    assert of(found.query) == found


@pytest.mark.parametrize(
    ("query", "strange"),
    [
        ("system=icd-9&code=427.31", Strange("icd-9", "427.31")),
        ("system=snomed&code=49436005", Strange("snomed", "49436005")),
        ("code=K78", Strange("", "K78")),
        ("system=snomed", Strange("snomed", "")),
        ("system=snomed&code=%00<script>", Strange("snomed", "<script>")),
    ],
)
def test_what_can_t_be_looked_up_is_told_of(query: str, strange: Strange) -> None:
    assert (of(query).codes, of(query).strange) == ((), (strange,))


def test_a_code_without_a_system_is_never_guessed() -> None:
    """R95 is chronic obstructive pulmonary disease in ICPC-2, and a sudden death in ICD-10."""
    assert of("code=R95").codes == ()
    assert {code.system for code in readings("R95")} == {"icpc-2", "icd-10", "icd-10-am", "icd-10-cm"}


@pytest.mark.parametrize(
    "patient",
    [
        "patientPerson.administrativeGenderCode.c=F", "age.v.v=47", "age.v.u=a", "nhi=ZZZ0016", "patient=Jane+Doe",
        "dob=1979-03-02", "assignedAuthorizedPerson.id.root=1.2", "mainSearchCriteria.v.dn=ZZZ0016", "term=ZZZ00AX",
        "term=jane%40example.org",
        "term=02%2F03%2F1979", "subTopic.v.dn=Jane+Doe", "mainSearchCriteria.v.c.x=Jane", "holder.assignedEntity.n=Jane",
    ],
)  # fmt: skip
def test_nothing_about_a_patient_is_read(patient: str) -> None:
    assert of(f"system=icpc-2&code=K78&{patient}") == Asked(codes=(K78,))


def test_words_are_kept_without_numbers_that_may_be_somebody_s() -> None:
    assert of("term=acute+cystitis+ZZZ0016+in+b12+deficiency+021555123").term == "acute cystitis in b12 deficiency"
    assert of("mainSearchCriteria.v.ot=bladder&mainSearchCriteria.v.dn=acute+Cystitis").term == "acute Cystitis"


def test_whoever_reads_is_a_patient_only_when_it_is_said() -> None:
    assert of("informationRecipient=PAT&code=49436004").for_patient
    assert not of("performer=PAT&informationRecipient=PROV&code=49436004").for_patient


def test_a_long_list_is_cut() -> None:
    many = "&".join(f"system=icpc-2&code=K{number:02}" for number in range(90))
    assert len(of(many).codes) == MOST
    assert len(of("x" * 10_000 + "=y&term=" + "a b " * 5000).term) <= 100
