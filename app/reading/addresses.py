"""Where pages stand."""

from __future__ import annotations


def path(region: str, slug: str, number: int | None = None) -> str:
    """The address of a page, or of an edition for good."""
    return f"/{region}/pathways/{slug}" if number is None else f"/{region}/pathways/{slug}/v/{number}"
