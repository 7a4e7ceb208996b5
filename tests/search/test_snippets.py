"""Snippets: sentences that show why a page was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.search.fold import terms
from app.search.results import Snippet
from app.search.schema import plain
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
    assert kept == "Weight loss, hoarseness → refer today · New ankle swelling · Stop smoking. Give no oxygen"
    assert snippet("Eat well. " * 40 + kept, wanted("ankle")).text.startswith("New ankle swelling")


def test_it_shows_the_sentences_with_most_of_the_words() -> None:
    shown = snippet("Eat well. " * 40 + TEXT, wanted("allopurinol month"))
    assert [piece for piece, marked in shown.pieces() if marked] == ["Allopurinol", "month"]


def test_without_any_of_the_words_it_is_the_beginning() -> None:
    assert snippet(TEXT, Sought({})).text.startswith("Ask about alcohol.")
    assert snippet("", Sought({})).text == ""


def test_an_endless_sentence_is_cut_at_words_and_says_so() -> None:
    endless = " ".join(f"item {number}" for number in range(400))
    shown = snippet(endless, wanted("377")).text
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "377" in shown
    assert shown.removeprefix("… ").removesuffix(" …") in endless
    assert snippet("x" * 5000 + " needle", wanted("needle")).marks


def test_no_number_is_cut() -> None:
    text = "word " * 46 + "500000000 mg of something else " * 20
    assert "500000000 " in snippet(text, Sought({})).text or "5000" not in snippet(text, Sought({})).text


@given(st.text(max_size=600) | st.text(alphabet="ab '.\n-•xA", max_size=600), st.sets(st.sampled_from("ab"), max_size=2))
def test_it_is_a_part_of_the_text(text: str, letters: set[str]) -> None:
    shown = snippet(text, Sought({letter: letter for letter in letters}))
    assert shown.text.removeprefix("… ").removesuffix(" …") in text
    assert len(shown.text) <= LENGTH + 4
    assert "".join(piece for piece, _ in shown.pieces()) == shown.text
    assert all(terms(piece)[0] in letters for piece, marked in shown.pieces() if marked)


def test_marks_stand_where_they_say() -> None:
    assert list(Snippet("a gout b", ((2, 6),)).pieces()) == [("a ", False), ("gout", True), (" b", False)]


def test_a_word_that_is_found_twice_is_shown_once() -> None:
    shown = snippet("No X-ray after 5 pm.", Sought({"af": "af", "after": "after"}))
    assert shown.marks == ((9, 14),)
