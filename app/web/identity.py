"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.reading.render import View
from app.web.frame import EMPTY, Form


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person had written in a form that could not be taken: the field's name, and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInView(View):
    """The sign-in form: `email`, `password` and `next` to `/login`."""

    template: ClassVar[str] = "identity/sign_in.html"

    csrf: str
    next: str = "/desk/"
    said: str = ""
    """What has just been done, as a sentence."""
    reading: bool = False
    """Whether somebody wanted to read: the address may be one of members' pages, or of nothing."""
    form: Form = EMPTY
    sample: tuple[str, ...] = ()
    """E-mail addresses of the sample people, when the sample library is there."""
    kept: tuple[Kept, ...] = ()
    """What was written in a form that was sent after the session had ended."""
