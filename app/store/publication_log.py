"""The publication log: append-only, hash-chained, ordered by sequence. The only truth of what readers see."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.local_details import Stated
from app.domain.publication import (
    GENESIS,
    DetailChange,
    Edition,
    Entry,
    EntryKind,
    Headline,
    Mark,
    PublishedSection,
    Signature,
    canonical,
    entry_hash,
)
from app.domain.text import Criteria
from app.store.base import Base, table

_WITH_CRITERIA = '"criteria":[{'
"""Stands in the canonical JSON of every edition that holds some; within a text its quotation marks have backslashes."""


class LogHeadRow(Base):
    """The end of the log: one row. Whoever appends holds it, so sequences have no gap and follow the order of commits."""

    __tablename__ = "publication_log_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str]


class LogRow(Base):
    """One entry. Written once."""

    __tablename__ = "publication_log"
    __table_args__ = (Index("ix_publication_log_pathway", "region", "slug", "sequence"),)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    region: Mapped[str] = mapped_column(ForeignKey("region.slug"))
    slug: Mapped[str]
    """Of the page, or the key of the local detail that it is about."""
    number: Mapped[int]
    at: Mapped[datetime]
    body: Mapped[str]
    """Canonical JSON of the entry without sequence and hashes: the bytes that are chained."""
    previous: Mapped[str]
    hash: Mapped[str]


def append(
    session: Session,
    kind: EntryKind,
    *,
    region: str,
    slug: str,
    number: int,
    at: datetime,
    by: str,
    reason: str,
    successor: str | None = None,
    edition: Edition | None = None,
) -> Entry:
    """Add an entry about an edition at the end of the log, in the caller's transaction.

    The session remembers it (`info["published"]`), so that whoever commits knows that readers must be shown something new.
    """
    return _append(session, at, _members(kind, region, slug, number, at, by, reason, successor, edition))


def append_publication(session: Session, edition: Edition, *, by: str, supersedes: int | None) -> Entry:
    """Add that an edition is public, as `append` does, and before it that another one of this page is superseded, if one is."""
    region, slug, at = edition.region, edition.slug, edition.published_at
    before = [_members(EntryKind.SUPERSEDED, region, slug, supersedes, at, by, "")] if supersedes is not None else []
    said = _members(EntryKind.PUBLISHED, region, slug, edition.number, at, by, edition.change_note, edition=edition)
    return _append(session, at, *before, said)


def append_detail(
    session: Session, region: str, key: str, number: int, stated: Stated, *, on: date, at: datetime, by: str
) -> Entry:
    """Add an entry about a local detail, as `append` does; `on` is the day in the region."""
    detail = {
        "on": on.isoformat(), "value": stated.value, "as_of": stated.as_of.isoformat(), "below": stated.below,
        "starts": stated.starts.isoformat() if stated.starts else None,
        "until": stated.until.isoformat() if stated.until else None,
    }  # fmt: skip
    said = _members(EntryKind.DETAIL_CHANGED, region, key, number, at, by, stated.note) | {"detail": detail}
    return _append(session, at, said)


def hold(session: Session) -> tuple[int, str]:
    """Sequence and hash of the end of the log, which nobody else moves until the transaction ends."""
    found = session.execute(_END).first()
    if found is None:
        session.execute(insert(LogHeadRow).values(id=1, sequence=0, hash=GENESIS))
        return 0, GENESIS
    return found.sequence, found.hash


# Made once, and without the mapper: to make a statement costs more than to run it.
_END = select(LogHeadRow.sequence, LogHeadRow.hash).where(LogHeadRow.id == 1).with_for_update()
_ADVANCE = update(table(LogHeadRow)).where(table(LogHeadRow).c.id == 1)
_ADD = insert(table(LogRow))
_WRITTEN = select(LogRow).where(LogRow.sequence == bindparam("sequence"))
_LAST = select(func.max(LogRow.sequence))
_HASH = select(LogRow.hash).where(LogRow.sequence == bindparam("sequence"))
_PUBLISHED = select(LogRow).where(
    LogRow.region == bindparam("region"), LogRow.slug == bindparam("slug"), LogRow.number == bindparam("number"),
    LogRow.kind == EntryKind.PUBLISHED.value,
)  # fmt: skip


def _append(session: Session, at: datetime, *said: dict[str, Any]) -> Entry:
    """Add entries at the end of the log; returns the last."""
    session.flush()
    sequence, previous = hold(session)
    rows: list[dict[str, Any]] = []
    for members in said:
        sequence, body = sequence + 1, canonical(members)
        row = {name: members[name] for name in ("kind", "region", "slug", "number")}
        row |= {"sequence": sequence, "at": at, "body": body, "previous": previous}
        previous = row["hash"] = entry_hash(previous, sequence, body)
        rows.append(row)
    session.execute(_ADD, rows)
    session.execute(_ADVANCE, {"sequence": sequence, "hash": previous})
    session.info["published"] = True
    return _entry(LogRow(**rows[-1]))


def _members(
    kind: EntryKind, region: str, slug: str, number: int, at: datetime, by: str, reason: str, successor: str | None = None,
    edition: Edition | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What an entry says, as it is chained."""
    return {
        "kind": kind.value, "region": region, "slug": slug, "number": number, "at": at.isoformat(), "by": by,
        "reason": reason, "successor": successor, "edition": _edition_members(edition) if edition else None,
    }  # fmt: skip


def head(session: Session) -> int:
    """The sequence of the last entry; 0 when the log is empty."""
    return session.scalar(_LAST) or 0


def hash_at(session: Session, sequence: int) -> str | None:
    """Hash of one entry; None when it isn't there."""
    return session.scalar(_HASH, {"sequence": sequence})


def entry_at(session: Session, sequence: int) -> Entry:
    """One entry that is known to be there."""
    return _entry(session.scalars(_WRITTEN, {"sequence": sequence}).one())


def published(session: Session, region: str, slug: str, number: int) -> Edition:
    """What an edition that is known to have become public says."""
    row = session.scalars(_PUBLISHED, {"region": region, "slug": slug, "number": number}).one()
    edition = _entry(row).edition
    if edition is None:
        raise LookupError(f"publication log: no text of {region}/{slug} version {number}")
    return edition


def last_published(session: Session, region: str, slug: str) -> Edition | None:
    """What a region's readers were last given under a slug; None when they never had a page of its own."""
    query = select(LogRow).where(LogRow.region == region, LogRow.slug == slug, LogRow.kind == EntryKind.PUBLISHED.value)
    row = session.scalar(query.order_by(LogRow.sequence.desc()).limit(1))
    return _entry(row).edition if row else None


def publications_with_criteria(session: Session, sequences: Select[int]) -> list[Edition]:
    """The editions among some publications that hold criteria, in the order of their titles."""
    query = select(LogRow).where(LogRow.sequence.in_(sequences), LogRow.body.contains(_WITH_CRITERIA, autoescape=True))
    editions = [edition for row in session.scalars(query) if (edition := _entry(row).edition) is not None]
    return sorted(editions, key=lambda edition: (edition.title.casefold(), edition.slug))


def headlines(
    session: Session, regions: Collection[str], slugs: Collection[str], until: int, before: datetime | None = None
) -> list[Headline]:
    """What happened to some slugs in some regions, in order, up to a sequence and, if given, before a moment."""
    given = {"regions": list(regions), "slugs": list(slugs), "until": until}
    return _headlines(session, _HEADLINES_OF.where(LogRow.at < before) if before else _HEADLINES_OF, given)


def headlines_after(session: Session, sequence: int, limit: int) -> list[Headline]:
    """What happened after a sequence, in order."""
    return _headlines(session, _HEADLINES_AFTER.limit(limit), {"sequence": sequence})


def slugs(session: Session) -> list[str]:
    """Every slug that was ever public anywhere."""
    pages = LogRow.kind != EntryKind.DETAIL_CHANGED.value
    return list(session.scalars(select(LogRow.slug).where(pages).distinct().order_by(LogRow.slug)))


def details(
    session: Session, regions: Collection[str], keys: Collection[str] | None, until: int, before: datetime | None = None
) -> list[Entry]:
    """What some regions stated of some local details (None: of all), in order, up to a sequence and perhaps before a moment."""
    query = select(LogRow).where(LogRow.region.in_(regions), LogRow.sequence <= until)
    query = query.where(LogRow.kind == EntryKind.DETAIL_CHANGED.value)
    query = query.where(LogRow.slug.in_(keys)) if keys is not None else query
    query = query.where(LogRow.at < before) if before else query
    return [_entry(row) for row in session.scalars(query.order_by(LogRow.sequence))]


def recent(
    session: Session, regions: list[str], limit: int, kinds: tuple[EntryKind, ...], before: int | None = None
) -> list[Entry]:
    """The newest entries of some regions and kinds, newest first, before a sequence if given."""
    query = select(LogRow).where(LogRow.region.in_(regions), LogRow.kind.in_([kind.value for kind in kinds]))
    query = query.where(LogRow.sequence < before) if before is not None else query
    return [_entry(row) for row in session.scalars(query.order_by(LogRow.sequence.desc()).limit(limit))]


def broken_links(session: Session) -> Iterator[str]:
    """What is wrong with the chain, entry by entry; nothing when it is whole."""
    previous, expected = GENESIS, 1
    for row in session.scalars(select(LogRow).order_by(LogRow.sequence)).yield_per(200):
        if row.sequence != expected:
            yield f"publication log: entry {expected} is missing"
        if row.previous != previous or row.hash != entry_hash(row.previous, row.sequence, row.body):
            yield f"publication log: entry {row.sequence} has been altered"
        previous, expected = row.hash, row.sequence + 1
    end = session.get(LogHeadRow, 1)
    if (end.sequence if end else 0) != expected - 1 or (end.hash if end else GENESIS) != previous:
        yield "publication log: its end is not where its head says"


_HEADLINES = select(LogRow.sequence, LogRow.kind, LogRow.region, LogRow.slug, LogRow.number, LogRow.at).order_by(LogRow.sequence)


_HEADLINES_AFTER = _HEADLINES.where(LogRow.sequence > bindparam("sequence"))
_HEADLINES_OF = _HEADLINES.where(
    LogRow.region.in_(bindparam("regions", expanding=True)), LogRow.slug.in_(bindparam("slugs", expanding=True)),
    LogRow.sequence <= bindparam("until"),
)  # fmt: skip


def _headlines(
    session: Session, query: Select[int, str, str, str, int, datetime], given: dict[str, object]
) -> list[Headline]:  # fmt: skip
    return [
        Headline(sequence, EntryKind(kind), region, slug, number, at)
        for sequence, kind, region, slug, number, at in session.execute(query, given)
    ]


def _edition_members(edition: Edition) -> dict[str, object]:
    members = asdict(edition)
    members["published_at"], members["review_due"] = edition.published_at.isoformat(), edition.review_due.isoformat()
    members["reviewed"] = edition.reviewed.isoformat() if edition.reviewed else None
    return members


def _entry(row: LogRow) -> Entry:
    said = _said(row.body)
    detail = _detail(row, said.detail) if said.detail else None
    return Entry(
        row.sequence, EntryKind(row.kind), row.region, row.slug, row.number, row.at, said.by, said.reason, said.successor,
        said.edition, row.previous, row.hash, detail,
    )  # fmt: skip


class _Said(NamedTuple):
    by: str
    reason: str
    successor: str | None
    edition: Edition | None
    detail: dict[str, Any] | None


@lru_cache(maxsize=32)
def _said(body: str) -> _Said:
    """What the bytes of an entry say. The last few are remembered: who writes one makes pages of it, and the next follows it."""
    members = json.loads(body)
    edition = _edition(members["edition"]) if members["edition"] else None
    return _Said(members["by"], members["reason"], members["successor"], edition, members.get("detail"))


def _detail(row: LogRow, members: dict[str, Any]) -> DetailChange:
    days = {name: date.fromisoformat(members[name]) if members[name] else None for name in ("starts", "until")}
    on, as_of = date.fromisoformat(members["on"]), date.fromisoformat(members["as_of"])
    return DetailChange(
        region=row.region, key=row.slug, number=row.number, sequence=row.sequence, on=on, as_of=as_of, value=members["value"],
        starts=days["starts"], until=days["until"], below=members["below"],
    )  # fmt: skip


def _edition(members: dict[str, Any]) -> Edition:
    loaded = dict(members)
    loaded["synonyms"] = tuple(members["synonyms"])
    loaded["criteria"] = tuple(Criteria(**{**one, "items": tuple(one["items"])}) for one in members.get("criteria", ()))
    loaded["former"] = tuple((name, block) for name, block in members.get("former", ()))
    loaded["codes"] = tuple((system, tuple(codes)) for system, codes in members.get("codes", ()))
    loaded["sections"] = tuple(PublishedSection(**section) for section in members["sections"])
    loaded["signatures"] = tuple(Signature(**signature) for signature in members["signatures"])
    loaded["published_at"] = datetime.fromisoformat(str(members["published_at"]))
    loaded["review_due"] = date.fromisoformat(str(members["review_due"]))
    loaded["reviewed"] = date.fromisoformat(str(members["reviewed"])) if members.get("reviewed") else None
    loaded["mark"] = Mark(str(members["mark"])) if members["mark"] else None
    return Edition(**loaded)
