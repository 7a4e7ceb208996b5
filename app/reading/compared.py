"""A difference as it is shown, to readers and on the desk: safety first, then the text, the page or the source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.difference.blocks import Around
from app.domain.difference.lines import Hunk
from app.domain.difference.rows import Row, What
from app.domain.difference.words import Piece
from app.domain.safety.change import Fared, Matter
from app.reading.render import Trusted


class Way(StrEnum):
    """How a difference is shown."""

    TEXT = "text"
    """Block by block, with the words that changed."""
    PAGE = "page"
    """As the page is read, with what changed marked."""
    SOURCE = "source"
    """The Markdown, line by line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyLine:
    """One change that can matter to a patient, with the sentence it stands in."""

    fared: Fared
    before: str
    after: str
    sentence: tuple[Piece, ...]
    section: str
    """Title of the section."""
    number: int
    """The change of the difference below that shows it; 0 when none does."""
    fragment: str = ""
    """Where on this page it is shown: the change, the row of a table that changed, or the section; empty when it is not."""
    flag: str = ""
    """Where it stands now that it is no red flag any more, or that it has become one, as a sentence; empty otherwise."""


@dataclass(frozen=True, slots=True)
class SafetyGroup:
    """What changed of one matter."""

    matter: Matter
    lines: tuple[SafetyLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One block of a change."""

    number: int
    kind: str
    bullet: str
    pieces: tuple[Piece, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    """What changed without its words, as sentences."""
    under: str = ""
    """The list items that it stands in, when they are not among those shown right before it."""
    inside: tuple[PartLine, ...] = ()
    """The blocks of an item that came or went with it, such as the answers of a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A block that differs, or several that were added or removed together."""

    what: What
    name: str
    """What sort of block, in words."""
    parts: tuple[PartLine, ...]
    following: int
    """Number of the next change; 0 on the last one."""


@dataclass(frozen=True, slots=True)
class BoxGroup:
    """Changes that stand in the same named blocks of a section."""

    boxes: tuple[Around, ...]
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class SectionGroup:
    """Changes of one section."""

    title: str
    groups: tuple[BoxGroup, ...]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of the front matter with another value."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """From one text to another. Only the chosen way's parts are filled."""

    way: Way
    address: str = ""
    """What a way's name is added to: `?from=1&to=2&view=`; empty where there is no other way."""
    mark: str = ""
    """Keeps ids apart where a page shows several differences."""
    count: int
    first: bool
    """There was no text before: all of it is new, and the page itself is shown."""
    same: bool
    """Not a byte differs."""
    safety: tuple[SafetyGroup, ...] = ()
    """By matter, the gravest first."""
    fields: tuple[FieldLine, ...] = ()
    sections: tuple[SectionGroup, ...] = ()
    page: Trusted | None = None
    hunks: tuple[Hunk, ...] = ()
