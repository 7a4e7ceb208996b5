"""High-alert words are found however they are written in capitals, as a pattern without regard to case finds them."""

from __future__ import annotations

import re

import pytest

from app.domain.safety.high_alert import CHILD, MEDICINES, high_alert

_MEDICINE = re.compile(r"\b(?:" + "|".join(MEDICINES) + r")\b", re.IGNORECASE)
ODD = str.maketrans({"i": "İ", "s": "ſ", "k": "\N{KELVIN SIGN}"})
"""Letters of other alphabets that differ from ours by case alone."""


@pytest.mark.parametrize("word", MEDICINES)
@pytest.mark.parametrize(
    "write", [str.lower, str.upper, str.title, lambda word: word.translate(ODD), lambda word: word.replace("i", "ı")]
)
def test_a_medicine_is_found_however_it_is_written(word: str, write: object) -> None:
    assert callable(write)
    written = f"Give {write(word)}, slowly."
    assert _MEDICINE.search(written)
    assert high_alert(written)


@pytest.mark.parametrize("word", CHILD)
def test_a_childs_dose_is_found_and_a_child_alone_is_not(word: str) -> None:
    assert high_alert(f"Every {word.upper()}: 5 mg")
    assert not high_alert(f"Every {word.upper()}: rest")


def test_a_part_of_a_word_is_no_medicine() -> None:
    assert not high_alert("Insulinoma, _insulin_like, warfarin2")
