"""Which pages of a region are its own, which it took from upstream, and which it shows from there as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.difference.sections import SectionChange, section_changes
from app.domain.lifecycle import Status
from app.domain.regions import Standing
from app.store import pathways, revisions
from app.store.desk import DeskLine, desk_lines
from app.store.parsed import page_from_json
from app.store.pathways import AdoptionRow, EditionRow, PathwayRow
from app.store.projections import ShownRow, shown_in, shown_under
from app.store.regions import RegionRow
from app.store.revisions import RevisionRow


class Locality(StrEnum):
    """Where a page stands between its region and upstream."""

    OWN = "own"
    """Written here; nothing upstream is followed."""
    UNLOCALISED = "unlocalised"
    """Shown from upstream as it is."""
    IN_LOCALISATION = "in_localisation"
    """Taken from upstream; the region's own version has not been public yet."""
    ALIGNED = "aligned"
    """Localised, and upstream's readers have no later version than the one it was taken from."""
    BEHIND = "behind"
    """Localised; upstream has published again, or withdrawn its page, since."""


@dataclass(frozen=True, slots=True)
class Localisation:
    """One page of a region's board."""

    slug: str
    title: str
    kind: str
    specialty: str
    locality: Locality
    upstream: str | None = None
    """Slug of the region that it is shown or was taken from."""
    taken: int | None = None
    """Number of the upstream edition that it was taken from."""
    latest: int | None = None
    """Number of the edition that upstream's readers have; None when they have none."""
    since: datetime | None = None
    """When upstream published that edition."""
    note: str = ""
    """Upstream's change note to it; for a page withdrawn there, the reason."""
    upstream_withdrawn: bool = False
    number: int | None = None
    """Number of the region's own open edition, else of its last."""
    status: str | None = None
    public_number: int | None = None
    """Number of the region's own edition that readers have."""

    @property
    def moved_on(self) -> bool:
        """Whether upstream has published or withdrawn since the page was taken, public here or not."""
        return self.taken is not None and (self.upstream_withdrawn or (self.latest or 0) > self.taken)


_ABOVE, _THEIRS, _LATEST = aliased(PathwayRow), aliased(RegionRow), aliased(EditionRow)
_ADOPTIONS = (
    select(PathwayRow.slug, AdoptionRow.taken_edition, _THEIRS.slug, _LATEST.change_note)
    .join(RegionRow, RegionRow.id == PathwayRow.region_id)
    .join(AdoptionRow, AdoptionRow.pathway_id == PathwayRow.id)
    .join(_ABOVE, _ABOVE.id == AdoptionRow.upstream_id)
    .join(_THEIRS, _THEIRS.id == _ABOVE.region_id)
    .outerjoin(_LATEST, (_LATEST.pathway_id == _ABOVE.id) & (_LATEST.status == Status.PUBLISHED.value))
)
"""Slug, number of the upstream edition taken, upstream's region, change note of its present edition."""


def localised_from(session: Session, region: str) -> list[tuple[str, str]]:
    """Slug of each page of a region that was taken from upstream and is public or worked on, and of its source."""
    over = (Status.SUPERSEDED, Status.WITHDRAWN, Status.DISCARDED)
    alive = select(EditionRow.id).where(EditionRow.pathway_id == PathwayRow.id, EditionRow.status.not_in(over)).exists()
    return [(slug, source) for slug, _, source, _ in session.execute(_ADOPTIONS.where(RegionRow.slug == region, alive))]


def board(session: Session, region: str) -> tuple[Localisation, ...]:
    """Every page that a region shows or is localising, by title."""
    own = {line.slug: line for line in desk_lines(session, region)}
    taken = {line.slug: line for line in _taken(session, region, own)}
    shown = [row for row in shown_in(session, region) if row.slug not in taken]
    found = [*taken.values(), *(_shown(row, region, own.get(row.slug)) for row in shown)]
    return tuple(sorted(found, key=lambda line: (line.title.lower(), line.slug)))


def left_behind(session: Session, region: str) -> tuple[Localisation, ...]:
    """The pages that a region took from upstream and that have moved on there since, by slug."""
    own = {line.slug: line for line in desk_lines(session, region, localised=True)}
    return tuple(sorted((line for line in _taken(session, region, own) if line.moved_on), key=lambda line: line.slug))


def changed_upstream(session: Session, region: str, slug: str) -> tuple[SectionChange, ...]:
    """What upstream has changed in a localised page since it was taken, section by section; empty when nothing."""
    texts = taken_and_latest(session, pathways.pathway(session, region, slug))
    return section_changes(*(page_from_json(text.page).sections for text in texts)) if texts else ()


def taken_and_latest(session: Session, own: PathwayRow) -> tuple[RevisionRow, RevisionRow] | None:
    """The upstream text that a page was taken from, and upstream's public one now; None when it follows none."""
    adoption = session.get(AdoptionRow, own.id)
    latest = pathways.edition_with(session, adoption.upstream_id, Status.PUBLISHED) if adoption else None
    if adoption is None or latest is None:
        return None
    return revisions.revision(session, adoption.taken_revision_id), revisions.revision(session, latest.revision_id)


def _taken(session: Session, region: str, own: dict[str, DeskLine]) -> Iterator[Localisation]:
    rows = session.execute(_ADOPTIONS.where(RegionRow.slug == region)).all()
    upstream = {(row.region, row.slug): row for row in shown_under(session, [slug for slug, *_ in rows])}
    for slug, taken, source, note in rows:
        yield _localised(own[slug], source, taken, upstream.get((source, slug)), note or "")


def _localised(own: DeskLine, source: str, taken: int, theirs: ShownRow | None, note: str) -> Localisation:
    withdrawn = theirs is not None and theirs.standing == Standing.WITHDRAWN
    latest = theirs.number if theirs and not withdrawn else None
    moved_on = withdrawn or (latest or 0) > taken
    locality = Locality.BEHIND if moved_on else Locality.ALIGNED
    return Localisation(
        slug=own.slug,
        title=own.title,
        kind=own.kind,
        specialty=own.specialty,
        locality=locality if own.was_public else Locality.IN_LOCALISATION,
        upstream=source,
        taken=taken,
        latest=latest,
        since=theirs.published_at if theirs else None,
        note=theirs.reason if theirs and withdrawn else note,
        upstream_withdrawn=withdrawn,
        number=own.number,
        status=own.status,
        public_number=own.public_number,
    )


def _shown(row: ShownRow, region: str, own: DeskLine | None) -> Localisation:
    """A page that follows nothing: the region's own, or one shown from upstream."""
    here = row.origin == region
    return Localisation(
        slug=row.slug,
        title=row.title,
        kind=row.kind,
        specialty=row.specialty,
        locality=Locality.OWN if here else Locality.UNLOCALISED,
        upstream=None if here else row.origin,
        latest=None if here or row.standing == Standing.WITHDRAWN else row.number,
        since=row.published_at,
        note=row.reason,
        upstream_withdrawn=not here and row.standing == Standing.WITHDRAWN,
        number=own.number if own else None,
        status=own.status if own else None,
        public_number=own.public_number if own else None,
    )
