"""What a search finds, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from app.api.schemas.common import Out
from app.domain.currency import Currency, currency
from app.domain.publication import Mark
from app.domain.regions import Region
from app.domain.text import Kind
from app.search.results import Hit, Results, SectionHit, Suggestion, Why


class SectionOut(Out):
    """A section of a page."""

    id: str
    title: str


class ResultOut(Out):
    """A page that answers a search."""

    slug: str
    title: str
    kind: Kind
    specialty: str
    region: Annotated[str, Field(description="Whose page it is: the region's own, or the one upstream that it is shown from.")]
    section: Annotated[SectionOut | None, Field(description="The section that answers best; null for the page as a whole.")]
    further: Annotated[list[SectionOut], Field(description="More sections that answer.")]
    url: str
    snippet: Annotated[str, Field(description="Plain text.")]
    marks: Annotated[list[tuple[int, int]], Field(description="Where in the snippet the words are: (beginning, end).")]
    score: float
    number: int
    published_at: datetime
    review_due: date
    currency: Currency
    mark: Mark | None

    @classmethod
    def of(cls, region: Region, hit: Hit, today: date) -> Self:
        """A hit."""
        known = {name: getattr(hit, name) for name in cls.model_fields if name not in ("url", "snippet", "marks", "currency")}
        return cls.model_validate(
            known
            | {
                "url": address(region, hit.slug, hit.section),
                "snippet": hit.snippet.text,
                "marks": hit.snippet.marks,
                "currency": currency(hit.review_due, today, hit.high_alert),
            }
        )


class TombstoneOut(Out):
    """A withdrawn page whose title was searched for."""

    slug: str
    title: str
    region: str
    reason: str
    withdrawn_at: datetime
    successor: Annotated[str | None, Field(description="Slug of the page to read instead.")]
    url: str


class InsteadOut(Out):
    """Some words of the query, and what was searched for instead."""

    typed: str
    searched: str
    why: Annotated[Why, Field(description="`spelling`: taken for misspelt, which `exact` undoes; `meaning`: stands for this.")]


class FacetsOut(Out):
    """How many pages answer, of each kind and of each specialty: for each choice, how many there are if it is made."""

    kind: dict[str, int]
    specialty: dict[str, int]


class SearchOut(Out):
    """What a search found."""

    query: str
    corrected: Annotated[str | None, Field(description="What was searched for instead of a misspelt query.")]
    instead: Annotated[list[InsteadOut], Field(description="For which words the best page has others.")]
    total: Annotated[int, Field(description="Pages that answer, of those that are wanted.")]
    facets: FacetsOut
    results: list[ResultOut]
    withdrawn: list[TombstoneOut]
    unavailable: Annotated[bool, Field(description="The index is being made anew: these results come from titles alone.")]

    @classmethod
    def of(cls, region: Region, found: Results, today: date) -> Self:
        """Results."""
        return cls(
            query=found.query,
            corrected=found.corrected,
            instead=[InsteadOut.model_validate(one) for one in found.instead],
            total=found.total,
            facets=FacetsOut.model_validate(found.facets),
            results=[ResultOut.of(region, hit, today) for hit in found.hits],
            withdrawn=[
                TombstoneOut(
                    slug=stone.slug,
                    title=stone.title,
                    region=stone.region,
                    reason=stone.reason,
                    withdrawn_at=stone.withdrawn_at,
                    successor=stone.successor[0] if stone.successor else None,
                    url=address(region, stone.slug, None),
                )
                for stone in found.withdrawn
            ],
            unavailable=found.unavailable,
        )


class SuggestionOut(Out):
    """A page, or a section of one, that begins as was typed."""

    slug: str
    title: str
    kind: Kind
    section: SectionOut | None
    url: str


class SuggestionsOut(Out):
    """Suggestions."""

    suggestions: list[SuggestionOut]

    @classmethod
    def of(cls, region: Region, found: Iterable[Suggestion]) -> Self:
        """Suggestions, the likeliest first."""
        return cls(
            suggestions=[
                SuggestionOut(
                    slug=one.slug,
                    title=one.title,
                    kind=Kind(one.kind),
                    section=SectionOut.model_validate(one.section) if one.section else None,
                    url=address(region, one.slug, one.section),
                )
                for one in found
            ]
        )


def address(region: Region, slug: str, section: SectionHit | None) -> str:
    """Where readers find a page or a section, without the host."""
    return f"/{region.slug}/pathways/{slug}" + (f"#{section.id}" if section else "")
