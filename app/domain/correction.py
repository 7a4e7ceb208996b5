"""Whether a change may go out as a correction, which its author may publish alone: nothing in it can matter to a patient."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from app.domain.errors import NotACorrection
from app.domain.safety.change import Fared, Matter, SafetyChange, telling
from app.domain.safety.difference import safety_difference
from app.domain.text import Page

_MOST_NAMED = 5


class Hindrance(StrEnum):
    """Why a change can't be a correction."""

    NOTHING_PUBLIC = "nothing_public"
    """There is nothing that readers have and that it would correct."""
    LOCALISED = "localised"
    """The page is localised: what it owes to upstream is for the clinical lead."""
    SAFETY = "safety"
    """Something changes for patients, or nobody can be sure that it does not."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What stands in the way of a correction, if anything does."""

    hindrance: Hindrance | None
    changes: tuple[SafetyChange, ...]
    """The safety difference from what readers have now; empty when they have nothing."""

    @property
    def possible(self) -> bool:
        """Whether the change may go out as a correction."""
        return self.hindrance is None

    @property
    def why_not(self) -> str:
        """What stands in the way, each change by name, and what to do; empty when nothing does."""
        if self.hindrance is None:
            return ""
        if self.hindrance is Hindrance.NOTHING_PUBLIC:
            return "Readers have no version of this page that it could correct. Choose another kind of change."
        if self.hindrance is Hindrance.LOCALISED:
            return "This page is localised from upstream, so a clinical lead looks at each change. Choose partial update."
        told = telling(self.changes)
        named = "; ".join(map(in_words, told[:_MOST_NAMED]))
        more = len(told) - _MOST_NAMED
        rest = f"; and {more} more" if more > 0 else ""
        return f"This may change what happens to patients: {named}{rest}. Choose partial update, or take that change back."

    def refuse_if_more(self) -> None:
        """Raises `NotACorrection`, which names each change and what to do."""
        if self.hindrance is not None:
            changes: list[dict[str, object]] = [asdict(change) for change in self.changes]
            raise NotACorrection(self.why_not, field="change", changes=changes)


def correction(public: Page | None, text: Page, *, localised: bool) -> Correction:
    """Whether `text` may replace `public`, what readers have now, as a correction."""
    changes = safety_difference(public, text) if public is not None else ()
    if public is None:
        return Correction(Hindrance.NOTHING_PUBLIC, ())
    if localised:
        return Correction(Hindrance.LOCALISED, changes)
    return Correction(Hindrance.SAFETY if changes else None, changes)


_PLAIN = {
    Matter.UNSURE: "not sure about",
    Matter.TARGET: "where a link leads:",
    Matter.COMPARATOR: "more or less than:",
    Matter.NEGATION: "do or don’t:",
}


def in_words(change: SafetyChange) -> str:
    """A change as people say it, such as: dose “5 mg” is now “50 mg”."""
    matter = _PLAIN.get(change.matter) or change.matter.value.replace("_", " ")
    was, now = _quoted(change.before), _quoted(change.after)
    if change.fared is Fared.CHANGED and was and now:
        return f"{matter} {was} is now {now}"
    return f"{matter} {was or now} {change.fared}"


def _quoted(text: str) -> str:
    if not text:
        return ""
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"
