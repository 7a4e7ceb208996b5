"""What changed between two texts, as programs read it: block by block, as source, and what of it can matter to a patient."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from app.api.schemas.common import Out
from app.api.schemas.editions import PieceOut, RevisionOut, SectionChangeOut
from app.domain.difference.marked import About
from app.domain.difference.rows import What
from app.domain.safety import Fared, Matter
from app.edge.differences import Difference


class SafetyChangeOut(Out):
    """One change that can matter to a patient; where it stands, and the sentence around it."""

    matter: Matter
    fared: Fared
    before: str
    after: str
    context_before: str
    context_after: str
    section: str
    block_before: str | None
    block_after: str | None


class CellOut(Out):
    """One cell of a table."""

    head: bool
    pieces: list[PieceOut]


class RowOut(Out):
    """One row of a table."""

    what: Annotated[What | None, Field(description="Null for a row that is the same.")]
    cells: list[CellOut]


class BoxOut(Out):
    """A named block that another stands in."""

    kind: str
    label: str


class NoteOut(Out):
    """Something that changed without its words: where a link leads, a number given to a list, a key in braces."""

    about: About
    subject: str
    before: str
    after: str


class PlaceOut(Out):
    """Where a block stood."""

    section: str
    boxes: list[str]
    after: Annotated[str, Field(description="How the block before it began; empty when it was the first of its section.")]


class BlockChangeOut(Out):
    """One block that differs. Its pieces without those that were removed are the new text."""

    number: int
    what: What
    kind: str
    block: str
    section: str
    boxes: list[BoxOut]
    bullet: str
    pieces: list[PieceOut]
    rows: Annotated[list[RowOut], Field(description="Of a table; empty for other blocks.")]
    notes: list[NoteOut]
    moved_from: PlaceOut | None


class FieldChangeOut(Out):
    """A field of the front matter with another value."""

    name: str
    before: str
    after: str
    pieces: list[PieceOut]


class DifferenceOut(Out):
    """From one text to another. `safety` is what a program found; a person reads the rest."""

    before: Annotated[RevisionOut | None, Field(description="Null when there was no text before.")]
    after: RevisionOut
    safety: list[SafetyChangeOut]
    fields: list[FieldChangeOut]
    blocks: list[BlockChangeOut]
    unified: str
    sections: list[SectionChangeOut]

    @classmethod
    def of(cls, found: Difference) -> Self:
        """A difference."""
        pages = found.pages
        return cls(
            before=RevisionOut.of(found.before) if found.before else None,
            after=RevisionOut.of(found.after),
            safety=[SafetyChangeOut.model_validate(change) for change in found.safety],
            fields=[FieldChangeOut.model_validate(field) for field in pages.fields],
            blocks=[BlockChangeOut.model_validate(block) for block in pages.blocks],
            unified=found.unified,
            sections=[SectionChangeOut.model_validate(section) for section in found.sections],
        )
