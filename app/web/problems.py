"""When something can't be done: what happened, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.domain.text import Finding
from app.reading.render import View
from app.reading.views import ReaderView
from app.web.frame import DeskView
from app.web.identity import Kept


@dataclass(frozen=True, slots=True)
class Way:
    """Where to go from here."""

    address: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView(View):
    """A refusal as a page."""

    template: ClassVar[str] = "problems/problem.html"

    status: int
    title: str
    detail: str
    """What happened and where, as a sentence."""
    remedy: str = ""
    """What to do."""
    findings: tuple[Finding, ...] = ()
    ways: tuple[Way, ...] = ()
    retry_after: int | None = None
    """Seconds."""
    reference: str = ""
    """What to name when asking for help; found again in the server's log."""
    kept: tuple[Kept, ...] = ()
    """What the person had written, so that it is not lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderProblemView(ReaderView):
    """The same among a region's pages."""

    template: ClassVar[str] = "problems/reader.html"

    problem: ProblemView
    query: str = ""
    """What was perhaps looked for: the words of an address where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskProblemView(DeskView):
    """The same on the desk."""

    template: ClassVar[str] = "problems/desk.html"

    problem: ProblemView
