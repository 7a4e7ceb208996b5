"""What changed in what a page says of itself before its text: title, kind, services and the like, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.difference.words import Piece, compare
from app.domain.text import FrontMatter, Page


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field with another value."""

    name: str
    """Of the front matter's key, or as the author wrote it where it means nothing to us."""
    before: str
    """Empty when there was none."""
    after: str
    """Empty when there is none."""
    pieces: tuple[Piece, ...]


def field_changes(before: Page | None, after: Page) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order in which pages are described; none for a page without a past."""
    if before is None:
        return ()
    old, new = dict(_fields(before)), dict(_fields(after))
    names = list(dict.fromkeys([*new, *old]))
    return tuple(
        FieldChange(name, old.get(name, ""), new.get(name, ""), compare(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "")
    )


def _fields(page: Page) -> Iterator[tuple[str, str]]:
    front: FrontMatter = page.front
    yield "title", page.title
    yield "kind", front.kind.value
    yield "specialty", front.specialty
    yield "slug", front.slug or ""
    yield "synonyms", ", ".join(front.synonyms)
    yield "codes", "; ".join(f"{system}: {', '.join(codes)}" for system, codes in front.codes)
    yield "services", ", ".join(front.services)
    yield "patient_page", front.patient_page or ""
    yield "review", f"{front.review_months} months" if front.review_months else ""
    yield from front.other
