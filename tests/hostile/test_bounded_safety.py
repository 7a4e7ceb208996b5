"""What a change means to patients is found out within seconds of a request, or it is said that nobody knows."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.correction import Hindrance, correction
from app.domain.safety import Matter, difference, safety_difference
from app.domain.safety.change import TOO_LARGE
from app.domain.safety.high_alert import alert_changed
from app.markup import read_page

LIMIT = 5.0
"""Seconds of one processor: one, on a machine that does nothing else; what grew with the square of a text would take minutes."""
SIZES = (12_000, 30_000, 70_000)
"""Characters: two of the last are about the most that is looked into."""
LARGER = 160_000
WORDS = "Take 5 mg ramipril daily if eGFR < 30 avoid the left arm in pregnancy and call 03 555 0100 before the next dose".split()


def _prose(size: int, seed: int) -> str:
    chance = random.Random(seed)
    return "".join(" ".join(chance.choices(WORDS, k=20)) + ".\n\n" for _ in range(size // 100))[:size]


def _rows(size: int, dose: int) -> str:
    return "| a | b |\n|---|---|\n" + "".join(f"| {number} | {dose} mg |\n" for number in range(size // 15))


def _items(numbers: Iterable[int]) -> str:
    return "".join(f"- x {number}\n" for number in numbers)


KINDS: dict[str, Callable[[int], tuple[str, str]]] = {
    "nothing in common": lambda size: (_prose(size, 1), _prose(size, 2)),
    "equal lines": lambda size: ("5 mg a\n" * (size // 7), "b 6 mg\n" * (size // 7)),
    "items": lambda size: ("".join(f"- x {i} 5 mg\n" for i in range(size // 12)), "- 6 mg\n" * (size // 7)),
    "items backwards": lambda size: (_items(range(size // 10)), _items(range(size // 10, 0, -1))),
    "a table": lambda size: (_rows(size, 5), _rows(size, 6)),
    "signs": lambda size: ("1 < 2 - " * (size // 8), "2 > 1 - " * (size // 8)),
    "one word": lambda size: ("give " * (size // 5), "avoid " * (size // 6)),
    "headings": lambda size: ("## a\n\n5\n\n" * (size // 9), "## b\n\n6\n\n" * (size // 9)),
    "links": lambda size: ("[a](request:b) " * (size // 15), "[a](request:c) " * (size // 15)),
}


@pytest.mark.parametrize(
    ("kind", "size"),
    [(kind, size) for kind in KINDS for size in SIZES] + [(kind, LARGER) for kind in ("nothing in common", "one word", "links")],
)
def test_it_takes_a_bounded_time_and_is_never_nothing(kind: str, size: int) -> None:
    one, other = map(read_page, KINDS[kind](size))
    seconds = []
    for before, after in ((one, other), (other, one), (None, other)):
        started = time.process_time()
        found = safety_difference(before, after)
        seconds.append(time.process_time() - started)
        assert found
    assert max(seconds) < LIMIT, seconds


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["5 mg", "not", "a", "[a](request:b)", "\n\n- a", "\n\n## A\n\n"]), max_size=8).map(" ".join),
    st.data(),
)
def test_what_is_too_large_is_never_nothing(text: str, data: st.DataObject) -> None:
    words = text.split(" ")
    place = data.draw(st.integers(0, len(words)))
    other = " ".join([*words[:place], data.draw(st.sampled_from(["6 mg", "never", "\n\n> a"])), *words[place:]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(difference, data.draw(st.sampled_from(["MOST_TOKENS", "MOST_CHARACTERS"])), 0)
        assert TOO_LARGE in safety_difference(read_page(text), read_page(other))
        assert safety_difference(read_page(text), read_page(text)) == ()


def test_front_matter_is_told_of_beside_it() -> None:
    before, after = (read_page(f"---\npatient_page: https://{host}.example/\n---\n\n{_prose(190_000, 1)}") for host in "ab")
    assert [change.matter for change in safety_difference(before, after)] == [Matter.TARGET, Matter.UNSURE]


def test_it_is_no_correction_and_a_pharmacist_is_asked_where_high_alert_medicines_are_named() -> None:
    before, after = read_page(_prose(190_000, 1)), read_page(_prose(190_000, 2) + "\n\nWarfarin\n")
    found = correction(before, after, localised=False)
    assert found.hindrance is Hindrance.SAFETY
    assert "too large to compare" in found.why_not
    assert alert_changed(found.changes, before, after)
    assert alert_changed(found.changes, after, before)
    assert not alert_changed(found.changes, before, before)
