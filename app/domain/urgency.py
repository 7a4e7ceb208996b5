"""A region's own scale of urgency: what it calls each category of criteria, and within how many days people are seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.domain.errors import Invalid
from app.domain.regions import Region, Urgency, chain

Scale = tuple[Urgency, ...]

LONGEST = 40
"""Of a category and of its name, in characters."""

_SPAN = re.compile(r"(\d{1,4})\s?([hdwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_HOURS = 24
_WITHIN = re.compile(r"([0-9]{1,4}) ?days?")


def scale_in(region: str, regions: Mapping[str, Region]) -> Scale:
    """The scale that counts in a region: its own, else that of the nearest region upstream whose pages it may show."""
    own = regions[region]
    links = (link for link in chain(region, regions) if link.slug == region or link.public or not own.public)
    return next((link.urgency for link in links if link.urgency), ())


def step_of(scale: Scale, category: str) -> int | None:
    """The place on the scale, 0 for the most urgent; None for what does not stand there."""
    names = [step.category.casefold() for step in scale]
    return names.index(category.strip().casefold()) if category.strip().casefold() in names else None


def days_within(span: str) -> int | None:
    """How many days “30d”, “6w” or “24h” are, months of 30 days; None for anything else."""
    found = _SPAN.fullmatch(span)
    if found is None:
        return None
    number = int(found[1])
    return -(-number // _HOURS) if found[2] == "h" else number * _DAYS[found[2]]


def scale_from(steps: Iterable[str]) -> Scale:
    """A scale as people write it, the most urgent first: “1 = Urgent, 30 days”. Raises `Invalid` with what to write instead."""
    made: list[Urgency] = []
    for text in steps:
        category, _, rest = text.partition("=")
        name, _, days = rest.rpartition(",")
        found = _WITHIN.fullmatch(days.strip())
        if found is None or not (category.strip() and name.strip() and text.isprintable()):
            raise Invalid(
                f"“{text}” is no step of a scale: write the category, its name and the days, such as 1 = Urgent, 30 days."
            )
        made.append(Urgency(category.strip(), name.strip(), int(found[1])))
    checked(made)
    return tuple(made)


def checked(steps: Iterable[Urgency]) -> None:
    """Raises `Invalid` for what is no scale: a category twice, a name too long, days that do not go up."""
    steps = tuple(steps)
    categories = [step.category.casefold() for step in steps]
    if len(set(categories)) != len(categories):
        raise Invalid("Each category stands on a scale once.")
    if any(not 0 < len(part) <= LONGEST for step in steps for part in (step.category, step.name)):
        raise Invalid(f"A category and its name have 1 to {LONGEST} characters.")
    days = [step.days for step in steps]
    if days != sorted(days) or 0 in days:
        raise Invalid("Begin with the most urgent step: each is at least one day, and none is shorter than the one before.")


def said(step: Urgency) -> str:
    """A step as people write it."""
    return f"{step.category} = {step.name}, {step.days} day{'' if step.days == 1 else 's'}"
