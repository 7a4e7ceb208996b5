"""Codes and the systems they are from: every name that records use, every code in one spelling, mistyped ones told."""

from __future__ import annotations

import pytest

from app.domain.codes import ICD_10, SNOMED, SYSTEMS, Code, code_of, codes_of, is_concept, system_called, wider
from app.markup.front import read_front, split_front
from app.settings import ROOT


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("http://snomed.info/sct", "snomed"),
        ("https://snomed.info/sct/", "snomed"),
        ("http://snomed.info/sct/21000210109/version/20260401", "snomed"),
        ("2.16.840.1.113883.6.96", "snomed"),
        ("urn:oid:2.16.840.1.113883.6.96", "snomed"),
        (" SNOMED CT ", "snomed"),
        ("SCT", "snomed"),
        ("ICPC2", "icpc-2"),
        ("http://hl7.org/fhir/sid/icpc-2", "icpc-2"),
        ("2.16.840.1.113883.6.139", "icpc-2"),
        ("icd10", "icd-10"),
        ("2.16.840.1.113883.6.3", "icd-10"),
        ("URN:OID:2.16.840.1.113883.6.135", "icd-10-am"),
        ("2.16.840.1.113883.6.90", "icd-10-cm"),
    ],
)
def test_a_system_is_known_by_each_of_its_names(name: str, slug: str) -> None:
    found = system_called(name)
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize(
    "name", ["", "icd-9", "2.16.840.1.113883.6", "http://example.org/snomed.info/sct", "snomed\0x", "2168401113883696"]
)
def test_what_is_no_name_of_a_system_is_none(name: str) -> None:
    assert system_called(name) is None


@pytest.mark.parametrize("digits", ["49436004", "44054006", "22298006", "73211009", "314902007", "1119302008"])
def test_the_check_digit_tells_every_single_slip_and_every_swap(digits: str) -> None:
    assert is_concept(digits)
    for place, digit in enumerate(digits):
        for other in set("0123456789") - {digit}:
            assert not is_concept(digits[:place] + other + digits[place + 1 :])
    for place in range(len(digits) - 1):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        assert swapped == digits or not is_concept(swapped)


@pytest.mark.parametrize(
    ("system", "written", "value"),
    [("icd-10", " i48.9 ", "I489"), ("icd-10", "I48", "I48"), ("icpc-2", "k78", "K78"), ("snomed", "49436004", "49436004")],
)
def test_a_code_has_one_spelling(system: str, written: str, value: str) -> None:
    assert code_of(SYSTEMS[system], written) == Code(system, value)


@pytest.mark.parametrize(
    ("system", "written"),
    [
        ("icpc-2", "K7"), ("icpc-2", "O78"), ("icpc-2", "K٧٨"), ("icd-10", "48"), ("icd-10", "I48.9.1.2"), ("icd-10", ""),
        ("snomed", "49436005"), ("snomed", "٤٩٤٣٦٠٠٤"), ("snomed", "0049436004"), ("snomed", "751000119111"),
    ],
)  # fmt: skip
def test_what_can_t_be_a_code_is_none(system: str, written: str) -> None:
    assert code_of(SYSTEMS[system], written) is None


def test_an_icd_code_is_part_of_its_category_and_no_other_system_tells() -> None:
    assert wider(Code("icd-10", "I4891")) == (Code("icd-10", "I489"), Code("icd-10", "I48"))
    assert wider(Code("icd-10", "I48")) == wider(Code("icpc-2", "K78")) == wider(Code("snomed", "49436004")) == ()


def test_people_read_a_code_with_its_dot() -> None:
    assert [Code("icd-10", "I489").said, Code("icpc-2", "K78").said] == ["ICD-10 I48.9", "ICPC-2 K78"]


def test_what_is_no_code_of_a_known_system_is_left_out() -> None:
    given = (("ICD10", ("i48.9", "?")), ("house codes", ("1",)), ("sct", ("49436004", "49436005")))
    assert codes_of(given) == {Code(ICD_10.slug, "I489"), Code(SNOMED.slug, "49436004")}


def test_every_code_of_the_sample_pages_can_be_asked_for() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "pathways").rglob("*/*.md"))]
    fronts = [read_front(split_front(text).yaml)[0] for text in texts]
    written = [(name, value) for front in fronts for name, listed in front.codes for value in listed]
    assert len(written) > 40
    assert not [pair for pair in written if not codes_of([(pair[0], (pair[1],))])]
