"""Numbers that name a patient are seen; telephones, doses and results are not taken for one."""

from __future__ import annotations

import pytest

from app.domain.identifiers import patient_number

# Test numbers that their issuers publish, or made from their rules.
THEIRS = ("ZZZ0016", "zzz0016", "ZZZ00AX", "ZZZ 0016", "401 023 2137", "4010232137", "2123 45670 1", "2123456701")
NOT_THEIRS = (
    "0800 555 013", "021 555 0134", "+44 401 023 2137", "ZZZ0017", "ZZZ00AY", "4010232138", "5*10*2 mg", "HbA1c 48", "CHA2DS2",
    "COVID19", "40102321370", "2123 45670 0", "eGFR 30 to 45", "2026-11-22", "af anticoag", "", "x" * 5000, "1 " * 2000,
)  # fmt: skip


@pytest.mark.parametrize("number", THEIRS)
def test_a_patients_number_is_seen(number: str) -> None:
    assert patient_number(f"I looked for {number}, and found nothing.") == number


@pytest.mark.parametrize("text", NOT_THEIRS)
def test_other_numbers_are_not_taken_for_one(text: str) -> None:
    assert patient_number(f"It says {text} there.") == ""
