"""The page that says how a region's texts are checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.domain.checks import Strength
from app.reading.views import Band
from app.web.frame import EMPTY, DeskView, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule as the region asks it."""

    id: str
    title: str
    why: str
    remedy: str
    source: str
    known: bool
    """It rests on general knowledge."""
    strength: Strength
    """Now, here."""
    usual: Strength
    """As the country has it."""
    fixed: bool
    report: tuple[str, ...]
    passes: tuple[str, ...]
    allow: tuple[str, ...] = ()
    """What this region lets pass."""
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    """When the region last decided about it."""
    form: Form = EMPTY
    """What stands in the form that decides about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksView(DeskView):
    """A region's checks in groups. A decision is a form to the same address: `rule`, `strength`, `allow`, `reason`."""

    template: ClassVar[str] = "desk/checks.html"

    band: Band
    country: str
    groups: tuple[tuple[str, tuple[Check, ...]], ...]
    may_set: bool
    form: Form = EMPTY
