"""Numbers that can be tapped: only what surely is a phone number, and nothing that is read changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.reading.phones import with_phones

PIECES = [*"0 09 (09) 555 0111 0800 +64 mg <em> </em> <a> </a> - . , / &nbsp; × 5".split(), " "]
TAG = re.compile(r"<[^<>]*>")


@pytest.mark.parametrize(
    ("said", "dialled"),
    [
        ("phone the registrar on (09) 555 0111 before noon", "095550111"),
        ("ring <strong>(09) 555 0112</strong>: one call", "095550112"),
        ("the educator, (02) 5550 0141.", "0255500141"),
        ("at night (0800 555 011), any hour", "0800555011"),
        ("0800 555 016, option 3", "0800555016"),
        ("text 021 555 0123 or wait", "0215550123"),
        ("+64 9 555 0111", "+6495550111"),
        ("0161 496 0123 (24 hours)", "01614960123"),
    ],
)
def test_a_phone_number_is_a_link(said: str, dialled: str) -> None:
    linked = with_phones(f"<p>{said}</p>")
    assert linked.count("<a ") == 1
    assert f'<a href="tel:{dialled}">' in linked


@pytest.mark.parametrize(
    "said",
    [
        "1 000 000 units",
        "10 000 000 000 cells",
        "0.5 mg, 0800 hours, 2026",
        "on 01 02 2026 and 01-02-2026",
        "01 200 mg",
        "0800 500 250 mg",
        "0800 500 250&nbsp;mg",
        "0800 555 011<strong>2</strong>",
        "0800 555 011<em>.5</em>",
        "5<strong>0800 555 011</strong>",
        "0.<em>0800 555 011</em>",
        "0800 555 011/012",
        "0800 555 011 × 10⁹/L",
        "0800 555 011–013",
        "(09) 12",
        "order 0800555011 and WM-00035",
        "SNOMED 13645005, 0123456789",
        "fax (09) 555 0111",
        "Fax the form to (09) 555 0111",
        "<code>0800 555 011</code>",
        '<a href="https://example.org/0800 555 011">0800 555 011</a>',
        '<img alt="0800 555 011">',
        '<span class="local-detail" data-detail="a.fax">0800 555 011 <small>(as at)</small></span>',
    ],
)
def test_what_is_not_surely_one_is_left(said: str) -> None:
    assert with_phones(f"<p>{said}</p>") == f"<p>{said}</p>"


@given(st.lists(st.sampled_from(PIECES)).map("".join))
@example("(09) 555 0111")
def test_what_is_read_stays(html: str) -> None:
    linked = with_phones(html)
    assert TAG.sub("", linked) == TAG.sub("", html)
    assert with_phones(linked) == linked
