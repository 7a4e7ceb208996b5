"""One cause, one finding."""

from __future__ import annotations

import pytest

from app.domain.checks import Profile, Strength
from app.domain.text import NUMBER_LOST
from app.markup import read_page


def rules(body: str, profile: Profile | None = None) -> list[str]:
    page = read_page(f"{body}\n", profile=profile) if profile else read_page(f"{body}\n")
    return [finding.rule for finding in page.findings]


@pytest.mark.parametrize("text", ["Give 5*10*2 mg.", "Give 1000*10*mg.", "Give 5*10*0.0mg daily."])
def test_nothing_is_said_of_a_number_that_nobody_wrote(text: str) -> None:
    found = rules(text)
    assert NUMBER_LOST in found
    assert not {rule for rule in found if rule.startswith("D")}


def test_what_stands_on_other_lines_is_said_all_the_same() -> None:
    assert "D03" in rules("Give 5*10*2 mg.\n\nThen 20mg.")


def test_abbreviated_micrograms_are_one_finding_with_one_mend() -> None:
    assert rules("Levothyroxine 50mcg daily.") == ["D06"]
    assert rules("| A | B |\n|---|---|\n| C | 50mcg \\| daily |") == ["D06"]


def test_run_together_is_said_where_micrograms_may_be_abbreviated() -> None:
    allowed = Profile(strengths={"D06": Strength.OFF})
    assert rules("Levothyroxine 50mcg daily.", allowed) == ["D03"]
