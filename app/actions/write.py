"""Write: begin a pathway, save a text, discard a draft. The only verb that other verbs may call."""

from __future__ import annotations

import re

from app.actions.acting import Acting, Opened, check_token, open_edition, revision_token, step
from app.actions.agreements import complete, correction_of
from app.actions.checked import text_errors
from app.actions.upstream import refuse_in_place_of_upstream
from app.domain.errors import Invalid, NotReady, Taken, WrongState
from app.domain.lifecycle import WAS_PUBLIC, Status, Step
from app.domain.roles import Act
from app.domain.routes import ChangeKind
from app.domain.text import Kind, Page, source_hash
from app.store import assets, pathways, revisions
from app.store.parsed import page_to_json
from app.store.pathways import EditionRow, PathwayRow
from app.store.revisions import RevisionRow

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?")


def begin(
    acting: Acting,
    slug: str,
    kind: Kind,
    source: str,
    page: Page,
    *,
    parent: RevisionRow | None = None,
    origin: str | None = None,
    under: Act = Act.BEGIN,
    instead_of_upstream: bool = False,
) -> Opened:
    """Start a pathway with its first text, as a draft.

    `parent` is the upstream revision that a localised text starts from, `origin` the file it was imported from, `under` the act
    that the person must be allowed. Raises `Invalid` for a slug that can't be an address and `Taken` for one in use: here, or by
    a page that readers are shown from upstream, unless this one is to stand there `instead_of_upstream`.
    """
    acting.require(under)
    if not SLUG.fullmatch(slug):
        raise Invalid("Use lower-case letters, digits and single hyphens for the address, at most 100.", field="slug")
    if page.front.kind is not Kind.PATHWAY and page.front.kind is not kind:
        raise Invalid(f"The text says its kind is “{page.front.kind}”, the form says “{kind}”.", field="kind")
    if pathways.find_pathway(acting.session, acting.region.slug, slug) is not None:
        raise Taken(f"{acting.region.name} already has a pathway “{slug}”.", field="slug")
    if under is Act.BEGIN and not instead_of_upstream:
        refuse_in_place_of_upstream(acting, slug)
    row = PathwayRow(
        region_id=acting.region.id, slug=slug, kind=kind.value, origin=origin, created_at=acting.now, created_by=acting.person.id
    )
    acting.session.add(row)
    acting.session.flush()
    revision = _write(acting, row, 1, source, page, parent)
    return _new_edition(acting, row, 1, revision, None)


def save(acting: Acting, slug: str, expected: str | None, source: str, page: Page) -> Opened:
    """Save a text made on the revision `expected`: into the open edition, or as the beginning of the next.

    The same text again changes nothing, unless it is a draft of which the checks say something else by now. In review it is a
    revision of what is being reviewed: approvals of changed sections lapse. Raises `Stale` when someone saved meanwhile.
    """
    acting.require(Act.WRITE)
    row = pathways.pathway(acting.session, acting.region.slug, slug, lock=True)
    edition = pathways.open_edition(acting.session, row.id)
    if edition is None:
        return _next_edition(acting, row, expected, source, page)
    opened = Opened(row, edition, revisions.revision(acting.session, edition.revision_id))
    check_token(opened.token, expected)
    if opened.revision.sha256 == source_hash(source) and not (
        opened.status is Status.DRAFT and _read_otherwise(opened.page, page)
    ):
        return opened
    if opened.status is Status.DRAFT:
        revision = _write(acting, row, edition.number, source, page, opened.revision)
        pathways.move(acting.session, edition, Status.DRAFT, revision_id=revision.id)
        return Opened(row, edition, revision)
    return _revise(acting, opened, source, page)


def _read_otherwise(stored: Page, read: Page) -> bool:
    """Whether the checks find something else in the same text: they have been changed since it was saved."""
    return [(each.rule, each.level, each.message) for each in stored.findings] != [
        (each.rule, each.level, each.message) for each in read.findings
    ]


def discard(acting: Acting, slug: str, number: int, expected: str | None, reason: str) -> Opened:
    """Give up a draft. Its text stays readable on the desk."""
    acting.require(Act.DISCARD)
    opened = open_edition(acting, slug, number, expected)
    step(acting, opened, Step.DISCARD, reason=reason)
    return opened


def _revise(acting: Acting, opened: Opened, source: str, page: Page) -> Opened:
    """Change what is in review or was ready; it is asked for again only where it changed, and not for the bytes agreed to.

    A correction that is none any more takes the way of a partial update from here.
    """
    acting.require(Act.REVISE)
    if errors := text_errors(acting, opened.pathway.id, page, opened.edition.change):
        raise NotReady("A text in review can't be saved with errors. Mend them first.", errors)
    revision = _write(acting, opened.pathway, opened.edition.number, source, page, opened.revision)
    opened.revision = revision
    change = opened.edition.change
    if change == ChangeKind.CORRECTION and not correction_of(acting.session, opened).possible:
        change = ChangeKind.PARTIAL_UPDATE.value
    step(acting, opened, Step.REVISE, revision_id=revision.id, scheduled_for=None, change=change)
    complete(acting, opened)
    return opened


def _next_edition(acting: Acting, row: PathwayRow, expected: str | None, source: str, page: Page) -> Opened:
    """The beginning of the next version, made on what is public now or was last."""
    latest = next((edition for edition in pathways.editions(acting.session, row.id)), None)
    public = pathways.edition_with(acting.session, row.id, Status.PUBLISHED) or latest
    if public is None:
        raise WrongState("This pathway has no text to start from.")
    base = revisions.revision(acting.session, public.revision_id)
    check_token(revision_token(base), expected)
    if base.sha256 == source_hash(source):
        return Opened(row, public, base)
    number = pathways.next_edition_number(acting.session, row.id)
    revision = _write(acting, row, number, source, page, base)
    return _new_edition(acting, row, number, revision, base if Status(public.status) in WAS_PUBLIC else None)


def _new_edition(acting: Acting, row: PathwayRow, number: int, revision: RevisionRow, base: RevisionRow | None) -> Opened:
    edition = EditionRow(
        pathway_id=row.id,
        number=number,
        status=Status.DRAFT.value,
        revision_id=revision.id,
        base_revision_id=base.id if base else None,
        created_at=acting.now,
        created_by=acting.person.id,
    )
    acting.session.add(edition)
    acting.session.flush()
    return Opened(row, edition, revision)


def _write(
    acting: Acting, row: PathwayRow, edition_number: int, source: str, page: Page, parent: RevisionRow | None
) -> RevisionRow:
    revision = RevisionRow(
        pathway_id=row.id,
        number=revisions.next_revision_number(acting.session, row.id),
        edition_number=edition_number,
        source=source,
        sha256=source_hash(source),
        page=page_to_json(page),
        parent_id=parent.id if parent else None,
        written_by=acting.person.id,
        written_at=acting.now,
    )
    acting.session.add(revision)
    acting.session.flush()
    assets.put_uses(acting.session, revision.id, (picture.asset for picture in page.pictures))
    acting.session.flush()
    return revision
