"""The difference of two pages: both can be read back from it, every change is in it, what stayed is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.difference.blocks import BlockChange, page_difference
from app.domain.difference.marked import About, Marked, MarkedRun
from app.domain.difference.rows import What
from app.domain.difference.tree import Node, Run, read_tree
from app.domain.difference.words import Change
from app.domain.text import Page
from app.markup import read_page

PARTS = (
    "Start 5 mg daily.", "Confirm on a 12-lead ECG before anything else.", "- Chest pain at rest\n- Fainting",
    "1. Weigh\n2. Measure",
    "1. Weigh\n\n2. Measure\n\n   - in both arms\n   - lying", "::: red-flags\n- Systolic BP < 90 mmHg\n- Sepsis\n:::",
    "::: caution\nAvoid in pregnancy.\n\n- and in heart failure\n:::", "## Management", "## Request {#request}", "### Doses",
    "| Drug | Dose |\n|---|---|\n| Amoxicillin | 500 mg |\n| Doxycycline | 100 mg |",
    "| Drug | How often | Dose |\n|---|---|---|\n| Doxycycline | daily | 200 mg |", "> As *others* say **loudly**.",
    "See [the page](page:gout#doses) and [the clinic](request:cardiology).", "```\ntyped   as it is 5\n```",
    "10^9^ and H~2~O[^1]\n\n[^1]: A note.",
    "::: detail \"More\"\nRead it twice.\n:::", "Line one  \nline two", "Same words again.", "Same words again.",
)  # fmt: skip


@cache
def page_of(parts: tuple[str, ...], parent: Page | None = None) -> Page:
    """A text made of these."""
    return read_page("\n\n".join(parts) + "\n", parent=parent.blocks if parent else ())


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, ...]:
    """Some parts in some order."""
    return tuple(draw(st.permutations(PARTS))[: draw(st.integers(0, 9))])


@st.composite
def edits(draw: st.DrawFn) -> tuple[Page, Page]:
    """A text, and the same edited: with ids carried, or without."""
    before = draw(texts())
    after = list(before)
    for _ in range(draw(st.integers(0, 4))):
        what = draw(st.sampled_from(["word", "add", "remove", "move"]))
        at = draw(st.integers(0, max(0, len(after) - 1)))
        if what == "add":
            after.insert(at, draw(st.sampled_from(PARTS)))
        elif after and what == "remove":
            del after[at]
        elif after and what == "move":
            after.insert(draw(st.integers(0, len(after) - 1)), after.pop(at))
        elif after:
            old, new = draw(
                st.sampled_from([("5", "50"), ("daily", "weekly"), ("e ", "e not "), ("- ", "* "), ("cardio", "neuro")])
            )
            after[at] = after[at].replace(old, new)
    first = page_of(before)
    return first, page_of(tuple(after), first if draw(st.booleans()) else None)


@settings(deadline=None, max_examples=300)
@given(edits())
def test_both_pages_can_be_read_back(pair: tuple[Page, Page]) -> None:
    before, after = pair
    whole = page_difference(before, after).whole
    units = frozenset(number.unit for page in pair for number in page.numbers if number.unit)
    assert list(new_words(whole)) == list(words(read_tree(after.html, units)))
    assert list(old_words(whole, moved(whole))) == list(words(read_tree(before.html, units)))


def words(node: Node | Run) -> Iterator[tuple[str, ...]]:
    """What an element says."""
    if isinstance(node, Run):
        yield from (word.key for word in node.words)
    else:
        for part in node.parts:
            yield from words(part)


def new_words(marked: Marked | MarkedRun) -> Iterator[tuple[str, ...]]:
    """What is left without what was removed."""
    if isinstance(marked, MarkedRun):
        yield from (word.word.key for word in marked.words if word.change is not Change.REMOVED)
    elif marked.change is not Change.REMOVED:
        for part in marked.parts:
            yield from new_words(part)


def old_words(marked: Marked | MarkedRun, elsewhere: dict[Node, Marked], *, at_home: bool = False) -> Iterator[tuple[str, ...]]:
    """What is left without what was added, and with what moved where it stood."""
    if isinstance(marked, MarkedRun):
        yield from (word.word.key for word in marked.words if word.change is not Change.ADDED)
    elif marked.change is Change.REMOVED and marked.moved:
        yield from old_words(elsewhere[marked.node], elsewhere, at_home=True)
    elif marked.change is not Change.ADDED and (at_home or not marked.moved):
        for part in marked.parts:
            yield from old_words(part, elsewhere)


def moved(marked: Marked) -> dict[Node, Marked]:
    """Where elements stood → where they stand."""
    found = {marked.moved: marked} if marked.moved and marked.change is Change.SAME else {}
    for child in marked.children:
        found |= moved(child)
    return found


@settings(deadline=None, max_examples=300)
@given(edits())
def test_nothing_is_told_of_the_same_text_and_something_of_every_other(pair: tuple[Page, Page]) -> None:
    before, after = pair
    found = page_difference(before, after)
    assert found.same == ([s.source for s in before.sections] == [s.source for s in after.sections])
    if found.same:
        assert found.count == 0
    elif " ".join(before.text.split()) != " ".join(after.text.split()):
        assert found.blocks
    assert [block.number for block in found.blocks] == list(range(1, len(found.blocks) + 1))


@settings(deadline=None, max_examples=200)
@given(edits())
def test_what_differs_there_differs_back(pair: tuple[Page, Page]) -> None:
    there, back = page_difference(*pair), page_difference(pair[1], pair[0])
    assert there.same is back.same
    assert bool(there.blocks) is bool(back.blocks)


@settings(deadline=None, max_examples=200)
@given(texts(), st.integers(0, 9))
def test_one_new_paragraph_is_one_change(before: tuple[str, ...], at: int) -> None:
    old = page_of(before)
    new = page_of((*before[:at], "Something entirely new and unlike the rest.", *before[at:]), old)
    found = page_difference(old, new)
    assert [(block.what, said(block)) for block in found.blocks] == [(What.ADDED, "Something entirely new and unlike the rest.")]


def said(block: BlockChange, change: Change | None = None) -> str:
    """The words of a change, or those of them that fared so."""
    pieces = [*block.pieces, *(piece for row in block.rows for cell in row.cells for piece in cell.pieces)]
    return "".join(piece.text for piece in pieces if change in (None, piece.change)).strip().replace("\u00a0", " ")


def differing(before: str, after: str) -> tuple[BlockChange, ...]:
    """What changed from one Markdown to the other."""
    old = read_page(before)
    return page_difference(old, read_page(after, parent=old.blocks)).blocks


def test_a_changed_dose_in_a_table_is_a_marked_cell_of_that_table() -> None:
    before = "| Drug | Dose |\n|---|---|\n| Amoxicillin | 500 mg |\n| Doxycycline | 100 mg |\n"
    (block,) = differing(before, before.replace("100 mg", "1 g").replace("| Amox", "| Penicillin | 1.2 g |\n| Amox"))
    assert block.kind == "table"
    assert [row.what for row in block.rows] == [None, What.ADDED, None, What.CHANGED]
    assert said(block, Change.REMOVED) == "100 mg"
    assert [len(row.cells) for row in block.rows] == [2, 2, 2, 2]


def test_a_new_column_is_a_column() -> None:
    before = "| Drug | Dose |\n|---|---|\n| Amoxicillin | 500 mg |\n| Doxycycline | 100 mg |\n"
    after = "| Drug | Often | Dose |\n|---|---|---|\n| Amoxicillin | 8-hourly | 500 mg |\n| Penicillin | 6-hourly | 1 g |\n"
    (block,) = differing(before, after)
    assert {len(row.cells) for row in block.rows} == {3}
    assert [row.what for row in block.rows] == [What.CHANGED, What.CHANGED, What.REMOVED, What.ADDED]
    assert said(block, Change.REMOVED) == "Doxycycline100 mg"


def test_a_block_that_moved_says_from_where_and_what_else_changed() -> None:
    before = "## Assessment\n\n- Weigh the patient first\n- Measure both arms\n\n## Management\n\nRest.\n"
    after = "## Assessment\n\n- Measure both arms\n\n## Management\n\nRest.\n\n- Weigh the patient twice\n"
    (block,) = differing(before, after)
    assert block.what is What.MOVED
    assert block.moved_from is not None
    assert (block.moved_from.section, block.moved_from.after) == ("assessment", "Assessment")
    assert (said(block, Change.REMOVED), said(block, Change.ADDED)) == ("first", "twice")


def test_what_moved_into_another_box_says_so() -> None:
    before = "::: red-flags\n- Fainting on exertion\n- Sepsis\n:::\n\n::: caution\n- Frailty\n:::\n"
    after = "::: red-flags\n- Sepsis\n:::\n\n::: caution\n- Frailty\n- Fainting on exertion\n:::\n"
    (block,) = differing(before, after)
    assert (block.what, [box.kind for box in block.boxes]) == (What.MOVED, ["caution"])
    assert block.moved_from is not None
    assert block.moved_from.boxes == ("Red flags",)


@pytest.mark.parametrize(
    ("before", "after", "about", "was", "now"),
    [
        ("[the clinic](request:gastro)", "[the clinic](request:renal)", About.LINK, "request:gastro", "request:renal"),
        ("Do *not* stop.", "Do **not** stop.", About.EMPHASIS, "em", "strong"),
        ("1. Weigh\n2. Rest", "3. Weigh\n4. Rest", About.NUMBERING, "", "3"),
        ("Rest. {#a}", "Rest. {#b}", About.ADDRESS, "a", "b"),
    ],
)  # fmt: skip
def test_what_changed_without_its_words_is_said(before: str, after: str, about: About, was: str, now: str) -> None:
    notes = [note for block in differing(before, after) for note in block.notes]
    assert (about, was, now) in [(note.about, note.before, note.after) for note in notes]


def test_a_power_is_not_the_same_digits() -> None:
    (block,) = differing("Above 10<sup>9</sup> cells.".replace("<sup>", "^").replace("</sup>", "^"), "Above 109 cells.")
    assert said(block, Change.ADDED) == "109"


def test_lists_may_become_loose_without_a_change() -> None:
    assert differing("- one\n- two\n", "- one\n\n- two\n") == ()


def test_a_new_heading_does_not_move_what_is_under_it() -> None:
    found = differing("## Management\n\nRest.\n\nDrink.\n", "## What to do\n\nRest.\n\nDrink.\n")
    assert [(block.kind, block.what) for block in found] == [("heading", What.CHANGED)]


def test_what_a_page_says_of_itself_is_told_field_by_field() -> None:
    before = read_page("---\ntitle: Gout\nsynonyms: [podagra]\nreview: 24 months\nmine: x\n---\nRest.\n")
    after = read_page("---\ntitle: Gout\nsynonyms: [podagra, tophi]\nservices: [renal]\nmine: y\n---\nRest.\n")
    found = page_difference(before, after)
    assert [(field.name, field.before, field.after) for field in found.fields] == [
        ("synonyms", "podagra", "podagra, tophi"), ("services", "", "renal"), ("review", "24 months", ""), ("mine", "x", "y"),
    ]  # fmt: skip
    assert found.blocks == ()


def test_a_first_text_is_new_as_a_whole() -> None:
    found = page_difference(None, read_page("Rest.\n\n- Drink\n"))
    assert [(block.what, said(block)) for block in found.blocks] == [(What.ADDED, "Rest."), (What.ADDED, "Drink")]


@pytest.mark.parametrize(
    "pair",
    [
        ("a " * 60_000, "b " * 60_000),
        ("a b " * 20_000, "b a " * 20_000),
        ("- a\n" * 3_000, "- b\n" * 3_000),
        ("".join(f"- item {n}\n" for n in range(3_000)), "".join(f"- item {n}\n" for n in reversed(range(3_000)))),
        ("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 2_000, "| b | a |\n|---|---|\n" + "| 2 | 1 |\n" * 2_000),
        ("\n\n".join(f"words {n} and more" for n in range(2_000)), "\n\n".join(f"and words {n * 7} other" for n in range(2_000))),
    ],
    ids=["words", "swapped words", "items", "reversed", "rows", "paragraphs"],
)
def test_the_worst_texts_take_bounded_time(pair: tuple[str, str]) -> None:
    before, after = map(read_page, pair)
    began = time.process_time()
    page_difference(before, after)
    assert time.process_time() - began < 5
