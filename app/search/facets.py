"""What a search is narrowed to, and what it can be narrowed to: kinds of pages and specialties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Pages = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Only:
    """Which pages are wanted: of any of these kinds, and of any of these specialties. Empty for all."""

    kinds: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()

    def wants(self, kind: str, specialty: str) -> bool:
        """Whether a page is wanted."""
        return (not self.kinds or kind in self.kinds) and (not self.specialties or specialty in self.specialties)


ALL_PAGES: Final = Only()


@dataclass(frozen=True, slots=True)
class Facets:
    """How many pages answer, of each kind and of each specialty, the most first.

    What is narrowed by kind is still counted for every kind, within the specialties that are wanted; and the other way round:
    so each number says how many there are if that one is chosen.
    """

    kind: Mapping[str, int] = field(default_factory=dict)
    specialty: Mapping[str, int] = field(default_factory=dict)


NO_FACETS: Final = Facets()


class Sorts:
    """Pages sorted by one of their properties."""

    def __init__(self, values: list[str]) -> None:
        """`values`: that of each page."""
        self._names = list(dict.fromkeys(values))
        numbers = {name: number for number, name in enumerate(self._names)}
        self._numbers = np.array([numbers[value] for value in values], np.int32)

    def among(self, pages: Pages, wanted: frozenset[str]) -> Marks:
        """Which of some pages have one of these; all when any will do."""
        if not wanted:
            return np.ones(len(pages), np.bool_)
        chosen = np.array([name in wanted for name in self._names], np.bool_)
        marks: Marks = chosen[self._numbers[pages]]
        return marks

    def counts(self, pages: Pages) -> dict[str, int]:
        """How many of some pages have each, the most first; those that have none are left out."""
        found = np.bincount(self._numbers[pages], minlength=len(self._names)).tolist()
        pairs = sorted(zip(found, self._names, strict=True), key=lambda pair: (-pair[0], pair[1]))
        return {name: count for count, name in pairs if count and name}


def narrowed(pages: Pages, only: Only, kinds: Sorts, specialties: Sorts) -> tuple[Marks, Facets]:
    """Which of the pages that answer are wanted, and what there is to choose from."""
    of_kind, of_specialty = kinds.among(pages, only.kinds), specialties.among(pages, only.specialties)
    return of_kind & of_specialty, Facets(kinds.counts(pages[of_specialty]), specialties.counts(pages[of_kind]))
