"""Words that are known, from the lists beside this file; each list says where it comes from and what it is for."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def _entries(name: str) -> list[str]:
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _pairs(name: str) -> dict[str, str]:
    pairs = (pair.split("=") for line in _entries(name) for pair in line.split())
    return {pair[0]: pair[1] for pair in pairs}


MEDICINES = frozenset(" ".join(_entries("medicines")).split())
"""Names of medicines, classes and brands in small letters."""

SPELLINGS = {american: british for british, american in _pairs("spellings").items()}
"""American spelling → British."""

SLIPS = _pairs("slips")
"""Misspelt short word → what was meant."""

SAME = tuple(tuple(member.strip() for member in line.split(" = ")) for line in _entries("same"))
"""Groups of words and turns that mean the same; the first stands for all."""

ORDINARY = frozenset(" ".join(_entries("ordinary")).split())
"""Common English words, in small letters, that name no matter of safety."""

KNOWN = frozenset(" ".join(_entries("known")).split())
"""Other English words that look like an ordinary one with one or two letters changed: no slips, though they are near."""
