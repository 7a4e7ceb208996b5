"""What search knows of words beside the index: abbreviations, synonyms, and which word asks for which part of a page.

It is read from the files that `search_index/README.md` describes, and applied to the query only.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from app.domain.errors import Invalid
from app.domain.vocabulary import Sort, Taught
from app.search.fold import Terms, terms

SHORTS, SAME, ASPECTS = "abbreviations.toml", "synonyms.toml", "aspects.toml"
LISTED: Final = Path("imantsm") / "abbreviations.csv"
"""By imantsm (medical_abbreviations, MIT licence, beside it)."""
SHORT: Final = 3
"""Words of a listed short form, at most."""
FOLDER: Final = Path(__file__).resolve().parents[2] / "search_index" / "vocabulary"


@dataclass(frozen=True, slots=True)
class Aspect:
    """The part of a page that a word asks for."""

    headings: tuple[Terms, ...]
    """Those that answer it, the best first."""
    weak: bool
    """Whether any other aspect goes before it: in "what is the treatment of", "what is" asks for nothing."""
    name: str = ""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The vocabulary, in the form in which it is asked. Each is equal to itself alone."""

    meanings: Mapping[Terms, tuple[Terms, ...]] = field(default_factory=dict)
    """Word or phrase → other words for it."""
    listed: Mapping[Terms, tuple[Terms, ...]] = field(default_factory=dict)
    """Short form → long forms of a long list: they count only where they lead to a page's name."""
    aspects: Mapping[Terms, Aspect] = field(default_factory=dict)
    """Word or phrase → what it asks for."""
    worth: Mapping[Terms, float] = field(default_factory=dict)
    """Headings of sections that answer less well than others what does not ask for them, and how well."""

    @cached_property
    def longest(self) -> int:
        """Words in the longest phrase."""
        return max(map(len, (*self.meanings, *self.aspects, *self.listed)), default=1)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that stands in it."""
        phrases = (*self.meanings, *self.aspects, *self.listed, *(long for longs in self.listed.values() for long in longs))
        return frozenset(word for phrase in phrases for word in phrase)


def load(folder: Path = FOLDER) -> Vocabulary:
    """Read the vocabulary. Raises `Invalid` naming the file and the entry that can't be understood."""
    meanings: dict[Terms, dict[Terms, None]] = defaultdict(dict)
    for form, longs in _entries(folder / SHORTS):
        for long in _texts(longs, folder / SHORTS, form):
            meanings[terms(form)][terms(long)] = None
            meanings[terms(long)][terms(form)] = None
    for heading, groups in _entries(folder / SAME):
        for group in groups if isinstance(groups, list) else [groups]:
            same = [terms(text) for text in _texts(group, folder / SAME, heading)]
            for one in same:
                meanings[one].update((other, None) for other in same if other != one)
    known = {form: tuple(others) for form, others in meanings.items()}
    return Vocabulary(known, _listed(folder / LISTED), _aspects(folder), _worth(folder))


@cache
def platform_entries(folder: Path = FOLDER) -> tuple[Taught, ...]:
    """The platform's own entries as people wrote them, but for the long list by others."""
    short = (Taught(Sort.ABBREVIATION, (form,), tuple(_texts(longs, folder, form))) for form, longs in _entries(folder / SHORTS))
    same = (
        Taught(Sort.SYNONYM, tuple(_texts(group, folder, heading)))
        for heading, groups in _entries(folder / SAME)
        for group in (groups if isinstance(groups, list) else [groups])
    )
    asking = (
        Taught(Sort.ASPECT, tuple(_texts(entry.get("words"), folder, name)), (name,))
        for name, entry in _entries(folder / ASPECTS)
        if isinstance(entry, dict)
    )
    return (*short, *same, *asking)


def aspect_names(aspects: Mapping[Terms, Aspect]) -> dict[str, Aspect]:
    """The parts of a page that words may ask for, by name."""
    return {aspect.name: aspect for aspect in aspects.values()}


def _listed(path: Path) -> dict[Terms, tuple[Terms, ...]]:
    """A list of short forms by others, when there is one: its first column, and what the second says that they stand for."""
    found: dict[Terms, dict[Terms, None]] = defaultdict(dict)
    if not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                short, long = terms(row["abbreviation"]), terms(row["meaning"])
                if short and long and len(short) <= SHORT and short != long:
                    found[short][long] = None
    except (OSError, ValueError, KeyError, csv.Error) as problem:
        raise Invalid(f"{path} can't be read: {problem}", path.name) from problem
    return {short: tuple(longs) for short, longs in found.items()}


def _aspects(folder: Path) -> dict[Terms, Aspect]:
    path = folder / ASPECTS
    found: dict[Terms, Aspect] = {}
    for name, entry in _entries(path):
        if not isinstance(entry, dict):
            raise Invalid(f"{path}: “{name}” needs `words` and `headings`.", name)
        headings = tuple(terms(text) for text in _texts(entry.get("headings"), path, name))
        aspect = Aspect(headings, entry.get("weak") is True, name)
        for word in _texts(entry.get("words"), path, name):
            if found.setdefault(terms(word), aspect) is not aspect:
                raise Invalid(f"{path}: “{word}” of “{name}” asks for something else already.", name)
    return found


def _worth(folder: Path) -> dict[Terms, float]:
    path = folder / ASPECTS
    found: dict[Terms, float] = {}
    for name, entry in _entries(path):
        if isinstance(entry, dict) and (worth := entry.get("worth")) is not None:
            if not isinstance(worth, int | float) or not 0 < worth <= 1:
                raise Invalid(f"{path}: `worth` of “{name}” must be more than 0 and at most 1.", name)
            found.update((terms(text), float(worth)) for text in _texts(entry.get("headings"), path, name))
    return found


def _entries(path: Path) -> Iterator[tuple[str, object]]:
    try:
        with path.open("rb") as file:
            yield from tomllib.load(file).items()
    except (OSError, ValueError) as problem:
        raise Invalid(f"{path} can't be read: {problem}", path.name) from problem


def _texts(value: object, path: Path, name: str) -> Iterable[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) and terms(text) for text in value):
        raise Invalid(f"{path}: “{name}” must be a list of words or phrases.", name)
    return [str(text) for text in value]
