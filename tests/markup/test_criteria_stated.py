"""Criteria as data say all that their box says."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.domain.numbers import numbers_in
from app.markup import read_page

PIECES = [
    "Only if 2 of:\n\n",
    "- over 75 mg\n  - for 3 days\n\n",
    "At 4 weeks.\n\n",
    "\n| a 5 | b |\n| - | - |\n| 6 mg | 7 |\n\n",
]
PIECES += ["\n::: caution\nNot below 8 kg.\n:::\n\n", "\n```\n9 mg\n```\n\n", "1. at 10%\n"]


def test_lead_ins_paragraphs_rows_and_inner_boxes_stand_before_what_they_are_over() -> None:
    (one,) = read_page(f'::: criteria {{service="cardiology, renal"}}\n{"".join(PIECES[:5])}:::\n').criteria
    assert one.items == (
        "Only if 2 of: over 75 mg: for 3 days", "At 4 weeks.", "a 5: 6 mg; b: 7", "Caution: Not below 8 kg.",
    )  # fmt: skip
    assert one.services == ("cardiology", "renal")


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("\n".join))
def test_no_number_of_the_box_is_missing(body: str) -> None:
    page = read_page(f":::: criteria\n{body}\n::::\n")
    said = [number.value for number in numbers_in("\n".join(page.criteria[0].items))]
    assert Counter(said) >= Counter(number.value for number in page.numbers)
