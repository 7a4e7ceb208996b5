"""The stage of the verbs, on each database, and the process that reads texts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.markup.worker import Renderer
from tests.actions.conftest import stage

__all__ = ["renderer", "stage"]


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """Reads texts in a process of its own, as commands and server do."""
    with Renderer() as made:
        yield made
