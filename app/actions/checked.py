"""Which errors of a text stop what is being done with it."""

from __future__ import annotations

from app.actions.acting import Acting
from app.domain.lifecycle import Status
from app.domain.routes import ChangeKind
from app.domain.standing import errors_in_the_way
from app.domain.text import Finding, Page
from app.store import pathways
from app.store.parsed import page_from_json


def text_errors(acting: Acting, pathway: int, page: Page, change: str | None) -> tuple[Finding, ...]:
    """The errors of a text, less those in what a partial update or a correction of the public text leaves as it was."""
    if not page.errors:
        return ()
    public = pathways.edition_with(acting.session, pathway, Status.PUBLISHED)
    before = page_from_json(pathways.revision(acting.session, public.revision_id).page) if public else None
    return errors_in_the_way(page, before, ChangeKind(change) if change else None)
