"""Nothing that is not accepted may read as if it were: each line of strip, letter and data stands with what it stands under."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.referral import EXCLUDED, Label, Referral, everything_said, lines_of, pointed, said_in_words
from app.markup import read_page
from app.markup.numbers import values
from app.markup.referral import referral_in

NOT = "Do not send"


def lines(referral: Referral) -> list[str]:
    """All lines of it; those of criteria too."""
    entries = (*referral.where, *(one.entry for one in referral.said), *referral.other, *referral.include, *referral.helps)
    told = map(said_in_words, lines_of(pointed(entries, lambda section: f"see #{section}")))
    return [*told, *(item for one in referral.accepting for item in one.items)]


def told(text: str) -> list[str]:
    return lines(referral_in(read_page(text).html))


LEADS = {
    "label": "{lead}: {items}",
    "label over a list": "{lead}:\n\n{list}",
    "words over a list": "{lead} these.\n\n{list}",
    "words without a stop": "{lead}\n\n{list}",
    "strong words": "**{lead}**\n\n{list}",
    "strong words over paragraphs": "**{lead}**\n\n{paragraphs}",
    "label over paragraphs": "{lead}:\n\n{paragraphs}",
    "smaller heading": "#### {lead}\n\n{list}",
    "nested": "- {lead}:\n{nested}",
    "nested without a colon": "- {lead}\n{nested}",
    "items of the same rank": "- {lead}:\n{list}",
    "items of another list": "- {lead}:\n\n{stars}",
    "item over paragraphs": "- {lead}:\n\n{paragraphs}",
    "detail": '::: detail "{lead}"\n{list}\n:::',
    "caution": '::: caution "{lead}"\n{list}\n:::',
    "practice point": '::: practice-point "{lead}"\n{paragraphs}\n:::',
    "local": '::: local "{lead}"\n{list}\n:::',
    "column": "| Who | Send | {lead} |\n|---|---|---|\n| Adults | | {first} |\n| Others | | {second} |",
    "lines": "{lead}:\\\n{first}\\\n{second}",
    "quotation": "> {lead}:\n>\n> - {first}\n> - {second}",
    "two steps": "{lead}:\n\n- Adults:\n  - {first}\n  - {second}",
    "chapter": "### {lead}\n\n{list}",
}
BOXES = ("criteria {{service=renal category=1}}", "refer {{service=renal}}", "essential-info", "additional-info", "")


def written(form: str, lead: str, first: str, second: str) -> str:
    return form.format(
        lead=lead, first=first, second=second, items=f"{first}; {second}", list=f"- {first}\n- {second}",
        stars=f"* {first}\n* {second}", paragraphs=f"{first}\n\n{second}", nested=f"  - {first}\n  - {second}",
    )  # fmt: skip


@pytest.mark.parametrize("box", BOXES, ids=lambda box: box.split(" ")[0] or "where")
@pytest.mark.parametrize("form", LEADS)
def test_an_exclusion_stays_one_wherever_it_is_told(form: str, box: str) -> None:
    body = written(LEADS[form], NOT, "eGFR above 61", "Age under 16")
    if form == "chapter" and box:
        text = f"## Request\n\n### {NOT}\n\n::: {box.format()}\n- eGFR above 61\n- Age under 16\n:::\n"
    else:
        text = f"## Request\n\n:::: {box.format()}\n{body}\n::::\n" if box else f"## Request\n\n{body}\n"
    found = told(text)
    for value in ("61", "16"):
        holding = [line for line in found if value in line]
        assert holding, found
        assert all(NOT in line.partition(value)[0] for line in holding), found


@pytest.mark.parametrize("form", [name for name in LEADS if name.startswith(("label", "nested", "items", "item ", "lines"))])
def test_a_label_takes_what_follows_as_its_own(form: str) -> None:
    body = written(LEADS[form], "Not accepted", "eGFR above 61", "Age under 16")
    if form == "nested without a colon":
        return
    found = referral_in(read_page(f"## Request\n\n::: refer\n{body}\n\n- Wait: 12 weeks\n:::\n").html)
    excluded = [said_in_words(line) for one in found.said if one.label in EXCLUDED for line in lines_of([one.entry])]
    assert values("\n".join(excluded)) == ["61", "16"], found
    assert [said_in_words(line) for one in found.said if one.label is Label.WAIT for line in lines_of([one.entry])] == [
        "12\xa0weeks"
    ]
    assert found.other == ()


def test_a_footnote_is_said_where_its_mark_stands() -> None:
    (said,) = referral_in(read_page("::: refer\n- Wait: 12 weeks[^1]\n:::\n\n[^1]: As at 5 November 2026.\n").html).said
    assert [said_in_words(line) for line in lines_of([said.entry])] == ["12\xa0weeks [As at 5 November 2026.]"]


def test_an_empty_cell_stays_in_its_column() -> None:
    (one,) = read_page("::: criteria\n| Who | Accept | Not |\n|---|---|---|\n| Adults | | eGFR above 30 |\n:::\n").criteria
    assert one.items == ("Who: Adults; Accept: –; Not: eGFR above 30",)


def test_what_is_struck_out_says_so_in_plain_text() -> None:
    page = read_page("## Request\n\n::: criteria\n- Give ~~5 mg~~ 10 mg\n:::\n")
    assert "[struck out: 5\xa0mg] 10\xa0mg".replace("\xa0", " ") in page.text.replace("\xa0", " ")
    assert "[struck out: 5 mg] 10 mg" in page.criteria[0].items[0]
    assert "[struck out: 5 mg]" in page.sections[0].text.replace("\xa0", " ")


def test_what_lines_can_not_say_is_pointed_to() -> None:
    text = "## Request\n\n```\nA   not 7 mg\n```\n\n::: decision\n- eGFR below 30?\n  - yes: refer\n  - no: do not\n:::\n"
    found = referral_in(read_page(text).html)
    assert [(said_in_words(entry.line), entry.see) for entry in found.where] == [("", "request"), ("Decision", "request")]


def test_a_page_that_says_it_in_other_words_is_not_denied_it() -> None:
    text = "## Request\n\nThe median stay in the queue is 3 weeks; ring us; no charge. Proforma.\n\n::: criteria\n- Gout\n:::\n"
    assert referral_in(read_page(text).html).lacks == ()


def test_every_red_flag_of_a_request_section_comes_along_and_what_follows_it() -> None:
    found = told("## Request\n\nFirst.\n\n::: red-flags\n- Shock\n:::\n\nThen 5 mg.\n")
    assert found == ["First.", "Red flags: Shock", "Then 5\xa0mg."]


CHUNKS = (
    *LEADS.values(),
    "{first} of {second}.",
    "Send with:\n\n| A {first} | |\n|---|---|\n| | {second} |",
    "- {first}\n\n  {second}\n",
)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    chunks = draw(st.lists(st.sampled_from(CHUNKS), min_size=1, max_size=5))
    return "\n\n".join(
        written(chunk, f"{NOT} {3 * at + 1001}", f"over {3 * at + 1002} kg", f"under {3 * at + 1003} kg")
        for at, chunk in enumerate(chunks)
    ).replace("\n### ", "\n#### ")


@given(bodies(), st.sampled_from(BOXES))
def test_no_number_is_lost_or_made_on_the_way(body: str, box: str) -> None:
    body = f"\n{body}".replace("\n### ", "\n#### ")
    page = read_page(f"## Request\n\n:::: {box.format()}\n{body}\n::::\n" if box else f"## Request\n\n{body}\n")
    assert not page.lost_numbers
    found = referral_in(page.html)
    typed, told_again = Counter(values(body)), Counter(values("\n".join(lines(found))))
    assert not typed - told_again
    assert set(values(everything_said(found))) <= set(values(page.text))
