"""Help beside the editor: what a new text begins with, and how each mark is written, from the very page that writers read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.domain.checks import Profile
from app.domain.text import Kind
from app.markup.lint.catalogue import RULES

FORMAT = Path(__file__).parents[2] / "pathways" / "FORMAT.md"
_SKELETONS = Path(__file__).parent / "skeletons"

_HEADING = re.compile(r"#{2,3} (.+)")
_FENCE = re.compile(r"(`{3,})(\w*)\s*")
_MARKS = re.compile(r"[`*]|\[([^\[\]]*)\]\([^()]*\)")
LONGEST = 1200
"""Characters of an example that is short enough to stand beside the editor."""


@dataclass(frozen=True, slots=True)
class Written:
    """How one thing is written."""

    title: str
    about: str
    """The sentence or two before the example, without marks."""
    source: str
    """To copy."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One thing that is not written, and what is written instead."""

    wrong: str
    why: str
    remedy: str


def doses_in(profile: Profile) -> tuple[Dose, ...]:
    """How doses and frequencies are written where these checks are asked, from the rules themselves."""
    return tuple(
        Dose(rule.report[0], rule.why, rule.remedy)
        for rule in RULES.values()
        if rule.group in ("doses", "frequency") and profile.level(rule.id, rule.level) is not None
    )


@cache
def skeleton(kind: Kind) -> str:
    """The sections of a kind in their order, to be filled in: every placeholder in it is an error until it is."""
    return (_SKELETONS / f"{kind.value}.md").read_text(encoding="utf-8")


@cache
def ways_of_writing() -> tuple[Written, ...]:
    """The first example of each section of FORMAT.md that has a short one."""
    return tuple(_read(FORMAT.read_text(encoding="utf-8").splitlines()))


def _read(lines: list[str]) -> Iterator[Written]:
    title, about, mark = "", list[str](), ""
    example: list[str] = []
    for line in lines:
        fence = _FENCE.fullmatch(line)
        if mark:
            if fence and fence[1] == mark and not fence[2]:
                source = "\n".join(example)
                if title and len(source) <= LONGEST:
                    yield Written(title, _MARKS.sub(r"\1", " ".join(about)), source)
                title, mark, example = "", "", []
            else:
                example.append(line)
        elif fence and fence[2] == "markdown":
            mark = fence[1]
        elif heading := _HEADING.fullmatch(line):
            title, about = heading[1], []
        elif line.strip() and not line.startswith("|"):
            about.append(line.strip())
