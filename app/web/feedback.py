"""Feedback: the reader's form, and the inbox on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.domain.text import Heading
from app.reading.views import Band, ReaderView
from app.web.desk import Filter
from app.web.frame import EMPTY, DeskView, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFormView(ReaderView):
    """A reader tells the editors something. Goes to the address it was asked from."""

    template: ClassVar[str] = "feedback/form.html"

    csrf: str
    categories: tuple[str, ...]
    """Keys of the wording's `category`."""
    slug: str = ""
    """The page it is about; empty for the region as a whole."""
    title: str = ""
    number: int | None = None
    sections: tuple[Heading, ...] = ()
    query: str = ""
    """What was searched for and not found."""
    form: Form = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksView(ReaderView):
    """It has arrived."""

    template: ClassVar[str] = "feedback/thanks.html"

    slug: str = ""
    title: str = ""
    clinical: bool = False
    """It was called a clinical error: the clinical lead has been told."""
    answer: bool = False
    """An address to answer to was left."""
    state: str = ""
    """Address at which its sender sees what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackStateView(ReaderView):
    """What became of a message, for whoever holds its address: never who sent it."""

    template: ClassVar[str] = "feedback/state.html"

    category: str
    status: str
    message: str
    received: datetime
    slug: str = ""
    title: str = ""
    """The page that it is about, if readers still have it."""
    number: int | None = None
    looked_after: bool = False
    reply: str = ""
    replied: datetime | None = None
    fixed_in: int | None = None
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackLine:
    """One message in the inbox."""

    id: int
    category: str
    status: str
    """`open`, `answered` or `closed`: a key of the wording's `feedback_status`."""
    excerpt: str
    received: datetime
    title: str = ""
    """The page it is about."""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxView(DeskView):
    """A region's feedback."""

    template: ClassVar[str] = "feedback/inbox.html"

    band: Band
    lines: tuple[FeedbackLine, ...]
    filters: tuple[Filter, ...]
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackItemView(DeskView):
    """One message: what was said, about which words, who looks after it, what was answered.

    Its forms go to `/desk/{region}/feedback/{id}/owner` and `…/answer`, each with `lock`, the second with `reply` and `fixed_in`.
    """

    template: ClassVar[str] = "feedback/item.html"

    band: Band
    id: int
    category: str
    status: str
    message: str
    received: datetime
    slug: str = ""
    title: str = ""
    number: int | None = None
    current: int | None = None
    """The version readers have now."""
    section: str = ""
    """Title of the section it is about."""
    section_id: str = ""
    block: str = ""
    """The words it is about."""
    name: str = ""
    email: str = ""
    owner: str = ""
    mine: bool = False
    reply: str = ""
    replied: datetime | None = None
    replied_by: str = ""
    fixed_in: int | None = None
    told: str = ""
    """What readers of the page's history are told."""
    may_answer: bool = False
    lock: int = 0
    """What every form that changes it sends back."""
    form: Form = EMPTY
