"""What a search finds, as JSON: for the OpenAPI document. `app.edge.finding` writes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.api.schemas.common import Out
from app.domain.currency import Currency
from app.domain.publication import Mark
from app.domain.text import Kind
from app.search.results import Why


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
