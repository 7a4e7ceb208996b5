"""The page that says how a region's texts are checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.domain.checks import Strength
from app.reading.views import Band
from app.web.frame import EMPTY, DeskView, Form

ALWAYS = (
    "M-LOST", "FRONT", "E01", "S01",
    "M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M10", "M11", "M12",
    "H01", "H02", "H03", "H04", "H05", "H06", "H07",
    "B01", "B02", "B03", "DT1", "LD1", "LD2", "LD3", "P01", "P02",
    "L01", "L02", "L03", "L04", "L05", "L06", "U01", "U02",
)  # fmt: skip
"""Rules of the way texts are written, the same everywhere: `always.<rule>` in the wording says what each is for."""


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
    always: tuple[str, ...]
    """Those that no region decides about."""
    query: str
    """What the list was narrowed to."""
    only: bool
    """A single one is left: it is shown whole."""
    may_set: bool
    form: Form = EMPTY
