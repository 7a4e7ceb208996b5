"""How strictly a region is checked: which rules speak, how loudly, and which words they let pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.text import NUMBER_LOST, Level
from app.domain.urgency import Scale


class Strength(StrEnum):
    """What a rule does in a region."""

    ERROR = Level.ERROR.value
    WARN = Level.WARN.value
    INFO = Level.INFO.value
    OFF = "off"


FIXED = frozenset({NUMBER_LOST, "FRONT", "E01", "S01", "X01", "X02"})
"""Rules that no region turns down: lost numbers, front matter, no text, unsafe text, hidden and look-alike characters."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules whose strength is not their own, and what rules let pass."""

    strengths: Mapping[str, Strength] = field(default_factory=dict)
    allow: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Rule → words as they stand in texts, folded to lower case and single spaces."""
    urgency: Scale = ()
    """The region's scale of urgency, which criteria are held against; none when it has none."""

    def level(self, rule: str, own: Level) -> Level | None:
        """How loudly a rule speaks whose own level is this; None: not at all."""
        strength = self.strengths.get(rule)
        if strength is None or rule in FIXED:
            return own
        return None if strength is Strength.OFF else Level(strength.value)

    def allows(self, rule: str, words: str) -> bool:
        """Whether the rule lets these words pass here."""
        return rule in self.allow and rule not in FIXED and folded(words) in self.allow[rule]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A region's own decision about one rule; the newest counts."""

    rule: str
    strength: Strength | None
    """None: as the country has it."""
    allow: tuple[str, ...]
    reason: str
    by: str
    at: datetime


def with_rulings(country: Profile, rulings: Iterable[Ruling]) -> Profile:
    """The country's profile with the region's decisions, oldest first: a later one replaces an earlier one on the same rule."""
    latest = {ruling.rule: ruling for ruling in rulings}
    strengths = dict(country.strengths)
    strengths |= {rule: ruling.strength for rule, ruling in latest.items() if ruling.strength is not None}
    allow = dict(country.allow)
    for rule, ruling in latest.items():
        if ruling.allow:
            allow[rule] = allow.get(rule, frozenset()) | {folded(words) for words in ruling.allow}
    return Profile(strengths, allow)


def folded(words: str) -> str:
    """Words in lower case, with single spaces."""
    return " ".join(words.casefold().split())
