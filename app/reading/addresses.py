"""Where pages stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages of one installation are made with beside the log; the same for all its processes."""

    base_url: str = ""
    """Scheme, host and port at which people reach it, for addresses that leave the screen."""
    note: str = ""
    """What stands at the foot of every page."""


HERE = Site()
"""A site that knows nothing of itself: its addresses begin with the path."""


def state_path(region: str, reference: str) -> str:
    """Where who sent a message sees what became of it."""
    return f"/{region}/feedback/{reference}"


def path(region: str, slug: str, number: int | None = None) -> str:
    """The address of a page, or of an edition for good."""
    return f"/{region}/pathways/{slug}" if number is None else f"/{region}/pathways/{slug}/v/{number}"
