"""Which errors of a text, and of its pictures, stop what is being done with it."""

from __future__ import annotations

from dataclasses import replace

from app.actions.acting import Acting
from app.actions.pictured import picture_errors
from app.domain.lifecycle import Status
from app.domain.routes import ChangeKind
from app.domain.standing import errors_in_the_way
from app.domain.text import Finding, Page
from app.store import pathways
from app.store.parsed import page_from_json


def text_errors(acting: Acting, pathway: int, page: Page, change: str | None) -> tuple[Finding, ...]:
    """The errors of a text, less those in what a partial update or a correction of the public text leaves as it was."""
    page = _with_pictures(acting, page)
    if not page.errors:
        return ()
    public = pathways.edition_with(acting.session, pathway, Status.PUBLISHED)
    before = page_from_json(pathways.revision(acting.session, public.revision_id).page) if public else None
    return errors_in_the_way(page, _with_pictures(acting, before) if before else None, ChangeKind(change) if change else None)


def _with_pictures(acting: Acting, page: Page) -> Page:
    """A text with what is wrong with its pictures today."""
    return replace(page, findings=(*page.findings, *picture_errors(acting.session, acting.region, page)))
