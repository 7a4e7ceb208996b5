"""State: say what holds for a region's own facts. Each change is an entry of the publication log; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.actions.acting import Acting, check_token
from app.domain.errors import Invalid
from app.domain.events import LocalDetailChanged
from app.domain.local_details import Stated, checked, checked_key, holding
from app.domain.publication import DetailChange
from app.domain.roles import Act
from app.store import local_details, outbox, publication_log

MOST = 2000
"""Details that are taken at once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of details that were taken together."""

    changed: tuple[str, ...]
    unchanged: int


def state(acting: Acting, key: str, expected: str | None, stated: Stated) -> DetailChange:
    """Say what holds for a detail; with a value of None that there is no such thing any more.

    `expected` names the change that the person has read, `0` when the region has stated nothing yet. Raises `TokenMissing`,
    `Stale` and `Invalid`.
    """
    acting.require(Act.STATE_DETAIL)
    changes = _opened(acting, checked_key(key))
    check_token(token(changes), expected)
    if stated.value is None and not changes:
        raise Invalid("There is nothing to end: nothing has been stated of it here.", field="value")
    return _record(acting, key, changes, stated)


def confirm(acting: Acting, key: str, expected: str | None) -> DetailChange:
    """Say that a detail is still right today. What is planned for later stays planned."""
    acting.require(Act.STATE_DETAIL)
    changes = _opened(acting, checked_key(key))
    check_token(token(changes), expected)
    now = holding(changes, acting.today)
    if now is None or now.value is None:
        raise Invalid("There is nothing to confirm: nothing is stated of it now.", field="value")
    if now.until is not None and now.until < acting.today:
        raise Invalid("Its last day has passed. Change it: say until when it holds now, or leave that empty.", field="until")
    again = Stated(now.value, acting.today, until=now.until, below=now.below)
    return _append(acting, key, changes, checked(again, acting.today))


def take(acting: Acting, given: Iterable[tuple[str, Stated]]) -> Taken:
    """Say many things at once; what is stated already in the same words and dates changes nothing."""
    acting.require(Act.STATE_DETAIL)
    publication_log.hold(acting.session)
    before = local_details.details_of(acting.session, acting.region.slug)
    changed: list[str] = []
    unchanged = 0
    for row, (key, stated) in enumerate(given, 1):
        if row > MOST:
            raise Invalid(f"At most {MOST:,} details are taken at once.", field="details")
        changes = before.setdefault(checked_key(key), [])
        if says_the_same(changes, checked(stated, acting.today), acting):
            unchanged += 1
            continue
        changes.append(_record(acting, key, changes, stated))
        changed.append(key)
    return Taken(tuple(changed), unchanged)


def token(changes: list[DetailChange]) -> str:
    """Names the change that the next one must have been made on."""
    return str(changes[-1].number if changes else 0)


def says_the_same(changes: list[DetailChange], stated: Stated, acting: Acting) -> bool:
    """Whether the region states just this already: now, or as a plan for that day."""
    now = holding(changes, stated.starts or acting.today)
    if now is None or stated.value is None:
        return (now is None or now.value is None) and stated.value is None
    return (now.value, now.as_of, now.until, now.below) == (stated.value, stated.as_of, stated.until, stated.below)


def _opened(acting: Acting, key: str) -> list[DetailChange]:
    """What the region stated so far; nobody else states anything until the transaction ends."""
    publication_log.hold(acting.session)
    entries = local_details.history_of(acting.session, acting.region.slug, key)
    return [entry.detail for entry in entries if entry.detail is not None]


def _record(acting: Acting, key: str, changes: list[DetailChange], stated: Stated) -> DetailChange:
    """Write it down. Who replaces what is shared decides for others: what counts is what would hold on its first day."""
    kept = checked(stated, acting.today)
    replaced = holding(changes, kept.starts or acting.today)
    if kept.below or (replaced is not None and replaced.below):
        acting.require(Act.STATE_FOR_BELOW)
    return _append(acting, key, changes, kept)


def _append(acting: Acting, key: str, changes: list[DetailChange], stated: Stated) -> DetailChange:
    number = changes[-1].number + 1 if changes else 1
    entry = publication_log.append_detail(
        acting.session, acting.region.slug, key, number, stated, on=acting.today, at=acting.now, by=acting.person.name
    )
    fact = LocalDetailChanged(acting.region.slug, key, number, entry.sequence, acting.person.id)
    outbox.record(acting.session, fact, acting.now)
    if entry.detail is None:
        raise LookupError(f"publication log: entry {entry.sequence} states nothing")
    return entry.detail
