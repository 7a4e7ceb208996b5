"""Readiness: what stands in the way of a publication at the moment at which somebody publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.actions.acting import Acting, Opened
from app.actions.agreements import agreements, correction_of
from app.actions.checked import Anew, text_errors
from app.actions.pictured import missing_pictures
from app.actions.unfilled import unfilled_slots
from app.domain.errors import Invalid, NotReady
from app.domain.lifecycle import Must, Transition
from app.domain.routes import ChangeKind
from app.domain.text import Finding


@dataclass(frozen=True, slots=True)
class Said:
    """What the person who publishes says."""

    change_note: str = ""
    reason: str = ""
    at: datetime | None = None


def refuse_unready(acting: Acting, opened: Opened, row: Transition, said: Said, anew: Anew | None = None) -> None:
    """Ask everything that the row of the lifecycle demands, of this moment. Raises `Invalid` and `NotReady`."""
    _check_words(acting, row, said)
    page = opened.page
    if page.lost_numbers:
        raise NotReady(_lost(page.lost_numbers), page.lost_numbers)
    if missing := missing_pictures(acting.session, acting.region, page):
        raise NotReady("A picture that the text names is not here; no reason overrides this.", missing)
    errors = (
        *text_errors(acting, opened.pathway.id, page, opened.edition.change, anew),
        *unfilled_slots(acting.session, acting.region, page, acting.today),
    )
    if Must.NO_ERRORS in row.must and errors:
        raise NotReady("The text has errors.", errors)
    if not page.title:
        raise NotReady("The page has no title.")
    if Must.AGREED in row.must:
        if opened.edition.change == ChangeKind.CORRECTION:
            correction_of(acting.session, opened).refuse_if_more()
        state = agreements(acting.session, opened)
        if not state.complete:
            raise NotReady("Agreements are missing.", missing=[item.requirement.why for item in state.missing])


def _lost(findings: tuple[Finding, ...]) -> str:
    """Which numbers would be lost, where, and what to do."""
    first, more = findings[0], len(findings) - 1
    where = f"Line {first.line}: " if first.line else ""
    others = f" So it is in {more} more place{'s' if more > 1 else ''}." if more else ""
    return f"A number would be lost to readers; no reason overrides this. {where}{first.message} {first.fix}{others}"


def _check_words(acting: Acting, row: Transition, said: Said) -> None:
    if Must.CHANGE_NOTE in row.must and not said.change_note.strip():
        raise Invalid("Say what changed, in a sentence for readers.", field="change_note")
    if Must.REASON in row.must and not said.reason.strip():
        raise Invalid("Give the reason; it is shown with the page.", field="reason")
    if Must.FUTURE in row.must and (said.at is None or said.at <= acting.now):
        raise Invalid("Choose a time in the future.", field="at")
