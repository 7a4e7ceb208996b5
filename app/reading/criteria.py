"""The criteria that a region's readers get: of one page, and of all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.criteria import state_on
from app.domain.local_details import NAMED, filled_text
from app.domain.publication import Edition
from app.domain.regions import Region
from app.markup.referral import items_in
from app.reading.addresses import path
from app.reading.details import Filling, filling
from app.reading.sight import Sight
from app.reading.views import Accepted
from app.store import projections, publication_log
from app.store.database import Session
from app.store.regions import all_regions


def accepted(edition: Edition, told: Filling, address: str) -> tuple[Accepted, ...]:
    """The criteria of one page as its readers get them on a day; `address` is the page's.

    Their items are read from the page itself: what an older version of this program took them for does not matter.
    """
    if not edition.criteria:
        return ()
    words, items = told.words, items_in(edition.html)
    return tuple(
        Accepted(
            slug=edition.slug,
            title=edition.title,
            criteria=replace(one, items=tuple(filled_text(item, words) for item in items.get(one.block, one.items))),
            state=state_on(one.effective, one.until, told.day),
            url=f"{address}#{one.block}",
        )
        for one in edition.criteria
    )


def all_accepted(session: Session, region: Region, today: date, service: str = "") -> list[Accepted]:
    """The criteria of every page that a region's readers get, by title of the page; with `service` those of one."""
    sight = Sight(session, all_regions(session), publication_log.head(session))
    found = [_of_service(edition, service) for edition in projections.shown_with_criteria(session, region.slug)]
    names = (match[1] for edition in found for one in edition.criteria for item in one.items for match in NAMED.finditer(item))
    told = filling(sight, region, dict.fromkeys(names), today)
    return [one for edition in found for one in accepted(edition, told, path(region.slug, edition.slug))]


def _of_service(edition: Edition, service: str) -> Edition:
    """An edition with the criteria of one service, or of all."""
    return replace(edition, criteria=tuple(one for one in edition.criteria if not service or service in one.services))
