"""Local details: what a region states of its own facts, and where they are named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from app.api.schemas.common import Day, Etag, In, Out, Text
from app.domain.local_details import LONGEST, Doubt, Stated
from app.domain.publication import DetailChange, Entry
from app.edge.local_details import Line


class StatedOut(Out):
    """Something that a region states."""

    region: Annotated[str, Field(description="The region that states it; another one upstream when it counts for all below.")]
    value: Annotated[str | None, Field(description="Null when it has ended.")]
    as_of: date
    starts: Annotated[date | None, Field(serialization_alias="from", description="Its first day, when it was planned.")]
    until: Annotated[date | None, Field(description="Its last day, when that is known.")]
    below: Annotated[bool, Field(description="Whether it counts in every region below that states none of its own.")]


class LocalDetailOut(Out):
    """One detail as readers are told of it today."""

    key: str
    etag: Etag
    now: Annotated[StatedOut | None, Field(description="Null for a gap.")]
    doubt: Annotated[Doubt | None, Field(description="Why readers are told to check it.")]
    planned: list[StatedOut]
    named_in: Annotated[list[str], Field(description="Slugs of the pages that readers have and that name it.")]

    @classmethod
    def of(cls, line: Line) -> Self:
        """A detail."""
        return cls(
            key=line.key,
            etag=line.revision,
            now=_stated(line.held) if line.held else None,
            doubt=line.doubt,
            planned=[_stated(plan) for plan in line.plans],
            named_in=[named.slug for named in line.named],
        )


class LocalDetailsOut(Out):
    """Every detail that a region has stated, or that a page of its readers names, by key."""

    region: str
    details: list[LocalDetailOut]

    @classmethod
    def of(cls, region: str, lines: Iterable[Line]) -> Self:
        """A region's details."""
        return cls(region=region, details=[LocalDetailOut.of(line) for line in lines])


class DetailChangeOut(StatedOut):
    """One change of a detail."""

    at: datetime
    by: str
    note: str


class LocalDetailStoryOut(LocalDetailOut):
    """One detail with its history, oldest first."""

    story: list[DetailChangeOut]

    @classmethod
    def told(cls, line: Line, entries: Iterable[Entry]) -> Self:
        """A detail with its history."""
        story = [
            DetailChangeOut(**dict(_stated(entry.detail)), at=entry.at, by=entry.by, note=entry.reason)
            for entry in entries
            if entry.detail is not None
        ]
        return cls(**dict(LocalDetailOut.of(line)) | {"etag": line.revision}, story=story)


class LocalDetailIn(In):
    """What a region states of a detail."""

    value: Annotated[
        Annotated[Text, Field(max_length=10 * LONGEST)] | None,
        Field(description="One line of plain text; null when there is no such thing any more."),
    ]
    as_of: Annotated[Day, Field(strict=False, description="The day on which it was known to be right.")]
    starts: Annotated[Day | None, Field(strict=False, alias="from", description="Its first day, when that is later.")] = None
    until: Annotated[Day | None, Field(strict=False, description="Its last day, when that is known.")] = None
    below: Annotated[bool, Field(description="Whether it counts in every region below that states none of its own.")] = False
    note: Annotated[Text, Field(max_length=LONGEST, description="For editors.")] = ""

    @property
    def stated(self) -> Stated:
        """As the product takes it."""
        return Stated(self.value, self.as_of, self.starts, self.until, self.below, self.note)


def _stated(change: DetailChange) -> StatedOut:
    return StatedOut.model_validate(change)
