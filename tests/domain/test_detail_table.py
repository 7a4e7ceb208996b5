"""Local details as a table: nothing of it runs in a spreadsheet, and what is written is read again as it was."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detail_table import read, written
from app.domain.errors import Invalid
from app.domain.local_details import Stated

DAY = date(2026, 10, 3)
LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=60
)
VALUES = LINES.map(lambda text: " ".join(text.split())).filter(bool)


@given(
    st.lists(st.tuples(st.just("a.b"), st.builds(Stated, VALUES, st.just(DAY), st.none(), st.just(DAY), st.booleans(), VALUES)))
)
def test_what_is_written_is_read_again(rows: list[tuple[str, Stated]]) -> None:
    text = written(rows)
    assert read(text) == rows
    for row in list(csv.reader(io.StringIO(text)))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_as_spreadsheets_give_it(divider: str) -> None:
    rows = ("key,value,As of", "a.b,+64 9 555 0199,2026-10-03", "", "a.c,,2026-10-03", "")
    text = "\ufeff" + "\r\n".join(rows).replace(",", divider)
    assert read(text) == [("a.b", Stated("+64 9 555 0199", DAY)), ("a.c", Stated(None, DAY))]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "first row"),
        ("a.b,1,2026-10-03", "names the columns"),
        ("key,value\na.b,1", "names the columns"),
        ("key,value,as_of,colour\n", "names the columns"),
        ("key,value,as_of\na.b,1,3/10/2026", "Line 2"),
        ("key,value,as_of\na.b,1,2026-02-31", "Line 2"),
        ("key,value,as_of\na.b,1,", "Line 2"),
        ("key,value,as_of\na.b,1,2,2026-10-03", "Line 2"),
        ("key,value,as_of,below\na.b,1,2026-10-03,perhaps", "Line 2"),
        ('key,value,as_of\na.b,"1,2026-10-03', "no table"),
    ],
)
def test_what_is_no_table_is_refused_by_its_row(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read(text)
