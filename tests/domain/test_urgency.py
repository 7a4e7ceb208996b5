"""A region's own scale of urgency: written by people, checked, and said beside what a page accepts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.criteria import State
from app.domain.errors import Invalid
from app.domain.referral import Accepting, Referral, on_scale
from app.domain.regions import Region, Urgency, Visibility
from app.domain.text import Criteria
from app.domain.urgency import days_within, said, scale_from, scale_in, step_of

SCALE = scale_from(["1 = Urgent, 30 days", "2=Soon, 90 days"])


def test_a_scale_is_written_as_it_is_said() -> None:
    assert (Urgency("1", "Urgent", 30), Urgency("2", "Soon", 90)) == SCALE
    assert scale_from(map(said, SCALE)) == SCALE
    assert said(Urgency("A", "At once", 1)) == "A = At once, 1 day"
    assert step_of(SCALE, " 2 ") == 1
    assert step_of(SCALE, "4") is None


@pytest.mark.parametrize(
    "steps",
    [["Urgent"], ["1 = Urgent"], ["1 = Urgent, 0 days"], ["1 = A, 9 days", "1 = B, 9 days"], ["1 = A, 9 days", "2 = B, 8 days"],
     ["1 = A\nB, 9 days"], [f"1 = {'A' * 41}, 9 days"]],
)  # fmt: skip
def test_what_is_no_scale_is_refused(steps: list[str]) -> None:
    with pytest.raises(Invalid):
        scale_from(steps)


@pytest.mark.parametrize(
    ("span", "days"), [("30d", 30), ("6 w", 42), ("24h", 1), ("25h", 2), ("3m", 90), ("1y", 365), ("soon", None)]
)
def test_how_soon_in_days(span: str, days: int | None) -> None:
    assert days_within(span) == days


def test_a_region_without_a_scale_has_that_of_the_nearest_upstream_that_it_may_show() -> None:
    top = Region(1, "top", "Top", None, Visibility.PUBLIC, "UTC", "en", urgency=SCALE)
    middle = replace(top, slug="middle", parent="top", visibility=Visibility.MEMBERS, urgency=SCALE[:1])
    low = replace(top, slug="low", parent="middle", urgency=())
    regions = {region.slug: region for region in (top, middle, low)}
    assert scale_in("middle", regions) == SCALE[:1]
    assert scale_in("low", regions) == SCALE
    assert scale_in("low", {**regions, "low": replace(low, visibility=Visibility.MEMBERS)}) == SCALE[:1]


def test_what_a_page_accepts_is_said_in_the_regions_words_the_most_urgent_first() -> None:
    def criteria(block: str, category: str, within: str = "") -> Criteria:
        return Criteria(block, "request", "cardiology", category, within, "", "", (), 1)

    accepting = tuple(Accepting(f"Cardiology {block}", block, State.CURRENT, ()) for block in ("x", "b", "a"))
    stated = (criteria("x", "9"), criteria("b", "2"), criteria("a", "1", "20d"))
    found = on_scale(Referral(accepting=accepting), stated, SCALE).accepting
    assert [(one.block, one.urgency, one.days) for one in found] == [("a", "Urgent", None), ("b", "Soon", 90), ("x", "", None)]
    assert on_scale(Referral(accepting=accepting), stated, ()).accepting == accepting
    assert on_scale(Referral(accepting=accepting), (), SCALE).accepting == accepting
