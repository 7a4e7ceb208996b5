"""Stored pages, made: the view of an address rendered, named by its hash and compressed."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from jinja2 import TemplateError

from app.domain.regions import Region
from app.reading.addresses import Site, path
from app.reading.packing import Packed, pack
from app.reading.pages import Made, Reader, answer
from app.reading.render import look, render
from app.reading.sight import Sight
from app.reading.views import ReaderView
from app.store.stored_pages import StoredPageRow

log = logging.getLogger("waymark")

UNMAKEABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, TemplateError)
"""What is raised when the fault is in one page. It must not keep the pages after it, withdrawals among them, from readers."""

Address = tuple[str, str, int | None]
"""Region, slug, and for a permanent address the number of the edition."""


class Press:
    """Makes the pages of one piece of work."""

    def __init__(self, sight: Sight, now: datetime, site: Site) -> None:
        self.sight, self.now, self.site = sight, now, site
        self.look = look_of(site)
        self._packed: dict[ReaderView, Packed] = {}

    def reader(self, region: Region) -> Reader:
        """The reader of a region, today."""
        return Reader(region, region.local_date(self.now), self.site)

    def row(self, address: Address, made: int) -> StoredPageRow:
        """The row that answers an address from now on; with status 404 when there is nothing to answer, or it can't be made."""
        region, slug, number = address
        row = StoredPageRow(
            path=path(region, slug, number), region=region, slug=slug, number=number, status=404, etag="", br=b"",
            changes_on=None, stale=False, look=self.look, made=made,
        )  # fmt: skip
        try:
            found = answer(self.sight, self.reader(self.sight.regions[region]), slug, number)
            if found is not None:
                self._print(row, found)
        except UNMAKEABLE:
            log.exception("%s can't be made; it is left out and tried again tomorrow", row.path)
            row.changes_on = self.now.date() + timedelta(days=1)
        return row

    def _print(self, row: StoredPageRow, found: Made) -> None:
        packed = self._packed.get(found.view)
        if packed is None:
            packed = self._packed[found.view] = pack(render(found.view))
        row.status, row.changes_on = found.status, found.changes_on
        row.etag, row.br = packed.etag, packed.br


def look_of(site: Site) -> str:
    """Names what pages are made with beside the log: templates, wording, assets and what the site says of itself."""
    return hashlib.sha256(f"{look()}\n{site.base_url}\n{site.note}".encode()).hexdigest()[:16]
