"""Succession: what a version takes over from the one that it supersedes, because nobody has looked at the whole text again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.actions.acting import Acting, Opened
from app.domain.currency import review_due, review_months
from app.domain.former import Former, former
from app.domain.lifecycle import Status
from app.domain.publication import Edition, Mark, Signature
from app.domain.routes import REVIEWS_ALL, ChangeKind
from app.domain.text import Page
from app.store import pathways, publication_log
from app.store.pathways import AdoptionRow, EditionRow


@dataclass(frozen=True, slots=True)
class Predecessor:
    """What readers have until the new version is public."""

    row: EditionRow
    value: Edition


@dataclass(frozen=True, slots=True)
class Marking:
    """Which opening a version was published under, if any."""

    mark: Mark | None
    reason: str = ""
    review_owed_by: date | None = None


def predecessor(acting: Acting, opened: Opened) -> Predecessor | None:
    """The public version of a pathway; None when readers have none."""
    row = pathways.edition_with(acting.session, opened.pathway.id, Status.PUBLISHED)
    if row is None:
        return None
    return Predecessor(row, publication_log.published(acting.session, acting.region.slug, opened.pathway.slug, row.number))


def marking(own: Marking, opened: Opened, before: Predecessor | None) -> Marking:
    """A correction is agreed to by nobody: what readers were told of the text that it corrects stays true, and owed."""
    if own.mark is not None or before is None or not _corrects(opened):
        return own
    return Marking(before.value.mark, before.value.marked_because, before.row.review_owed_by)


def due(today: date, opened: Opened, page: Page, alert: bool, mark: Mark | None, before: Predecessor | None) -> date:
    """When the whole text is to be reviewed: only a review of all of it, here or where it is from, begins that time anew.

    What the text now says of itself may bring the day forward.
    """
    anew = review_due(today, review_months(page.front.review_months, alert))
    if before is None or opened.edition.change in REVIEWS_ALL or (mark is Mark.IMPORTED and not _corrects(opened)):
        return anew
    return min(anew, before.value.review_due)


def reviewed(today: date, opened: Opened, mark: Mark | None, before: Predecessor | None) -> date | None:
    """When those who review here last agreed to the whole text: today, or when they did for the version that it follows."""
    if mark is None and opened.edition.change in REVIEWS_ALL:
        return today
    return before.value.reviewed if before else None


def signatures(own: tuple[Signature, ...], opened: Opened, before: Predecessor | None) -> tuple[Signature, ...]:
    """Of a correction those of the text that it corrects, each with the number of the version that the person read."""
    if before is None or not _corrects(opened):
        return own
    number = before.value.number
    return tuple(replace(each, number=each.number or number) for each in before.value.signatures)


def former_addresses(
    acting: Acting, opened: Opened, page: Page, before: Predecessor | None, adoption: AdoptionRow | None
) -> Former:
    """Where the links lead that readers have kept to parts of what they had here: their own page's, or upstream's before it."""
    slug = opened.pathway.slug
    last = before.value if before else publication_log.last_published(acting.session, acting.region.slug, slug)
    if last is None and adoption is not None:
        upstream = pathways.region_slug_of(acting.session, adoption.upstream_id)
        last = publication_log.published(acting.session, upstream, slug, adoption.taken_edition)
    return former(last.html, last.former, page.html) if last else ()


def _corrects(opened: Opened) -> bool:
    return opened.edition.change == ChangeKind.CORRECTION
