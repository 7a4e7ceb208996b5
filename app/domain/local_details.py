"""Local details: a region's own facts that texts name, each stated with dates, and which of them hold for readers on a day.

A detail is never taken from another region, unless a region upstream has said that it counts for every region below: a phone
number of somewhere else is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.currency import review_due
from app.domain.errors import Invalid
from app.domain.publication import DetailChange, Edition
from app.domain.safety.dosing import dosing

LONGEST = 300
"""Characters of a value."""
LONGEST_KEY = 120
MONTHS = 6
"""How long a value counts as right after somebody said that it was."""
EARLIEST = date(2000, 1, 1)

_WORD = "[a-z0-9]+(?:-[a-z0-9]+)*"
KEY = rf"{_WORD}(?:\.{_WORD})+"
"""Lower-case words joined by dots: whose fact it is, and last which. No page's slug holds a dot, so the two never meet."""
NAMED = re.compile(r"\{\{\s*(" + KEY + r")\s*\}\}")
"""A place in plain text that shows a detail."""

_PHONE_FACTS = frozenset({"phone", "telephone", "mobile", "freephone", "pager"})
_ONE_NUMBER = re.compile(r"\+?[0-9](?:[ .-]?[0-9]){5,14}|\([0-9]{1,5}\)(?:[ .-]?[0-9]){5,12}")


class Doubt(StrEnum):
    """Why a value may not be right any more."""

    UNCONFIRMED = "unconfirmed"
    """Nobody has said for six months that it is still right."""
    OVER = "over"
    """Its last day has passed."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody states of a detail."""

    value: str | None
    """One line of plain text; None when there is no such thing any more."""
    as_of: date
    """The day on which it was known to be right."""
    starts: date | None = None
    """The first day on which it counts; None for at once."""
    until: date | None = None
    """The last day on which it counts, when that is known."""
    below: bool = False
    """Whether it counts in every region below that states none of its own."""
    note: str = ""


def checked_key(key: str) -> str:
    """A key as it is kept. Raises `Invalid`."""
    if len(key) > LONGEST_KEY or not re.fullmatch(KEY, key):
        raise Invalid(
            f"“{key[:LONGEST_KEY]}” is no name of a local detail. Write lower-case words joined by dots, such as "
            "cardiology.anticoagulation-clinic.phone.",
            field="key",
        )
    return key


def checked(stated: Stated, today: date) -> Stated:
    """What is stated, as it is kept: white space folded, a first day that has come left out. Raises `Invalid`."""
    if stated.as_of > today:
        raise Invalid("“As at” is the day on which somebody knew it to be right: today or earlier.", field="as_of")
    if stated.as_of < EARLIEST:
        raise Invalid(f"“As at” is before {EARLIEST.isoformat()}. Check the year.", field="as_of")
    starts = stated.starts if stated.starts and stated.starts > today else None
    if stated.until and stated.until < (starts or stated.as_of):
        raise Invalid("Its last day is before its first.", field="until")
    if len(stated.note) > LONGEST:
        raise Invalid(f"A note has at most {LONGEST} characters.", field="note")
    return replace(stated, value=_checked_value(stated.value), starts=starts, note=" ".join(stated.note.split()))


def _checked_value(value: str | None) -> str | None:
    """A value as it is kept: exactly what was typed, on one line."""
    if value is None:
        return None
    folded = " ".join(unicodedata.normalize("NFC", value).split())
    if not folded:
        raise Invalid("Give the value; or end the detail, when there is no such thing any more.", field="value")
    if len(folded) > LONGEST:
        raise Invalid(f"A local detail has at most {LONGEST} characters; this has {len(folded)}.", field="value")
    if "{{" in folded or "}}" in folded:
        raise Invalid("A local detail can't name another one: write it out.", field="value")
    strange = next((letter for letter in folded if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")), None)
    if strange is not None:
        raise Invalid(f"This holds a character that can't be seen (U+{ord(strange):04X}). Type it again.", field="value")
    if (told := dosing(folded)) is not None:
        raise Invalid(
            f"A local detail says where, when and how to reach somebody, never what to take; this says “{told}”. Write it in the "
            "text, where it is agreed to.",
            field="value",
        )
    return folded


def holding(changes: Iterable[DetailChange], day: date) -> DetailChange | None:
    """What one region states on a day: of the changes that have begun the one that began last. One that ended it is one, too."""
    begun = [change for change in changes if change.starts is None or change.starts <= day]
    return max(begun, key=lambda change: (change.starts or change.on, change.sequence), default=None)


def given(stated: Sequence[Iterable[DetailChange]], day: date) -> DetailChange | None:
    """The value that readers get on a day; None for a gap.

    `stated` holds the changes by region: the reader's own first, then upstream's, nearest first. Upstream's count only when they
    were stated for every region below.
    """
    for distance, changes in enumerate(stated):
        held = holding(changes, day)
        if held is not None and held.value is not None and (distance == 0 or held.below):
            return held
    return None


def doubt(change: DetailChange, day: date) -> Doubt | None:
    """Why a value may not be right any more on a day; None when there is no doubt."""
    if change.until is not None and day > change.until:
        return Doubt.OVER
    return Doubt.UNCONFIRMED if day > review_due(change.as_of, MONTHS) else None


def next_day(stated: Sequence[Iterable[DetailChange]], day: date) -> date | None:
    """The next day on which readers get something else, or are told something else of it; None when it stays as it is."""
    changes = [change for region in stated for change in region]
    days = {change.starts for change in changes if change.starts is not None}
    held = given(stated, day)
    if held is not None:
        days |= {date.fromordinal(last.toordinal() + 1) for last in (held.until, review_due(held.as_of, MONTHS)) if last}
    return min((other for other in days if other > day), default=None)


def fact(key: str) -> str:
    """Which fact a key names, in words: `…anticoagulation-clinic.phone` is “phone”."""
    return key.rsplit(".", 1)[1].replace("-", " ")


def service(key: str) -> str:
    """Whose fact it is: the key without its last word."""
    return key.rsplit(".", 1)[0]


def dialled(key: str, value: str) -> str | None:
    """What to dial, when a value is one phone number and nothing else; None otherwise: a wrong link is worse than none."""
    last = key.rsplit(".", 1)[1]
    if last.rsplit("-", 1)[-1] not in _PHONE_FACTS or not _ONE_NUMBER.fullmatch(value):
        return None
    return ("+" if value.startswith("+") else "") + re.sub("[^0-9]", "", value)


def filled_text(text: str, words: Mapping[str, str]) -> str:
    """Plain text with its details filled in; a name that `words` lacks stays as written."""
    return NAMED.sub(lambda match: words.get(match[1], match[0]), text)


def filled(edition: Edition, words: Mapping[str, str]) -> Edition:
    """An edition whose sections say the details of one region: what search and lists read."""
    if not words:
        return edition
    sections = tuple(
        replace(section, title=filled_text(section.title, words), text=filled_text(section.text, words))
        for section in edition.sections
    )
    return replace(edition, sections=sections)
