"""What the desk lists: pathways with where each stands, without opening their texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, cast, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.lifecycle import WAS_PUBLIC, Status
from app.domain.regions import Standing
from app.store.pathways import AdoptionRow, EditionRow, PathwayRow
from app.store.people import PersonRow
from app.store.projections import ShownRow
from app.store.regions import RegionRow
from app.store.revisions import RevisionRow, revision_token, wrote


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A pathway as one line: its open edition, or the last one when none is open."""

    pathway_id: int
    edition_id: int
    slug: str
    title: str
    """As the text says; empty when it says none."""
    kind: str
    specialty: str
    number: int
    status: str
    change: str | None
    revision: int
    sha256: str
    """Of the revision; with its number it names the text."""
    changed: datetime
    """When this text was saved."""
    by: str
    """Who saved it."""
    public_number: int | None
    """Number of the edition that readers have."""
    owed_by: date | None
    """For a public page that was published urgently: when its review is due."""
    was_public: bool
    """Whether any edition is or was public."""

    @property
    def token(self) -> str:
        """The name of its text in ETags and forms."""
        return revision_token(self.revision, self.sha256)


_PUBLIC, _OTHERS = aliased(EditionRow), aliased(EditionRow)


def desk_lines(
    session: Session, region: str, statuses: frozenset[Status] | None = None, *, localised: bool = False
) -> list[DeskLine]:
    """The pathways of a region by slug: those whose line is in one of `statuses`; `localised`: those taken from upstream."""
    query = _lines_of(session, region).order_by(PathwayRow.slug)
    if localised:
        query = query.join(AdoptionRow, AdoptionRow.pathway_id == PathwayRow.id)
    if statuses is not None:
        query = query.where(EditionRow.status.in_([status.value for status in statuses]))
    return _found(session, query)


def drafts_of(session: Session, region: str, person_id: int, limit: int) -> list[DeskLine]:
    """The drafts of a region that a person wrote at least part of, the latest first."""
    mine = select(RevisionRow.id).where(
        RevisionRow.pathway_id == EditionRow.pathway_id,
        RevisionRow.edition_number == EditionRow.number,
        RevisionRow.written_by == person_id,
        wrote(RevisionRow),
    )
    query = _lines_of(session, region).where(EditionRow.status == Status.DRAFT.value, mine.correlate(EditionRow).exists())
    return _found(session, query.order_by(EditionRow.id.desc()).limit(limit))


def reviews_due(session: Session, region: str, day: date) -> list[ShownRow]:
    """The region's own public pages whose review is due on or before a day, the earliest first."""
    query = select(ShownRow).where(ShownRow.region == region, ShownRow.origin == region, ShownRow.review_due <= day)
    query = query.where(ShownRow.standing == Standing.PUBLISHED.value)
    return list(session.scalars(query.order_by(ShownRow.review_due, ShownRow.slug)))


def owed_in(session: Session, region: str) -> list[DeskLine]:
    """The public pages of a region that were published urgently and whose review is owed, the earliest first."""
    query = _lines_of(session, region).where(_PUBLIC.review_owed_by.is_not(None))
    return _found(session, query.order_by(_PUBLIC.review_owed_by, PathwayRow.slug))


def _found(session: Session, query: Select[*tuple[Any, ...]]) -> list[DeskLine]:
    return [DeskLine(**row) for row in session.execute(query).mappings()]


def _lines_of(session: Session, region: str) -> Select[*tuple[Any, ...]]:
    return _lines(session.get_bind().dialect.name).where(RegionRow.slug == region)


@cache  # putting it together takes longer than asking it
def _lines(dialect: str) -> Select[*tuple[Any, ...]]:
    """The query for the lines of all regions; its columns are the members of `DeskLine`."""
    of_pathway = _OTHERS.pathway_id == PathwayRow.id
    latest = select(func.max(_OTHERS.number)).where(of_pathway).correlate(PathwayRow).scalar_subquery()
    public = select(_OTHERS.id).where(of_pathway, _OTHERS.status.in_([status.value for status in WAS_PUBLIC]))
    return (
        select(
            PathwayRow.id.label("pathway_id"),
            EditionRow.id.label("edition_id"),
            PathwayRow.slug,
            _member(dialect, "title").label("title"),
            PathwayRow.kind,
            _member(dialect, "front", "specialty").label("specialty"),
            EditionRow.number,
            EditionRow.status,
            EditionRow.change,
            RevisionRow.number.label("revision"),
            RevisionRow.sha256,
            RevisionRow.written_at.label("changed"),
            PersonRow.name.label("by"),
            _PUBLIC.number.label("public_number"),
            _PUBLIC.review_owed_by.label("owed_by"),
            public.correlate(PathwayRow).exists().label("was_public"),
        )
        .join(RegionRow, RegionRow.id == PathwayRow.region_id)
        .join(EditionRow, (EditionRow.pathway_id == PathwayRow.id) & (EditionRow.number == latest))
        .join(RevisionRow, RevisionRow.id == EditionRow.revision_id)
        .join(PersonRow, PersonRow.id == RevisionRow.written_by)
        .outerjoin(_PUBLIC, (_PUBLIC.pathway_id == PathwayRow.id) & (_PUBLIC.status == Status.PUBLISHED.value))
    )


def _member(dialect: str, *path: str) -> ColumnElement[str]:
    """A member of the parsed page, taken out by the database: the whole is many times as long."""
    if dialect == "sqlite":
        return func.json_extract(RevisionRow.page, "$." + ".".join(path), type_=RevisionRow.page.type)
    return func.json_extract_path_text(cast(RevisionRow.page, JSON), *path, type_=RevisionRow.page.type)
