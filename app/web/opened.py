"""What somebody sees who comes out of a clinical record and has to choose, or finds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.domain.asked import Strange
from app.domain.codes import System
from app.reading.render import View
from app.reading.views import Band, PageLink, ReaderView


@dataclass(frozen=True, slots=True)
class Opening:
    """A region, with what it has for what was asked."""

    band: Band
    address: str
    titles: tuple[str, ...]
    """Of its pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenView(View):
    """In which region? Or, where nothing was asked, what?"""

    template: ClassVar[str] = "read/open.html"

    regions: tuple[Opening, ...]
    codes: tuple[str, ...]
    """As people write them."""
    strange: tuple[Strange, ...]
    systems: tuple[System, ...]
    """All that are known."""
    term: str
    unknown: str
    """The region that was asked for, which there is not; empty when none was."""
    sign_in: str
    """Address of the sign-in for somebody who has not; empty for somebody who has."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInView(ReaderView):
    """Which page? Or, where no page has the code, what to do."""

    template: ClassVar[str] = "read/open_in.html"

    codes: tuple[str, ...]
    strange: tuple[Strange, ...]
    systems: tuple[System, ...]
    for_patient: bool
    pages: tuple[PageLink, ...]
    """That have the code; there are several, or none."""
    doubtful: tuple[PageLink, ...]
    """That have it in some system, when none was named."""
    term: str
    nearest: tuple[PageLink, ...]
    """For the words."""
