"""A region's decisions about the rules that its texts are checked by."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.checks import Profile, Ruling, Strength, with_rulings
from app.domain.regions import Region
from app.domain.urgency import scale_in
from app.markup.lint.profiles import country_profile
from app.store.base import Base
from app.store.people import PersonRow
from app.store.regions import all_regions


class CheckRulingRow(Base):
    """One decision about one rule. Written once."""

    __tablename__ = "check_ruling"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    rule: Mapped[str]
    strength: Mapped[str | None]
    """None: as the country has it."""
    allow: Mapped[list[str]]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


def rulings_in(session: Session, region: Region) -> tuple[Ruling, ...]:
    """A region's decisions, oldest first."""
    rows = session.execute(
        select(CheckRulingRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == CheckRulingRow.person_id)
        .where(CheckRulingRow.region_id == region.id)
        .order_by(CheckRulingRow.id)
    )
    return tuple(
        Ruling(row.rule, Strength(row.strength) if row.strength else None, tuple(row.allow), row.reason, name, row.at)
        for row, name in rows
    )


def profile_in(session: Session, region: Region) -> Profile:
    """What a region's texts are checked by: its country's profile with its own decisions and its scale of urgency."""
    profile = with_rulings(country_profile(region.country), rulings_in(session, region))
    return replace(profile, urgency=scale_in(region.slug, all_regions(session)))
