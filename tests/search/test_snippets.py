"""Snippets: sentences that show why a page was found."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.fold import terms
from app.search.lines import plain
from app.search.results import Snippet
from app.search.snippet import LENGTH, Sought, snippet

TEXT = (
    "Ask about alcohol. Do not give colchicine when creatinine clearance is below 10 mL/min. "
    "Naproxen is the first choice for most people. Allopurinol is started at 100 mg once a day and raised every month."
)


def wanted(words: str) -> Sought:
    """Words of a text, each standing for itself."""
    return Sought({word: word for word in words.split()})


def test_it_begins_with_the_sentence_so_that_no_negation_is_cut_off() -> None:
    shown = snippet(TEXT, wanted("colchicine"))
    assert "Do not give colchicine when creatinine clearance is below 10 mL/min." in shown.text
    late = snippet("Eat well. " * 40 + TEXT, wanted("creatinine allopurinol month"))
    assert late.text.removeprefix("Eat well. ").startswith(("Eat well. ", "Ask about alcohol. ", "Do not give colchicine when"))
    assert ("colchicine", True) in shown.pieces()


def test_two_items_of_a_list_do_not_read_as_one() -> None:
    kept = plain("Weight loss, hoarseness → refer today\nNew ankle swelling\nStop smoking.\nGive no oxygen")
    shown = snippet(kept, wanted("ankle"))
    assert shown.text == "New ankle swelling · Stop smoking. Give no oxygen"
    assert snippet(kept, Sought({})).text.startswith("Weight loss, hoarseness → refer today · New ankle swelling · Stop")


LISTED = """
Eat well. Do not give:
 warfarin 5 mg daily
 aspirin 300 mg daily
 without advice:
  Methotrexate 10 mg weekly
  lithium
 zopiclone
Give paracetamol 1 g. Avoid what harms, e.g. NSAIDs and gentamicin, in this group. Contraindicated: Trimethoprim 300 mg at night.
 Drug | Not if eGFR is below
  metformin | 30
  dabigatran | 30
Never to be given again:
Zolpidem 10 mg
Do not refer
 Stable eGFR 45 to 59 mL/min
"""
EARLIER = "Walk every day. " * 40


@pytest.mark.parametrize("before", ["", f"{EARLIER}\n"], ids=["first", "late"])
@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("aspirin", "Do not give: warfarin 5 mg daily · aspirin 300 mg daily"),
        (
            "lithium",
            "Do not give: warfarin 5 mg daily · aspirin 300 mg daily · without advice: Methotrexate 10 mg weekly · lithium …",
        ),
        ("zopiclone", "Do not give: … zopiclone …"),
        ("paracetamol", "Give paracetamol 1 g. Avoid"),
        ("gentamicin", "Avoid what harms, e.g. NSAIDs and gentamicin, in this group."),
        ("trimethoprim", "Contraindicated: Trimethoprim 300 mg at night."),
        ("dabigatran", "Drug | Not if eGFR is below · metformin | 30 · dabigatran | 30"),
        ("zolpidem", "Never to be given again: Zolpidem 10 mg"),
        ("stable", "Do not refer · Stable eGFR 45 to 59 mL/min"),
    ],
)
def test_what_stands_under_other_words_is_shown_with_them(before: str, word: str, shown: str) -> None:
    assert shown in snippet(plain(before + LISTED), wanted(word)).text


def test_a_list_ends_before_what_follows_it() -> None:
    for word in ("aspirin", "lithium", "zopiclone"):
        assert "paracetamol" not in snippet(plain(LISTED), wanted(word)).text


def test_under_words_that_are_too_long_only_these_are_shown() -> None:
    lead = "Unless a specialist has agreed, " + "and has said so in writing, " * 10 + "do not give:"
    shown = snippet(plain(f"{lead}\n aspirin\n warfarin"), wanted("warfarin"))
    assert shown.text.startswith("Unless a specialist has agreed, and has said so")
    assert "warfarin" not in shown.text
    assert shown.text.endswith(" …")


def test_a_long_sentence_keeps_its_beginning() -> None:
    long = "Do not give any of these: " + ", ".join(f"medicine{number}" for number in range(60)) + ", aspirin 300 mg, nor others."
    shown = snippet(f"{EARLIER} {long}", wanted("aspirin")).text
    assert shown.startswith("Do not give any of these: medicine0,")
    assert "… " in shown
    assert "aspirin 300 mg" in shown


def test_no_unit_is_cut_from_its_number() -> None:
    for length in range(190, 230):
        shown = snippet("x" * length + " give 300 mg of aspirin twice", Sought({})).text
        assert not re.search(r"300 …$", shown), length


DEEP = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), st.sampled_from([":", "", "."])), min_size=1, max_size=14)


@given(DEEP, st.data())
def test_no_line_is_shown_without_those_it_stands_under(drawn: list[tuple[int, int, str]], data: st.DataObject) -> None:
    """Each word names its line; a line may stand at most one deeper than the line before it."""
    depths: list[int] = []
    for wish, _, _ in drawn:
        depths.append(min(wish, depths[-1] + 1 if depths else 0))
    said = [" ".join(f"w{number}x{word}" for word in range(words)) + end for number, (_, words, end) in enumerate(drawn)]
    text = plain("\n".join(" " * depth + line for depth, line in zip(depths, said, strict=True)))
    word = data.draw(st.sampled_from(re.findall(r"w\d+x\d+", text)))
    shown = snippet(text, wanted(word)).text
    seen = list(dict.fromkeys(int(number) for number in re.findall(r"w(\d+)x", shown)))
    assert word in shown
    for number in seen:
        above = next((other for other in range(number - 1, -1, -1) if depths[other] < depths[number]), None)
        if above is not None:
            assert said[above] in shown, (shown, text)
            assert shown.index(said[above]) < shown.index(f"w{number}x")
    for one, next_one in pairwise(seen):  # what follows at less depth is another matter
        assert depths[next_one] >= depths[one] or " … " in shown


def test_a_word_is_marked_once() -> None:
    shown = snippet("No X-ray after 5 pm. Atrial fibrillation", Sought({"af": "af", "after": "after"}))
    assert [piece for piece, marked in shown.pieces() if marked] == ["after"]
    assert "".join(piece for piece, _ in shown.pieces()) == shown.text


def test_it_shows_the_sentences_with_most_of_the_words() -> None:
    shown = snippet("Eat well. " * 40 + TEXT, wanted("allopurinol month"))
    assert [piece for piece, marked in shown.pieces() if marked] == ["Allopurinol", "month"]


def test_without_any_of_the_words_it_is_the_beginning() -> None:
    assert snippet(TEXT, Sought({})).text.startswith("Ask about alcohol.")
    assert snippet("", Sought({})).text == ""


def test_an_endless_sentence_is_cut_at_words_and_says_so() -> None:
    endless = " ".join(f"item {number}" for number in range(400))
    shown = snippet(endless, wanted("377")).text
    begins, goes_on = shown.removesuffix(" …").split(" … ")
    assert shown.endswith(" …")
    assert "377" in goes_on
    assert endless.startswith(begins)
    assert goes_on in endless
    assert snippet("x" * 5000 + " needle", wanted("needle")).marks


def test_no_number_is_cut() -> None:
    text = "word " * 46 + "500000000 mg of something else " * 20
    assert "500000000 " in snippet(text, Sought({})).text or "5000" not in snippet(text, Sought({})).text


ONE_LINE = st.characters(exclude_categories=("Cs", "Co"))


@given(
    st.text(ONE_LINE, max_size=600) | st.text(alphabet="ab '.\n-•xA", max_size=600), st.sets(st.sampled_from("ab"), max_size=2)
)
def test_it_is_a_part_of_the_text(text: str, letters: set[str]) -> None:
    shown = snippet(text, Sought({letter: letter for letter in letters}))
    assert all(part in text for part in shown.text.removesuffix(" …").split(" … "))
    assert len(shown.text) <= LENGTH + 8
    assert list(shown.marks) == sorted(set(shown.marks))
    assert "".join(piece for piece, _ in shown.pieces()) == shown.text
    assert all(terms(piece)[0] in letters for piece, marked in shown.pieces() if marked)


def test_marks_stand_where_they_say() -> None:
    assert list(Snippet("a gout b", ((2, 6),)).pieces()) == [("a ", False), ("gout", True), (" b", False)]


@pytest.mark.parametrize("far", [3, 300, 900, 2400])
def test_however_long_a_sentence_or_a_line_is_its_own_beginning_is_found(far: int) -> None:
    """A line is looked through backwards, some of it at a time."""
    before = "Eat well e.g. apples. " * (far // 4)
    long = snippet(f"{before}Never {'take it ' * (far // 8)}with colchicine.", wanted("colchicine"))
    assert "Never take it" in long.text or "Never with" in long.text
    listed = snippet(
        plain(f"{before}\nDo not give:\n{' Item.' * 3}\n" + " Rest well.\n" * (far // 12) + " colchicine"), wanted("colchicine")
    )
    assert listed.text.startswith("Do not give:")
    assert listed.text.endswith("colchicine")
