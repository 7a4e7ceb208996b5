"""What was measured, and how it is shown and kept."""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from app.settings import ROOT

KEPT = ROOT / "var" / "benchmarks"
MANY = 20
"""Of fewer values the 95th percentile is the largest."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured, and what it is compared with."""

    bench: str
    what: str
    unit: str
    typical: float
    """The median, or the only value."""
    high: float | None = None
    """The 95th percentile; of a few values the largest."""
    than: str = ""
    """What it is compared with; empty when it stands alone."""
    other: float | None = None
    """The same of that."""
    other_high: float | None = None
    ratio: float | None = None
    high_ratio: float | None = None
    aim: str = ""


def one(bench: str, what: str, unit: str, value: float) -> Figure:
    """A single value."""
    return Figure(bench, what, unit, value)


def many(bench: str, what: str, unit: str, values: Sequence[float]) -> Figure:
    """Values that stand alone."""
    return Figure(bench, what, unit, median(values), high(values))


def beside(bench: str, what: str, unit: str, mine: Sequence[float], than: str, others: Sequence[float]) -> Figure:
    """Two series over the same cases; their medians are compared, and their high values."""
    typical, other, top, other_top = median(mine), median(others), high(mine), high(others)
    return Figure(bench, what, unit, typical, top, than, other, other_top, typical / other, top / other_top)


def rounds(bench: str, what: str, unit: str, mine: Sequence[float], than: str, others: Sequence[float], aim: str = "") -> Figure:
    """Two series measured in turn, round by round: the ratio is the median of the rounds' own ratios."""
    ratio = median(own / other for own, other in zip(mine, others, strict=True))
    return Figure(bench, what, unit, median(mine), None, than, median(others), None, ratio, None, aim)


def high(values: Sequence[float]) -> float:
    """The smallest value that 95 of 100 do not exceed; of a few the largest."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1] if len(values) >= MANY else max(values)


def table(figures: Sequence[Figure]) -> str:
    """All figures, a line each."""
    rows = [("", "p50, or the one value / p95, of a few the largest", "", "beside it", "ratio", "aim")]
    for figure in figures:
        other = f"{figure.than} {_pair(figure.other, figure.other_high)}" if figure.other is not None else ""
        ratio = f"{_pair(figure.ratio, figure.high_ratio)} ×" if figure.ratio is not None else ""
        shown = f"{_pair(figure.typical, figure.high)} {figure.unit}"
        rows.append((figure.bench, figure.what, shown, other, ratio, figure.aim))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def keep(figures: Sequence[Figure], seconds: float, folder: Path = KEPT) -> Path:
    """Write the figures into a file of their own, with what they were measured on; returns its path."""
    now = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m-%dT%H%M%S}.json"
    about = {
        "at": now.isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "commit": _commit(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
    }
    path.write_text(json.dumps(about | {"figures": [asdict(one) for one in figures]}, indent=1) + "\n", encoding="utf-8")
    return path


def _pair(typical: float | None, top: float | None) -> str:
    return " / ".join(_number(value) for value in (typical, top) if value is not None)


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _commit() -> str:
    run = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    return run.stdout.strip()
