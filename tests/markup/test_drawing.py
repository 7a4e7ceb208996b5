"""Decisions drawn: what the drawing says is what the list says, in its order; it is made of few elements, and acts in no way."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.markup import read_page
from app.markup.drawing import drawn, undrawn
from app.markup.drawing.boxes import find_decisions
from app.markup.drawing.lines import broken, measured
from app.markup.drawing.tree import tree_of
from app.markup.loss import says_the_same, seen_in
from app.markup.sanitise import sanitise

DRAWING = re.compile(r"<svg .*?</svg>\n", re.DOTALL)
ALLOWED = re.compile(
    r'<svg class="drawing" viewBox="0 0 320 [\d.]+" width="320" height="[\d.]+" aria-hidden="true" focusable="false">|</svg>'
    r'|<rect class="(?:question|action)" x="\d+" y="[\d.]+" width="\d+" height="[\d.]+" rx="\d"></rect>'
    r'|<path class="(?:line|head)" d="[MVHlvz\d. -]+"></path>|<text class="(?:ask|say|answer)" x="\d+" y="[\d.]+">|</text>'
)
WHO = """::: decision "Who needs it?"
- CHA~2~DS~2~-VA score?
  - **2 or more** → [offer](page:anticoagulants) 5 mg, **now**
  - 1: Valve disease?
    - **Yes** -> warfarin
    - **No**: discuss
  - **0** Nothing
:::
"""


def drawings(source: str) -> list[str]:
    """The drawings that readers of a text get."""
    return DRAWING.findall(drawn(read_page(source).html))


def lists(html: str) -> str:
    """What the decisions of a page say in their lists, without what only leads from an answer to its step."""
    return " ".join(re.findall(r"</p>\n(<[uo]l\b.*?)</div>", html, re.DOTALL))


def test_the_drawing_says_what_the_list_says() -> None:
    page = read_page(WHO)
    (drawing,) = drawings(WHO)
    assert page.findings == ()
    assert re.findall(r'<text class="(\w+)"[^>]*>([^<]*)', drawing) == [
        ("ask", "CHA2DS2-VA score?"),
        ("answer", "2 or more"),
        ("say", "offer 5\N{NO-BREAK SPACE}mg, now"),
        ("answer", "1"),
        ("ask", "Valve disease?"),
        ("answer", "Yes"),
        ("say", "warfarin"),
        ("answer", "No"),
        ("say", "discuss"),
        ("answer", "0"),
        ("say", "Nothing"),
    ]
    assert drawing.count('class="line"') == 5


def test_the_drawing_stands_before_the_list_and_the_rest_is_as_it_was() -> None:
    html = read_page(f"Before.\n\n{WHO}\nAfter.\n\n{WHO}").html
    assert DRAWING.sub("", drawn(html)) == html
    assert re.search(r"</p>\n<svg .*?</svg>\n<ul>", drawn(html), re.DOTALL)
    assert len(DRAWING.findall(drawn(html))) == 2
    assert sanitise(html) == html
    assert "<svg" not in sanitise(drawn(html))


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("Words.", "one list and nothing else"),
        ("- Fever?", "“Fever?” has no answers"),
        ("- Fever?\n  - **Yes** → 5 mg", "one answer only"),
        ("- Fever?\n  - **Yes** → ~~5 mg~~ 2 mg\n  - **No** → wait", "struck out"),
        ("- Fever?\n  - Yes\n  - No", "which answer leads there"),
        ("- Fever?\n  - **Yes** →\n  - **No** → wait", "“Yes” leads nowhere"),
        ("- Fever?\n  - **Yes** → Cough?\n  - **No** → wait", "“Cough?” has no answers"),
        ("- Fever\n  - **Yes** → a\n  - **No** → b", "no question mark"),
        ("- Fever?\n  - **Yes** → a\n  - **No** → b\n\n  More.", "behind the answers"),
        ("- Fever?\n  - **Yes** → a\n  - **No** → b\n\n* Cough?\n  - **Yes** → a\n  - **No** → b", "cuts it in two"),
        ("- Fever?\n  - **Yes** → a\n  - **No** → b\n\n::: caution\na\n:::", "one list and nothing else"),
        ("- Fever?\n  - **Yes** → " + "w" * 90 + "\n  - **No** → b", "too long"),
        ("- Fever?\n  - **No** → b\n" + "".join(f"  - **{n}** → b\n" for n in range(60)), "40 steps"),
        (
            "\n".join(
                "  " * n + ("- " if not n else "- **No** → ") + f"Q{n}?\n" + "  " * (n + 1) + "- **Yes** → a" for n in range(8)
            ),
            "deep",
        ),
    ],
)
def test_what_is_no_decision_is_listed_and_the_author_told(listed: str, said: str) -> None:
    source = f"Above.\n\n::: decision\n{listed}\n:::\n"
    page = read_page(source)
    assert drawings(source) == []
    (finding,) = [finding for finding in page.findings if finding.rule == "DT1"]
    assert said in finding.message
    assert finding.line == 3


def test_details_are_drawn_when_they_are_filled_in() -> None:
    html = read_page("::: decision\n- Fever?\n  - **Yes** → Ring {{a.b.phone}}\n  - **No** → Wait\n:::\n").html
    assert drawn(html) == html
    assert undrawn(html) == []
    assert "Ring 0800 555 011" in drawn(html.replace("{{a.b.phone}}", "0800 555 011"))


DETAIL = '<span class="local-detail" data-detail="a.b">{{a.b}}</span>'
VALUES = st.lists(st.sampled_from(["Mon", ": ", " → ", "->", " => ", "?", "9 to 5", " ⇒ "]), min_size=1, max_size=5).map("".join)
ANSWERS = st.sampled_from(["**Within** {{a.b}} → ", "Within {{a.b}} → ", "{{a.b}}: ", "**{{a.b}}** ", "**Yes** → ", "Else: "])
ACTIONS = st.sampled_from(["refer", "ring {{a.b}}", "{{a.b}}", "ring {{a.b}} today"])


@given(st.lists(st.tuples(ANSWERS, ACTIONS), min_size=2, max_size=4), VALUES)
def test_what_a_detail_says_leads_from_no_answer_to_a_step(answers: list[tuple[str, str]], value: str) -> None:
    listed = "".join(f"  - {answer}{action}\n" for answer, action in answers)
    html = read_page(f"::: decision\n- In {{{{a.b}}}} or not?\n{listed}:::\n").html
    said = [list(tree_of(one)[0].words()) for one in find_decisions(html.replace(DETAIL, DETAIL.replace("{{a.b}}", "Z")))]
    filled = find_decisions(html.replace(DETAIL, DETAIL.replace("{{a.b}}", escape(f"V{value}V"))))
    folded = " ".join(f"V{value}V".split())
    assert [list(tree_of(one)[0].words()) for one in filled] == [[word.replace("Z", folded) for word in words] for words in said]


def test_the_hours_of_a_detail_are_no_answer() -> None:
    source = "::: decision\n- Urgent?\n  - Within {{a.b}} → Refer\n  - **No** → Wait\n:::\n"
    (decision,) = find_decisions(read_page(source).html.replace(DETAIL, DETAIL.replace("{{a.b}}", "Mon: 9 to 5")))
    assert [(step.answer, step.text) for step in tree_of(decision)[0].steps] == [("Within Mon: 9 to 5", "Refer"), ("No", "Wait")]


def test_a_drawing_that_would_say_something_else_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.markup.drawing.svg.escape", lambda text: escape(text).replace("5", "50"))
    assert drawings(WHO) == []
    assert "would not say the same" in undrawn(read_page(WHO).html)[0][1]


PIECES = st.sampled_from(
    [
        "Fever?",
        "5 mg",
        "**Yes** ",
        "→ ",
        ": ",
        "?",
        "<b>",
        "&",
        '"',
        "{{a.b}}",
        "[a](page:b)",
        "`5`",
        "\n  - ",
        "\n    - ",
        "\n- ",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, min_size=2, max_size=24).map("".join))
def test_whatever_is_listed_is_drawn_whole_or_not_at_all(listed: str) -> None:
    html = read_page(f"::: decision\n- {listed}\n:::\n").html
    shown = drawn(html)
    found = DRAWING.findall(shown)
    assert DRAWING.sub("", shown) == html
    for drawing in found:
        assert "<" not in ALLOWED.sub("", drawing)
        listed_words = re.sub(r"→|-&gt;", "", lists(html))
        assert says_the_same(seen_in(drawing), seen_in(listed_words))


def test_lines_are_no_wider_than_they_may_be_and_break_at_spaces() -> None:
    text = "Heart failure or kidney disease, with transferrin saturation below 20%?"
    lines = broken(text, 150)
    assert lines is not None
    assert " ".join(lines) == text
    assert all(measured(line) <= 150 for line in lines)
    assert broken("x" * 40, 150) is None
    assert broken("Give 5\N{NO-BREAK SPACE}mg", 45) == ["Give", "5\N{NO-BREAK SPACE}mg"]


def test_many_decisions_take_time_in_proportion() -> None:
    source = WHO * 300
    assert len(drawings(source)) == 300
