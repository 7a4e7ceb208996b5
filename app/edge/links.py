"""Links to other pages and pictures, checked against what the region has: the findings that a text alone can't show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from app.actions.pictured import picture_errors
from app.actions.unfilled import unfilled_details
from app.domain.regions import Region, Standing
from app.domain.text import Finding, Level, Link, Page
from app.store.database import Session
from app.store.projections import ShownRow, shown_under
from app.store.publication_log import published

NO_SECTION, MISSING, WITHDRAWN = "L02", "L05", "L06"
_IDS = re.compile(r'<[a-z][^<>]* id="([^"]*)"')


def with_link_findings(session: Session, region: Region, page: Page, today: date) -> tuple[Finding, ...]:
    """A page's findings, with one more for each link to a page or section that its readers do not have, in order of lines.

    Those warn and keep nothing in draft: two pages that link to each other must be published one after the other. Pictures that
    are not here do: they can be added first. Local details that are not filled in warn; required ones keep it from readers.
    """
    shown = {row.slug: row for row in shown_under(session, {link.slug for link in page.links}, region.slug)}
    standing = {slug: row.standing for slug, row in shown.items()}
    found = [finding for link in page.links if (finding := _finding(region, link, standing.get(link.slug))) is not None]
    found += _no_sections(session, page, {slug: row for slug, row in shown.items() if row.standing == Standing.PUBLISHED})
    found += picture_errors(session, region, page) + unfilled_details(session, region, page, today)
    return tuple(sorted((*page.findings, *found), key=lambda finding: finding.line or 0)) if found else page.findings


def _no_sections(session: Session, page: Page, shown: Mapping[str, ShownRow]) -> Iterator[Finding]:
    """For each link to a section of a page that readers have: a warning where the page has none with that id."""
    asked = [link for link in page.links if link.section and link.slug in shown]
    held = {slug: _ids(session, shown[slug]) for slug in {link.slug for link in asked}}
    for link in asked:
        if link.section not in held[link.slug]:
            message = f"“{shown[link.slug].title}” has no section “#{link.section}”: the link leads to its top."
            yield Finding(NO_SECTION, Level.WARN, message, link.line, fix="Link to a section that is there.")


def _ids(session: Session, row: ShownRow) -> frozenset[str]:
    return frozenset(_IDS.findall(published(session, row.origin, row.slug, row.number).html))


def _finding(region: Region, link: Link, standing: str | None) -> Finding | None:
    if not link.slug or standing == Standing.PUBLISHED:
        return None
    written = f"{link.scheme}:{link.slug}"
    if standing == Standing.WITHDRAWN:
        message = f"“{written}” leads to a page that has been withdrawn."
        return Finding(WITHDRAWN, Level.WARN, message, link.line, fix="Link to the page that replaces it.")
    message = f"“{written}” leads to no page that readers of {region.name} have."
    return Finding(MISSING, Level.WARN, message, link.line, fix="Check the address, or publish that page first.")
