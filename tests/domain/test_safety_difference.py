"""The safety difference: what it names, what it lets pass, and that nothing which matters can pass."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Refusal
from app.domain.safety import Fared, Matter, SafetyChange, safety_difference
from app.domain.safety.spelling import british_or_american, settled
from app.domain.text import Page
from app.markup import read_page
from tests.mutations import HARMLESS, UNSAFE, Mutation

LIBRARY = Path(__file__).parents[2] / "pathways"
M, F = Matter, Fared


def difference(before: str, after: str) -> tuple[SafetyChange, ...]:
    old = read_page(before)
    return safety_difference(old, read_page(after, parent=old.blocks))


def named(before: str, after: str) -> list[tuple[Matter, Fared, str, str]]:
    return [(each.matter, each.fared, each.before, each.after) for each in difference(before, after)]


RED_FLAGS = "::: red-flags\n- Chest pain\n- Syncope\n:::\n\n## Management\n\n- Rest\n"
CRITERIA = "::: criteria {service=cardiology category=1 within=30d effective=2026-07-01}\n- New heart failure\n- Angina\n:::\n"


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("Give ramipril.", "Give ropinirole.", (M.MEDICINE, F.CHANGED, "ramipril", "ropinirole")),
        ("Give 5 mg.", "Give 50 mg.", (M.DOSE, F.CHANGED, "5 mg", "50 mg")),
        ("Give 5 mg.", "Give 5 micrograms.", (M.DOSE, F.CHANGED, "5 mg", "5 micrograms")),
        ("Take it daily.", "Take it weekly.", (M.FREQUENCY, F.CHANGED, "daily", "weekly")),
        ("For 5 days.", "For 7 days.", (M.DURATION, F.CHANGED, "For 5 days", "For 7 days")),
        ("Give it orally.", "Give it intravenously.", (M.ROUTE, F.CHANGED, "orally", "intravenously")),
        ("Do not give it.", "Do give it.", (M.NEGATION, F.REMOVED, "not", "")),
        ("Avoid it.", "Use it.", (M.NEGATION, F.CHANGED, "Avoid", "Use")),
        ("Start if eGFR < 30.", "Start if eGFR > 30.", (M.COMPARATOR, F.CHANGED, "<", ">")),
        ("Start if eGFR < 30.", "Start if eGFR < 60.", (M.RENAL, F.CHANGED, "eGFR < 30", "eGFR < 60")),
        ("Pain in the left arm.", "Pain in the right arm.", (M.LATERALITY, F.CHANGED, "left", "right")),
        ("For children.", "For adults.", (M.AGE, F.CHANGED, "children", "adults")),
        ("In the first trimester.", "In the third trimester.", (M.PREGNANCY, F.CHANGED, "first trimester", "third trimester")),
        ("Ring 0800 555 011.", "Ring 0800 555 017.", (M.PHONE, F.CHANGED, "0800 555 011", "0800 555 017")),
        ("HbA1c of 53.", "HbA1c of 58.", (M.NUMBER, F.CHANGED, "53", "58")),
        ("[Send](request:one)", "[Send](request:two)", (M.TARGET, F.CHANGED, "request:one", "request:two")),
        ("{{a.clinic.phone}}", "{{b.clinic.phone}}", (M.TARGET, F.CHANGED, "a.clinic.phone", "b.clinic.phone")),
        ("Give Zyntheva.", "Give Zyntheda.", (M.UNSURE, F.CHANGED, "Zyntheva", "Zyntheda")),
        ("It is not always safe.", "It is always not safe.", (M.NEGATION, F.MOVED, "always", "always")),
        (RED_FLAGS, RED_FLAGS.replace("- Syncope\n", ""), (M.RED_FLAG, F.REMOVED, "Syncope", "")),
        (RED_FLAGS, RED_FLAGS.replace("Chest pain", "Chest ache"), (M.RED_FLAG, F.CHANGED, "Chest pain", "Chest ache")),
        (RED_FLAGS, RED_FLAGS.replace("- Syncope\n:::", ":::\n\n- Syncope"), (M.RED_FLAG, F.MOVED, "Syncope", "Syncope")),
        (
            CRITERIA,
            CRITERIA.replace("category=1", "category=2"),
            (
                M.CRITERIA, F.CHANGED,
                "cardiology, category 1, within 30d, from 2026-07-01", "cardiology, category 2, within 30d, from 2026-07-01",
            ),
        ),
        (CRITERIA, CRITERIA.replace("- Angina\n", ""), (M.CRITERIA, F.REMOVED, "Angina", "")),
    ],
)  # fmt: skip
def test_what_changed_is_named(before: str, after: str, change: tuple[Matter, Fared, str, str]) -> None:
    assert change in named(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A full text.", "A full text"),
        ("Review the patient in clinic.", "Review patient in clinic."),
        ("The pateint is well.", "The patient is well."),
        ("The departmnet and the infromation in it.", "The department and the information in it."),
        ("Look at the colour, and organise a visit.", "Look at the color and organize a visit."),
        ("We usually see them, for example in clinic.", "We normally see them, e.g. in clinic."),
        ("One line\nand the next one of this text.", "One line and the next\none of this text."),
        ("- one thing\n- another", "* one thing\n* another"),
        ("A **word** of it", "A __word__ of it"),
        ("You can't do it", "You cannot do it"),
        ("5mg of it", "5 mg of it"),
        ("## Long heading", "## Long Heading"),
        ("Arrange follow-up.", "Arrange follow up."),
        ("---\ntitle: One\nspecialty: a\n---\n\nText", '---\nspecialty: "a"\ntitle: One\n---\n\nText'),
        ("Check the form and ask about work.", "Check the form. Ask about work."),
    ],
)
def test_a_harmless_rewording_is_none(before: str, after: str) -> None:
    assert difference(before, after) == () == difference(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Send the person, not the blood.", "Send the person, the not blood."),
        ("Vitamin A helps.", "Vitamin helps."),
        ("Few patients need it.", "A few patients need it."),
        ("Do not give ramipril, candesartan.", "Do not give ramipril. Candesartan."),
        ("Refer if fever, or rash and pain.", "Refer if fever or rash, and pain."),
        ("5 **0** mg", "5**0** mg"),
        ("10^2^ and m2", "102 and m2"),
        ("The hyponatraemia", "The hypernatraemia"),
        ("sternal pain", "eternal pain"),
        ("The pulsus is weak.", "The pulses is weak."),
        ("Ambien helps.", "Ambient helps."),
        ("Clolar first.", "Collar first."),
        ("It is us.", "It is US."),
        ("5 to 10", "5 10"),
        ("5-10 mg", "5 10 mg"),
        ("Monday–Friday", "Monday Friday"),
        ("It can't wait.", "It cant wait."),
        ("| a | b |\n|---|---|\n| one | two |", "| a | b |\n|---|---|\n| two | one |"),
        ("1. one\n2. two", "- one\n- two"),
        ("- one\n  - two", "- one\n- two"),
        ("- fever and pain", "- fever\n- pain"),
        ("Text {#one}", "Text {#two}"),
        ("## Heading {#one}\n\nText", "## Heading {#two}\n\nText"),
        ("::: caution\nOne\n:::", "One"),
        ("::: caution\nOne\n:::", "::: practice-point\nOne\n:::"),
        ("[a](page:x) and [b](page:y)", "[a](page:y) and [b](page:x)"),
        ("![A](asset:one.png)", "![A](asset:two.png)"),
        ("---\ntitle: One\n---\n\nText", "---\ntitle: Two\n---\n\nText"),
        ("---\ntitle: One\nservices: [a]\n---\n\nText", "---\ntitle: One\nservices: [b]\n---\n\nText"),
        ("---\ntitle: One\nreview: 12 months\n---\n\nText", "---\ntitle: One\nreview: 24 months\n---\n\nText"),
        ("---\ntitle: One\npatient_page: a\n---\n\nText", "---\ntitle: One\npatient_page: b\n---\n\nText"),
        ("---\ntitle: One\nkind: pathway\n---\n\nText", "---\ntitle: One\nkind: patient\n---\n\nText"),
        ("---\ntitle: One\nowner: a\n---\n\nText", "---\ntitle: One\nowner: b\n---\n\nText"),
        (CRITERIA, CRITERIA.replace(" effective=2026-07-01", " effective=2026-07-01 until=2027-01-01")),
        (CRITERIA, CRITERIA.replace("service=cardiology", "service=renal")),
    ],
)
def test_what_may_matter_is_never_none(before: str, after: str) -> None:
    there, back = difference(before, after), difference(after, before)
    assert there
    assert back


@pytest.mark.parametrize(
    "word",
    "pulsus aesthesia cariology notalgia analyte curvus digitus ergot allyl cavae cretae musci aorto capillare cellula mucus"
    " ileum ilium ureter callus humerus palpation perineal peroneal pleural colic".split(),
)
def test_a_word_of_medicine_is_no_slip_of_another(word: str) -> None:
    assert settled(word, begins=False, tagged=False) == british_or_american(word)


_RATES = "| A | B |\n|---|---|\n| Heparin | {} |\n"


@pytest.mark.parametrize(
    ("before", "after", "often"),
    [
        (_RATES.format("18 units/kg/h"), _RATES.format("20 units/kg/h"), False),
        (_RATES.format("5 mL/h"), _RATES.format("10 mL per hour"), False),
        ("Run at 4 mg/kg/h.", "Run at 4 mg/kg/min.", False),
        ("Run at 4 mg/kg/h.", "Run at 4 mg/kg/day.", True),
        ("Not more than 4/h.", "Not more than 4/day.", True),
        ("Take one per hour.", "Take one per day.", True),
        ("Aspirin 100 mg/day.", "Aspirin 100 mg/week.", True),
    ],
)
def test_the_hour_of_a_rate_says_not_how_often(before: str, after: str, often: bool) -> None:
    matters = {each.matter for each in difference(before, after)}
    assert (M.FREQUENCY in matters) is often
    assert matters & {M.DOSE, M.FREQUENCY}


def test_a_change_is_tied_to_its_block_section_and_sentence() -> None:
    text = "## Dose {#dose}\n\n- Rest first.\n- Give 5 mg daily.\n"
    old = read_page(text)
    new = read_page(text.replace("5 mg", "50 mg"), parent=old.blocks)
    (change,) = safety_difference(old, new)
    block = next(block.id for block in old.blocks if "5 mg" in block.text)
    assert (change.section, change.block_before, change.block_after) == ("dose", block, block)
    assert (change.context_before, change.context_after) == ("Give 5 mg daily.", "Give 50 mg daily.")


def test_of_a_first_text_everything_is_added() -> None:
    changes = safety_difference(None, read_page("Give 5 mg daily."))
    assert {change.fared for change in changes} == {F.ADDED}
    assert {M.DOSE, M.FREQUENCY} <= {change.matter for change in changes}


# ---- seeded changes of real text -----------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of seeded changes of one sort."""

    made: int = 0
    empty: list[str] = field(default_factory=list)
    nameable: int = 0
    misnamed: Counter[str] = field(default_factory=Counter)


def seeded(texts: Sequence[str], mutations: Sequence[Mutation], count: int, seed: int) -> Tally:
    """Make so many changes, each kind in its turn, in texts chosen at random."""
    rng, tally = random.Random(seed), Tally()
    pages: dict[str, Page] = {}
    turn = 0
    while tally.made < count and turn < count * 20:
        mutation = mutations[turn % len(mutations)]
        turn += 1
        source = rng.choice(texts)
        changed = mutation.change(source, rng)
        if changed is None or changed == source:
            continue
        try:
            old = pages.get(source) or pages.setdefault(source, read_page(source))
            new = read_page(changed, parent=old.blocks)
        except Refusal:
            continue
        _count(tally, mutation, f"{mutation.name}: {_where(source, changed)}", safety_difference(old, new))
    return tally


def _where(source: str, changed: str) -> str:
    """What stands around the first character that differs, before and after."""
    at = next((place for place, pair in enumerate(zip(source, changed, strict=False)) if pair[0] != pair[1]), 0)
    return f"{source[max(0, at - 40) : at + 40]!r} → {changed[max(0, at - 40) : at + 40]!r}"


def _parts(path: Path) -> list[str]:
    """A page of the library in parts that are read quickly: each is a text of its own."""
    source = path.read_text(encoding="utf-8")
    end = source.index("\n---", 3) + 5
    return [source[:end] + part for part in re.split(r"(?m)^(?=## )", source[end:]) if part.strip()]


def _count(tally: Tally, mutation: Mutation, where: str, changes: tuple[SafetyChange, ...]) -> None:
    tally.made += 1
    if not changes:
        tally.empty.append(where)
    if mutation.matters:
        tally.nameable += 1
        tally.misnamed[mutation.name] += not {change.matter for change in changes} & mutation.matters


SAMPLES = sorted(path for path in LIBRARY.rglob("*.md") if path.name != "FORMAT.md")
PARTS = [part for path in SAMPLES for part in _parts(path)]


@pytest.mark.timeout(300)
def test_a_thousand_unsafe_changes_of_the_sample_library_are_all_found_and_nineteen_of_twenty_named() -> None:
    tally = seeded(PARTS, UNSAFE, 1000, seed=20261122)
    assert tally.made == 1000
    assert tally.empty == []
    assert tally.misnamed.total() <= 0.05 * tally.nameable, tally.misnamed


@pytest.mark.timeout(120)
def test_four_of_five_harmless_rewordings_of_the_sample_library_pass() -> None:
    tally = seeded(PARTS, HARMLESS, 200, seed=20261122)
    assert tally.made == 200
    assert len(tally.empty) >= 160


# ---- laws ----------------------------------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    "Give|Do not|avoid|use|ramipril|ropinirole|5 mg|50 mg|5|daily|weekly|left|right|<|>|the|a|patient|patients|colour|color|"
    "review,|and|or|if|"
    "\n\n|\n- |\n1. |\n\n## Part\n\n|. |; |**not**|[x](request:a)|[x](request:b)|{{a.b.phone}}|0800 555 011|0800 555"
    " 012|pateint|Then|it|:::|"
    "\n\n::: red-flags\n- |\n:::\n\n|\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n|\n|e.g.|for example|can't|cannot|—|-|(|)".split("|")
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=14).map(" ".join)


def turned(changes: tuple[SafetyChange, ...]) -> set[tuple[Matter, Fared, str, str]]:
    back = {F.ADDED: F.REMOVED, F.REMOVED: F.ADDED}
    return {(each.matter, back.get(each.fared, each.fared), each.after, each.before) for each in changes}


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert safety_difference(read_page(text), read_page(text + "\n")) == ()


@settings(max_examples=300, deadline=None)
@given(_TEXTS, _TEXTS)
def test_backwards_it_says_the_same_with_added_and_removed_exchanged(one: str, other: str) -> None:
    before, after = read_page(one), read_page(other)
    there, back = safety_difference(before, after), safety_difference(after, before)
    assert {(each.matter, each.fared, each.before, each.after) for each in there} == turned(back)


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.data())
def test_harmless_changes_add_up_to_harmless_ones(text: str, data: st.DataObject) -> None:
    rng = random.Random(data.draw(st.integers(0, 10_000)))
    pages = [read_page(text)]
    for mutation in data.draw(st.lists(st.sampled_from(HARMLESS), max_size=3)):
        changed = mutation.change(pages[-1].sections[0].source if len(pages[-1].sections) == 1 else text, rng)
        if changed is not None:
            pages.append(read_page(changed))
    for one, other, third in zip(pages, pages[1:], pages[2:], strict=False):
        if not safety_difference(one, other) and not safety_difference(other, third):
            assert safety_difference(one, third) == ()


@settings(max_examples=300, deadline=None)
@given(_TEXTS, _TEXTS)
def test_it_is_never_none_when_numbers_links_details_or_criteria_differ(one: str, other: str) -> None:
    before, after = read_page(one), read_page(other)
    if not safety_difference(before, after):
        assert _hard(before) == _hard(after)


def _hard(page: Page) -> tuple[object, ...]:
    return (
        [(number.value, number.unit) for number in page.numbers],
        [(link.scheme, link.slug, link.section) for link in page.links],
        [detail.key for detail in page.details],
        [criteria.items for criteria in page.criteria],
    )


# ---- time ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["prose", "one paragraph", "one word", "items", "table", "signs"])
def test_five_thousand_words_take_less_than_a_second_whatever_they_are(kind: str) -> None:
    words = " ".join(path.read_text(encoding="utf-8") for path in SAMPLES).split()[:5000]
    texts = {
        "prose": "\n\n".join(" ".join(words[i : i + 40]) for i in range(0, 5000, 40)),
        "one paragraph": " ".join(word.strip("|#-:>") for word in words),
        "one word": "give " * 5000,
        "items": "\n".join(f"- give {i % 7} mg" for i in range(1700)),
        "table": "| a | b |\n|---|---|\n" + "\n".join(f"| x | {i % 5} mg |" for i in range(1200)),
        "signs": "1 < 2 - " * 1700,
    }
    text = texts[kind]
    before, after = read_page(text), read_page("Give 5 mg. " + text[::-1][: len(text) // 2] + " " + text + " Give 7 mg.")
    began = time.process_time()
    assert safety_difference(before, after)
    assert time.process_time() - began < 2.0


def test_of_a_new_page_medicines_and_doses_with_numbers_come_first_and_none_is_dropped() -> None:
    text = "## Management\n\n- Tablets or drip?\n- Antibiotics are seldom needed.\n- Amoxicillin 500 mg.\n"
    found = safety_difference(None, read_page(text))
    doses = [change.after for change in found if change.matter is Matter.DOSE]
    medicines = [change.after for change in found if change.matter is Matter.MEDICINE]
    assert "500 mg" in doses[0] and any("ablets" in dose for dose in doses[1:])
    assert "Amoxicillin" in medicines[0] and any("ntibiotics" in each for each in medicines[1:])
