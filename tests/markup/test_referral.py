"""What a page says about referring: its own words and numbers, in their places, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.criteria import State
from app.domain.referral import Entry, Label, Referral, everything_said, lines_of, said_in, said_in_words
from app.domain.text import NUMBER_LOST, Page
from app.markup import loss, read_page
from app.markup import page as pages
from app.markup.numbers import values
from app.markup.referral import referral_in

LIBRARY = Path(__file__).parents[2] / "pathways"
DAY = date(2026, 11, 1)


WHOLE = """::: emergency
Ring 0800 555 011.
:::

## Request

Send early.

- Acute: [registrar](tel:0800555011) now

### Clinic

By letter.

::: criteria {service=cardiology category=1 within=30d}
- New angina
  - at rest
:::

::: refer {service=cardiology}
- **Form:** [Heart](https://forms.example.org/heart)[^1], signed
- wait: 3 days
- Parking
:::

## Else

Not this.

::: essential-info
| A | B |
|---|---|
| 1 | 2 mg |
:::

::: additional-info
An ECG
:::

[^1]: A source.
"""


def told(text: str, day: date | None = DAY) -> Referral:
    return referral_in(read_page(text).html, day)


def words(entries: Iterable[Entry]) -> list[str]:
    return [said_in(line) for line in lines_of(entries)]


def test_each_part_goes_to_its_place() -> None:
    found = told(WHOLE)
    assert words(found.emergency) == ["Ring 0800 555 011."]
    assert found.heading == "Request"
    assert words(found.where) == ["Send early.", "Acute: registrar (0800555011) now", "Clinic: By letter."]
    assert found.where[1].line[1].href == "tel:0800555011"
    assert [(one.title, one.items) for one in found.accepting] == [
        ("Cardiology, category 1, within 30 days (Clinic)", ("Clinic: New angina: at rest",))
    ]
    assert [(one.label, *words([one.entry])) for one in found.said] == [
        (Label.FORM, "Clinic: Heart <https://forms.example.org/heart> [A source.], signed"),
        (Label.WAIT, "Clinic: 3\xa0days"),
    ]
    assert words(found.other) == ["Clinic: Parking"]
    assert words(found.include) == ["Else: A: 1; B: 2\xa0mg"]
    assert (found.include_at, words(found.helps)) == ("else", ["Else: An ECG"])
    assert found.lacks == (Label.FUNDING,)


@pytest.mark.parametrize(
    ("braces", "state"),
    [("until=2026-10-31", State.PAST), ("effective=2026-11-02", State.COMING), ("effective=2026-11-01", State.CURRENT)],
)
def test_only_what_counts_on_the_day_is_offered(braces: str, state: State) -> None:
    found = told(f"::: criteria {{service=cardiology category=1 {braces}}}\n- New angina\n:::")
    assert [one.state for one in found.accepting] == [state]
    assert len(found.counting) == (state is State.CURRENT)


def test_a_page_that_says_nothing_has_no_strip_and_names_no_gap() -> None:
    found = told("## Management\n\n1. Rest.\n\n## Requests for tests\n\nNone.")
    assert not found and found.lacks == ()


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/*/*.md")), ids=lambda path: path.stem)
def test_no_number_of_the_library_is_lost_or_made(path: Path) -> None:
    page = read_page(path.read_text(encoding="utf-8"))
    assert [finding for finding in page.findings if finding.rule == NUMBER_LOST] == []
    found = referral_in(page.html)
    assert set(values(everything_said(found))) <= set(values(page.text))
    assert [value for one in page.criteria for value in values(" ".join(one.items))] == [
        value for one in found.accepting for value in values(" ".join(one.items))
    ]


@pytest.mark.parametrize("change", ["lost", "made"])
def test_a_strip_with_another_number_keeps_the_text_in_draft(monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    text = "::: criteria {service=cardiology}\n- NT-proBNP above 236 pmol/L\n:::"
    assert not read_page(text).lost_numbers

    def broken(html: str) -> Referral:
        found = referral_in(html)
        one = found.accepting[0]
        item = "NT-proBNP raised" if change == "lost" else one.items[0] + ", or 2,360"
        return replace(found, accepting=(replace(one, items=(item,)),))

    monkeypatch.setattr(pages, "referral_in", broken)
    page: Page = read_page(text)
    assert page.lost_numbers, loss.__doc__


HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) \"'&amp; {{a.b.phone}} \u202e"


def test_hostile_words_stay_words() -> None:
    found = told(f"## Request\n\n{HOSTILE}\n\n::: refer\n- Form: {HOSTILE}\n:::")
    hrefs = {piece.href for entry in (*found.where, *(one.entry for one in found.said)) for piece in entry.line}
    assert hrefs == {""}
    assert "<script>" in said_in_words(found.where[0].line)
