"""No number is lost: over a hundred thousand documents made to lose some, and on every real document."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.hostile.numbers import lost, made

DOCUMENTS, SHARE = 100_000, 2_500


def _share(start: int) -> dict[int, list[str]]:
    return {seed: missing for seed in range(start, start + SHARE) if (missing := lost(made(seed)))}


@pytest.mark.timeout(1200)
def test_no_number_of_a_hundred_thousand_documents_is_lost_unsaid() -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = {seed: missing for share in pool.map(_share, range(0, DOCUMENTS, SHARE)) for seed, missing in share.items()}
    assert found == {}


@pytest.mark.timeout(600)
def test_no_number_of_a_real_document_is_lost_unsaid(data: Path) -> None:
    files = sorted(path for path in (data / "documents").rglob("*") if path.suffix in (".md", ".markdown", ".qmd"))
    assert files
    found = {path.name: missing for path in files if (missing := lost(path.read_text(encoding="utf-8"), addresses=False))}
    assert found == {}
