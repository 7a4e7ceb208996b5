"""Blocks keep their ids when the text around them, or a little of their own, changes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.text import Page
from app.markup import read_page

SENTENCES = [
    "Confirm on a 12-lead ECG before anything else is done.",
    "Ask about alcohol, snoring and daytime sleepiness.",
    "Measure blood pressure, weight and oxygen saturation.",
    "Request creatinine with eGFR, electrolytes and TSH.",
    "Start 100 mg once a day and review after two weeks.",
    "Avoid non-steroidal anti-inflammatory medicines.",
    "Phone the registrar when the rate stays above 150.",
    "Offer the leaflet, and say when to come back.",
    "Check the level, potassium and kidneys after ten days.",
    "Write the reason and the next test into the notes.",
    "Look for murmurs, oedema and raised venous pressure.",
    "Stop smoking: nicotine patches and the quit line.",
]
MARKS = ["", "- ", "1. ", "## ", "> "]
WORDS = ["today", "never", "twice", "5 mg", "if frail", "in winter"]


@st.composite
def texts(draw: st.DrawFn) -> list[str]:
    """Different blocks, so that it is plain which is which."""
    count = draw(st.integers(3, len(SENTENCES)))
    sentences = draw(st.permutations(SENTENCES))[:count]
    return [draw(st.sampled_from(MARKS)) + sentence for sentence in sentences]


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[str], list[str], list[int]]:
    """A text, the same text edited, and which blocks of the new one are untouched (index of the old one, or -1)."""
    before = draw(texts())
    after = list(enumerate(before))
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["change", "remove", "add", "move"]))
        at = draw(st.integers(0, max(0, len(after) - 1)))
        if kind == "add":
            after.insert(at, (-1, f"Something new number {draw(st.integers(0, 10**6))}: {draw(st.sampled_from(WORDS))}."))
        elif after and kind == "change":
            after[at] = (-1, f"{after[at][1][:-1]} {draw(st.sampled_from(WORDS))}.")
        elif after and kind == "remove":
            del after[at]
        elif after:
            after.insert(draw(st.integers(0, len(after) - 1)), after.pop(at))
    return before, [line for _, line in after], [origin for origin, _ in after]


def page_of(lines: list[str], parent: Page | None = None) -> Page:
    """Each line a block of its own."""
    return read_page("\n\n".join(lines), parent=parent.blocks if parent else ())


@settings(max_examples=300, deadline=None)
@given(edits())
def test_untouched_blocks_keep_their_ids(edit: tuple[list[str], list[str], list[int]]) -> None:
    before, after, origins = edit
    old = page_of(before)
    new = page_of(after, old)
    # A heading of level 1 may be the title, which is no block; there is none here, so blocks are lines.
    assert len(old.blocks) == len(before)
    assert len(new.blocks) == len(after)
    for block, origin in zip(new.blocks, origins, strict=True):
        if origin >= 0:
            assert block.id == old.blocks[origin].id


@settings(max_examples=50, deadline=None)
@given(texts())
def test_an_unchanged_text_keeps_every_id_and_every_character(lines: list[str]) -> None:
    page = page_of(lines)
    assert page_of(lines, page) == page
    assert page_of(lines) == page


def test_a_small_change_keeps_the_id() -> None:
    old = page_of(SENTENCES)
    for index, sentence in enumerate(SENTENCES):
        changed = [*SENTENCES]
        changed[index] = sentence.replace("and", "or").replace(".", " now.")
        assert [block.id for block in page_of(changed, old).blocks] == [block.id for block in old.blocks]


def test_a_written_id_counts_before_any_likeness() -> None:
    old = read_page("Look at the skin. {#a}\n\nMeasure weight twice.")
    new = read_page("Measure weight twice. {#a}\n\nLook at the skin.", parent=old.blocks)
    assert new.blocks[0].id == "a"
    assert new.blocks[1].id not in {"a", old.blocks[1].id}
    assert read_page("Look at the skin.", parent=old.blocks).blocks[0].id == "a"


def test_blocks_alike_are_told_apart_by_order() -> None:
    old = read_page("- same\n- same\n- same\n\nend")
    new = read_page("- same\n- same\n- new\n- same\n\nend", parent=old.blocks)
    ids = [block.id for block in old.blocks]
    assert [block.id for block in new.blocks if block.text != "new"] == ids
    assert len({block.id for block in new.blocks}) == 5


def test_a_changed_dose_is_the_same_block() -> None:
    old = read_page("| Medicine | Dose |\n|---|---|\n| Apixaban | 5 mg |\n| Dabigatran | 150 mg |")
    new = read_page("| Medicine | Dose |\n|---|---|\n| Apixaban | 50 mg |\n| Dabigatran | 150 mg |", parent=old.blocks)
    assert [(block.kind, block.id) for block in new.blocks] == [(block.kind, block.id) for block in old.blocks]
    assert [block.kind for block in new.blocks] == ["table", "row", "row", "row"]


def test_what_a_block_is() -> None:
    source = (
        "## Heading\n\nParagraph\nin two lines.\n\n1. Step\n\n   More of it. {#step}\n\n   - Inner\n\n"
        "::: caution\nWarn.\n:::\n\n> Quoted.\n\n```\ncode\n```\n\n| A |\n|---|\n| b |\n\nNoted.[^1]\n\n[^1]: Source.\n"
    )
    assert [(b.kind, b.text, b.line, b.end_line, b.explicit) for b in read_page(source).blocks] == [
        ("heading", "Heading", 1, 1, False),
        ("paragraph", "Paragraph in two lines.", 3, 4, False),
        ("item", "Step More of it.", 6, 10, True),
        ("item", "Inner", 10, 10, False),
        ("caution", "Caution Warn.", 12, 14, False),
        ("paragraph", "Warn.", 13, 13, False),
        ("paragraph", "Quoted.", 16, 16, False),
        ("code", "code", 18, 20, False),
        ("table", "A b", 22, 24, False),
        ("row", "A", 22, 22, False),
        ("row", "b", 24, 24, False),
        ("paragraph", "Noted.[1]", 26, 26, False),
        ("note", "Source.", 28, 28, False),
    ]


def test_every_block_is_marked_in_the_page() -> None:
    page = read_page("## A\n\n- B\n\n::: caution\nC\n:::\n\n| D |\n|---|\n| E |\n\n[^1]: F\n")
    for block in page.blocks:
        assert page.html.count(f'data-block="{block.id}"') == 1


def test_thousands_of_blocks_are_named_in_reasonable_time() -> None:
    old = read_page("- same\n\n" * 6000)
    new = read_page("- other\n\n" + "- same\n\n" * 6000, parent=old.blocks)
    assert [block.id for block in new.blocks[1:]] == [block.id for block in old.blocks]
