"""One change that can matter to a patient: what it is about, what was said before, what is said now, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Matter(StrEnum):
    """What a change is about, gravest first: the order in which people read them."""

    RED_FLAG = "red_flag"
    MEDICINE = "medicine"
    DOSE = "dose"
    FREQUENCY = "frequency"
    DURATION = "duration"
    ROUTE = "route"
    NEGATION = "negation"
    """Not, no, without; do, avoid, stop, withhold, contraindicated and the like."""
    COMPARATOR = "comparator"
    LATERALITY = "laterality"
    AGE = "age"
    PREGNANCY = "pregnancy"
    RENAL = "renal"
    NUMBER = "number"
    """A number, with its unit if it has one, that is none of the above."""
    CRITERIA = "criteria"
    PHONE = "phone"
    TARGET = "target"
    """Where a link of the text leads: a request, a page, an address, a local detail, a picture."""
    UNSURE = "unsure"
    """Words that may or may not matter: a person has to look. Counts as a change."""


class Fared(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """Says the same, but stands elsewhere: under another heading, in another box, in another order of steps."""


@dataclass(frozen=True, slots=True)
class SafetyChange:
    """One entry of a safety difference."""

    matter: Matter
    fared: Fared
    before: str
    """What was said, as written, such as "5 mg"; empty when added."""
    after: str
    """What is said now; empty when removed."""
    context_before: str
    """The sentence, list item or table row that it stood in; empty when added."""
    context_after: str
    """The one that it stands in now; empty when removed."""
    section: str
    """Id of the section: of the new text, or of the old one when removed."""
    block_before: str | None
    """Id of the block in the old text."""
    block_after: str | None
    """Id of the block in the new text."""


def telling(changes: Sequence[SafetyChange]) -> tuple[SafetyChange, ...]:
    """The changes without those that say the same before and after, such as an entry whose link leads elsewhere now, where
    another change of the same block says what is different."""
    named = {change.block_after for change in changes if change.before != change.after}
    return tuple(change for change in changes if not (_same_words(change) and change.block_after in named))


def _same_words(change: SafetyChange) -> bool:
    return change.fared is Fared.CHANGED and change.before == change.after and change.block_after is not None


_SAID = "too large to compare: read the difference"
TOO_LARGE = SafetyChange(Matter.UNSURE, Fared.CHANGED, _SAID, _SAID, _SAID, _SAID, "", None, None)
"""Instead of all that differs between two texts when that is too much: anything may have changed, anywhere."""
