"""The safety difference on real documents, written by others: every unsafe change is found, most harmless ones pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.domain.test_safety_difference import seeded
from tests.mutations import HARMLESS, UNSAFE

SEEDS = (2026,)


def texts_of(data: Path) -> list[str]:
    files = sorted(path for path in (data / "documents").rglob("*.md") if path.stat().st_size < 40_000)
    return [path.read_text(encoding="utf-8", errors="replace") for path in files]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_unsafe_change_is_found_and_most_are_named(data: Path, seed: int) -> None:
    tally = seeded(texts_of(data), UNSAFE, 1000, seed)
    assert tally.made == 1000
    assert tally.empty == []
    assert tally.misnamed.total() <= 0.05 * tally.nameable, tally.misnamed


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
def test_four_of_five_harmless_rewordings_pass(data: Path, seed: int) -> None:
    tally = seeded(texts_of(data), HARMLESS, 200, seed)
    assert tally.made == 200
    assert len(tally.empty) >= 160
