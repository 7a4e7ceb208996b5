"""Characters that nobody sees are flagged wherever they stand: reviewers and readers must see the same text."""

from __future__ import annotations

from itertools import product

import pytest

from app.markup import read_page

HIDDEN = (
    *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0x200B, 0x2060, *range(0x2061, 0x2065),
    0xFEFF, 0x00AD, 0x180E, 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5, *range(0x206A, 0x2070),
    0xFFF9, 0xFFFA, 0xFFFB, 0xFFFD, 0xE0001, 0xE0020, 0xE0041, 0xE0061, 0xE007F, 0x1D173, 0x1D174, 0x1D17A,
    0x200C, 0x200D, 0x180B, 0x180C, 0x180D, 0xE0100, 0xE01EF, 0xFE00, 0xFE0D, 0xE0042, 0x1D175, 0xE0100, 0xE0030, 0x2028, 0x2029,
    0x1BCA0, 0x1BCA1, 0x1BCA2, 0x1BCA3,
)  # fmt: skip
PLACES = {
    "body": "Give 5{}0 mg.",
    "heading": "## Do{}se\n\ntext",
    "table": "| a | b |\n|---|---|\n| 5{}0 mg | x |",
    "title": "---\ntitle: Go{}ut\n---\n\ntext",
    "link": "[a{}b](https://a.example/x{}y)",
}


def test_there_are_64_of_them() -> None:
    assert len(set(HIDDEN)) >= 64


@pytest.mark.parametrize("place", PLACES)
def test_each_is_flagged(place: str) -> None:
    missed = [
        f"U+{code:04X}"
        for code in HIDDEN
        if not {"X01", "X02"} & {finding.rule for finding in read_page(PLACES[place].replace("{}", chr(code))).findings}
    ]
    assert missed == []


LOOK_ALIKES = "аеосрхуіΑΒΕΖΗΙΚΜΝΟΡΤΧ"


def test_look_alikes_within_words_are_flagged() -> None:
    missed = [letter for letter, word in product(LOOK_ALIKES, ["pr{}dnisone"]) if not _flagged(word.replace("{}", letter))]
    assert missed == []


def _flagged(text: str) -> bool:
    return bool({"X01", "X02"} & {finding.rule for finding in read_page(f"Give {text} today.").findings})
