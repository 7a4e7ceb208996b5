"""What changes readers' pages: publication, withdrawal, reinstatement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.domain.text import Finding
from app.reading.compared import Compared
from app.reading.views import PageLink
from app.web.frame import EMPTY, DeskView, Form, Head, Need


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationView(DeskView):
    """The last look before a version is public. Goes to `…/editions/{n}/publication` with `change_note`."""

    template: ClassVar[str] = "publications/publish.html"

    head: Head
    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]
    difference: Compared
    """What readers will find changed."""
    shown_in: tuple[str, ...]
    """Names of the regions whose readers will see it."""
    form: Form = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalView(DeskView):
    """Takes a page away from its readers. Goes to `…/editions/{n}/withdrawal` with `reason` and `successor`."""

    template: ClassVar[str] = "publications/withdraw.html"

    head: Head
    shown_in: tuple[str, ...]
    successors: tuple[PageLink, ...]
    """Published pages that can be named instead."""
    localised_in: tuple[str, ...] = ()
    """Names of the regions that have a copy of their own, which stays and is warned."""
    form: Form = EMPTY
