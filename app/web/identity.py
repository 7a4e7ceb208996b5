"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.reading.render import View
from app.web.frame import EMPTY, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInView(View):
    """The sign-in form: `email`, `password` and `next` to `/login`."""

    template: ClassVar[str] = "identity/sign_in.html"

    csrf: str
    next: str = "/desk/"
    members_of: str = ""
    """Name of the members-only region that was asked for."""
    form: Form = EMPTY
    sample: tuple[str, ...] = ()
    """E-mail addresses of the sample people, when the sample library is there."""
