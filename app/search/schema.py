"""What stands in the index: for each page one entry with its names, followed by one entry for each of its sections.

The entries of a page are written together and deleted together, so they stay next to each other through every merge.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Positions

from app.domain.publication import Edition, PublishedSection
from app.search import fold
from app.search.lines import plain
from app.search.shorts import Short, explained

TITLE_WEIGHT, SYNONYM_WEIGHT, HEADING_WEIGHT, TEXT_WEIGHT = 10.0, 6.0, 4.0, 1.0

GAP: Final = 100
"""Between the positions of two parts, so that no phrase reaches across."""

PAGE: Final = "page"
"""What `entry` holds for the first entry of each page; sections hold nothing."""


class Words(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Weighted parts of a text under one field: each word's weight is the sum over the parts, so one saturation serves all."""

    def __init__(self) -> None:
        super().__init__(Positions(), None)

    def index(self, value: tuple[tuple[float, str], ...], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The postings of one entry: word, frequency, weight, encoded positions."""
        weights: dict[str, float] = defaultdict(float)
        positions: dict[str, list[int]] = defaultdict(list)
        start = 0
        for weight, text in value:
            found = fold.terms(text)
            for position, word in enumerate(found, start):
                weights[word] += weight
                positions[word].append(position)
            start += len(found) + GAP
        for word, places in positions.items():
            yield word.encode(), len(places), weights[word], self.format.encode(places)


@dataclass(frozen=True, slots=True)
class SectionCard:
    """A section as the list of pages knows it."""

    id: str
    title: str
    length: int
    """Number of words, heading included."""
    above: str
    """The heading that it stands under; empty for a section of the page itself."""


@dataclass(frozen=True, slots=True)
class Card:
    """A page as it stands in the index, without its text."""

    origin: str
    """Slug of the region whose pathway it is."""
    slug: str
    sequence: int
    """The entry of the publication log that it was taken from."""
    number: int
    source_hash: str
    regions: tuple[str, ...]
    """Slugs of the regions in which it is shown, sorted."""
    kind: str
    specialty: str
    title: str
    synonyms: tuple[str, ...]
    popularity: float
    published_at: datetime
    review_due: date
    high_alert: bool
    mark: str | None
    sections: tuple[SectionCard, ...]
    shorts: tuple[Short, ...]
    """Short forms that its text explains."""
    details: str
    """What these regions' readers are told of the local details that the text names, as the table `shown` has it."""

    @property
    def key(self) -> tuple[str, str, int]:
        """Names this text: no other text of any page ever has the same."""
        return self.origin, self.slug, self.sequence

    @property
    def entries(self) -> int:
        """How many entries of the index it takes."""
        return 1 + len(self.sections)


def schema() -> Schema:
    """The fields of the index."""
    return Schema(entry=ID(), words=Words(), card=STORED(), text=STORED())


def version() -> str:
    """Names the way in which the index is made: an index made in another way is made anew."""
    digest = hashlib.blake2b(digest_size=8)
    for module in ("schema.py", "fold.py", "lines.py", "shorts.py", "pack.py"):
        digest.update(Path(__file__).with_name(module).read_bytes())
    return digest.hexdigest()


def card(edition: Edition, sequence: int, regions: tuple[str, ...], details: str) -> Card:
    """The card of a page whose local details are filled in."""
    sections = tuple(
        SectionCard(section.id, section.title, len(fold.words(section.title)) + len(fold.words(plain(section.text))), above)
        for section, above in zip(edition.sections, _above(edition.sections), strict=True)
    )
    return Card(
        edition.region, edition.slug, sequence, edition.number, edition.source_hash, regions, edition.kind, edition.specialty,
        edition.title, edition.synonyms, edition.popularity, edition.published_at, edition.review_due,
        edition.high_alert, edition.mark.value if edition.mark else None, sections,
        explained(plain(section.text) for section in edition.sections), details,
    )  # fmt: skip


def _above(sections: Iterable[PublishedSection]) -> Iterator[str]:
    """The heading that each section stands under."""
    open_ones: list[PublishedSection] = []
    for section in sections:
        while open_ones and open_ones[-1].level >= section.level:
            open_ones.pop()
        yield open_ones[-1].title if open_ones else ""
        if section.level:
            open_ones.append(section)


def entries(page: Card, edition: Edition) -> Iterator[dict[str, object]]:
    """The entries of one page, in order."""
    names = ((TITLE_WEIGHT, page.title), *((SYNONYM_WEIGHT, synonym) for synonym in page.synonyms))
    yield {"entry": PAGE, "words": names, "card": page}
    for section in edition.sections:
        text = plain(section.text)
        yield {"words": ((HEADING_WEIGHT, section.title), (TEXT_WEIGHT, text)), "text": text}
