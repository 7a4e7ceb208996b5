"""Which errors of a text, and of its pictures, stop what is being done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.actions.acting import Acting
from app.actions.pictured import picture_errors
from app.domain.lifecycle import Status
from app.domain.routes import ChangeKind
from app.domain.standing import errors_in_the_way
from app.domain.text import Finding, Page
from app.store import pathways, revisions
from app.store.parsed import page_from_json


@dataclass(frozen=True, slots=True)
class Anew:
    """What the checks of today find, whatever they were when the texts were saved."""

    findings: tuple[Finding, ...]
    """Of the text that something is done with."""
    public: tuple[Finding, ...] | None
    """Of what readers have; None when that does not matter."""


def text_errors(
    acting: Acting, pathway: int, page: Page, change: str | None, anew: Anew | None = None
) -> tuple[Finding, ...]:  # fmt: skip
    """The errors of a text, less those in what a partial update or a correction of the public text leaves as it was.

    Without `anew`, those that were found when the texts were saved.
    """
    page = _with_pictures(acting, replace(page, findings=anew.findings) if anew else page)
    if not page.errors:
        return ()
    public = pathways.edition_with(acting.session, pathway, Status.PUBLISHED)
    before = page_from_json(revisions.revision(acting.session, public.revision_id).page) if public else None
    if before and anew and anew.public is not None:
        before = replace(before, findings=anew.public)
    return errors_in_the_way(page, _with_pictures(acting, before) if before else None, ChangeKind(change) if change else None)


def _with_pictures(acting: Acting, page: Page) -> Page:
    """A text with what is wrong with its pictures today."""
    return replace(page, findings=(*page.findings, *picture_errors(acting.session, acting.region, page)))
