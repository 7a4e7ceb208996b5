"""Uploaded pictures: their bytes, who put them into which region, and which texts name them.

A name stands for the same bytes in the whole installation, for good. Rows are never changed; a picture that no revision names
can be taken away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from app.store.base import Base
from app.store.pathways import EditionRow, PathwayRow
from app.store.regions import RegionRow
from app.store.revisions import RevisionRow


class AssetRow(Base):
    """The bytes of a picture as they are sent. Written once."""

    __tablename__ = "asset"
    name: Mapped[str] = mapped_column(primary_key=True)
    """What texts call it; holds the beginning of the hash."""
    sha256: Mapped[str] = mapped_column(index=True)
    """Of the bytes, in hex. The same bytes have another name only where they came from elsewhere under it."""
    media_type: Mapped[str]
    width: Mapped[int]
    """In pixels, as is the height."""
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class AssetUploadRow(Base):
    """Somebody put a picture into a region, and said what it is. Written once; said again, the latest counts."""

    __tablename__ = "asset_upload"
    __table_args__ = (Index("ix_asset_upload_region_name", "region_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    name: Mapped[str] = mapped_column(ForeignKey("asset.name"), index=True)
    shows: Mapped[str]
    """What it shows, in words."""
    doses: Mapped[bool]
    """Whether it holds doses: whatever names it then needs them in words too."""
    source: Mapped[str]
    """Whose it is and under which licence."""
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]


class AssetUseRow(Base):
    """A revision whose text names a picture, whether there is such a picture or not."""

    __tablename__ = "asset_use"
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True, index=True)


_DETAILS = defer(AssetRow.data, raiseload=True)


def by_hash(session: Session, sha256: str) -> AssetRow | None:
    """The picture with these bytes."""
    query = select(AssetRow).where(AssetRow.sha256 == sha256).options(_DETAILS)
    return session.scalar(query.order_by(AssetRow.name).limit(1))


def by_name(session: Session, name: str) -> AssetRow | None:
    """The picture that a name stands for, in whatever region, without its bytes."""
    return session.scalar(select(AssetRow).where(AssetRow.name == name).options(_DETAILS))


def in_regions(session: Session, regions: Collection[str], names: Collection[str]) -> dict[str, AssetRow]:
    """Those of some pictures that were put into one of these regions, by name, without their bytes."""
    if not names:
        return {}
    here = (
        select(AssetUploadRow.name).join(RegionRow, RegionRow.id == AssetUploadRow.region_id).where(RegionRow.slug.in_(regions))
    )
    rows = session.scalars(select(AssetRow).where(AssetRow.name.in_(names), AssetRow.name.in_(here)).options(_DETAILS))
    return {row.name: row for row in rows}


def with_doses(session: Session, regions: Collection[str], names: Collection[str]) -> frozenset[str]:
    """Those of some pictures that anybody in one of these regions said hold doses."""
    query = select(AssetUploadRow.name).join(RegionRow, RegionRow.id == AssetUploadRow.region_id)
    query = query.where(RegionRow.slug.in_(regions), AssetUploadRow.name.in_(names), AssetUploadRow.doses)
    return frozenset(session.scalars(query)) if names else frozenset()


def content(session: Session, name: str) -> AssetRow:
    """A picture that is known to be there, with its bytes."""
    return session.scalars(select(AssetRow).where(AssetRow.name == name)).one()


def uploads_in(session: Session, region_id: int) -> list[tuple[AssetUploadRow, AssetRow]]:
    """The pictures of a region with what was last said of them, the newest first."""
    latest = select(func.max(AssetUploadRow.id)).where(AssetUploadRow.region_id == region_id).group_by(AssetUploadRow.name)
    query = select(AssetUploadRow, AssetRow).join(AssetRow, AssetRow.name == AssetUploadRow.name).options(_DETAILS)
    rows = session.execute(query.where(AssetUploadRow.id.in_(latest)).order_by(AssetUploadRow.id.desc()))
    return [(upload, row) for upload, row in rows]


def last_said(session: Session, region_id: int, name: str) -> AssetUploadRow | None:
    """What was last said of a picture in a region; None when it was never put there."""
    query = select(AssetUploadRow).where(AssetUploadRow.region_id == region_id, AssetUploadRow.name == name)
    return session.scalar(query.order_by(AssetUploadRow.id.desc()).limit(1))


def put_uses(session: Session, revision_id: int, names: Iterable[str]) -> None:
    """Which pictures a new revision names."""
    session.add_all(AssetUseRow(revision_id=revision_id, name=name) for name in sorted(set(names)))


def is_used(session: Session, name: str) -> bool:
    """Whether any revision of any region names a picture."""
    return session.scalar(select(AssetUseRow.name).where(AssetUseRow.name == name).limit(1)) is not None


def pages_naming(session: Session, names: Collection[str]) -> list[tuple[str, str, str]]:
    """Picture, region and slug of the pathways that name, or once named, some pictures."""
    query = (
        select(AssetUseRow.name, RegionRow.slug, PathwayRow.slug)
        .join(RevisionRow, RevisionRow.id == AssetUseRow.revision_id)
        .join(PathwayRow, PathwayRow.id == RevisionRow.pathway_id)
        .join(RegionRow, RegionRow.id == PathwayRow.region_id)
        .where(AssetUseRow.name.in_(names))
    )
    return [
        (name, region, slug) for name, region, slug in session.execute(query.distinct().order_by(RegionRow.slug, PathwayRow.slug))
    ]


def editions_naming(session: Session, name: str) -> list[tuple[str, str, int]]:
    """Region, slug and number of the editions whose text names a picture, in whatever status."""
    query = (
        select(RegionRow.slug, PathwayRow.slug, EditionRow.number)
        .join(PathwayRow, PathwayRow.region_id == RegionRow.id)
        .join(EditionRow, EditionRow.pathway_id == PathwayRow.id)
        .join(AssetUseRow, AssetUseRow.revision_id == EditionRow.revision_id)
        .where(AssetUseRow.name == name)
    )
    return [(region, slug, number) for region, slug, number in session.execute(query)]


def take_away(session: Session, region_id: int, name: str) -> None:
    """A picture is no longer in a region; when it was nowhere else, its bytes go too."""
    session.execute(delete(AssetUploadRow).where(AssetUploadRow.region_id == region_id, AssetUploadRow.name == name))
    elsewhere = select(AssetUploadRow.id).where(AssetUploadRow.name == name)
    session.execute(delete(AssetRow).where(AssetRow.name == name, ~elsewhere.exists()))


def all_contents(session: Session) -> Iterator[AssetRow]:
    """Every picture with its bytes."""
    return iter(session.scalars(select(AssetRow).order_by(AssetRow.name)).yield_per(5))
