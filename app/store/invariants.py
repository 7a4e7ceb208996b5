"""What must always hold between the rows; each check names what is broken, and finds nothing when all is well."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app.domain.events import EditionPublished, EditionReinstated, EditionWithdrawn, LocalDetailChanged
from app.domain.lifecycle import WAS_PUBLIC, Status
from app.domain.publication import EntryKind
from app.domain.roles import Role
from app.domain.routes import ChangeKind
from app.domain.text import source_hash
from app.store import searches, vocabulary
from app.store.approvals import ApprovalRow
from app.store.database import Session, integrity_problems
from app.store.outbox import FactRow
from app.store.pathways import EditionRow, PathwayRow, StatusChangeRow
from app.store.publication_log import LogRow, broken_links
from app.store.regions import RegionRow
from app.store.revisions import RevisionRow, wrote

PUBLIC_FACTS = {
    EntryKind.PUBLISHED: EditionPublished,
    EntryKind.WITHDRAWN: EditionWithdrawn,
    EntryKind.REINSTATED: EditionReinstated,
    EntryKind.DETAIL_CHANGED: LocalDetailChanged,
}
"""The facts that go with entries of the publication log. One that is superseded has none: its successor has."""


def broken(session: Session) -> Iterator[str]:
    """Everything that is broken, in words."""
    yield from (f"database: {problem}" for problem in integrity_problems(session))
    yield from broken_links(session)
    yield from _texts_that_changed(session)
    yield from _editions_that_are_not_as_logged(session)
    yield from _unsigned(session)
    yield from _entries_without_fact(session)
    yield from _statuses_without_story(session)
    yield from _details_out_of_order(session)
    yield from vocabulary.out_of_order(session)
    yield from (f"searches: the words of {key} were written down too early" for key in searches.early_words(session))


def _texts_that_changed(session: Session) -> Iterator[str]:
    for row in session.scalars(select(RevisionRow)).yield_per(100):
        if source_hash(row.source) != row.sha256:
            yield f"revision {row.id}: its text is not what its hash says"


def _editions_that_are_not_as_logged(session: Session) -> Iterator[str]:
    """Each edition is public, superseded or withdrawn exactly as the log says, on the bytes that the log holds."""
    logged: dict[tuple[str, str, int], str] = {}
    hashes: dict[tuple[str, str, int], str] = {}
    pages = select(LogRow).where(LogRow.kind != EntryKind.DETAIL_CHANGED.value)
    for row in session.scalars(pages.order_by(LogRow.sequence)).yield_per(50):
        key = (row.region, row.slug, row.number)
        logged[key] = Status.PUBLISHED.value if row.kind == EntryKind.REINSTATED.value else row.kind
        if row.kind == EntryKind.PUBLISHED.value:
            hashes[key] = json.loads(row.body)["edition"]["source_hash"]
    for region, slug, edition, digest in session.execute(_editions()):
        key = (region, slug, edition.number)
        said = logged.pop(key, None)
        if said != (edition.status if Status(edition.status) in WAS_PUBLIC else None):
            yield f"{region}/{slug} version {edition.number}: it is {edition.status}, the log says {said or 'nothing'}"
        elif said and hashes.get(key) != digest:
            yield f"{region}/{slug} version {edition.number}: its text is not the one that was published"
    yield from (f"{region}/{slug} version {number}: the log knows it, the editions do not" for region, slug, number in logged)


def _editions() -> Select[str, str, EditionRow, str]:
    return (
        select(RegionRow.slug, PathwayRow.slug, EditionRow, RevisionRow.sha256)
        .join(PathwayRow, PathwayRow.id == EditionRow.pathway_id)
        .join(RegionRow, RegionRow.id == PathwayRow.region_id)
        .join(RevisionRow, RevisionRow.id == EditionRow.revision_id)
    )


def _unsigned(session: Session) -> Iterator[str]:
    """What is public under neither opening and corrects nothing has a clinical lead's signature on its bytes, not an author's."""
    written = aliased(RevisionRow)
    by_author = select(written.id).where(
        written.pathway_id == EditionRow.pathway_id,
        written.edition_number == EditionRow.number,
        written.written_by == ApprovalRow.person_id,
        wrote(written),
    )
    signed = select(ApprovalRow.id).where(
        ApprovalRow.edition_id == EditionRow.id,
        ApprovalRow.role == Role.CLINICAL_LEAD.value,
        ApprovalRow.source_hash == RevisionRow.sha256,
        ~by_author.exists(),
    )
    query = _editions().where(
        EditionRow.status.in_([status.value for status in WAS_PUBLIC]),
        EditionRow.mark.is_(None),
        func.coalesce(EditionRow.change, "") != ChangeKind.CORRECTION.value,
        ~signed.exists(),
    )
    for region, slug, edition, _ in session.execute(query):
        yield f"{region}/{slug} version {edition.number}: public without a clinical lead's signature on its text"


def _entries_without_fact(session: Session) -> Iterator[str]:
    """Whatever became public or ceased to be has its fact, so that its consequences follow."""
    members = session.scalars(select(FactRow.members).where(FactRow.name.in_([fact.__name__ for fact in PUBLIC_FACTS.values()])))
    known = {json.loads(text)["sequence"] for text in members}
    kinds = [kind.value for kind in PUBLIC_FACTS]
    for sequence in session.scalars(select(LogRow.sequence).where(LogRow.kind.in_(kinds)).order_by(LogRow.sequence)):
        if sequence not in known:
            yield f"publication log: entry {sequence} has no fact, so nobody is told of it"


def _statuses_without_story(session: Session) -> Iterator[str]:
    """An edition stands where its last status change put it."""
    moves = select(StatusChangeRow.edition_id, StatusChangeRow.target).order_by(StatusChangeRow.id)
    last = dict(session.execute(moves).all())
    for edition_id, status in session.execute(select(EditionRow.id, EditionRow.status)):
        if last.get(edition_id, Status.DRAFT.value) != status:
            yield f"edition {edition_id}: it is {status}, its story ends with {last.get(edition_id, 'nothing')}"


def _details_out_of_order(session: Session) -> Iterator[str]:
    """The changes of each local detail are counted from 1 without a gap: nobody has overwritten what they had not read."""
    counted: dict[tuple[str, str], int] = {}
    details = select(LogRow.region, LogRow.slug, LogRow.number).where(LogRow.kind == EntryKind.DETAIL_CHANGED.value)
    for region, key, number in session.execute(details.order_by(LogRow.sequence)):
        if number != counted.get((region, key), 0) + 1:
            yield f"{region}, local detail {key}: its change {number} follows its change {counted.get((region, key), 0)}"
        counted[region, key] = number
