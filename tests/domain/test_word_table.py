"""A region's words as a table: nothing of it runs in a spreadsheet, and what is written is read again as it was."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.vocabulary import DIVIDER, Change, Sort, Taught
from app.domain.word_table import Row, read, written

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"), exclude_characters=DIVIDER)
WORDS = st.text(LETTERS, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
MANY = st.lists(WORDS, min_size=1, max_size=4).map(tuple)
TAUGHT = st.builds(Taught, st.sampled_from(Sort), MANY, MANY)


@given(st.lists(st.tuples(TAUGHT, WORDS)))
def test_what_is_written_is_read_again(entries: list[tuple[Taught, str]]) -> None:
    own = [Change(number, number, taught, why, "Ana", AT) for number, (taught, why) in enumerate(entries, 1)]
    text = written(own, [])
    assert [(row.taught, row.off, row.reason) for row in read(text)] == [(taught, None, why) for taught, why in entries]
    for row in list(csv.reader(io.StringIO(text)))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_as_spreadsheets_give_it(divider: str) -> None:
    lines = ("Sort,words,means,off", "Synonym,podagra|gout,,", "", "abbreviation,af,atrial flutter,waymark", "")
    text = "\ufeff" + "\r\n".join(lines).replace(",", divider)
    assert read(text) == [
        Row("Line 2", Taught(Sort.SYNONYM, ("podagra", "gout"))),
        Row("Line 4", Taught(Sort.ABBREVIATION, ("af",), ("atrial flutter",)), ""),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The table is empty"),
        ("synonym,podagra,gout", "The first row names the columns"),
        ("sort,words,means\n\nsame,podagra,gout", "Line 3: “sort” is one of synonym"),
        ("sort,words,means\nsynonym,podagra,gout,x", "Line 2 has more cells"),
        ('sort,words,means\nsynonym,"a\nb",c\nnone,x,y', "Line 4"),
        ('sort,words,means\nsynonym,"podagra,gout', "Line 2: this is no table"),
    ],
)
def test_what_is_no_table_is_refused_by_its_line(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read(text)
