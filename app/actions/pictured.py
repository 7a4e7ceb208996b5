"""What stands in the way of a text because of its pictures: the errors that the text alone can't show."""

from __future__ import annotations

from app.domain.pictures import MISSING, picture_findings
from app.domain.regions import Region
from app.domain.text import Finding, Page
from app.store import assets, regions
from app.store.database import Session


def picture_errors(session: Session, region: Region, page: Page) -> tuple[Finding, ...]:
    """Pictures that neither the region nor any upstream of it has, and pictures of doses whose section has no table."""
    names = {picture.asset for picture in page.pictures}
    if not names:
        return ()
    chain = regions.chain_of(session, region.slug)
    known = assets.in_regions(session, chain, names)
    return tuple(picture_findings(page, known, assets.with_doses(session, chain, known)))


def missing_pictures(session: Session, region: Region, page: Page) -> tuple[Finding, ...]:
    """Of these the first sort: no reason overrides them, for readers would get a page without its picture."""
    return tuple(found for found in picture_errors(session, region, page) if found.rule == MISSING)
