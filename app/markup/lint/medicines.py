"""What two places of a page, or a list of names, tell about medicines (C02, C05, C07, C10, C15)."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path

from app.domain.safety.words import MEDICINES
from app.markup.lint.dosing import say
from app.markup.lint.passages import Prose
from app.markup.lint.quantities import AMOUNT
from app.markup.sheet import Sheet

_DATA = tomllib.loads((Path(__file__).parent / "medicines.toml").read_text(encoding="utf-8"))
_ALIKE: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
"""Name → (the other name, and both as on Tall Man lists)."""
for _one, _other in _DATA["look_alike"]:
    _ALIKE[_one.lower()].append((_other.lower(), _one, _other))
    _ALIKE[_other.lower()].append((_one.lower(), _other, _one))
_BRANDS: dict[str, str] = _DATA["brands"]
_COMMON = frozenset(_DATA["common"].split())

_WORD = re.compile(r"[A-Za-z]{4,40}")
_SALT = re.compile(rf"\b(?:{'|'.join(_DATA['plain'].split())}) (?:{_DATA['salts']})\b", re.IGNORECASE)
_BRAND = re.compile(rf"\b(?:{'|'.join(_BRANDS)})\b")
_DOSE = re.compile(
    rf"{AMOUNT}\s?(mg|micrograms?|microg|mcg|µg|μg)(?!\w)(?!\s?(?:/kg)?/\s?(?:min|h)|\s?(?:/|\sper\s)\s?(?:\d+\s?)?m[lL]\b|\s(?:in|per)\s\d)"
)
_SHORT = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{2,7}(?![\w-])")
_LIST_OF_MEDICINES = 15
"""A page that names more is a list of medicines; each of them has its like there."""
_NEAR = 60
"""Characters between a name and its dose."""


_GENERIC = {brand.casefold(): frozenset(re.findall(r"[a-z]{4,}", generic)) - {"with"} for brand, generic in _BRANDS.items()}


def generic_names(text: str) -> frozenset[str]:
    """The medicines that a text names, brands by what is in them, in small letters."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return frozenset(name for word in words for name in _GENERIC.get(word, {word} & MEDICINES))


def lint_medicines(body: Prose, sheet: Sheet) -> None:
    """Ask the names on the page."""
    named = [(match[0].lower(), match.start()) for match in _WORD.finditer(body.text) if match[0].lower() in MEDICINES]
    _units(named, body, sheet)
    _look_alike(named, body, sheet)
    _salts(body, sheet)
    _brands(body, sheet)
    _abbreviations(body, sheet)


def _units(named: list[tuple[str, int]], body: Prose, sheet: Sheet) -> None:
    """C02: each dose belongs to the last name before it, if that is near."""
    units: dict[str, set[bool]] = defaultdict(set)
    index = 0
    for dose in _DOSE.finditer(body.text):
        while index < len(named) and named[index][1] < dose.start():
            index += 1
        if not index:
            continue
        name, at = named[index - 1]
        if dose.start() - at > _NEAR or "\0" in body.text[at : dose.start()]:
            continue
        known = units[name]
        known.add(dose[1] == "mg")
        if len(known) == 2:
            say("C02", body.line(dose.start()), sheet, about=name)
            known.clear()


def _look_alike(named: list[tuple[str, int]], body: Prose, sheet: Sheet) -> None:
    first: dict[str, int] = {}
    if len({name for name, _ in named}) > _LIST_OF_MEDICINES:
        return
    for name, at in named:
        if name in first:
            continue
        first[name] = at
        sentence, _ = body.sentence(at, at + len(name))
        for other, written, other_written in _ALIKE.get(name, ()):
            if other in first and other not in sentence.lower() and not sheet.profile.allows("C05", f"{name} {other}"):
                say("C05", body.line(at), sheet, about=f"{written}, {other_written}")


def _salts(body: Prose, sheet: Sheet) -> None:
    for match in _SALT.finditer(body.text):
        if not sheet.profile.allows("C07", match[0]):
            say("C07", body.line(match.start()), sheet, about=match[0])


def _brands(body: Prose, sheet: Sheet) -> None:
    for match in _BRAND.finditer(body.text):
        sentence, _ = body.sentence(match.start(), match.end())
        generic = _BRANDS[match[0]]
        if generic.split()[0] not in sentence.lower() and not sheet.profile.allows("C15", match[0]):
            say("C15", body.line(match.start()), sheet, about=match[0], why=f"this is a brand of {generic}")


def _abbreviations(body: Prose, sheet: Sheet) -> None:
    seen: set[str] = set()
    for match in _SHORT.finditer(body.text):
        word = match[0]
        if word in seen or word in _COMMON or sheet.profile.allows("C10", word):
            continue
        seen.add(word)
        around = body.text[max(0, match.start() - 1) : match.end() + 2]
        if not around.startswith("(") and not around.endswith(" ("):
            say("C10", body.line(match.start()), sheet, about=word)
