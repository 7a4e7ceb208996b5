"""Two texts of a pathway, chosen by whoever looks, and what upstream changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.domain.lifecycle import Status
from app.reading.compared import Compared
from app.reading.views import Named
from app.web.frame import DeskView, Head


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text to choose: a version, or a save."""

    name: str
    """As the address has it: `v3` or `r12`."""
    number: int
    status: Status | None = None
    """Of a version."""
    at: datetime | None = None
    """Of a save."""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView(DeskView):
    """From one text of a pathway to another. The form sends `from` and `to` in the address."""

    template: ClassVar[str] = "reviews/compare.html"

    head: Head
    texts: tuple[TextLine, ...]
    older: str
    newer: str
    difference: Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamView(DeskView):
    """What upstream changed since the page was taken from it."""

    template: ClassVar[str] = "localisations/upstream.html"

    head: Head
    source: Named
    latest: int
    """Number of upstream's present version."""
    difference: Compared
