"""Searches as numbers: what is counted of a day, what that says, and when it says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final, Self

VISITS: Final = 5
"""Visits that must have asked for something before its words are written down or shown."""
DAYS: Final = 28
"""Days that the list of what is missing looks back."""
QUERY_DAYS: Final = 92
"""Days for which what was searched for is kept."""
TOTAL_DAYS: Final = 760
"""Days for which a region's totals are kept, which hold no words: two years and a month."""
ENOUGH: Final = 20
"""Searches below which no share is told."""
LEFT: Final = 0.5
"""Share of searches left without opening anything from which on that is a need."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often something was searched for, and what came of it."""

    searches: int = 0
    visits: int = 0
    """Distinct ones, at least; each day's anew."""
    empty: int = 0
    """Searches that found nothing."""
    corrected: int = 0
    """Searches for which something else was searched."""
    told: int = 0
    """Searches with results of which the browser told how they ended."""
    opened: int = 0
    """Of these: a result was opened."""
    ranks: int = 0
    """Sum of the ranks of what was opened first."""
    chosen: int = 0
    """Suggestions that were chosen while typing."""

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @classmethod
    def together(cls, counts: Iterable[Self]) -> Counts:
        """All of them."""
        return sum(counts, start=Counts())

    @property
    def left(self) -> int:
        """Searches after which the page was left without opening a result."""
        return self.told - self.opened

    @property
    def success(self) -> float | None:
        """Share of the searches whose end is known in which a result was opened; None when there are too few."""
        return _share(self.opened, self.told + self.empty)

    @property
    def nothing(self) -> float | None:
        """Share of searches that found nothing; None when there are too few."""
        return _share(self.empty, self.searches)

    @property
    def rank(self) -> float | None:
        """Mean rank of the first result opened; None when there are too few."""
        return self.ranks / self.opened if self.opened >= ENOUGH else None

    @property
    def lost(self) -> int:
        """How many searches came to nothing, where that is more than chance."""
        return self.empty + (self.left if self.told and self.left >= LEFT * self.told else 0)


class Settled(StrEnum):
    """What somebody did about a search that failed."""

    TAUGHT = "taught"
    """Search was taught a word."""
    PROPOSED = "proposed"
    """A page was proposed."""
    SET_ASIDE = "set_aside"
    """Nothing is to be done."""
    REOPENED = "reopened"
    """It is to be looked at again."""


QUIET: Final = {Settled.TAUGHT: timedelta(0), Settled.PROPOSED: timedelta(days=90), Settled.SET_ASIDE: timedelta.max}
"""How long what was done keeps a search from the list; then it comes back if it fails again."""


def counts_from(settled: Settled | None, on: date, today: date) -> date | None:
    """The first day of which failures count again after something was done; None while it is settled."""
    if settled is None or settled is Settled.REOPENED:
        return date.min
    quiet = QUIET[settled]
    if quiet == timedelta.max or today <= on + quiet:
        return None
    return on + quiet + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, from a Monday."""

    monday: date
    counts: Counts


def weeks(days: Sequence[tuple[date, Counts]], today: date, most: int) -> tuple[Week, ...]:
    """The whole weeks that have passed, oldest first, from the first with a search on; at most `most`."""
    this = today - timedelta(days=today.weekday())
    mondays = sorted({day - timedelta(days=day.weekday()) for day, _ in days} - {this})
    if not mondays:
        return ()
    first = max(mondays[0], this - timedelta(weeks=most))
    every = [first + timedelta(weeks=number) for number in range((this - first).days // 7)]
    return tuple(
        Week(monday, Counts.together(counts for day, counts in days if monday <= day < monday + timedelta(days=7)))
        for monday in every
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole >= ENOUGH else None


MEASURED: Final = 13
"""Values from which on the limits of natural variation are told (XmR, as in Making Data Count)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value varies within when nothing has changed."""

    mean: float
    lower: float
    upper: float


def limits(values: Sequence[float]) -> Limits | None:
    """Mean and natural limits of some values in order; None for too few, and for values that never vary.

    Moves that are themselves beyond their limit are left out once, so that one jump does not hide the next.
    """
    moves = [abs(after - before) for before, after in pairwise(values)]
    usual = sum(moves) / len(moves) if moves else 0.0
    kept = [move for move in moves if move < 3.267 * usual]
    if len(values) < MEASURED or not kept:
        return None
    mean, span = sum(values) / len(values), 2.66 * sum(kept) / len(kept)
    return Limits(mean, mean - span, mean + span)
