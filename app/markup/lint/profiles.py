"""How strictly each country asks the rules, since their lists of error-prone notation disagree."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from app.domain.checks import Profile, Strength, folded
from app.markup.lint.catalogue import RULES


def _profiles() -> Iterator[tuple[str, Profile]]:
    data = tomllib.loads((Path(__file__).parent / "profiles.toml").read_text(encoding="utf-8"))
    for country, members in data.items():
        strengths = {rule: Strength(strength) for rule, strength in members.get("strength", {}).items()}
        allow = {rule: frozenset(map(folded, words)) for rule, words in members.get("allow", {}).items()}
        if unknown := {*strengths, *allow} - set(RULES):
            raise ValueError(f"{country}: there are no rules {unknown}")
        yield country, Profile(strengths, allow)


_PROFILES = dict(_profiles())
COUNTRIES = tuple(_PROFILES)
"""The countries that have a profile."""


def country_profile(country: str) -> Profile:
    """The profile of a country."""
    return _PROFILES[country]
