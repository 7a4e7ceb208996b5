"""Review: what a text changes, how it reads, its source and its story; agreement, or changes asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.domain.roles import Role
from app.domain.text import Finding, Heading
from app.reading.compared import Compared
from app.reading.render import Trusted
from app.reading.views import Named
from app.web.confirming import Since
from app.web.frame import EMPTY, DeskView, Form, Head, Need, StoryLine

Tab = Literal["difference", "page", "source", "story"]
TABS: tuple[Tab, ...] = ("difference", "page", "source", "story")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView(DeskView):
    """One edition, for those who are to agree to it. Only the chosen tab's parts need to be filled.

    Approvals go to `…/editions/{n}/approvals` with `role` and `note`, requests to `…/editions/{n}/change-requests` with `reason`.
    """

    template: ClassVar[str] = "reviews/review.html"

    head: Head
    tab: Tab
    difference: Compared | None = None
    against: int | None = None
    """Number of the version that the difference is to; None when there is none."""
    against_region: Named | None = None
    """The region upstream whose version that is; None when it is this region's own."""
    since: tuple[Since, ...] = ()
    """What changed since texts that others agreed to and that stand as given, and since the last signature."""
    page: Trusted | None = None
    outline: tuple[Heading, ...] = ()
    source: tuple[str, ...] = ()
    """Lines."""
    story: tuple[StoryLine, ...] = ()
    needs: tuple[Need, ...] = ()
    findings: tuple[Finding, ...] = ()
    authors: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    """The roles in which this person may approve now."""
    may_request: bool = False
    """Whether this person may ask for changes now."""
    why_not: str = ""
    """Why this person can't approve now, as a sentence; empty when they can."""
    asks: str = ""
    """What this person's agreement covers, as a sentence."""
    confirm: bool = False
    """Whether a signature asks for the password once more."""
    form: Form = EMPTY
