"""Promise 2 over thousands of documents made of every construct: page, search text and export say what was typed."""

from __future__ import annotations

import pytest

from app.markup import page as pages
from tests.hostile.numbers import lost, made

SEEDS = range(5000)


@pytest.mark.timeout(300)
def test_no_number_is_lost_unsaid() -> None:
    assert {seed: missing for seed in SEEDS if (missing := lost(made(seed)))} == {}


def test_losses_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "check_inline", lambda *_: None)
    assert sum(bool(lost(made(seed))) for seed in range(400)) > 10
