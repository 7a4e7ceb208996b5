"""The parts of an address, as the routes take them. What can't be one is an address where nothing is."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

Slug = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,99}$")]
Number = Annotated[int, Path(ge=1, lt=2**31)]


def pathway_address(region: str, slug: str) -> str:
    """Of a pathway on the desk."""
    return f"/desk/{region}/pathways/{slug}"
