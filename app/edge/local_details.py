"""A region's local details for those who look after them: the desk and the API show the same lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.actions.state import token
from app.domain.local_details import Doubt, doubt
from app.domain.publication import DetailChange
from app.domain.regions import Region
from app.store import local_details
from app.store.database import Session
from app.store.local_details import NamedIn


@dataclass(frozen=True, slots=True)
class Line:
    """One detail: what readers are told of it today, what the region states and plans, and where it stands."""

    key: str
    held: DetailChange | None
    """What readers are told; None for a gap. Another region's only when that counts for every region below."""
    doubt: Doubt | None
    plans: tuple[DetailChange, ...]
    named: tuple[NamedIn, ...]
    """The pages that readers have and that name it."""
    revision: str
    """Names the region's last change, which the next one must have been made on; `0` when it has stated nothing."""

    @property
    def gap(self) -> bool:
        """Whether a page that readers have names it, and they are told that it is not given."""
        return self.held is None and bool(self.named)


def lines(session: Session, region: Region, today: date) -> tuple[Line, ...]:
    """Every detail that a region has stated, or that a page of its readers names, by key."""
    own, named = local_details.details_of(session, region.slug), local_details.named_in(session, region.slug)
    keys = sorted({*own, *named})
    held = local_details.held(session, region, keys, today)
    return tuple(_line(key, held, own.get(key, []), tuple(named.get(key, ())), today) for key in keys)


def line(session: Session, region: Region, key: str, today: date) -> Line:
    """One detail, whether or not anything has been stated of it."""
    entries = local_details.history_of(session, region.slug, key)
    own = [entry.detail for entry in entries if entry.detail is not None]
    named = tuple(local_details.named_in(session, region.slug).get(key, ()))
    return _line(key, local_details.held(session, region, [key], today), own, named, today)


def _line(
    key: str, held: Mapping[str, DetailChange | None], own: list[DetailChange], named: tuple[NamedIn, ...], today: date
) -> Line:  # fmt: skip
    change = held[key]
    plans = tuple(local_details.plans(own, today))
    return Line(key, change, doubt(change, today) if change else None, plans, named, token(own))
