"""Localise: take an upstream pathway as the beginning of a region's own, remembering what was taken."""

from __future__ import annotations

from app.actions import write
from app.actions.acting import Acting, Opened
from app.domain.errors import NotFound, Taken
from app.domain.lifecycle import Status
from app.domain.regions import chain
from app.domain.roles import Act
from app.domain.text import Kind
from app.store import pathways, regions, revisions
from app.store.parsed import page_from_json
from app.store.pathways import AdoptionRow, EditionRow, PathwayRow


def localise(acting: Acting, slug: str) -> Opened:
    """Begin the region's own version of a page that it shows from upstream: a draft with upstream's published text.

    Raises `NotFound` when nothing upstream is published under this slug, `Taken` when the region has its own already.
    """
    acting.require(Act.LOCALISE)
    if pathways.find_pathway(acting.session, acting.region.slug, slug) is not None:
        raise Taken(f"{acting.region.name} already has its own “{slug}”.")
    upstream, edition = _upstream(acting, slug)
    revision = revisions.revision(acting.session, edition.revision_id)
    page = page_from_json(revision.page)
    opened = write.begin(acting, slug, Kind(upstream.kind), revision.source, page, parent=revision, under=Act.LOCALISE)
    acting.session.add(
        AdoptionRow(
            pathway_id=opened.pathway.id,
            upstream_id=upstream.id,
            taken_revision_id=revision.id,
            taken_edition=edition.number,
            pins={section.id: section.hash for section in page.sections},
            taken_at=acting.now,
        )
    )
    acting.session.flush()
    return opened


def _upstream(acting: Acting, slug: str) -> tuple[PathwayRow, EditionRow]:
    """The nearest upstream pathway of this slug with its published edition."""
    for link in chain(acting.region.slug, regions.all_regions(acting.session))[1:]:
        row = pathways.find_pathway(acting.session, link.slug, slug)
        edition = pathways.edition_with(acting.session, row.id, Status.PUBLISHED) if row else None
        if row and edition:
            return row, edition
    raise NotFound(f"Nothing upstream of {acting.region.name} is published under “{slug}”.")
