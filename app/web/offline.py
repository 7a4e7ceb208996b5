"""The pages about reading without a connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.reading.render import View
from app.reading.views import ReaderView


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineView(ReaderView):
    """Keep a region's pages on this device."""

    template: ClassVar[str] = "offline/region.html"

    pages: int
    megabytes: str
    """Of what is fetched, about."""
    allowed: bool
    """Whether this site lets devices keep pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKeptView(View):
    """What a device shows, while it reaches nothing, instead of a page that it has not kept."""

    template: ClassVar[str] = "offline/site.html"

    allowed: bool
