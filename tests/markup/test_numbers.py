"""Numbers with their units, as plain text says them."""

from __future__ import annotations

import pytest

from app.domain.numbers import numbers_in
from app.domain.text import Number
from app.markup import read_page


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 mg", [("5", "mg")]),
        ("5mg and 5\u00a0mg", [("5", "mg"), ("5", "mg")]),
        ("0.5 to 1,000 units", [("0.5", ""), ("1,000", "units")]),
        ("15 mg/kg/day", [("15", "mg/kg/day")]),
        ("2.5 mL / kg per hour", [("2.5", "mL / kg per hour")]),
        ("30 mL/min/1.73 m2", [("30", "mL/min/1.73 m2")]),
        ("62.5 micrograms once", [("62.5", "micrograms")]),
        ("140/90 mmHg", [("140", ""), ("90", "mmHg")]),
        ("10% of 3 tablets", [("10", "%"), ("3", "tablets")]),
        ("a 12-lead ECG, 6-hourly, type 2 diabetes", [("12", ""), ("6", "hourly"), ("2", "")]),
        ("aged 65 years or more", [("65", "years")]),
        ("5 minutes, 5 min, 5 m", [("5", "minutes"), ("5", "min"), ("5", "m")]),
        ("5 men and 5 godparents", [("5", ""), ("5", "")]),
        ("HbA1c 53 mmol/mol", [("1", ""), ("53", "mmol/mol")]),
        ("37.8 °C", [("37.8", "°C")]),
        ("none", []),
    ],
)
def test_numbers_in(text: str, found: list[tuple[str, str]]) -> None:
    assert [(number.value, number.unit) for number in numbers_in(text)] == found


def test_lines_are_counted() -> None:
    assert numbers_in("1\n2 mg\r\n\n3", line=10) == (Number("1", "", 10), Number("2", "mg", 11), Number("3", "", 13))


def test_the_numbers_of_a_page_have_their_lines() -> None:
    page = read_page(
        "---\ntitle: A\n---\n\nGive 5 mg\nor 10 mg.\n\n| a | b |\n|---|---|\n| x | 2.5 mL |\n\n```\n7 mg\n```\n\n"
        "::: criteria {within=30d}\n- 8 weeks\n:::\n\n[^1]: In 2016.\n"
    )
    assert [(number.value, number.unit, number.line) for number in page.numbers] == [
        ("5", "mg", 5),
        ("10", "mg", 6),
        ("2.5", "mL", 10),
        ("7", "mg", 13),
        ("30", "days", 16),
        ("8", "weeks", 17),
        ("2016", "", 20),
    ]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("5 mg", "5&nbsp;mg"),
        ("**5** mg", "<strong>5</strong>&nbsp;mg"),
        ("5 *mg*", "5&nbsp;<em>mg</em>"),
        ("5\nmg", "5&nbsp;mg"),
        ("0.1 × 10⁹/L", "0.1&nbsp;×&nbsp;10⁹/L"),
        ("5 mg/kg", "5&nbsp;mg/kg"),
        ("5 dogs", "5 dogs"),
        ("[5 mg](page:a)", "5&nbsp;mg"),
        ("| 5 mg |\n|---|\n| 6 mL |", "6&nbsp;mL"),
    ],
)
def test_no_line_breaks_between_a_number_and_its_unit(source: str, html: str) -> None:
    page = read_page(source)
    assert html in page.html
    assert "\u00a0" not in page.text


def test_what_is_typed_as_code_stays_as_typed() -> None:
    assert "5 mg" in read_page("```\n5 mg\n```").html
