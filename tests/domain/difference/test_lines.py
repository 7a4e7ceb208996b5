"""The difference of sources holds every change and nothing else."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.difference.lines import counts, difference
from app.domain.difference.sections import section_changes
from app.domain.difference.words import Change, aligned, compare, fold, sides
from app.domain.text import Section

LINES = st.lists(st.text(alphabet="ab5 mg*\r", max_size=8), max_size=8).map("\n".join)
TEXTS = st.text(alphabet="ab 5.0<\u00a0\u200bmg-", max_size=40)
SEQUENCES = st.text(alphabet="abc", max_size=12)
UNITS = frozenset({"mg", "mg/kg", "mmol/L", "%"})


@given(LINES, LINES)
def test_a_difference_with_all_around_it_is_both_texts(before: str, after: str) -> None:
    lines = [line for hunk in difference(before, after, context=10_000) for line in hunk.lines]
    if before == after:
        assert lines == []
        return
    assert "\n".join(line.text for line in lines if line.change is not Change.ADDED) == before
    assert "\n".join(line.text for line in lines if line.change is not Change.REMOVED) == after


@given(LINES, LINES, st.integers(0, 3))
def test_every_changed_line_is_in_exactly_one_hunk(before: str, after: str, context: int) -> None:
    found = [line for hunk in difference(before, after, context) for line in hunk.lines if line.change is not Change.SAME]
    every = [line for hunk in difference(before, after, 10_000) for line in hunk.lines if line.change is not Change.SAME]
    assert found == every


@given(LINES, LINES)
def test_back_is_there_the_other_way_round(before: str, after: str) -> None:
    added, removed = counts(difference(before, after))
    assert counts(difference(after, before)) == (removed, added)


@given(SEQUENCES, SEQUENCES)
def test_what_is_aligned_is_equal_in_order_and_as_much_as_can_be(old: str, new: str) -> None:
    pairs = aligned(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))
    assert len(pairs) == longest(old, new)


def longest(old: str, new: str) -> int:
    """The length of a longest common subsequence, by the table of the textbook."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, j in product(range(len(old)), range(len(new))):
        table[i + 1][j + 1] = table[i][j] + 1 if old[i] == new[j] else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(TEXTS, TEXTS)
def test_compared_words_give_back_both_texts(before: str, after: str) -> None:
    found = compare(before, after, UNITS)
    assert "".join(piece.text for piece in found if piece.change is not Change.REMOVED) == after
    old = "".join(piece.text for piece in found if piece.change is not Change.ADDED)
    assert "".join(old.split()) == "".join(before.split())
    left, right = sides(before, after, UNITS)
    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (before, after)


@given(TEXTS, TEXTS)
def test_only_white_space_may_differ_where_nothing_is_marked(before: str, after: str) -> None:
    marked = any(piece.change is not Change.SAME for piece in compare(before, after, UNITS))
    assert marked or fold(before).replace(" ", "") == fold(after).replace(" ", "")


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("Give 5 mg daily.", "Give 50 mg daily.", "5 mg", "50 mg"),
        ("Give 5\u00a0mg daily.", "Give 5 mg daily.", "", ""),
        ("Give .5 mg", "Give 5 mg", ".5 mg", "5 mg"),
        ("Give 1.5 mg/kg now", "Give 1.5 mg now", "1.5 mg/kg", "1.5 mg"),
        ("from 1.5x upper limit", "from 1.6x upper limit", "1.5x", "1.6x"),
        ("Phone 03 555 0101 now", "Phone 03 555 0102 now", "03 555 0101", "03 555 0102"),
        ("BP 120/80 or less", "BP 130/80 or less", "120/80", "130/80"),
        ("give 5-10 mg once", "give 5-20 mg once", "5-10 mg", "5-20 mg"),
        ("on 2026-07-01 it", "on 2026-07-11 it", "2026-07-01", "2026-07-11"),
        ("take amoxicillin now", "take ama\u200bxicillin now", "amoxicillin", "ama\u200bxicillin"),
        ("if eGFR < 30 stop", "if eGFR > 30 stop", "<", ">"),
    ],
)
def test_a_number_is_marked_whole_with_its_unit(before: str, after: str, gone: str, come: str) -> None:
    found = compare(before, after, UNITS)
    assert "".join(piece.text for piece in found if piece.change is Change.REMOVED).strip() == gone
    assert "".join(piece.text for piece in found if piece.change is Change.ADDED).strip() == come


def test_texts_that_share_little_are_shown_whole() -> None:
    found = compare("Refer every patient to the clinic at once.", "Nothing needs to be done here, ever, by anybody at all.")
    assert [piece.change for piece in found] == [Change.REMOVED, Change.ADDED]


def test_a_changed_dose_is_marked_alone_in_the_source() -> None:
    removed, added = difference("Give 5 mg daily.", "Give 50 mg daily.", units=UNITS)[0].lines
    assert [piece.text for piece in removed.pieces if piece.change is Change.REMOVED] == ["5 mg"]
    assert [piece.text for piece in added.pieces if piece.change is Change.ADDED] == ["50 mg"]


def section(id_: str, source: str) -> Section:
    return Section(id_, id_.title(), 2, source, source)


def test_sections_are_added_removed_changed_or_moved() -> None:
    before = [section("a", "1"), section("b", "2"), section("c", "3"), section("d", "4")]
    after = [section("b", "2"), section("a", "1"), section("c", "33"), section("e", "5")]
    found = {change.id: change.what for change in section_changes(before, after)}
    assert found.pop("a", None) != found.pop("b", None)
    assert found == {"c": "changed", "e": "added", "d": "removed"}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.text("xy", max_size=2)), unique_by=lambda pair: pair[0]))
def test_the_same_sections_do_not_differ(pairs: list[tuple[str, str]]) -> None:
    sections = [section(id_, source) for id_, source in pairs]
    assert section_changes(sections, sections) == ()
