"""What search is to reach, by class of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Goal:
    """Shares of a class of queries, 0 to 1."""

    first: float
    """With the right page first; for beginnings of words among the first eight."""
    section: float | None = None
    """With the page that is meant first, at the right section."""


GOALS: Final[dict[tuple[str, str], Goal]] = {
    ("medquad", "question"): Goal(0.98, 0.94),
    ("medquad", "keyword"): Goal(0.995),
    ("medquad", "aspect"): Goal(0.99, 0.98),
    ("medquad", "misspell_real"): Goal(0.97),
    ("medquad", "misspell_rule"): Goal(0.97),
    ("medquad", "uk_us"): Goal(0.995),
    ("medquad", "abbrev"): Goal(0.78),
    ("medquad", "prefix"): Goal(0.99),
    ("medquad", "clipped"): Goal(0.91),
    ("medquad", "synonym"): Goal(0.44),
    ("medquad", "liveqa"): Goal(0.56),
    ("medquad", "liveqa_summary"): Goal(0.70),
    ("clin", "keyword"): Goal(0.996),
    ("clin", "aspect"): Goal(0.9965, 0.97),
    ("clin", "heading"): Goal(0.93, 0.91),
    ("clin", "misspell_real"): Goal(0.999),
    ("clin", "misspell_rule"): Goal(0.975),
    ("clin", "uk_us"): Goal(0.999),
    ("clin", "abbrev"): Goal(0.82),
    ("clin", "prefix"): Goal(0.995),
    ("clin", "clipped"): Goal(0.975),
}
BY_EIGHT: Final = frozenset({"prefix"})
"""Classes in which the first eight are looked at: what a list of suggestions shows."""

SMALL_MS, LARGE_MS = 5.0, 12.0
"""Processor time of a search at p95, over HTTP, at 2,000 and at 20,000 pages; never more than SQLite's."""
SUGGEST_MS: Final = 1.5
"""The same of suggestions, at any size."""
