"""Criteria against the region's own scale of urgency (U01, U02)."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from app.domain.text import Level
from app.domain.urgency import Scale, days_within, said, step_of
from app.markup.sheet import Sheet


def lint_urgency(tokens: Sequence[Token], sheet: Sheet) -> None:
    """U01: a category that is not on the scale; U02: a time longer than the scale's. Where there is none nothing is asked."""
    scale = sheet.profile.urgency
    if not scale:
        return
    for token in tokens:
        if token.type == "box_open" and token.meta["box"].block.name == "criteria":
            opening = token.meta["opening"]
            _check(opening.value("category"), opening.value("within"), scale, sheet.line(token), sheet)


def _check(category: str, within: str, scale: Scale, line: int, sheet: Sheet) -> None:
    if not category:
        return
    place = step_of(scale, category)
    if place is None:
        known = "; ".join(map(said, scale))
        message = f"“{category}” is not on this region's scale of urgency."
        sheet.find("U01", Level.WARN, message, line, f"Write the category as the scale has it: {known}.")
        return
    step, days = scale[place], days_within(within)
    if days is not None and days > step.days:
        message = f"“{within}” is longer than {step.name.lower()} here, which is {step.days} days at most."
        fix = f"Write within={step.days}d or less, or the category that fits the time."
        sheet.find("U02", Level.WARN, message, line, fix)
