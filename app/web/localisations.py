"""Localisation: what a region takes from upstream, and how far behind it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.domain.lifecycle import Status
from app.domain.text import Kind
from app.reading.compared import SafetyGroup
from app.reading.views import Band, Named
from app.web.frame import DeskView


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamPage:
    """A page shown from upstream."""

    slug: str
    title: str
    kind: Kind
    specialty: str
    source: Named
    number: int
    published: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlocalisedView(DeskView):
    """A page that the region shows from upstream and has nothing of its own of. One press makes a draft of it."""

    template: ClassVar[str] = "localisations/unlocalised.html"

    band: Band
    page: UpstreamPage
    may_localise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPage:
    """A page taken from upstream, and where it stands."""

    slug: str
    title: str
    source: Named
    status: Status
    taken: int
    """The upstream version it was taken from."""
    latest: int
    """The upstream version that is public now."""
    since: datetime
    """When upstream moved on; for a page that is not behind, when it was taken."""
    by: str = ""
    note: str = ""
    """Upstream's change note."""
    safety: tuple[SafetyGroup, ...] | None = None
    """What may matter to a patient in what upstream has changed since; None when there is nothing to compare."""
    withdrawn: bool = False
    """Upstream has withdrawn its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView(DeskView):
    """One region's board. A page is localised by a form to `…/pathways/{slug}/localisation`."""

    template: ClassVar[str] = "localisations/board.html"

    band: Band
    upstream: Named | None
    unlocalised: tuple[UpstreamPage, ...]
    in_localisation: tuple[LocalPage, ...]
    behind: tuple[LocalPage, ...]
    aligned: tuple[LocalPage, ...]
    may_localise: bool = False
