"""What arrives with a request: who sends it, where to, on which revision, under which key. And the answer, given once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Path, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from app.actions.acting import Acting, Opened
from app.api.schemas.common import LARGEST
from app.api.schemas.editions import EditionOut
from app.domain.errors import Invalid, NotSignedIn, TokenMissing
from app.domain.roles import Person
from app.edge.editions import edition_view
from app.edge.finding import etag_of
from app.edge.once import Answer, once, request_hash
from app.edge.platform import Platform
from app.edge.visit import Visit, open_door, platform_of
from app.identity.tokens import person_of_token
from app.reading.headers import PRIVATE, PUBLIC

PREFIX = "/api/v1"
JSON = "application/json"

TOKEN = HTTPBearer(
    scheme_name="token",
    bearerFormat="wm_…",
    description="A token that `waymark token add EMAIL` printed. It acts with its person's present roles.",
    auto_error=False,
)
SEND_TOKEN = "This needs a token: send Authorization: Bearer wm_…"  # noqa: S105 - how to send one
REVISION = re.compile(r'(?:W/)?"([^"]*)"|([^\s",*]+)')
"""One entity tag. A weak one is taken too: proxies weaken the tags of what they compress."""

SLUG = "^[a-z0-9][a-z0-9-]{0,99}$"

RegionSlug = Annotated[str, Path(pattern=SLUG, description="Slug of the region.")]
Slug = Annotated[str, Path(pattern=SLUG, description="Slug of the pathway.")]
Number = Annotated[int, Path(ge=1, le=LARGEST, description="Number of the edition.")]
MessageId = Annotated[int, Path(ge=1, le=LARGEST, description="Id of the message.")]

Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(TOKEN)]


def anywhere(request: Request, credentials: Credentials) -> Visit:
    """Somebody at an address outside the regions."""
    return _enter(request, credentials, lambda: SEND_TOKEN)


def here(request: Request, credentials: Credentials, region: RegionSlug) -> Visit:
    """Somebody at an address of a region. A members-only region and one that does not exist look the same."""

    def remedy() -> str:
        found = platform_of(request).regions().get(region)
        return SEND_TOKEN if found and found.public else f"There is no public region “{region}”. {SEND_TOKEN}"

    return _enter(request, credentials, remedy)


Anywhere = Annotated[Visit, Depends(anywhere)]
Here = Annotated[Visit, Depends(here)]


def _enter(request: Request, credentials: Credentials, remedy: Callable[[], str]) -> Visit:
    person = _person(platform_of(request), credentials)
    try:
        return open_door(request, person)
    except NotSignedIn:
        raise NotSignedIn(remedy()) from None


def _person(platform: Platform, credentials: HTTPAuthorizationCredentials | None) -> Person | None:
    """Whose token was sent; None when none was. One that is worthless is refused, even where none is needed."""
    if credentials is None:
        return None
    with platform.read() as session:
        person = person_of_token(session, credentials.credentials)
    if person is None:
        raise NotSignedIn("This token is unknown, or was revoked. Ask for a new one, or send none.")
    return person


@dataclass(frozen=True, slots=True)
class Call:
    """A request that changes something."""

    visit: Visit
    method: str
    path: str
    key: str | None
    """Of the request, so that it is done once however often it is sent."""
    revision: str | None = None
    """The revision that the change was made on."""

    def once(self, said: BaseModel | None, act: Callable[[Acting], Answer]) -> Response:
        """Do it in one transaction and answer, or answer as the first time."""
        body = said.model_dump_json().encode() if said else b""
        hashed = request_hash(self.method, self.path, body, self.revision or "")
        with self.visit.write() as acting:
            answer = once(acting, self.key, hashed, act)
        return Response(answer.body, answer.status, {**answer.headers, "Cache-Control": PRIVATE}, JSON)

    def edition(self, said: BaseModel | None, act: Callable[[Acting], Opened], status: int = 201) -> Response:
        """Do it, and answer with the edition as it is then."""
        return self.once(said, lambda acting: edition_answer(acting, act(acting), status))


def edition_answer(acting: Acting, opened: Opened, status: int) -> Answer:
    """An edition as an answer: its ETag is the revision that the next change must name."""
    out = EditionOut.model_validate(edition_view(acting, opened))
    address = f"{PREFIX}/regions/{out.region}/pathways/{out.slug}/editions/{out.number}/desk"
    return Answer(status, out.model_dump_json().encode(), {"ETag": out.etag, "Location": address})


def json_answer(out: BaseModel, status: int = 200, etag: str = "") -> Response:
    """Something for those who work here, as an answer that nobody keeps."""
    headers = {"Cache-Control": PRIVATE} | ({"ETag": etag} if etag else {})
    return Response(out.model_dump_json(by_alias=True).encode(), status, headers, JSON)


def public_answer(visit: Visit, out: BaseModel) -> Response:
    """Something for readers: kept only for whoever asked without a token, and asked about before each use."""
    return public_bytes(visit, out.model_dump_json().encode())


def public_bytes(visit: Visit, body: bytes) -> Response:
    """The same for what is JSON already."""
    headers = {"Cache-Control": PRIVATE if visit.person else PUBLIC, "Vary": "Authorization", "ETag": etag_of(body)}
    return Response(body, 200, headers, JSON)


Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A name you choose for this request, 1 to 200 characters. Sent again under the same key within seven days, "
        "it is not done again: the first answer comes back with `Idempotent-Replayed: true`.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The revision that this change was made on: the ETag of what you read."),
]


def call(request: Request, visit: Here, key: Key = None) -> Call:
    """A request that begins something."""
    return Call(visit, request.method, request.url.path, _key(key))


def change(request: Request, visit: Here, if_match: IfMatch = None, key: Key = None) -> Call:
    """A request that changes what somebody has read."""
    return Call(visit, request.method, request.url.path, _key(key), revision_named(if_match))


Begins = Annotated[Call, Depends(call)]
Changes = Annotated[Call, Depends(change)]


def _key(key: str | None) -> str | None:
    if key is not None and not re.fullmatch(r"[!-~](?:[ -~]{0,198}[!-~])?", key):
        raise Invalid("Idempotency-Key has 1 to 200 plain ASCII characters.", field="Idempotency-Key")
    return key


def revision_named(if_match: str | None) -> str:
    """The one revision that If-Match names. Raises `TokenMissing` when it names none, as `*` does."""
    if not if_match or if_match.strip() == "*":
        raise TokenMissing("Send If-Match with the ETag of the revision that you have read; * names none.")
    found = REVISION.fullmatch(if_match.strip())
    if found is None:
        raise Invalid("If-Match must name exactly one revision, as the ETag did.", field="If-Match")
    return found[1] or found[2]
