"""Forms as they arrive: read with a limit, decoded strictly, kept so that nothing typed is lost when something is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from app.domain.errors import (
    CrossSite,
    Invalid,
    NotACorrection,
    NotAllowed,
    NotReady,
    Refusal,
    Stale,
    Taken,
    TokenMissing,
    TooMany,
    Unavailable,
    Unreadable,
    WrongState,
)
from app.edge.visit import platform_of
from app.identity.sessions import csrf_ok
from app.web.frame import Form, Head
from app.web.visiting import Visiting

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 50
LARGER = 20
"""A form may be this many times as long as the longest text: what is too long is refused beside the text, not lost."""
REFUSED = (Invalid, NotACorrection, NotAllowed, NotReady, Stale, Taken, TokenMissing, TooMany, Unavailable, WrongState)
"""What is answered with the form once more, what was typed in it, and the reason beside it."""
SECRET = frozenset({"csrf", "password"})
"""Never shown again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent: field → value. A field that was not sent is empty."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """Several lines, with plain line ends."""
        return self.values.get(name, "").replace("\r\n", "\n").replace("\r", "\n")

    def line(self, name: str) -> str:
        """One line, without white space at its ends."""
        return " ".join(self.text(name).split())

    def number(self, name: str) -> int | None:
        """A whole number from 1; None when the field is empty. Raises `Invalid` for anything else."""
        typed = self.line(name)
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and 0 < int(typed[:10]) < 2**31 and len(typed) < 11):
            raise Invalid("Give a whole number, such as 3.", field=name)
        return int(typed)

    def form(self, refusal: Refusal | None = None) -> Form:
        """The form as it was sent, with what is wrong."""
        errors = {} if refusal is None else {_field(refusal): refusal.detail}
        return Form({name: self.text(name) for name in self.values if name not in SECRET}, errors)


def as_read(head: Head, sent: Sent, refusal: Refusal) -> Head:
    """The head of the page that is shown again: it still names the text that the person read.

    Only when they are told that the text has changed since does it name the present one.
    """
    if isinstance(refusal, (Stale, TokenMissing)):
        return head
    return replace(head, revision=sent.line("revision"))


async def sent(request: Request, visit: Visiting) -> Sent:  # noqa: ARG001 - the door comes first
    """The form that came through the door. Raises `Invalid` and `Unreadable`."""
    read = await read_form(request)
    request.state.sent = read
    for name, value in read.values.items():
        if "\x00" in value and name != "source":  # the parser says where in the text it is
            raise Invalid("This holds a character that can't be kept (U+0000). Type it again.", field=name)
    return read


def signed(visit: Visiting, sent: Annotated[Sent, Depends(sent)]) -> Sent:
    """A form that a page of this session sent. Raises `CrossSite` when it does not carry the session's token."""
    if not csrf_ok(visit.csrf, sent.values.get("csrf")):
        raise CrossSite("This form was opened before you signed in. Nothing was done: open the page again and send it anew.")
    return sent


Posted = Annotated[Sent, Depends(sent)]
"""A form from anybody."""

Signed = Annotated[Sent, Depends(signed)]
"""A form from somebody who is signed in, with the token of the session."""


async def read_form(request: Request) -> Sent:
    """The fields of a form. The last of several values counts."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Invalid(f"Send this form as {FORM}.")
    limit = platform_of(request).max_source_bytes * LARGER
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Unreadable(f"This is too large: at most {limit:,} bytes are taken. Split the text into several pages.")
    try:
        return Sent(dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)))
    except UnicodeDecodeError as error:
        raise Unreadable("This is not UTF-8. Open the page again in an up-to-date browser and send it anew.") from error
    except ValueError as error:
        raise Invalid(f"A form has at most {MOST_FIELDS} fields.") from error


def _field(refusal: Refusal) -> str:
    named = refusal.field if isinstance(refusal, Invalid) else refusal.extra.get("field", "")
    return str(named)
