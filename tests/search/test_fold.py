"""Folding: words that are the same to a reader are the same to search, and no others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.fold import term, terms, words

SAME = """
haemoglobin hemoglobin · oedema edema · diarrhoea diarrhea · diarrhoeal diarrheal · tumours tumor · oesophagus esophagus
paediatric pediatric · anaesthetised anesthetized · whānau whanau · Māori maori · dyspnoeic dyspneic · foetus fetus
coeliac celiac · centre center · litres liters · sulphate sulfate · leucocyte leukocyte · labour labor · colour color
behavioural behavioral · homoeopathy homeopathy · manoeuvre maneuver · catheterised catheterized · analyse analyze
organisation organization · orthopaedic orthopedic · gynaecology gynecology · practise practice · licence license
programme program · amoebiasis amebiasis · oestradiol estradiol · fibre fiber · haemorrhoids hemorrhoids · analogue analog
titre titer · labelled labeled · counselling counseling · cephalexin cefalexin · grey gray · ageing aging · mould mold
disk disc · aluminium aluminum · caesarean cesarean · ischaemia ischemia · leukaemia leukemia · GPs GP · NSAIDs nsaid
Crohn's crohn · Crohn’s crohns · α alpha · β beta · µg microgram · μmol micromol · naïve naive · Sjögren sjogren
referral referring · anticoagulant anticoagulation · 1,000 1000
"""

OTHER = """
not nor · do does · hypo hyper · hypotension hypertension · 2 12 · 2.5 25 · ½ 12 · ileum ilium · toe tea · prednisone prednisolone
hydralazine hydroxyzine · 5 50 · left right · gout gut
"""


def pairs(lines: str) -> list[tuple[str, str]]:
    """The pairs of a list like those above."""
    return [(first, second) for pair in lines.replace("\n", "·").split("·") if pair.strip() for first, second in [pair.split()]]


@pytest.mark.parametrize(("first", "second"), pairs(SAME))
def test_the_same_word(first: str, second: str) -> None:
    assert term(first) == term(second)


@pytest.mark.parametrize(("first", "second"), pairs(OTHER))
def test_another_word(first: str, second: str) -> None:
    assert term(first) != term(second)


def test_no_word_is_dropped_however_short_or_common() -> None:
    assert terms("Do not give vitamin D or 2.5 mg if it is not 2 of 3") == (
        "do", "not", "give", "vitamin", "d", "or", "2.5", "mg", "if", "it", "is", "not", "2", "of", "3",
    )  # fmt: skip


def test_numbers_stay_whole_and_units_apart() -> None:
    assert words("500mg, 1,000 units; 0.36 mmol/L; CHA2DS2-VA; B12; 12-lead") == [
        "500", "mg", "1,000", "units", "0.36", "mmol", "L", "CHA2DS2", "VA", "B12", "12", "lead",
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_any_text_has_terms_without_white_space(text: str) -> None:
    for word in terms(text):
        assert word
        assert word == "".join(word.split())


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F, exclude_characters="µ"), max_size=20))
def test_accents_and_case_make_no_difference(text: str) -> None:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    assert terms(unicodedata.normalize("NFD", text)) == terms(text)
    assert terms(bare.casefold()) == terms(text)


@given(st.lists(st.integers(0, 10**9), max_size=8))
def test_numbers_are_kept_as_they_are(numbers: list[int]) -> None:
    assert terms(" mg ".join(map(str, numbers)))[::2] == tuple(map(str, numbers))
    assert terms(" ".join(f"{number:,}" for number in numbers)) == tuple(map(str, numbers))
