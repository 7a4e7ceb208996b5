"""The rules on real documents: what was judged right is still found, and no rule has begun to cry wolf."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from app.domain.text import Finding, Level
from app.markup import read_page

JUDGED = tomllib.loads((Path(__file__).parent / "judged.toml").read_text(encoding="utf-8"))
OURS = re.compile(r"[DFRNCTWA]\d\d|X0[234]")
"""Rules of notation, medicines, build, consult and access."""
MOST_WRONG = 0.1
"""Errors that nobody has judged right, by page: the issue's goal."""
FEW = 5
"""So many warnings more than judged are no wolf."""


def found(folder: Path) -> Iterator[tuple[str, Finding]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".md", ".qmd"}:
            page = read_page(path.read_text(encoding="utf-8"))
            yield from ((path.relative_to(folder).as_posix(), one) for one in page.findings if OURS.fullmatch(one.rule))


def test_errors_are_those_that_were_judged_right(data: Path) -> None:
    folder = data / "documents"
    pages = sum(path.suffix in {".md", ".qmd"} for path in folder.rglob("*"))
    told = Counter((name, one.rule) for name, one in found(folder) if one.level is Level.ERROR)
    judged = Counter({(name, rule): count for name, rules in JUDGED["errors"].items() for rule, count in rules.items()})
    assert judged - told == Counter(), "these were right and are not found any more"
    wolf = told - judged
    assert wolf.total() <= MOST_WRONG * pages, wolf


def test_no_rule_has_begun_to_cry_wolf(data: Path) -> None:
    told = Counter(one.rule for _, one in found(data / "documents") if one.level is Level.WARN)
    loud = {rule: count for rule, count in told.items() if count > 1.25 * JUDGED["warnings"].get(rule, 0) + FEW}
    assert loud == {}
