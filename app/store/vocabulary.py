"""What regions teach search: every change of an entry, written once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.vocabulary import Change, Sort, Taught
from app.store.base import Base
from app.store.people import PersonRow
from app.store.regions import RegionRow


class VocabularyChangeRow(Base):
    """What somebody made of an entry. Written once."""

    __tablename__ = "vocabulary_change"
    __table_args__ = (UniqueConstraint("region_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    number: Mapped[int]
    entry: Mapped[int]
    sort: Mapped[str]
    words: Mapped[list[str]]
    means: Mapped[list[str]]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


def version(session: Session, region: str) -> int:
    """How many changes a region has made."""
    return session.scalar(_VERSION, {"region": region}) or 0


_VERSION = (
    select(func.max(VocabularyChangeRow.number))
    .join(RegionRow, RegionRow.id == VocabularyChangeRow.region_id)
    .where(RegionRow.slug == bindparam("region"))
)
"""Made once: searches ask it each second."""


def hold(session: Session, region_id: int) -> None:
    """Nobody else changes a region's vocabulary until the transaction ends."""
    session.execute(select(RegionRow.id).where(RegionRow.id == region_id).with_for_update())


def changes(session: Session, region: str) -> tuple[Change, ...]:
    """Everything that a region ever taught search, oldest first."""
    query = (
        select(VocabularyChangeRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == VocabularyChangeRow.person_id)
        .join(RegionRow, RegionRow.id == VocabularyChangeRow.region_id)
        .where(RegionRow.slug == region)
        .order_by(VocabularyChangeRow.number)
    )
    return tuple(
        Change(row.number, row.entry, Taught(Sort(row.sort), tuple(row.words), tuple(row.means)), row.reason, name, row.at)
        for row, name in session.execute(query)
    )


def out_of_order(session: Session) -> Iterator[str]:
    """Changes that are not counted from 1 without a gap, or belong to an entry that nobody began."""
    query = select(VocabularyChangeRow.region_id, VocabularyChangeRow.number, VocabularyChangeRow.entry)
    last, begun = dict[int, int](), set[tuple[int, int]]()
    for region, number, entry in session.execute(query.order_by(VocabularyChangeRow.region_id, VocabularyChangeRow.number)):
        if number != last.get(region, 0) + 1:
            yield f"vocabulary of region {region}: change {number} follows change {last.get(region, 0)}"
        if entry != number and (region, entry) not in begun:
            yield f"vocabulary of region {region}: change {number} is of an entry that nobody began"
        last[region] = number
        begun.add((region, entry))
