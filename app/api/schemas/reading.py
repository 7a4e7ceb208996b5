"""What readers get, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from app.api.schemas.common import Out
from app.domain.codes import SYSTEMS, Code
from app.domain.criteria import State
from app.domain.currency import Currency, currency
from app.domain.lifecycle import Status
from app.domain.publication import Entry, Mark
from app.domain.regions import Region, Visibility
from app.domain.roles import Role
from app.domain.text import Kind
from app.reading.views import Accepted, Agreed, ChangeLine, EditionLine, HistoryView, PathwayView
from app.store.projections import ShownRow


class UrgencyOut(Out):
    """One step of a scale of urgency."""

    category: Annotated[str, Field(description="As criteria name it.")]
    name: Annotated[str, Field(description="What the region calls it.")]
    days: Annotated[int, Field(description="Within how many days people are seen.")]


class RegionOut(Out):
    """A region."""

    slug: str
    name: str
    parent: str | None
    visibility: Visibility
    urgency: Annotated[
        list[UrgencyOut], Field(description="Its scale of urgency or that of the region upstream, most urgent first.")
    ]


class RegionsOut(Out):
    """The regions that whoever asks may read."""

    regions: list[RegionOut]


class CodeOut(Out):
    """A code by which clinical records find the page."""

    system: Annotated[str, Field(description="snomed, icpc-2, icd-10, icd-10-am or icd-10-cm.")]
    uri: Annotated[str, Field(description="The system's, as FHIR has it.")]
    code: Annotated[str, Field(description="In capitals and without dots.")]

    @classmethod
    def of(cls, code: Code) -> Self:
        """A code."""
        return cls(system=code.system, uri=SYSTEMS[code.system].uri, code=code.value)


class ListedOut(Out):
    """A page as one line of a list."""

    slug: str
    title: str
    kind: Kind
    specialty: str
    number: int
    published_at: datetime
    review_due: date
    currency: Currency
    mark: Mark | None
    codes: list[CodeOut]
    region: Annotated[str, Field(description="Whose page it is: the region's own, or the one upstream that it is shown from.")]
    url: str


class ListOut(Out):
    """The pages of a region."""

    region: str
    pathways: list[ListedOut]

    @classmethod
    def of(cls, region: Region, rows: Iterable[ShownRow], codes: Mapping[str, Sequence[Code]], today: date) -> Self:
        """Pages by title."""
        return cls(
            region=region.slug,
            pathways=[
                ListedOut(
                    slug=row.slug,
                    title=row.title,
                    kind=Kind(row.kind),
                    specialty=row.specialty,
                    number=row.number,
                    published_at=row.published_at,
                    review_due=row.review_due,
                    currency=currency(row.review_due, today, row.high_alert),
                    mark=Mark(row.mark) if row.mark else None,
                    codes=[CodeOut.of(code) for code in codes.get(row.slug, ())],
                    region=row.origin,
                    url=f"/{region.slug}/pathways/{row.slug}",
                )
                for row in rows
            ],
        )


class AgreedOut(Out):
    """Somebody's agreement."""

    name: str
    role: Role
    services: list[str]
    on: date | None
    number: Annotated[int | None, Field(description="The version that was read, when it is an earlier one than this.")]


class HeadingOut(Out):
    """A section of the page; its id is the fragment of its address."""

    id: str
    title: str
    level: int


class CriteriaOut(Out):
    """Whom a service accepts, as one page says."""

    slug: Annotated[str, Field(description="The page's.")]
    title: str
    service: Annotated[str, Field(description="Slugs joined by a comma and a space; empty when the page does not say.")]
    services: list[str]
    category: Annotated[str, Field(description="On the region's scale of urgency.")]
    within: Annotated[str, Field(description="How soon, as written, such as 30d.")]
    effective: Annotated[date | None, Field(description="The first day on which they count.")]
    until: Annotated[date | None, Field(description="The last day on which they count.")]
    state: Annotated[State, Field(description="Whether they count today, in the region, or on the day that was asked for.")]
    items: list[str]
    section: str
    block: str
    url: str

    @classmethod
    def of(cls, one: Accepted) -> Self:
        """The criteria of one block."""
        said = one.criteria
        return cls(
            slug=one.slug,
            title=one.title,
            service=said.service,
            services=list(said.services),
            category=said.category,
            within=said.within,
            effective=date.fromisoformat(said.effective) if said.effective else None,
            until=date.fromisoformat(said.until) if said.until else None,
            state=one.state,
            items=list(said.items),
            section=said.section,
            block=said.block,
            url=one.url,
        )


class CriteriaListOut(Out):
    """The criteria of every page that a region's readers get."""

    region: str
    service: str
    criteria: list[CriteriaOut]


class PathwayOut(Out):
    """A published page as its readers get it."""

    region: str
    source: Annotated[str | None, Field(description="The region upstream whose page it is; null for the region's own.")]
    slug: str
    code: str
    title: str
    kind: Kind
    specialty: str
    number: int
    published_at: datetime
    current: Annotated[int | None, Field(description="Number of the version that readers have now, when this is another one.")]
    agreed: list[AgreedOut]
    review_due: date | None
    currency: Currency
    imported: Annotated[bool, Field(description="Imported, agreed elsewhere.")]
    review_owed: Annotated[bool, Field(description="Published urgently, review owed.")]
    reason: Annotated[str, Field(description="Why it was imported or urgent.")]
    localised_from: str | None
    localised_number: int | None
    codes: list[CodeOut]
    sections: list[HeadingOut]
    criteria: Annotated[list[CriteriaOut], Field(description="Whom the services accept, one for each block.")]
    html: Annotated[str, Field(description="The body, its links resolved for this region.")]
    url: str

    @classmethod
    def of(cls, region: str, view: PathwayView, accepted: Iterable[Accepted], url: str) -> Self:
        """A page."""
        facts = view.facts
        return cls(
            region=region,
            source=view.source.slug if view.source else None,
            slug=view.slug,
            code=view.code,
            title=view.title,
            kind=view.kind,
            specialty=view.specialty.slug if view.specialty else "",
            number=facts.number,
            published_at=facts.published,
            current=view.past.current if view.past else None,
            agreed=_agreed(facts.agreed),
            review_due=facts.review_due,
            currency=facts.currency,
            imported=facts.imported,
            review_owed=facts.review_owed,
            reason=facts.reason,
            localised_from=facts.localised_from.slug if facts.localised_from else None,
            localised_number=facts.localised_number,
            codes=[CodeOut.of(code) for code in view.codes],
            criteria=[CriteriaOut.of(one) for one in accepted],
            sections=[HeadingOut.model_validate(heading) for heading in view.outline],
            html=view.body.html,
            url=url,
        )


class VersionOut(Out):
    """One version in a page's history."""

    number: int
    status: Status
    published_at: datetime
    ended_at: Annotated[datetime | None, Field(description="When it was superseded or withdrawn.")]
    note: str
    reason: Annotated[str, Field(description="Why it was withdrawn, imported or urgent.")]
    agreed: list[AgreedOut]
    url: str

    @classmethod
    def of(cls, line: EditionLine, page: str) -> Self:
        """A version; its address lasts."""
        return cls(
            number=line.number,
            status=line.status,
            published_at=line.published,
            ended_at=line.ended,
            note=line.note,
            reason=line.reason,
            agreed=_agreed(line.agreed),
            url=f"{page}/v/{line.number}",
        )


class HistoryOut(Out):
    """All versions of a page that were public, newest first."""

    region: str
    source: str | None
    slug: str
    title: str
    editions: list[VersionOut]

    @classmethod
    def of(cls, region: str, view: HistoryView) -> Self:
        """A history. The versions of a page from upstream have their addresses there."""
        source = view.source.slug if view.source else None
        page = f"/{source or region}/pathways/{view.slug}"
        editions = [VersionOut.of(line, page) for line in view.editions]
        return cls(region=region, source=source, slug=view.slug, title=view.title, editions=editions)


class ChangeOut(Out):
    """Something that readers were told."""

    sequence: int
    at: datetime
    what: Annotated[str, Field(description="published, updated, withdrawn or reinstated.")]
    slug: str
    title: str
    kind: Kind
    number: int | None
    note: Annotated[str, Field(description="The change note; for a withdrawal its public reason.")]
    url: str


class ChangesOut(Out):
    """What has changed in a region, newest first."""

    region: str
    changes: list[ChangeOut]

    @classmethod
    def of(cls, region: str, found: Iterable[tuple[Entry, ChangeLine]]) -> Self:
        """Changes."""
        return cls(
            region=region,
            changes=[
                ChangeOut(
                    sequence=entry.sequence,
                    at=line.at,
                    what=line.what,
                    slug=line.page.slug,
                    title=line.page.title,
                    kind=line.page.kind,
                    number=line.number,
                    note=line.note,
                    url=f"/{region}/pathways/{line.page.slug}",
                )
                for entry, line in found
            ],
        )


def _agreed(given: Iterable[Agreed]) -> list[AgreedOut]:
    return [AgreedOut.model_validate(agreed) for agreed in given]
