"""The stage on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.actions.stage import Stage, a_stage


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    made = a_stage(database_url)
    yield made
    made.database.dispose()
