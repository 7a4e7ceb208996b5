"""A pathway's text as a value: what one parse of the Markdown yields and everything else reads.

The parser (`app.markup`) makes a `Page` from a source; linter, differ, renderer, indexer and the rules of review read it.
Nothing here knows Markdown. All values are immutable, hashable where they are small, and can be pickled.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of page a pathway is; the order of its parts follows from it."""

    PATHWAY = "pathway"
    REQUEST = "request"
    RESOURCE = "resource"
    MEDICATION = "medication"
    INVESTIGATION = "investigation"
    PATIENT = "patient"


class Level(StrEnum):
    """How serious a finding is. An error keeps a text in draft."""

    ERROR = "error"
    WARN = "warn"
    INFO = "info"


NUMBER_LOST = "M-LOST"
"""Rule of the finding that says a number of the source would not be read. No act passes it."""

MORE = "There is more of the same kind further down."
"""Message of the finding that stands for all further ones of its rule."""

FRONT = "~front"
"""Id of the section that holds the front matter. The tilde keeps it apart from any section an author can name."""

TOP = "~top"
"""Id of the section before the first heading or red-flags block."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the source that mends something mechanically."""

    start: int
    """0-based index of the first character of the source that goes, front matter included."""
    end: int
    """Index behind the last one; the same as `start` where something is only put in."""
    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the parser, the linter or a requirement says about a text."""

    rule: str
    level: Level
    message: str
    line: int | None = None
    """1-based line of the source, front matter included; None when it is about the whole text."""
    block: str | None = None
    fix: str = ""
    """What to do about it, as a sentence for the author; empty when the message says it."""
    edit: Edit | None = None
    """The change that mends it, where that needs no judgement."""
    column: int | None = None
    """1-based column of the line, where it is known."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the author states about the page before its text. Missing values are None or empty."""

    title: str | None = None
    kind: Kind = Kind.PATHWAY
    specialty: str = ""
    """Slug of the specialty; empty when not given."""
    slug: str | None = None
    synonyms: tuple[str, ...] = ()
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(code system, codes) in the order written, such as (("icpc-2", ("K78",)),)."""
    services: tuple[str, ...] = ()
    """Slugs of the hospital services whose own criteria or request text is in the page."""
    patient_page: str | None = None
    review_months: int | None = None
    other: tuple[tuple[str, str], ...] = ()
    """Keys that mean nothing to Waymark, kept with their values as written."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the text (a paragraph, list item, table, named block …) that comments and feedback hang on."""

    id: str
    """Written by the author, or carried from the parent revision by likeness; unique in the text."""
    kind: str
    section: str
    """Id of the section it stands in."""
    text: str
    """Plain text, white space folded."""
    line: int
    """1-based first line in the source."""
    end_line: int
    """1-based last line, included."""
    explicit: bool = False
    """Whether the author wrote the id."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the source. The sections of a text hold each of its bytes exactly once, in order.

    They are the front matter (`FRONT`), what stands before the first heading (`TOP`), each h2 and h3 heading with what follows
    it, and each red-flags block. Approvals stand on their hashes.
    """

    id: str
    """Fragment of the address."""
    title: str
    level: int
    """2 or 3 for headings, 2 for red flags, 0 for front matter and top."""
    source: str
    text: str
    """Plain text without the heading, white space folded: what search indexes."""
    services: tuple[str, ...] = ()
    """Services named by a block of this section (`criteria {service=…}`): whose own text it is."""

    @property
    def hash(self) -> str:
        """SHA-256 of the section's exact bytes."""
        return source_hash(self.source)


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline."""

    id: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit, as written, such as ("500", "mg")."""

    value: str
    unit: str
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page of a region: `page:slug#section` or `request:slug`."""

    scheme: str
    slug: str
    section: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Detail:
    """A place that shows a local detail of the reader's region: `{{cardiology.anticoagulation-clinic.phone}}`."""

    key: str
    """Lower-case words joined by dots; the last says which fact, what is before it whose."""
    line: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the text that each region fills with its own: `::: local {slot=cardiology.anticoagulation-clinic}`."""

    key: str
    """Lower-case words joined by dots, as in the keys of the details it is about."""
    required: bool
    """Whether a region that localises the page must fill it."""
    block: str
    section: str
    line: int


@dataclass(frozen=True, slots=True)
class Criteria:
    """One criteria block: whom a service accepts, how soon, and from when to when that counts."""

    block: str
    """Id of the block: its address on the page."""
    section: str
    service: str
    """Slug of the service, of several joined by a comma and a space; empty when not given."""
    category: str
    """On the region's scale of urgency, as written; empty when not given."""
    within: str
    """How soon, as written, such as `30d`; empty when not given."""
    effective: str
    """First day on which it counts, ISO 8601; empty when it always did."""
    until: str
    """Last day on which it counts, ISO 8601; empty when no end is known."""
    items: tuple[str, ...]
    """All that the block says below its label, as plain text: an item for each list item, paragraph and row of a table."""
    line: int

    @property
    def services(self) -> tuple[str, ...]:
        """The slug of each service."""
        return tuple(self.service.split(", ")) if self.service else ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A place that shows an uploaded picture: `![What it shows](asset:name)`."""

    asset: str
    """Name of the asset; it holds the beginning of the content's hash, so the text is bound to these very bytes."""
    alternative: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """All that is known of one text after one parse."""

    front: FrontMatter
    title: str
    """From the front matter, else the first heading of level 1, else empty."""
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    outline: tuple[Heading, ...]
    links: tuple[Link, ...]
    numbers: tuple[Number, ...]
    html: str
    """The sanitised body. Links to pages are `href="page:slug#section"`, resolved when a region's page is made."""
    text: str
    """The body as plain text."""
    findings: tuple[Finding, ...] = ()
    details: tuple[Detail, ...] = ()
    criteria: tuple[Criteria, ...] = ()
    pictures: tuple[Picture, ...] = ()
    slots: tuple[Slot, ...] = ()
    dialect: int = 1
    """Version of the dialect that made `html`."""

    @property
    def hashes(self) -> dict[str, str]:
        """Section id → hash of its exact bytes."""
        return {section.id: section.hash for section in self.sections}

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep this text in draft."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)

    @property
    def lost_numbers(self) -> tuple[Finding, ...]:
        """The findings that no reason and no name can override (promise 2)."""
        return tuple(finding for finding in self.findings if finding.rule == NUMBER_LOST)


def source_hash(source: str) -> str:
    """SHA-256 (hex) of a text's UTF-8 bytes: the name of a revision's exact content."""
    return hashlib.sha256(source.encode("utf-8")).hexdigest()
