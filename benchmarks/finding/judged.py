"""Collections with judged queries, and how well a run of answers does: the same numbers as the collections' own scorer gives."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RIGHT: Final = 2
"""Grade from which on a page is the right one, or as good."""

Hit = tuple[str, str | None]
"""A page, and the section that is named."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, and what should be found."""

    id: str
    sort: str
    """Its class, such as `misspell_real`."""
    text: str
    right: frozenset[str]
    """The pages that answer."""
    section: tuple[str, frozenset[str]] | None
    """The page that is meant, and its sections that answer; None when no section is known."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a collection."""

    slug: str
    title: str
    synonyms: tuple[str, ...]
    popularity: float
    sections: tuple[tuple[str, str, str], ...]
    """Id, heading and text of each."""

    @property
    def text(self) -> str:
        """All of its sections, headings included."""
        return "\n".join(f"{heading}\n{text}" for _, heading, text in self.sections)


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares of some queries, 0 to 1."""

    count: int
    first: float
    """The right page is the first."""
    eighth: float
    """It is among the first eight."""
    section: float | None
    """The page that is meant is the first, at the right section; None where no section is known."""
    nothing: float
    """Nothing was found."""


def pages(folder: Path) -> list[Page]:
    """The pages of a part of a collection."""
    found = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        Page(
            one["id"], one["title"], tuple(one["aliases"]), float(one["popularity"]),
            tuple((section["id"], section["heading"], section["text"]) for section in one["sections"]),
        )
        for one in found
    ]  # fmt: skip


def queries(folder: Path) -> list[Query]:
    """The queries of a part of a collection, with their judgements."""
    right: dict[str, set[str]] = defaultdict(set)
    section: dict[str, tuple[str, frozenset[str]]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, page, grade, *parts = line.split("\t")
        if int(grade) >= RIGHT:
            right[query].add(page)
        if parts and parts[0]:
            section[query] = page, frozenset(parts[0].split(","))
    asked = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    return [Query(one["qid"], one["cls"], one["query"], frozenset(right[one["qid"]]), section.get(one["qid"])) for one in asked]


def score(asked: Sequence[Query], found: Mapping[str, Sequence[Hit]]) -> Scores:
    """How well some queries were answered; `found` has what was found for each, by its id."""
    known = [query for query in asked if query.section]
    return Scores(
        len(asked),
        _share(any(page in query.right for page, _ in found[query.id][:1]) for query in asked),
        _share(any(page in query.right for page, _ in found[query.id][:8]) for query in asked),
        _share(_at_section(query, found[query.id]) for query in known) if known else None,
        _share(not found[query.id] for query in asked),
    )


def _at_section(query: Query, hits: Sequence[Hit]) -> bool:
    if not hits or query.section is None:
        return False
    page, section = hits[0]
    return page == query.section[0] and section in query.section[1]


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
