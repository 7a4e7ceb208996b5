"""Regions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from app.domain.errors import NotFound
from app.domain.regions import Region, Urgency, Visibility, chain
from app.store.base import Base


class RegionRow(Base):
    """A place with editors and readers. Changes."""

    __tablename__ = "region"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    visibility: Mapped[str]
    time_zone: Mapped[str]
    language: Mapped[str]
    accent: Mapped[str]
    country: Mapped[str] = mapped_column(server_default="nz")
    framed_by: Mapped[str] = mapped_column(server_default="")
    """Origins with a space between them."""
    contact: Mapped[str] = mapped_column(server_default="")
    urgency: Mapped[str] = mapped_column(server_default="")
    """JSON: category, name and days of each step; empty for none."""


def all_regions(session: Session) -> dict[str, Region]:
    """Every region by slug, in order of name."""
    return {region.slug: region for region in _regions(session.execute(_ALL))}


def _regions(rows: Iterable[Any]) -> Iterator[Region]:
    return map(region_of, rows)


def region_of(row: Iterable[Any]) -> Region:
    """A region out of its columns."""
    number, slug, name, above, visibility, zone, language, accent, country, framed, contact, urgency = row
    return Region(
        number, slug, name, above, Visibility(visibility), zone, language, accent, country, tuple(framed.split()), contact,
        tuple(Urgency(*step) for step in json.loads(urgency)) if urgency else (),
    )  # fmt: skip


_PARENT = aliased(RegionRow)
_ALL = (
    select(
        RegionRow.id, RegionRow.slug, RegionRow.name, _PARENT.slug, RegionRow.visibility, RegionRow.time_zone,
        RegionRow.language, RegionRow.accent, RegionRow.country, RegionRow.framed_by, RegionRow.contact, RegionRow.urgency,
    )
    .outerjoin(_PARENT, _PARENT.id == RegionRow.parent_id)
    .order_by(RegionRow.name)
)  # fmt: skip
"""Made once: each request asks it, and to make a statement costs more than to run it."""


def region(session: Session, slug: str) -> Region:
    """One region. Raises `NotFound`."""
    found = all_regions(session).get(slug)
    if found is None:
        raise NotFound(f"There is no region “{slug}”.")
    return found


def chain_of(session: Session, slug: str) -> tuple[str, ...]:
    """The slugs of a region and of all upstream of it, nearest first."""
    return tuple(link.slug for link in chain(slug, all_regions(session)))


def add_region(session: Session, region: Region) -> Region:
    """Add a region, or change the one with this slug; its id is ignored."""
    row = session.scalar(select(RegionRow).where(RegionRow.slug == region.slug)) or RegionRow(slug=region.slug)
    above = session.scalar(select(RegionRow).where(RegionRow.slug == region.parent)) if region.parent else None
    row.name, row.parent_id = region.name, above.id if above else None
    row.visibility, row.time_zone = region.visibility.value, region.time_zone
    row.language, row.accent, row.country = region.language, region.accent, region.country
    row.framed_by, row.contact = " ".join(region.framed_by), region.contact
    row.urgency = json.dumps([astuple(step) for step in region.urgency], ensure_ascii=False) if region.urgency else ""
    session.add(row)
    session.flush()
    return all_regions(session)[region.slug]
