"""What must hold of pictures: their bytes are what their names say, and what readers were given has the pictures it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Select, select

from app.domain.lifecycle import Status
from app.domain.pictures import is_name_of
from app.store import assets
from app.store.assets import AssetUseRow
from app.store.database import Session
from app.store.parsed import page_from_json
from app.store.pathways import EditionRow, PathwayRow
from app.store.regions import RegionRow, chain_of
from app.store.revisions import RevisionRow

READ = (Status.PUBLISHED.value, Status.SUPERSEDED.value)


def broken_pictures(session: Session) -> Iterator[str]:
    """Everything that is broken, in words."""
    for row in assets.all_contents(session):
        digest = hashlib.sha256(row.data).hexdigest()
        if digest != row.sha256 or not is_name_of(row.name, digest):
            yield f"picture {row.name}: its bytes are not what its name says"
    for region, slug, number, revision, page in session.execute(_read_texts()).yield_per(50):
        named = {picture.asset for picture in page_from_json(page).pictures}
        if not named:
            continue
        noted = set(session.scalars(select(AssetUseRow.name).where(AssetUseRow.revision_id == revision)))
        here = assets.in_regions(session, chain_of(session, region), named)
        yield from (f"{region}/{slug} version {number}: its picture {name} is not there" for name in sorted(named - here.keys()))
        yield from (f"{region}/{slug} version {number}: its picture {name} is not noted" for name in sorted(named - noted))


def _read_texts() -> Select[str, str, int, int, str]:
    return (
        select(RegionRow.slug, PathwayRow.slug, EditionRow.number, RevisionRow.id, RevisionRow.page)
        .join(PathwayRow, PathwayRow.region_id == RegionRow.id)
        .join(EditionRow, EditionRow.pathway_id == PathwayRow.id)
        .join(RevisionRow, RevisionRow.id == EditionRow.revision_id)
        .where(EditionRow.status.in_(READ))
    )
