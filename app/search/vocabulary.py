"""What search knows of words beside the index: abbreviations, synonyms, and which word asks for which part of a page.

It is read from the files that `search_index/README.md` describes, and applied to the query only.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from app.domain.errors import Invalid
from app.domain.heard import PLATFORM, Heard, Language, entry, heard
from app.domain.vocabulary import Medicines, Sort, Taught
from app.markup.lint.medicines import generic_names
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
    language: Language = field(default_factory=lambda: Language(terms, generic_names, frozenset()))
    """What is taught besides must fit to it; its entries are what this was made of."""

    @cached_property
    def longest(self) -> int:
        """Words in the longest phrase."""
        return max(map(len, (*self.meanings, *self.aspects, *self.listed)), default=1)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that stands in it."""
        phrases = (*self.meanings, *self.aspects, *self.listed, *(long for longs in self.listed.values() for long in longs))
        return frozenset(word for phrase in phrases for word in phrase)

    @cached_property
    def parts(self) -> dict[str, Aspect]:
        """The parts of a page that words may ask for, by name."""
        return {aspect.name: aspect for aspect in self.aspects.values()}

    def of(self, entries: Sequence[Heard]) -> Vocabulary:
        """The vocabulary that some entries make, the nearest first. What part of a page a name means, this one says."""
        meanings: dict[Terms, dict[Terms, None]] = defaultdict(dict)
        listed: dict[Terms, dict[Terms, None]] = defaultdict(dict)
        aspects: dict[Terms, Aspect] = {}
        for one in entries:
            part = self.parts.get(one.taught.means[0]) if one.taught.sort is Sort.ASPECT else None
            aspects |= {terms(word): part for word in one.taught.words if terms(word) not in aspects} if part else {}
            found = listed if one.listed else meanings
            for word, other in one.pairs:
                found[word][other] = None
        return Vocabulary(_settled(meanings), _settled(listed), aspects, self.worth, self.language)


def load(folder: Path = FOLDER) -> Vocabulary:
    """Read the vocabulary. Raises `Invalid` naming the file and the entry that can't be understood."""
    same = list(_same(folder))
    medicines = one_name_each(same)
    entries = [
        entry(PLATFORM, f"{taught.sort}: {taught.words[0]}", taught, terms, medicines, {})
        for taught in (*_shorts(folder), *same, *_asking(folder))
    ]
    names = [one.name for one in entries]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise Invalid(f"{folder}: two entries begin with the same word: {twice}. Make them one.", twice)
    aspects = _aspects(folder)
    shorts = {terms(one.taught.words[0]): one.name for one in entries if one.taught.sort is Sort.ABBREVIATION}
    known = tuple(entries) + tuple(_listed(folder / LISTED, medicines, shorts))
    language = Language(terms, medicines, frozenset(aspect.name for aspect in aspects.values()), known)
    base = Vocabulary(aspects=aspects, worth=_worth(folder), language=language)
    return base.of([one for one in heard((), language, {}) if one.in_force])


def one_name_each(same: Iterable[Taught]) -> Medicines:
    """The medicines that a text names; of names that mean the same, one stands for all: adrenaline for epinephrine."""
    first: dict[str, str] = {}
    for group in same:
        named = [generic_names(text) for text in group.words]
        if sum(map(bool, named)) > 1:
            first |= {name: group.words[0] for names in named for name in names}
    return lambda text: frozenset(first.get(name, name) for name in generic_names(text))


def _settled(found: Mapping[Terms, Iterable[Terms]]) -> dict[Terms, tuple[Terms, ...]]:
    return {word: tuple(others) for word, others in found.items()}


def _shorts(folder: Path) -> Iterator[Taught]:
    for form, longs in _entries(folder / SHORTS):
        path = folder / SHORTS
        yield Taught(Sort.ABBREVIATION, tuple(_texts([form], path, form)), tuple(_texts(longs, path, form)))


def _same(folder: Path) -> Iterator[Taught]:
    for heading, groups in _entries(folder / SAME):
        for group in groups if isinstance(groups, list) else [groups]:
            yield Taught(Sort.SYNONYM, tuple(_texts(group, folder / SAME, heading)))


def _asking(folder: Path) -> Iterator[Taught]:
    for name, said in _entries(folder / ASPECTS):
        words = said.get("words") if isinstance(said, dict) else None
        yield Taught(Sort.ASPECT, tuple(_texts(words, folder / ASPECTS, name)), (name,))


def _listed(path: Path, medicines: Medicines, shorts: Mapping[Terms, str]) -> Iterator[Heard]:
    """A list of short forms by others, when there is one: its first column, and what the second says that they stand for.

    `shorts`: names of the entries that it adds to. A short form that would stand for two medicines stands for none.
    """
    if not path.exists():
        return
    found: dict[Terms, dict[str, str]] = defaultdict(dict)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                short = terms(row["abbreviation"])
                if short and len(short) <= SHORT:
                    found[short][row["meaning"]] = row["abbreviation"]
    except (OSError, ValueError, KeyError, csv.Error) as problem:
        raise Invalid(f"{path} can't be read: {problem}", path.name) from problem
    for short, longs in found.items():
        names = {long: medicines(long) for long in longs if _is_a_name(long)}
        means = tuple(long for long in longs if long not in names or len(set(names.values())) == 1)
        made = Taught(Sort.ABBREVIATION, (next(iter(longs.values())),), means)
        one = entry(PLATFORM, f"list: {' '.join(short)}", made, terms, medicines, {}, listed=True)
        yield replace(one, adds_to=shorts.get(short, ""))


def _is_a_name(text: str) -> bool:
    """Whether a text is a medicine's name and nothing else."""
    return all(generic_names(word) for word in text.split())


def _aspects(folder: Path) -> dict[Terms, Aspect]:
    path = folder / ASPECTS
    found: dict[Terms, Aspect] = {}
    for name, said in _entries(path):
        if not isinstance(said, dict):
            raise Invalid(f"{path}: “{name}” needs `words` and `headings`.", name)
        headings = tuple(terms(text) for text in _texts(said.get("headings"), path, name))
        aspect = Aspect(headings, said.get("weak") is True, name)
        for word in _texts(said.get("words"), path, name):
            if found.setdefault(terms(word), aspect) is not aspect:
                raise Invalid(f"{path}: “{word}” of “{name}” asks for something else already.", name)
    return found


def _worth(folder: Path) -> dict[Terms, float]:
    path = folder / ASPECTS
    found: dict[Terms, float] = {}
    for name, said in _entries(path):
        if isinstance(said, dict) and (worth := said.get("worth")) is not None:
            if not isinstance(worth, int | float) or not 0 < worth <= 1:
                raise Invalid(f"{path}: `worth` of “{name}” must be more than 0 and at most 1.", name)
            found.update((terms(text), float(worth)) for text in _texts(said.get("headings"), path, name))
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
