"""Refusals, by name. Each says what happened, where, and what to do; the edges show it as a page or as problem details."""

from __future__ import annotations

from typing import ClassVar

from app.domain.text import Finding, Level


class Refusal(Exception):
    """Something asked for that is not done. Nothing has changed when it is raised.

    `status` is the HTTP status that the edges answer with, `name` the stable name that clients may rely on.
    """

    status: ClassVar[int] = 409
    name: ClassVar[str] = "refused"
    title: ClassVar[str] = "This can't be done"

    def __init__(self, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra
        """Further members of the problem details: plain JSON values, under other names than the standard's own."""


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of: both look the same."""

    status = 404
    name = "not-found"
    title = "Page not found"


class Gone(Refusal):
    """It was public and has been withdrawn. `extra` holds title, reason and successor: all that a reader may know."""

    status = 410
    name = "withdrawn"
    title = "This page has been withdrawn"


class NotSignedIn(Refusal):
    """It needs a person, and nobody is signed in."""

    status = 401
    name = "not-signed-in"
    title = "Please sign in"


class NotAllowed(Refusal):
    """The person is known and may see it, but this act is not theirs."""

    status = 403
    name = "not-allowed"
    title = "You can't do this"


class CrossSite(Refusal):
    """A request that another site sent, or that carries no proof that our own page sent it."""

    status = 403
    name = "cross-site"
    title = "This request did not come from this site"


class WrongState(Refusal):
    """The edition's status does not allow the act."""

    name = "wrong-state"
    title = "Not possible in the present state"


class Stale(Refusal):
    """The text has moved on since the revision that this change was made on."""

    status = 412
    name = "stale"
    title = "Someone has changed this since"


class TokenMissing(Refusal):
    """A change without the revision it was made on."""

    status = 428
    name = "revision-missing"
    title = "Say which revision you have read"


class NotReady(Refusal):
    """Findings or missing agreements stand in the way. `findings` lists them."""

    status = 409
    name = "not-ready"
    title = "Not ready yet"

    def __init__(self, detail: str, findings: tuple[Finding, ...] = (), **extra: object) -> None:
        super().__init__(detail, **extra)
        self.findings = findings


_MOST_TOLD = 5


def in_full(refusal: Refusal) -> str:
    """A refusal with what stands in the way, for those who did not see it happen."""
    found = refusal.findings if isinstance(refusal, NotReady) else ()
    missing = refusal.extra.get("missing")
    lines = [f"Line {finding.line}: {finding.message}" for finding in found] + [*(missing if isinstance(missing, list) else [])]
    more = [f"And {len(lines) - _MOST_TOLD} more."] if len(lines) > _MOST_TOLD else []
    return " ".join([refusal.detail, *lines[:_MOST_TOLD], *more])


class NotACorrection(Refusal):
    """A change that was called a correction may matter to patients. `extra["changes"]` lists what changes for them."""

    name = "not-a-correction"
    title = "This is more than a correction"


class Invalid(Refusal):
    """What was sent does not make sense: which field, and the remedy."""

    status = 422
    name = "invalid"
    title = "Please correct this"

    def __init__(self, detail: str, field: str = "", **extra: object) -> None:
        super().__init__(detail, **extra)
        self.field = field


class Taken(Refusal):
    """The name is in use already."""

    name = "taken"
    title = "Already in use"


class Unreadable(Invalid):
    """A text that cannot be read at all: binary, wrongly encoded, too large, broken front matter."""

    name = "unreadable"
    title = "This text can't be read"


class TooSlow(Invalid):
    """A text that took longer to render than the limit; it was stopped."""

    name = "too-slow"
    title = "This text takes too long to render"


class TooMany(Refusal):
    """Too many tries in a short time. `extra["retry_after"]` is in seconds."""

    status = 429
    name = "too-many"
    title = "Too many tries"


class KeyReused(Refusal):
    """An idempotency key sent again with another request."""

    status = 422
    name = "key-reused"
    title = "This key belongs to another request"


class Unavailable(Refusal):
    """A part of the machine does not answer or takes no writes; the detail says which: the database, the search index, a reader
    of texts, a file. Nothing was done, and it may be tried again.
    """

    status = 503
    name = "unavailable"
    title = "Waymark can't do this at the moment"


def as_finding(refusal: Refusal) -> Finding:
    """Why a text can't be read, among the findings."""
    line = refusal.extra.get("line")
    return Finding(refusal.name.upper(), Level.ERROR, refusal.detail, line if isinstance(line, int) else None)
