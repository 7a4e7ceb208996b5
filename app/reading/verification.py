"""What is stored against what the log says: every difference by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import brotli

from app.reading.addresses import HERE, Site, path
from app.reading.packing import name_of
from app.reading.pages import answer
from app.reading.pieces import Place, addresses_under, codes_shown, shown_row
from app.reading.press import Address, Press
from app.reading.render import render
from app.reading.sight import Sight
from app.store import page_codes, projections, publication_log, stored_pages
from app.store.database import Database, Session
from app.store.regions import all_regions
from app.store.stored_pages import StoredPageRow

TRIES = 5
"""How often the comparison begins again because pages were stored while it ran."""
AT_ONCE = 50
"""How many slugs are compared with one reading of the log."""


def compare(database: Database, now: datetime, site: Site = HERE) -> list[str]:
    """Work everything out again from the log, and name each difference in what is stored; empty when there is none.

    `now` and `site` as for projecting: a page whose day has come and that still says otherwise is a difference.
    """
    found: list[str] = []
    for _ in range(TRIES):
        with database.read() as session:
            seen = projections.progress(session)
            found = list(_differences(session, Place(all_regions(session), now, site)))
            if projections.progress(session) == seen:
                break
    return found


def _differences(session: Session, place: Place) -> Iterator[str]:
    at, head = projections.progress(session), publication_log.head(session)
    if at.sequence != head:
        yield f"pages: they follow the publication log to entry {at.sequence}, and its last is {head}"
        return
    if at.basis != place.basis:
        yield "pages: they were made for other regions than there are now"
        return
    slugs = publication_log.slugs(session)
    for start in range(0, len(slugs), AT_ONCE):
        some = slugs[start : start + AT_ONCE]
        sight = Sight(session, place.regions, head)
        sight.look_up(some)
        yield from _shown_differences(session, place, sight, some)
        yield from _page_differences(session, place, sight, some)
    strangers = [f"{region}, {slug}" for region, slug in projections.shown_and_never_public(session)]
    for name in (*strangers, *stored_pages.pages_never_public(session)):
        yield f"{name}: stored, and no entry of the publication log is about it"


def _shown_differences(session: Session, place: Place, sight: Sight, slugs: list[str]) -> Iterator[str]:
    stored = {(row.region, row.slug): row.facts for row in projections.shown_under(session, slugs)}
    carried = page_codes.codes_under(session, slugs)
    for region in place.regions:
        for slug in slugs:
            row, there = shown_row(place, sight, region, slug), stored.get((region, slug))
            if (row.facts if row else None) != there:
                yield f"{region}, {slug}: the lists {'lack it' if there is None else 'say something else than the log'}"
            if codes_shown(sight, region, slug) != carried.get((region, slug), set()):
                yield f"{region}, {slug}: its codes are not those that the log says"


def _page_differences(session: Session, place: Place, sight: Sight, slugs: list[str]) -> Iterator[str]:
    press = Press(sight, place.now, place.site)
    stored = {row.path: row for row in stored_pages.pages_under(session, slugs)}
    expected = [address for slug in slugs for address in addresses_under(place, sight, slug)]
    for address in expected:
        row = stored.pop(path(*address), None)
        problem = "not stored" if row is None else _problem(press, address, row)
        if problem:
            yield f"{path(*address)}: {problem}"
    yield from (f"{row.path}: stored, and readers should have nothing there" for row in stored.values())


def _problem(press: Press, address: Address, row: StoredPageRow) -> str:
    """What is wrong with one stored page; empty when nothing is."""
    region, slug, number = address
    made = answer(press.sight, press.reader(press.sight.regions[region]), slug, number)
    if made is None or (row.region, row.slug, row.number, row.status) != (*address, made.status):
        return f"stored as a page with status {row.status}, which is not what the log says"
    if row.etag != name_of(render(made.view).encode("utf-8")) or row.changes_on != made.changes_on:
        return "stored text differs from what the log says"
    return _unlike(row.br, row.etag)


def _unlike(stored: bytes, etag: str) -> str:
    try:
        plain = brotli.decompress(stored)
    except brotli.error:
        return "its bytes are damaged"
    return "" if name_of(plain) == etag else "its bytes hold another text"
