"""Errors in what a change leaves as it was do not stop it; errors in what it changes do, and lost numbers always."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.routes import ChangeKind
from app.domain.standing import errors_in_the_way
from app.domain.text import MORE, NUMBER_LOST, Finding, Level, Page
from app.markup import read_page

BEFORE = "---\ntitle: A\n---\n\n## B\n\nGive 1.0 mg once.\n\n- one\n- 10 U now\n\n## C\n\nText.\n"
PARTIAL = ChangeKind.PARTIAL_UPDATE


def pages(before: str, after: str) -> tuple[Page, Page]:
    public = read_page(before)
    return public, read_page(after, parent=public.blocks)


def rules(before: str, after: str, change: ChangeKind | None = PARTIAL) -> list[str]:
    public, now = pages(before, after)
    return [finding.rule for finding in errors_in_the_way(now, public, change)]


@pytest.mark.parametrize("change", [PARTIAL, ChangeKind.CORRECTION])
def test_untouched_blocks_stop_nothing(change: ChangeKind) -> None:
    assert {finding.rule for finding in read_page(BEFORE).errors} == {"D01", "D05"}
    assert rules(BEFORE, BEFORE.replace("Text.", "Other text."), change) == []
    moved = BEFORE.replace("## B", "New first lines.\n\nMore.\n\n## B")
    assert rules(BEFORE, moved, change) == []


def test_changed_blocks_do() -> None:
    assert rules(BEFORE, BEFORE.replace("once", "twice")) == ["D01"]
    assert rules(BEFORE, BEFORE.replace("now", "**now**")) == ["D05"], "marks count, though they are not read"
    assert rules(BEFORE, BEFORE.replace("Text.", "Give 2.0 mg.")) == ["D01"]
    assert rules(BEFORE, BEFORE + "\nGive 2.0 mg.\n") == ["D01"]


@pytest.mark.parametrize("change", [ChangeKind.NEW, ChangeKind.FULL_REVIEW, None])
def test_other_changes_answer_for_the_whole_text(change: ChangeKind | None) -> None:
    assert rules(BEFORE, BEFORE.replace("Text.", "Other."), change) == ["D01", "D05"]


def test_without_a_public_text_everything_counts() -> None:
    page = read_page(BEFORE)
    assert errors_in_the_way(page, None, PARTIAL) == page.errors


def test_errors_of_the_whole_text_stand_when_they_stood() -> None:
    assert rules("---\ntitle: A\nkind: x\n---\n\nB\n", "---\ntitle: A\nkind: x\n---\n\nC\n") == []
    assert rules("---\ntitle: A\n---\n\nB\n", "---\ntitle: A\nkind: x\n---\n\nB\n") == ["FRONT"]
    assert rules(BEFORE, "---\ntitle: A\n---\n") == ["E01"]


def test_a_lost_number_always_stops() -> None:
    public, now = pages(BEFORE, BEFORE)
    lost = Finding(NUMBER_LOST, Level.ERROR, "“5 mg” would not be shown.", 7, public.blocks[1].id)
    assert lost in errors_in_the_way(
        Page(**{name: getattr(now, name) for name in now.__dataclass_fields__} | {"findings": (lost,)}), public, PARTIAL
    )


def test_a_block_that_moved_to_another_section_has_changed() -> None:
    moved = "---\ntitle: A\n---\n\n## B\n\n- one\n- 10 U now\n\n## C\n\nGive 1.0 mg once.\n\nText.\n"
    assert rules(BEFORE, moved) == ["D01"]


@pytest.mark.parametrize("name", ["Bees", "Something else altogether"])
def test_a_section_that_was_only_renamed_leaves_its_blocks_as_they_were(name: str) -> None:
    renamed = BEFORE.replace("## B", f"## {name}")
    assert rules(BEFORE, renamed) == []
    assert rules(BEFORE, renamed.replace("once", "twice")) == ["D01"], "what was changed below it counts"
    assert rules(BEFORE, renamed.replace("## C", "## D")) == []


def test_a_new_name_for_what_was_moved_together_is_no_renaming() -> None:
    under_c = BEFORE.replace("## B\n\n", "").replace("## C\n\nText.\n", "") + "\n## C\n\nText.\n"
    assert rules(BEFORE, under_c) == ["D01", "D05"], "it stands at the top now"
    split = BEFORE.replace("## B", "## E").replace("- one", "## F\n\n- one")
    assert rules(BEFORE, split) == ["D01"], "the larger part is renamed, the rest stands elsewhere"


def test_a_second_error_of_the_whole_text_does_not_hide_behind_the_first() -> None:
    public, now = pages(BEFORE, BEFORE)
    found = Finding("X", Level.ERROR, "The text says too little.")
    public = replace(public, findings=(found,))
    assert errors_in_the_way(replace(now, findings=(found,)), public, PARTIAL) == ()
    assert errors_in_the_way(replace(now, findings=(found, replace(found, line=999))), public, PARTIAL) == (
        replace(found, line=999),
    )


def test_a_new_error_is_seen_behind_hundreds_that_stood() -> None:
    many = BEFORE + "".join(f"\nGive {n}.0 mg to {n}.\n" for n in range(1, 151))
    assert rules(many, many.replace("to 150.", "to all.")) == ["D01"]
    assert rules(many, many + "\nGive 900.0 mg.\n") == ["D01"]


def test_errors_that_are_not_told_one_by_one_always_stop() -> None:
    public, now = pages(BEFORE, BEFORE)
    more = (Finding("D01", Level.ERROR, MORE, 7, public.blocks[1].id),)
    assert errors_in_the_way(replace(now, findings=more), replace(public, findings=more), PARTIAL) == more
