"""The difference holds every change and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.difference import Change, counts, difference, section_changes
from app.domain.text import Section

LINES = st.lists(st.text(alphabet="ab5 mg*", max_size=8), max_size=8).map("\n".join)


@given(LINES, LINES)
def test_with_enough_context_both_texts_can_be_read_back(before: str, after: str) -> None:
    hunks = difference(before, after, context=10_000)
    lines = [line for hunk in hunks for line in hunk.lines]
    if before.splitlines() == after.splitlines():
        assert lines == []
        return
    assert [line.text for line in lines if line.change is not Change.ADDED] == before.splitlines()
    assert [line.text for line in lines if line.change is not Change.REMOVED] == after.splitlines()


@given(LINES, LINES)
def test_marked_words_are_the_difference_of_their_line(before: str, after: str) -> None:
    for hunk in difference(before, after):
        for line in hunk.lines:
            marks = {piece.change for piece in line.pieces}
            assert line.change is Change.SAME or Change.SAME in marks or marks <= {line.change} or line.text == ""


def test_a_changed_dose_is_marked_alone() -> None:
    hunks = difference("Give 5 mg daily.", "Give 50 mg daily.")
    removed, added = hunks[0].lines
    assert [piece.text for piece in removed.pieces if piece.change is Change.REMOVED] == ["5"]
    assert [piece.text for piece in added.pieces if piece.change is Change.ADDED] == ["50"]
    assert counts(hunks) == (1, 1)


def section(id_: str, source: str) -> Section:
    return Section(id_, id_.title(), 2, source, source)


def test_sections_are_added_removed_changed_or_moved() -> None:
    before = [section("a", "1"), section("b", "2"), section("c", "3"), section("d", "4")]
    after = [section("b", "2"), section("a", "1"), section("c", "33"), section("e", "5")]
    found = {change.id: change.what for change in section_changes(before, after)}
    assert found == {"a": "moved", "c": "changed", "e": "added", "d": "removed"} or found == {
        "b": "moved", "c": "changed", "e": "added", "d": "removed",
    }  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.text("xy", max_size=2)), unique_by=lambda pair: pair[0]))
def test_the_same_sections_do_not_differ(pairs: list[tuple[str, str]]) -> None:
    sections = [section(id_, source) for id_, source in pairs]
    assert section_changes(sections, sections) == ()
