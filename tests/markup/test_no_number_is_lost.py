"""Promise 2. Texts made to lose numbers: each number is shown, or a finding says which is not and why."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.errors import Unreadable
from app.domain.text import Page
from app.markup import loss, numbers, page, read_page, render, sections, with_title
from tests.markup.visible import shown, typed

FRAGMENTS = [
    *("5 mg", "10", "0.5", "1,000 units", "2.5 mL/h", "1", "2", "3", " ", "\t", "a", "dose "),
    *("*", "**", "_", "__", "~~", "^", "~", "`", "```", "\\", "&", "!", '"', "'", "$", "=", "+ ", "<", ">", "|"),
    *("\n", "\n", "\n\n", "\n- ", "\n1. ", "\n7) ", "\n> ", "\n# ", "\n## ", "\n    ", "\n---\n", "\n===\n", "\n```\n", "    "),
    *("|---|---|", "|1|2|3|\n", "\n| a | b |\n|---|---|\n", "+--+--+\n", "[", "]", "(", ")", "](http://a/)", "](", "]: ", "[^1]"),
    *("\n[^1]: ", "{", "}", "{#a}", "{.c}", ":::", "\n::: caution\n", '\n::: detail "', "\n:::\n", "\n!!! note\n", "\n    5 mg"),
    *(
        "{{a.b}}",
        "{{ a-1.b2 }}",
        "{{5 mg}}",
        "{{",
        "}}",
        "\n::: decision\n- ",
        "?\n  - **",
        "** → ",
        "\n  - 5: ",
        "\n::: local {slot=a.b}\n",
    ),
    *(
        "\n::: audience {for=5}\n",
        '\n::: local "5',
        " {{a.b}}",
        "{slot=",
        "\n??? criteria\n",
        "\n::: criteria {category=5 within=30d}\n",
    ),
    *("<b>", "</b>", "<br>", "<!-- ", " -->", "&nbsp;", "&#53;", "~2~", "^2^", "://", "page:a", "tel:"),
]


def lost(source: str, read: Page) -> Counter[str]:
    """Numbers that were typed and are not shown, though no finding says so."""
    return Counter() if read.lost_numbers else typed(source) - shown(with_title(read))


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=3, max_size=14).map("".join))
@example("5*10*2 mg")
@example("| a | b |\n|---|---|\n| a | 1 | 2 mg |")
@example("[max]: 10mg")
@example("a <!-- 5 mg --> <CrCl 30>")
@example("```5 mg\n10 mg\n```")
@example("~~5~~ 10 mg")
@example("5[^1]0\n\n[^1]: 3 mg")
@example("[5](http://a/)0 mg")
@example("1`5`0 mg")
@example("&#53; mg, 1&#46;5 mg, 1\\.5 mg")
@example("# 5 mg\n\n10 mg")
@example("---\n# 5\n---\n10")
@example("![5 mg](10.png '20 mg') [30](tel:40) [50](60 '70')")
@example("> " * 120 + "5 mg")
@example("::: 0.5 0.5\na\n:::")
@example("::: 5 '6' {dose=7}\na\n:::")
@example("{{a1.b2}} 5{{a.b}}0 mg {{a.b 5}} `{{a.b5}}` {{a.5")
@example("::: decision\n- Score 5?\n  - **1**0 → 5 mg\n  - 2:3 → 4\n:::")
@example('::: local "5 {{a.b2}}" {slot=a.b required=10}\n{{a.b}} mg\n:::\n::: audience {for="5 year olds"}\n6\n:::')
@example("[^1]: 5\n[^1]: 6\n[a]: http://b/7 '8 mg'\n[a]: http://b/9\n[a]")
def test_no_number_is_lost_unsaid(source: str) -> None:
    try:
        read = read_page(source)
    except Unreadable:
        return
    assert not lost(source, read)
    assert "S01" not in {finding.rule for finding in read.findings}


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("5*10*2 mg", 1, "“5”, “10”, “2 mg” would be shown as “5102”"),
        ("Text\n\n1**0** mg", 3, "“1”, “0”"),
        ("Text.\n\nThen [5](http://a.example)0 mg", 3, "“50”"),
        ("a\n\n" + "> " * 120 + "5 mg", 3, "“5 mg” would not be shown"),
        ("1\\.5 mg", 1, "“1.5”"),
        ("&#53; mg", 1, "“5” would be shown, which nobody typed"),
    ],
)
def test_what_is_lost_is_named_with_its_line(source: str, line: int, said: str) -> None:
    (finding, *_) = read_page(source).lost_numbers
    assert finding.line == line
    assert said in finding.message
    assert finding.fix


@pytest.mark.parametrize(
    "source",
    [
        "**5** mg, *10* mg and `15` mg",
        "CHADS~2~ 5, 4 cm^2^, 10^9^/L, ~10% and ~25%",
        "2\\*3, 1\\. step, 3 \\* 4 * 5",
        "1. five\n2. six\n\n10) ten",
        "[5 mg](https://a.example/123/45?6=7#8) and <https://a.example/9>",
        "[five][1]\n\n[1]: https://a.example/10",
        "Given.[^1]\n\n[^1]: In 2016.",
        "| a | b |\n|---|--:|\n| 1 | 2 |\n| 3 |",
        "## Step 5 {#step-6 .c7}\n\n- a {#b8}",
        "::: criteria {service=a1 category=2 within=30d effective=2026-07-01 until=2027-06-30}\n5\n:::",
        "![5 mg](6.png)",
        "Ring {{a1.b2.phone}} or {{a.b}} 5 mg",
        "::: local {slot=a1.b2}\n5\n:::",
        '::: local "Clinic 5" {slot=a1.b2 required=yes}\n6\n:::',
        "::: audience {for='5 year olds'}\n6\n:::",
        "A&nbsp;5&thinsp;mg &frac12; &lt; 10",
        "<b>5</b> mg <!-- 10 -->",
    ],
)
def test_what_is_shown_is_not_called_lost(source: str) -> None:
    assert read_page(source).lost_numbers == ()


def _losses(sources: list[str]) -> int:
    return sum(bool(lost(source, read_page(source))) for source in sources)


@pytest.fixture(scope="module")
def hard_texts() -> list[str]:
    """Texts of which many lose numbers."""
    chance = random.Random(20261122)
    texts = ["".join(chance.choices(FRAGMENTS, k=chance.randint(3, 14))) for _ in range(600)]
    return [text for text in texts if not text.startswith("---")]


@pytest.mark.parametrize("check", ["check_inline", "check_blocks"])
def test_the_test_sees_losses_when_a_comparison_is_left_out(
    check: str, hard_texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _losses(hard_texts) == 0
    monkeypatch.setattr(page, check, lambda *_: None)
    deep = ["> " * 120 + "5 mg", "5*10*2 mg"]
    assert _losses([*hard_texts, *deep]) > 0


def test_a_number_that_the_renderer_drops_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = render.render
    monkeypatch.setattr(page, "render", lambda tokens: genuine(tokens).replace("10", ""))
    assert read_page("Give 5 mg or 10 mg.").lost_numbers
    assert not read_page("Give 5 mg.").lost_numbers


def test_a_number_that_the_sanitiser_drops_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "sanitise", lambda html: html.replace("10", ""))
    found = {finding.rule for finding in read_page("Give 5 mg or 10 mg.").errors}
    assert found == {"S01", "M-LOST"}


def test_a_number_that_is_left_out_of_the_plain_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = sections.text_of
    monkeypatch.setattr(page, "text_of", lambda tokens: genuine(tokens).replace("10 mg", ""))
    assert read_page("Give 5 mg or 10 mg.").lost_numbers


def test_a_key_is_an_address_and_no_number_of_the_text() -> None:
    read = read_page("Ring {{a1.b2.phone}}: 5 mg, and 10 {{a.b}} mg.")
    assert [(number.value, number.unit) for number in read.numbers] == [("5", "mg"), ("10", "")]
    assert [detail.key for detail in read.details] == ["a1.b2.phone", "a.b"]


def test_search_text_and_page_say_the_same_numbers() -> None:
    source = '## A 1\n\n- 2 mg\n- 3\n\n| 4 | 5 |\n|---|---|\n| 6 mL | 7 |\n\n::: detail "8"\n9[^10]\n:::\n\n[^10]: 11\n\n    12\n'
    read = read_page(source)
    assert shown(read.html) == Counter(numbers.values(read.text)) == typed(source)
    assert Counter(numbers.values("".join(section.text + section.title for section in read.sections))) == typed(source)
    assert loss.seen_in(render.render([])) == ""
