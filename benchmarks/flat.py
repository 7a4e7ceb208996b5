"""Whether publishing costs the same however many pages there are: from some hundreds to twenty thousand.

To publish that many one by one takes longer than to measure. So a hundred are made as always, and the rest are rows like theirs
under other names: the log stays one chain, and each table and index that publishing touches has as many rows as it would have.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, select

from app.domain.publication import entry_hash
from app.store.base import Base, table
from app.store.database import Session
from app.store.pathways import EditionRow, PathwayRow
from app.store.projections import ShownRow, advance, progress
from app.store.publication_log import LogHeadRow, LogRow
from app.store.regions import region
from app.store.revisions import RevisionRow
from app.store.stored_pages import StoredPageRow
from benchmarks import acts
from benchmarks.figures import Figure
from benchmarks.library import REGION, START, Library, library

MADE = 100
"""Pages that the others are like."""
SIZES = (500, 5000, 20_000)
AT_ONCE = 500


def measure() -> Iterator[Figure]:
    """Each size in turn, in one installation."""
    with library() as made:
        made.grow(MADE)
        acts.settle(made)
        for size in SIZES:
            _grow(made, size)
            yield from acts.measure(made)


def _grow(made: Library, size: int) -> None:
    for start in range(made.pages, size, AT_ONCE):
        with made.database.write() as session:
            _copy(session, range(start, min(start + AT_ONCE, size)))
    made.pages = size


def _copy(session: Session, numbers: range) -> None:
    """Rows under new names like those of the pages that were made."""
    here, editor = region(session, REGION).id, acts.person(session, acts.EDITOR).id
    models = {kind: _rows(session, kind) for kind in (LogRow, ShownRow, StoredPageRow)}
    names = sorted(models[ShownRow])
    end = session.execute(select(LogHeadRow.sequence, LogHeadRow.hash)).one()
    put: dict[type[Base], list[dict[str, Any]]] = {kind: [] for kind in (PathwayRow, RevisionRow, EditionRow, *models)}
    sequence, previous = end.sequence, end.hash
    for number in numbers:
        old, new = names[number % len(names)], f"copy-{number:05}"
        own = 10_000_000 - number  # downwards: what is published meanwhile comes after the highest
        put[PathwayRow].append(
            {"id": own, "region_id": here, "slug": new, "kind": "pathway", "created_at": START, "created_by": editor}
        )
        revision = {"id": own, "pathway_id": own, "number": 1, "edition_number": 1, "source": new, "sha256": f"{own:064}"}
        put[RevisionRow].append(revision | {"page": "{}", "written_by": editor, "written_at": START})
        edition = {"id": own, "pathway_id": own, "number": 1, "status": "published", "revision_id": own, "lock": 1}
        put[EditionRow].append(edition | {"created_at": START, "created_by": editor})
        for row in models[LogRow][old]:
            sequence, body = sequence + 1, row["body"].replace(f'"{old}"', f'"{new}"')
            chained = {"sequence": sequence, "body": body, "previous": previous}
            previous = entry_hash(previous, sequence, body)
            put[LogRow].append(row | chained | {"slug": new, "hash": previous})
        put[ShownRow] += [row | {"slug": new, "sequence": sequence} for row in models[ShownRow][old]]
        put[StoredPageRow] += [row | {"slug": new, "path": row["path"].replace(old, new)} for row in models[StoredPageRow][old]]
    for kind, rows in put.items():
        session.execute(insert(table(kind)), rows)
    session.execute(table(LogHeadRow).update().values(sequence=sequence, hash=previous))
    at = progress(session)
    advance(session, type(at)(sequence, at.makings, at.basis))


def _rows(session: Session, kind: type[Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows of the pages that were made, by slug; a column that nobody filled in is left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in session.execute(select(table(kind)).where(kind.region == REGION, kind.slug.like("page-%"))).mappings():
        found.setdefault(row["slug"], []).append(dict(row))
    return found
