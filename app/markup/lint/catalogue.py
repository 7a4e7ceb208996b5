"""The rules as data: what each is for, how strictly it is asked, and examples that are its test and its explanation.

Each `[[rule]]` of `rules/*.toml` has an id, a group, its own level, a title, why it matters, a remedy, where it comes from, and
sentences that it must report and must let pass. A rule that is a pattern has one or more `[[rule.form]]`; the others are asked
by code. Patterns run once over the text of all blocks, in which a NUL stands between two blocks and in place of code, addresses
and what else is no prose; `{DU}`, `{LAB}` and `{N}` stand for the fragments below.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.text import Level

_FRAGMENTS = {
    "{DU}": r"(?:mg|micrograms?|microg|mcg|µg|μg|ug|ng|nanograms?|g|mL|ml|units?|mmol)",
    "{LAB}": r"(?!\s?/\s?(?:d?[lL]|m[lL]|mmol|mol|24|day)\b)",
    "{N}": r"(?<![\w.,])\d[\d.,]{0,15}",
}
"""Units of doses; "not a laboratory result"; a number from its first digit on."""

_FLAGS = {"": re.RegexFlag(0), "i": re.IGNORECASE}
GROUPS = ("doses", "frequency", "route", "names", "medicines", "characters", "structure", "consult", "access", "links", "marks")
"""In the order in which people are shown them."""


@dataclass(frozen=True, slots=True)
class Form:
    """One pattern of a rule."""

    pattern: re.Pattern[str]
    level: Level
    near: tuple[str, ...]
    """The text must hold one of these, or the pattern can't match: looking for them is many times faster."""
    within: re.Pattern[str] | None
    """Must be found in the block, or in the row of the table, for the match to count."""
    without: re.Pattern[str] | None
    """Must not be found in the sentence."""
    replacement: str | None
    """What mends it: a template of the match, or the name of a function of `app.markup.lint.mending`."""
    why: str
    """The reason for what this pattern finds, where it is not the rule's own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that is asked of every text."""

    id: str
    group: str
    level: Level
    title: str
    why: str
    remedy: str
    source: str
    known: bool
    """It rests on general knowledge: it warns until a clinical lead makes an error of it."""
    everywhere: bool
    """Footnotes are asked too. Doses and abbreviations in the titles of sources are other people's words."""
    yields_to: tuple[str, ...]
    """Rules that say enough where they find the same words."""
    report: tuple[str, ...]
    passes: tuple[str, ...]
    forms: tuple[Form, ...]


def _rules() -> Iterator[Rule]:
    for path in sorted((Path(__file__).parent / "rules").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
            yield _rule(entry)


def _rule(entry: dict[str, Any]) -> Rule:
    level = Level(entry["level"])
    if entry["group"] not in GROUPS:
        raise ValueError(f"{entry['id']}: there is no group {entry['group']}")
    return Rule(
        id=entry["id"],
        group=entry["group"],
        level=level,
        title=entry["title"],
        why=entry["why"],
        remedy=entry["remedy"],
        source=entry.get("source", "house rule"),
        known=entry.get("known", False),
        everywhere=entry.get("everywhere", False),
        yields_to=tuple(entry.get("yields_to", ())),
        report=_examples(entry, "report"),
        passes=_examples(entry, "pass"),
        forms=tuple(_form(form, level, entry["why"]) for form in entry.get("form", ())),
    )


def _examples(entry: dict[str, Any], key: str) -> tuple[str, ...]:
    """The examples; `{long}` stands for as many words as `long` says."""
    long = " ".join(["word"] * entry.get("long", 0))
    return tuple(example.replace("{long}", long) for example in entry[key])


def _form(entry: dict[str, Any], level: Level, why: str) -> Form:
    return Form(
        pattern=_compiled(entry["pattern"], entry.get("flags", "")),
        level=Level(entry.get("level", level)),
        near=tuple(entry.get("near", ())),
        within=_compiled(entry["within"]) if "within" in entry else None,
        without=_compiled(entry["without"]) if "without" in entry else None,
        replacement=entry.get("replacement"),
        why=entry.get("why", why),
    )


def _compiled(pattern: str, flags: str = "") -> re.Pattern[str]:
    for name, fragment in _FRAGMENTS.items():
        pattern = pattern.replace(name, fragment)
    return re.compile(pattern, _FLAGS[flags])


def _by_id(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Raises `ValueError` for an id that two rules have: one would never be asked."""
    found = dict[str, Rule]()
    for rule in rules:
        if found.setdefault(rule.id, rule) is not rule:
            raise ValueError(f"Two rules are called {rule.id}")
    return found


RULES = _by_id(_rules())
"""Every rule by id."""
PATTERNS = tuple(rule for rule in RULES.values() if rule.forms)
