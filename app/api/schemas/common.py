"""What all shapes share: closed requests, whole answers, limited texts, entity tags, problems."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.domain.text import Level

LARGEST = 2**31 - 1
"""The largest number that both databases keep."""


def _kept(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character, which no text does")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half of a surrogate pair, which is no character")
    return text


Text = Annotated[str, AfterValidator(_kept)]
Name = Annotated[Text, Field(max_length=200)]
Words = Annotated[Text, Field(max_length=5000)]
Count = Annotated[int, Field(ge=1, le=LARGEST)]
Etag = Annotated[str, AfterValidator(lambda token: f'"{token}"'), Field(description="What If-Match must name.")]


def _day(text: object) -> object:
    if not (isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text)):
        raise ValueError("must be a date such as 2026-03-03")
    return text


Day = Annotated[date, BeforeValidator(_day)]


class In(BaseModel):
    """What is sent. An unknown member is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Out(BaseModel):
    """What is given."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


class EditOut(Out):
    """Characters `start` (0-based) up to and without `end` of the source go, and `replacement` takes their place."""

    start: int
    end: int
    replacement: str


class FindingOut(Out):
    """Something the checks say about a text."""

    rule: str
    level: Level
    message: str
    line: int | None
    column: int | None
    block: str | None
    fix: str
    """What to do about it, for a person."""
    edit: EditOut | None
    """What mends it mechanically, in characters of the source as it was sent."""


class Problem(BaseModel):
    """Why something was not done (RFC 9457). `name` is stable; further members depend on it."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    name: str
