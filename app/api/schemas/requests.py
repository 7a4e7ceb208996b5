"""What is sent to the API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from app.actions.respond import Category
from app.api.schemas.common import Count, In, Name, Text, Words
from app.domain.roles import Role
from app.domain.routes import ChangeKind
from app.domain.text import Kind


def _as_typed(text: object) -> object:
    """ "Full review" and "full-review" are as good as "full_review"."""
    return text.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(text, str) else text


def _written(moment: object) -> object:
    if not isinstance(moment, str):
        raise ValueError("must be a text such as 2026-12-24T08:00:00+13:00")
    return moment


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is no moment in time") from None


Source = Annotated[Text, Field(max_length=10_000_000, description="The whole text: front matter and Markdown.")]
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_written), AfterValidator(_utc)]


class BeginIn(In):
    """A new pathway and its first text."""

    slug: Annotated[Text, Field(min_length=1, max_length=100)]
    kind: Annotated[Kind | None, Field(strict=False, description="When left out, as the front matter says.")] = None
    source: Source


class SourceIn(In):
    """A text."""

    source: Source


class SubmissionIn(In):
    """What kind of change it is. Spaces and hyphens are as good as underscores."""

    change: Annotated[ChangeKind, Field(strict=False), BeforeValidator(_as_typed)]


class ReasonIn(In):
    """Why."""

    reason: Words


class NoteIn(In):
    """Why, if there is something to say."""

    reason: Words = ""


class ApprovalIn(In):
    """A signature."""

    role: Annotated[
        Role | None,
        Field(strict=False, description="When left out, the one role in which this person's signature is asked for now."),
        BeforeValidator(_as_typed),
    ] = None
    note: Words = ""


class PublicationIn(In):
    """Publish now or, with `at`, at that moment."""

    change_note: Words
    at: Moment | None = None


class WithdrawalIn(In):
    """Why readers do not get it any more, and the slug of the page to read instead."""

    reason: Words
    successor: Annotated[Text, Field(max_length=100)] | None = None


class FeedbackIn(In):
    """What a reader says."""

    category: Annotated[Category, Field(strict=False), BeforeValidator(_as_typed)]
    message: Words
    slug: Annotated[Text, Field(max_length=100, description="The page; empty for the region's pages as a whole.")] = ""
    number: Annotated[Count | None, Field(description="The version that was read.")] = None
    block: Annotated[Name, Field(description="The section or block that it is about.")] = ""
    name: Name = ""
    email: Name = ""


class AnswerIn(In):
    """An answer to a reader."""

    reply: Words
    fixed_in: Annotated[Count | None, Field(description="The version in which it was put right.")] = None
    told: Annotated[Text, Field(max_length=300, description="What its history tells all readers: never who said it.")] = ""
