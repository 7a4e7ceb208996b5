"""Local details that a text names and its region has not filled in: told while it is written, refused where they are required."""

from __future__ import annotations

from datetime import date

from app.domain.local_details import fact
from app.domain.regions import Region
from app.domain.text import Finding, Level, Page
from app.store import local_details
from app.store.database import Session

UNFILLED, REQUIRED = "LD2", "LD3"


def unfilled_details(session: Session, region: Region, page: Page, today: date) -> tuple[Finding, ...]:
    """A warning for each detail that readers of the region would find missing today, where the text first names it."""
    lines = {detail.key: detail.line for detail in reversed(page.details)}
    return tuple(
        Finding(
            UNFILLED,
            Level.WARN,
            f"“{key}” is not filled in for {region.name}: readers are told that its {fact(key)} is not given.",
            lines[key],
            fix="State it under Local details.",
        )
        for key, held in local_details.held(session, region, lines.keys(), today).items()
        if held is None
    )


def unfilled_slots(session: Session, region: Region, page: Page, today: date) -> tuple[Finding, ...]:
    """An error for each required slot with a gap. The root of the regions writes slots for others and may leave its own open."""
    if region.parent is None or not any(slot.required for slot in page.slots):
        return ()
    held = local_details.held(session, region, {detail.key for detail in page.details}, today)
    gaps = {key for key, change in held.items() if change is None}
    return tuple(
        Finding(
            REQUIRED,
            Level.ERROR,
            f"The slot “{slot.key}” must be filled in for {region.name} before this is published.",
            slot.line,
            slot.block,
            "State its details under Local details.",
        )
        for slot in local_details.unfilled_slots(page.slots, gaps)
    )
