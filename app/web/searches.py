"""Searches that failed, and how search does over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import ClassVar

from app.domain.searches import Counts, Limits, Settled
from app.reading.views import Band, PageLink
from app.web.frame import EMPTY, DeskView, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLine:
    """What readers asked for and did not find; what asks for the same stands together."""

    keys: str
    """What a form about it sends back."""
    text: str
    others: tuple[str, ...]
    became: str
    counts: Counts
    finds: tuple[PageLink, ...]
    """What the same search finds now."""
    total: int
    back: SearchDone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDone:
    """What somebody did about a search."""

    key: str
    text: str
    settled: Settled
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A week in a chart: where it stands, and what it says."""

    x: float
    y: float
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A measure by week, drawn in a box of 640 × 120."""

    name: str
    """A key of the wording's `measure`."""
    now: str
    """The last week that has a value; empty when none has."""
    lines: tuple[str, ...] = ()
    """The points that follow each other without a gap, for a polyline."""
    points: tuple[Point, ...] = ()
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    top: str = ""
    bottom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLine:
    """A week as a line of the table."""

    monday: date
    searches: int
    success: str
    nothing: str
    rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchesView(DeskView):
    """The list. What is done about a line is a form to the same address: `keys`, `settled`, `reason`."""

    template: ClassVar[str] = "searches/list.html"

    band: Band
    lines: tuple[SearchLine, ...]
    done: tuple[SearchDone, ...]
    charts: tuple[Chart, ...]
    weeks: tuple[WeekLine, ...]
    lately: Counts
    days: int
    """Days that the list looks back."""
    visits: int
    """Visits that must have asked for something before it is shown."""
    enough: int
    """Searches below which no share is told."""
    may_begin: bool
    form: Form = EMPTY


def chart(name: str, weeks: tuple[tuple[date, float | None], ...], limits: Limits | None, *, share: bool) -> Chart:
    """A measure by week. A week without a value is a gap."""
    values = [value for _, value in weeks if value is not None]
    if not values:
        return Chart(name=name, now="")
    highest = max(*values, limits.upper if limits else 0.0, 0.2 if share else 2.0)
    most = min(1.0, ceil(10 * highest) / 10) if share else highest
    least = 0.0 if share else 1.0
    step = 600 / max(len(weeks) - 1, 1)

    def y(value: float) -> float:
        return round(110 - 100 * (min(max(value, least), most) - least) / (most - least), 1)

    points = [
        None
        if value is None
        else Point(x=round(30 + step * number, 1), y=y(value), said=f"{monday:%-d %b %Y}: {told(value, share)}")
        for number, (monday, value) in enumerate(weeks)
    ]
    return Chart(
        name=name, now=told(values[-1], share), lines=tuple(_runs(points)), points=tuple(point for point in points if point),
        mean=y(limits.mean) if limits else None, lower=y(limits.lower) if limits else None,
        upper=y(limits.upper) if limits else None, top=told(most, share), bottom=told(least, share),
    )  # fmt: skip


def told(value: float | None, share: bool) -> str:
    """A value as people read it; empty when there is none."""
    if value is None:
        return ""
    return f"{value:.0%}" if share else f"{value:.1f}"


def _runs(points: list[Point | None]) -> list[str]:
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point.x},{point.y}")
    return [" ".join(run) for run in runs if len(run) > 1]
