"""What a page says about sending somebody on: where, how soon, for how long they wait, what it costs, what the letter must hold.

All of it is the page's own words, put together. What the page does not say is named as a gap, and never made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.criteria import State
from app.domain.regions import Urgency
from app.domain.text import Criteria
from app.domain.urgency import Scale, step_of


class Label(StrEnum):
    """The words that begin a line of a refer block, in the order in which readers get them."""

    SEND = "send to"
    FORM = "form"
    WAIT = "wait"
    FUNDING = "funding"
    PRIVATE = "private"
    ADVICE = "advice line"
    NOT_ACCEPTED = "not accepted"
    NOT_COVERED = "not covered"


EXPECTED = (Label.FORM, Label.WAIT, Label.FUNDING, Label.ADVICE)
"""What whoever refers asks of a service; where one is not said the page says so."""

EXCLUDED = frozenset({Label.NOT_ACCEPTED, Label.NOT_COVERED})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and where a click on them leads; empty for plain words."""

    text: str
    href: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a refer block: the word that it begins with, and the rest."""

    label: Label
    line: Line


@dataclass(frozen=True, slots=True)
class Accepting:
    """Whom a service accepts, as the page labels it, such as “Cardiology, category 1, within 30 days”."""

    title: str
    block: str
    """Id of the block: its address on the page."""
    state: State
    items: tuple[str, ...]
    urgency: str = ""
    """What the region calls its category, where it has a scale of urgency."""
    days: int | None = None
    """Within how many days by that scale, where the criteria themselves do not say how soon."""


@dataclass(frozen=True, slots=True)
class Referral:
    """What one page says about referring."""

    emergency: tuple[Line, ...] = ()
    heading: str = ""
    """Heading of the section that says where to send."""
    where: tuple[Line, ...] = ()
    accepting: tuple[Accepting, ...] = ()
    said: tuple[Said, ...] = ()
    other: tuple[Line, ...] = ()
    """Lines of a refer block that begin with no word of ours."""
    include: tuple[str, ...] = ()
    include_at: str = ""
    """Id of the section that says what to include."""
    helps: tuple[str, ...] = ()
    """What helps if it is to hand."""

    @property
    def counting(self) -> tuple[Accepting, ...]:
        """The criteria that count today."""
        return tuple(one for one in self.accepting if one.state is State.CURRENT)

    @property
    def lacks(self) -> tuple[Label, ...]:
        """What a page with criteria of its own does not say in a line of its own."""
        told = {one.label for one in self.said}
        return tuple(label for label in EXPECTED if label not in told) if self.accepting or self.said else ()

    def __bool__(self) -> bool:
        return bool(self.where or self.accepting or self.said or self.other or self.include)


def on_scale(referral: Referral, criteria: Iterable[Criteria], scale: Scale) -> Referral:
    """What it says with the urgency in the words of the scale, the most urgent first; what is not on the scale stays as it is."""
    stated = {one.block: one for one in criteria}
    placed = [(_place(one, stated, scale), one) for one in referral.accepting]
    named = [
        _named(one, stated[one.block], scale[place]) if place < len(scale) else one for place, one in sorted(placed, key=_first)
    ]
    return replace(referral, accepting=tuple(named))


def _place(one: Accepting, stated: Mapping[str, Criteria], scale: Scale) -> int:
    found = step_of(scale, stated[one.block].category) if one.block in stated else None
    return len(scale) if found is None else found


def _first(placed: tuple[int, Accepting]) -> int:
    return placed[0]


def _named(one: Accepting, criteria: Criteria, step: Urgency) -> Accepting:
    return replace(one, urgency=step.name, days=None if criteria.within else step.days)


NOTHING = Referral()
"""Of a page that says nothing about it."""


def label_of(text: str) -> tuple[Label, int] | None:
    """The word that a line begins with, and the index behind its colon; None when it begins with none of ours."""
    word, colon, _ = text.partition(":")
    folded = " ".join(word.split()).casefold()
    return (Label(folded), len(word) + 1) if colon and folded in set(Label) else None


def everything_said(referral: Referral) -> str:
    """All words of it, one line below the other."""
    lines = (*referral.emergency, *referral.where, *(one.line for one in referral.said), *referral.other)
    items = (item for one in referral.accepting for item in (one.title, *one.items))
    return "\n".join((*map(said_in_words, lines), *items, *referral.include, *referral.helps))


def said_in_words(line: Line) -> str:
    """A line as its reader sees it."""
    return "".join(piece.text for piece in line)


def said_in(line: Line) -> str:
    """A line as plain text; an address that its words don't show stands behind them."""
    return "".join(
        f"{piece.text} <{piece.href}>" if piece.href.startswith(("https:", "http:")) and piece.href != piece.text else piece.text
        for piece in line
    )
