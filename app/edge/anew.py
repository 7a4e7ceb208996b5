"""A stored text read once more, by the checks that are in force today: what submission and publication ask."""

from __future__ import annotations

from app.actions.checked import Anew
from app.domain.errors import Invalid, as_finding
from app.domain.lifecycle import Status
from app.domain.regions import Region
from app.domain.text import Page
from app.edge.platform import Platform
from app.store import pathways, revisions
from app.store.checks import profile_in
from app.store.parsed import page_from_json
from app.store.revisions import RevisionRow


def checked_anew(platform: Platform, region: Region, slug: str, token: str | None) -> Anew | None:
    """What the checks find today in the save that `token` names, and in what readers have; None when there is no such save.

    What readers have is read only where it matters: for errors of the text as a whole, which it may have had already.
    A text that can't be read any more has that as its error. Raises `Unavailable`.
    """
    with platform.read() as session:
        profile = profile_in(session, region)
        row = pathways.find_pathway(session, region.slug, slug)
        saved = revisions.revision_called(session, row.id, token) if row and token else None
        edition = pathways.edition_with(session, row.id, Status.PUBLISHED) if row else None
        public = revisions.revision(session, edition.revision_id) if edition else None
    if saved is None:
        return None

    def read(text: RevisionRow) -> Page:
        return platform.renderer.read(text.source, page_from_json(text.page).blocks, profile)

    try:
        page = read(saved)
    except Invalid as refusal:
        return Anew((as_finding(refusal),), None)
    whole = any(finding.block is None for finding in page.errors)
    return Anew(page.findings, read(public).findings if whole and public else None)
