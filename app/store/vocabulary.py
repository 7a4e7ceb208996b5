"""What regions teach search: every change of an entry, written once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.heard import Switch, Told
from app.domain.regions import Region, heeded
from app.domain.vocabulary import Change, Sort, Taught
from app.store.base import Base
from app.store.people import PersonRow
from app.store.regions import RegionRow, all_regions


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


class VocabularySwitchRow(Base):
    """Somebody switched an entry off or on that is not their region's own. Written once."""

    __tablename__ = "vocabulary_switch"
    __table_args__ = (UniqueConstraint("region_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    number: Mapped[int]
    source: Mapped[str]
    """Slug of the region whose entry it is; empty for what comes with Waymark."""
    name: Mapped[str]
    off: Mapped[bool]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


Version = tuple[tuple[str, int, int], ...]
"""The regions whose words count somewhere, nearest first, each with how often it has changed and switched an entry."""


def version(session: Session, region: str) -> Version:
    """Names what counts in a region: another name, other words."""
    made = {slug: (changes, switches) for slug, changes, switches in session.execute(_MADE)}
    return counted(region, all_regions(session), made)


def counted(region: str, regions: Mapping[str, Region], made: Mapping[str, tuple[int | None, int | None]]) -> Version:
    """The version out of the last numbers of changes and switches by region; None where there are none.

    A region that is not there has none.
    """
    if region not in regions:
        return ()
    numbers = ((link.slug, *made[link.slug]) for link in heeded(region, regions))
    return tuple((slug, changes or 0, switches or 0) for slug, changes, switches in numbers)


_MADE = select(
    RegionRow.slug,
    *(
        select(func.max(table.number)).where(table.region_id == RegionRow.id).scalar_subquery()
        for table in (VocabularyChangeRow, VocabularySwitchRow)
    ),
)
"""Made once: to make a statement costs more than to run it."""


def told(session: Session, region: str) -> tuple[Told, ...]:
    """What has been said of words by a region and by those above it whose words count in it, nearest first."""
    return tuple(told_by(session, slug) for slug, *made in version(session, region) if any(made) or slug == region)


def told_by(session: Session, region: str) -> Told:
    """What one region has said of words."""
    return Told(region, changes(session, region), switches(session, region))


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


def switches(session: Session, region: str) -> tuple[Switch, ...]:
    """What a region ever switched off or on that is not its own, oldest first."""
    query = (
        select(VocabularySwitchRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == VocabularySwitchRow.person_id)
        .join(RegionRow, RegionRow.id == VocabularySwitchRow.region_id)
        .where(RegionRow.slug == region)
        .order_by(VocabularySwitchRow.number)
    )
    return tuple(Switch(row.number, row.source, row.name, row.off, row.reason, by, row.at) for row, by in session.execute(query))


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
    of_switches = select(VocabularySwitchRow.region_id, VocabularySwitchRow.number)
    last.clear()
    for region, number in session.execute(of_switches.order_by(VocabularySwitchRow.region_id, VocabularySwitchRow.number)):
        if number != last.get(region, 0) + 1:
            yield f"vocabulary of region {region}: switch {number} follows switch {last.get(region, 0)}"
        last[region] = number
