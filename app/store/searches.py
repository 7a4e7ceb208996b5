"""Searches as they are counted: by region, day and a key that says nothing without the installation's secret.

Words stand in one table only, and only of what several visits have asked for. The marks that tell visits apart, and the salt they
were made with, go when their day is over.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import ForeignKey, delete, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import BigInteger

from app.domain.searches import DAYS, QUERY_DAYS, TOTAL_DAYS, VISITS, Counts, Settled
from app.store.base import Base
from app.store.people import PersonRow
from app.store.regions import RegionRow

ALL = ""
"""The key of a day's totals, which hold no words."""
MOST_A_DAY = 5000
"""Different queries that are counted for one region on one day; of more only the totals."""
REPORTS_KEPT = timedelta(hours=26)
"""How long it is remembered that a search has been reported on: longer than a report is taken."""
QUEUE = 0x776D_7365
"""Names our lock among PostgreSQL's advisory locks."""
AT_ONCE = 400
"""Values of one statement."""


class SearchCountRow(Base):
    """How often something was searched for on a day, and what came of it. Changes during that day."""

    __tablename__ = "search_count"
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    searches: Mapped[int] = mapped_column(default=0)
    visits: Mapped[int] = mapped_column(default=0)
    empty: Mapped[int] = mapped_column(default=0)
    corrected: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    ranks: Mapped[int] = mapped_column(default=0)
    chosen: Mapped[int] = mapped_column(default=0)

    @property
    def counts(self) -> Counts:
        """As a value."""
        return Counts(*(getattr(self, one.name) for one in fields(Counts)))


class SearchMarkRow(Base):
    """Which of 63 marks visits have made on a query today. Gone when the day is over."""

    __tablename__ = "search_mark"
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    marks: Mapped[int] = mapped_column(BigInteger)


class SearchSaltRow(Base):
    """What a day's marks were made with. Gone when the day is over."""

    __tablename__ = "search_salt"
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[str]


class SearchReportRow(Base):
    """A search that has been reported on: no second report of it counts. Gone after a day."""

    __tablename__ = "search_report"
    token: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class SearchPhraseRow(Base):
    """The words of a query that several visits have asked for."""

    __tablename__ = "search_phrase"
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    became: Mapped[str]
    """What was searched for instead when it was taken for misspelt; else empty."""


class SearchSettlementRow(Base):
    """What somebody did about a search that failed. Written once."""

    __tablename__ = "search_settlement"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    key: Mapped[str]
    text: Mapped[str]
    settled: Mapped[str]
    reason: Mapped[str]
    day: Mapped[date]
    """In the region."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


NONE = Counts()

Row = TypeVar("Row", SearchCountRow, SearchMarkRow)


@dataclass(slots=True)
class Added:
    """What is added to a query's counts of a day."""

    text: str = ""
    became: str = ""
    counts: Counts = NONE
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A query whose words may be shown, with its counts by day."""

    key: str
    text: str
    became: str
    days: tuple[tuple[date, Counts], ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was done about a query, by whom and when."""

    key: str
    text: str
    settled: Settled
    reason: str
    day: date
    by: str
    at: datetime


def queue_up(session: Session) -> None:
    """Until this transaction ends nobody else adds counts."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        session.execute(text("select pg_advisory_xact_lock(:queue)"), {"queue": QUEUE})


def salt_of(session: Session, region_id: int, day: date, *, over: bool) -> str | None:
    """What the marks of a day are made with; None when the day is over and its salt is gone."""
    row = session.get(SearchSaltRow, (region_id, day))
    if row is None and not over:
        row = SearchSaltRow(region_id=region_id, day=day, salt=secrets.token_hex(16))
        session.add(row)
        session.flush()
    return row.salt if row else None


def new_reports(session: Session, tokens: Collection[str], at: datetime) -> set[str]:
    """Those of some tokens that nobody has reported with yet; from now on somebody has."""
    known: set[str] = set()
    for some in _some(sorted(tokens)):
        known |= set(session.scalars(select(SearchReportRow.token).where(SearchReportRow.token.in_(some))))
    fresh = set(tokens) - known
    session.add_all(SearchReportRow(token=token, at=at) for token in sorted(fresh))
    session.flush()
    return fresh


def add(session: Session, region_id: int, day: date, added: Mapping[str, Added]) -> None:
    """Add to the counts of a day. Beyond what a day may hold, new queries count in the totals only."""
    rows, marks = _rows(session, SearchCountRow, region_id, day, added), _rows(session, SearchMarkRow, region_id, day, added)
    held = select(func.count()).where(SearchCountRow.region_id == region_id, SearchCountRow.day == day)
    room = MOST_A_DAY - (session.scalar(held) or 0)
    for key, more in sorted(added.items()):
        row = rows.get(key)
        if row is None:
            if room <= 0 and key != ALL:
                continue
            row, room = SearchCountRow(region_id=region_id, day=day, key=key, **_none()), room - 1
            session.add(row)
        _count(row, more, marks.get(key), session)
    session.flush()
    _write_down(session, region_id, day, {key: more for key, more in added.items() if more.text})


def _count(row: SearchCountRow, more: Added, mark: SearchMarkRow | None, session: Session) -> None:
    for name, number in _numbers(more.counts).items():
        setattr(row, name, getattr(row, name) + number)
    if not more.marks:
        return
    if mark is None:
        mark = SearchMarkRow(region_id=row.region_id, day=row.day, key=row.key, marks=0)
        session.add(mark)
    row.visits += (mark.marks | more.marks).bit_count() - mark.marks.bit_count()
    mark.marks |= more.marks


def _write_down(session: Session, region_id: int, day: date, added: Mapping[str, Added]) -> None:
    """The words of what enough visits have asked for by now."""
    since = day - timedelta(days=DAYS)
    for keys in _some(sorted(added)):
        of_these = SearchCountRow.key.in_(keys)
        visits = func.sum(SearchCountRow.visits)
        query = select(SearchCountRow.key).where(SearchCountRow.region_id == region_id, of_these, SearchCountRow.day > since)
        for key in session.scalars(query.group_by(SearchCountRow.key).having(visits >= VISITS)).all():
            more, row = added[key], session.get(SearchPhraseRow, (region_id, key))
            if row is None:
                session.add(SearchPhraseRow(region_id=region_id, key=key, text=more.text, became=more.became))
            else:
                row.became = more.became
    session.flush()


def phrases(session: Session, region_id: int, since: date) -> list[Phrase]:
    """The queries whose words may be shown, with their counts since a day."""
    words = {row.key: row for row in session.scalars(select(SearchPhraseRow).where(SearchPhraseRow.region_id == region_id))}
    days: dict[str, list[tuple[date, Counts]]] = defaultdict(list)
    query = select(SearchCountRow).join(
        SearchPhraseRow, (SearchPhraseRow.region_id == SearchCountRow.region_id) & (SearchPhraseRow.key == SearchCountRow.key)
    )
    for row in session.scalars(query.where(SearchCountRow.region_id == region_id, SearchCountRow.day >= since)):
        days[row.key].append((row.day, row.counts))
    return [Phrase(key, words[key].text, words[key].became, tuple(sorted(found))) for key, found in sorted(days.items())]


def totals(session: Session, region_id: int, since: date) -> list[tuple[date, Counts]]:
    """A region's totals by day, oldest first."""
    query = select(SearchCountRow).where(
        SearchCountRow.region_id == region_id, SearchCountRow.key == ALL, SearchCountRow.day >= since
    )
    return [(row.day, row.counts) for row in session.scalars(query.order_by(SearchCountRow.day))]


def settlements(session: Session, region_id: int) -> list[Settlement]:
    """What was done about queries, oldest first."""
    query = select(SearchSettlementRow, PersonRow.name).join(PersonRow, PersonRow.id == SearchSettlementRow.person_id)
    return [
        Settlement(row.key, row.text, Settled(row.settled), row.reason, row.day, name, row.at)
        for row, name in session.execute(query.where(SearchSettlementRow.region_id == region_id).order_by(SearchSettlementRow.id))
    ]


def forget(session: Session, today: Callable[[str], date], now: datetime) -> None:
    """Forget what tells visits apart once its day is over, what was searched for after `QUERY_DAYS`, totals later.

    `today`: the date in a region.
    """
    queue_up(session)
    session.execute(delete(SearchReportRow).where(SearchReportRow.at < now - REPORTS_KEPT))
    for region_id, slug in session.execute(select(RegionRow.id, RegionRow.slug)).all():
        day = today(slug)
        for table in (SearchMarkRow, SearchSaltRow):
            session.execute(delete(table).where(table.region_id == region_id, table.day < day))
        here = SearchCountRow.region_id == region_id
        session.execute(delete(SearchCountRow).where(here, SearchCountRow.day < day - timedelta(days=TOTAL_DAYS)))
        old = SearchCountRow.day < day - timedelta(days=QUERY_DAYS)
        session.execute(delete(SearchCountRow).where(here, SearchCountRow.key != ALL, old))
    session.execute(delete(SearchPhraseRow).where(_VISITS < VISITS).execution_options(synchronize_session=False))


_VISITS = (
    select(func.coalesce(func.sum(SearchCountRow.visits), 0))
    .where(SearchCountRow.region_id == SearchPhraseRow.region_id, SearchCountRow.key == SearchPhraseRow.key)
    .scalar_subquery()
)
"""Known to have asked for a phrase."""


def early_words(session: Session) -> list[str]:
    """The keys of words that were written down though too few visits are known to have asked for them."""
    query = select(SearchPhraseRow.key).where(_VISITS < VISITS)
    return list(session.scalars(query.order_by(SearchPhraseRow.key)))


def _rows(session: Session, table: type[Row], region_id: int, day: date, keys: Collection[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for some in _some(sorted(keys)):
        query = select(table).where(table.region_id == region_id, table.day == day, table.key.in_(some))
        found |= {row.key: row for row in session.scalars(query)}
    return found


def _some(keys: list[str]) -> list[list[str]]:
    """Some at a time: a statement takes only so many values."""
    return [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]


def _numbers(counts: Counts) -> dict[str, int]:
    return {one.name: getattr(counts, one.name) for one in fields(Counts)}


def _none() -> dict[str, int]:
    return _numbers(NONE)
