"""What a page says about sending somebody on: where, how soon, for how long they wait, what it costs, what the letter must hold.

All of it is the page's own words, put together, and each line stands with what it stands under on the page.
What the page does not say is named as a gap only where it says it in no other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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


_EXPECTED = {
    Label.FORM: r"form|proforma|template|portal|e-?refer|electronic|online",
    Label.WAIT: r"wait|median|queue|seen (?:with)?in|\d\s*(?:day|week|month)",
    Label.FUNDING: r"fund|cost|free\b|fee\b|fees\b|charge|paid|pay|subsid|insur|private|public|\bACC\b|\$",
    Label.ADVICE: r"advice|advise|phone|ring\b|call|telephone|on-?call|registrar|\b0800\b|discuss|contact",
}
"""What whoever refers asks of a service, and the words by which a page may say it elsewhere: then it is not called unsaid."""

EXCLUDED = frozenset({Label.NOT_ACCEPTED, Label.NOT_COVERED})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and where a click on them leads; empty for plain words."""

    text: str
    href: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line, and what stands under it on the page: the items of a list, all that a heading or the label of a box is over."""

    line: Line
    under: tuple[Entry, ...] = ()
    heads: bool = False
    """Whether it says nothing by itself: a heading, a label, words that end with a colon."""
    see: str = ""
    """Id of the section where it stands, when it can't be said in lines, as a picture: then it is only pointed to."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a refer block: the word that it begins with, and the rest with what stands under it."""

    label: Label
    entry: Entry


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

    emergency: tuple[Entry, ...] = ()
    heading: str = ""
    """Heading of the section that says where to send."""
    where_at: str = ""
    """Id of that section."""
    where: tuple[Entry, ...] = ()
    accepting: tuple[Accepting, ...] = ()
    said: tuple[Said, ...] = ()
    other: tuple[Entry, ...] = ()
    """Lines of a refer block that begin with no word of ours."""
    include: tuple[Entry, ...] = ()
    include_at: str = ""
    """Id of the section that says what to include."""
    helps: tuple[Entry, ...] = ()
    """What helps if it is to hand."""
    told: frozenset[Label] = frozenset()
    """What the page may say in words of its own, anywhere."""

    @property
    def counting(self) -> tuple[Accepting, ...]:
        """The criteria that count today."""
        return tuple(one for one in self.accepting if one.state is State.CURRENT)

    @property
    def lacks(self) -> tuple[Label, ...]:
        """What a page with criteria of its own says nowhere, as far as a program can tell."""
        told = self.told | {one.label for one in self.said}
        return tuple(label for label in _EXPECTED if label not in told) if self.accepting or self.said else ()

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


def told_in(text: str) -> frozenset[Label]:
    """What a page may say in words of its own: when in doubt it does."""
    return frozenset(label for label, words in _EXPECTED.items() if re.search(words, text, re.IGNORECASE))


def lines_of(entries: Iterable[Entry]) -> Iterator[Line]:
    """The same as lines of which each can stand alone: what heads others is said before each of them.

    An item with items of its own is one line, for they belong together: “New angina: at rest; on effort”.
    """
    for entry in entries:
        if not entry.under:
            yield entry.line
        elif entry.heads or not entry.line:
            yield from (_joined(entry.line, line) for line in lines_of(entry.under))
        else:
            yield _joined(entry.line, _listed(entry.under))


def pointed(entries: Iterable[Entry], words: Callable[[str], str]) -> tuple[Entry, ...]:
    """The entries with words in place of what is only pointed to: `words` are those for the section in which it stands."""
    return tuple(
        replace(
            entry,
            line=_joined(entry.line, (Piece(words(entry.see)),)) if entry.see else entry.line,
            under=pointed(entry.under, words),
            see="",
        )
        for entry in entries
    )


def pages_in(entries: Iterable[Entry], start: str) -> Iterator[Piece]:
    """The links among them whose addresses begin so, in their order."""
    for entry in entries:
        yield from (piece for piece in entry.line if piece.href.startswith(start))
        yield from pages_in(entry.under, start)


def _listed(entries: Iterable[Entry]) -> Line:
    """Items within a line; those of an item among them stand in brackets."""
    said: list[Line] = []
    for entry in entries:
        if not entry.under:
            said.append(entry.line)
        elif entry.heads or not entry.line:
            said += [_joined(entry.line, line) for line in lines_of(entry.under)]
        else:
            said.append((*entry.line, Piece(" ("), *_listed(entry.under), Piece(")")))
    return tuple(piece for line in said for piece in (Piece("; "), *line))[1:]


def _joined(lead: Line, line: Line) -> Line:
    if not lead or not line:
        return lead or line
    *before, last = lead
    text = last.text.rstrip().removesuffix(":").rstrip()
    between = " " if text.endswith("?") else ": "
    return (*before, Piece(text, last.href), Piece(between), *line)


def everything_said(referral: Referral) -> str:
    """All words of it, one line below the other."""
    entries = (*referral.emergency, *referral.where, *(one.entry for one in referral.said), *referral.other)
    lines = map(said_in_words, lines_of((*entries, *referral.include, *referral.helps)))
    items = (item for one in referral.accepting for item in (one.title, *one.items))
    return "\n".join((*lines, *items))


def said_in_words(line: Line) -> str:
    """A line as its reader sees it."""
    return "".join(piece.text for piece in line)


def said_in(line: Line) -> str:
    """A line as plain text; an address that its words don't show stands behind them."""
    return "".join(
        f"{piece.text} <{piece.href}>" if piece.href.startswith(("https:", "http:")) and piece.href != piece.text else piece.text
        for piece in line
    )
