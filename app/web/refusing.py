"""Refusals and accidents as pages: in the frame that the person was in, with what they had written, and a way on."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from app.domain.errors import CrossSite, Invalid, NotFound, NotReady, NotSignedIn, Refusal
from app.domain.regions import Region
from app.domain.roles import Act, may
from app.domain.text import Finding, Level
from app.edge.doors import NOTHING_HERE
from app.edge.refusals import broken_rule, headers_of
from app.edge.visit import Visit, platform_of
from app.identity.sessions import SessionInfo
from app.reading.render import View
from app.store.database import BrokenRule
from app.web.answers import page, see_other
from app.web.drafts import PreviewView
from app.web.forms import Sent, read_form
from app.web.framing import band_of, desk_of
from app.web.identity import Kept
from app.web.problems import DeskProblemView, ProblemView, ReaderProblemView, Way
from app.web.signing_in import own_path, sign_in_view
from app.web.visiting import SAFE, arrive
from app.wording import sentences, word

log = logging.getLogger("waymark.web")

WRITTEN = ("source", "message", "reply", "reason", "change_note", "note")
"""The fields whose text is given back when their form can't be shown again."""


class MethodUnknown(Refusal):
    """The address is known, but not with this method."""

    status = 405
    name = "method-not-allowed"
    title = "This address does not do that"


class Unexpected(Refusal):
    """Something that nobody foresaw. Only the log knows more."""

    status = 500
    name = "unexpected"
    title = "Something went wrong on our side"


def answer_problems(app: FastAPI) -> None:
    """From now on everything that goes wrong in `app` is answered as a page."""
    for kind in (Refusal, RequestValidationError, HTTPException, BrokenRule):
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)


async def _gone(_: Request, __: Exception) -> Response:
    """Whoever asked went away before all was sent: nobody reads an answer, and nothing is wrong here."""
    return Response(None, 400)


async def _refused(request: Request, error: Exception) -> Response:
    refusal = refusal_for(error)
    if isinstance(refusal, MethodUnknown) and request.method in SAFE and (above := _page_above(request)):
        return see_other(above)  # the address of a form that was refused, opened once more
    sent = await _sent(request, refusal)
    made = await run_in_threadpool(answer, request, refusal, sent)
    if isinstance(error, HTTPException):
        made.headers.update(error.headers or {})
    return made


def _page_above(request: Request) -> str:
    """The nearest page of the desk above an address that only takes forms; empty when there is none."""
    parts = request.url.path.split("/")
    if parts[1] != "desk":
        return ""
    for length in range(len(parts) - 1, 3, -1):
        scope = {**request.scope, "path": "/".join(parts[:length]), "method": "GET"}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes):
            return str(scope["path"])
    return ""


def refusal_for(error: Exception) -> Refusal:
    """What went wrong, by name."""
    match error:
        case Refusal():
            return error
        case RequestValidationError():
            return _invalid(error)
        case HTTPException(status_code=405):
            return MethodUnknown("Open it as a page, or go on from one of these.")
        case BrokenRule():
            return broken_rule()
        case _:
            return NotFound(NOTHING_HERE)


def _invalid(error: RequestValidationError) -> Refusal:
    """An address that can't be one is an address where nothing is."""
    found = error.errors()
    if any(item["loc"][:1] == ("path",) for item in found):
        return NotFound(NOTHING_HERE)
    asked = ", ".join(dict.fromkeys(str(item["loc"][-1]) for item in found))
    return Invalid(f"The address asks for something that there can't be: look at “{asked}”.")


async def _unexpected(request: Request, error: Exception) -> Response:
    """The server logs what it was; the person gets the reference that stands beside it."""
    reference = secrets.token_hex(4)
    log.error("unexpected %s (reference %s) at %s %s", type(error).__name__, reference, request.method, request.url.path)
    refusal = Unexpected("Nothing was changed. Try again; if it happens again, tell whoever runs this site.", reference=reference)
    return page(_plain(refusal, request, ()), refusal.status)


async def _sent(request: Request, refusal: Refusal) -> Sent:
    """What the person had written; nothing when another site sent it."""
    if request.method in SAFE or (isinstance(refusal, CrossSite) and not hasattr(request.state, "sent")):
        return Sent()
    if isinstance(refusal, NotSignedIn):  # the door was before the form
        try:
            return await read_form(request)
        except Refusal:
            return Sent()
    sent: Sent = getattr(request.state, "sent", Sent())
    return sent


def answer(request: Request, refusal: Refusal, sent: Sent) -> Response:
    """A refusal as a page."""
    kept = tuple(Kept(word(f"kept.{name}"), sent.text(name)) for name in WRITTEN if sent.text(name).strip())
    if request.headers.get("hx-request") == "true":
        finding = Finding(refusal.name.upper(), Level.ERROR, refusal.detail)
        return page(PreviewView(preview=None, findings=(finding,)), refusal.status)
    if isinstance(refusal, NotSignedIn):
        return _sign_in(request, refusal, kept)
    try:
        view = _framed(request, refusal, kept)
    except Refusal:  # the database does not even say who is here
        view = _plain(refusal, request, kept)
    made = page(view, refusal.status)
    made.headers.update({name: value for name, value in headers_of(refusal).items() if name == "Retry-After"})
    return made


def _sign_in(request: Request, refusal: NotSignedIn, kept: tuple[Kept, ...]) -> Response:
    """To the sign-in page and back. Where something was written, the form is shown at once, with what was written."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method in SAFE:
        return see_other(f"/login?next={quote(here, safe='/')}")
    back = own_path(request, request.url.path) or own_path(request, urlsplit(request.headers.get("referer", "")).path)
    view = sign_in_view(request, back)
    return page(replace(view, said=word("kept.signed_out"), kept=kept), refusal.status)


def _framed(request: Request, refusal: Refusal, kept: tuple[Kept, ...]) -> View:
    """In the frame of the desk or of the region's pages, if the person may see them; else without one."""
    platform, info = platform_of(request), _who(request)
    regions = platform.regions()
    first, _, rest = request.url.path.removeprefix("/").partition("/")
    desk = first == "desk"
    region = regions.get(rest.partition("/")[0] if desk else first)
    if region and not _may(info, region, Act.READ_DESK if desk else Act.READ, request):
        region = None
    problem = _plain(refusal, request, kept, region)
    if desk and info:
        visit = Visit(platform, info.person, region, regions, platform.clock(), info.csrf)
        with platform.read() as session:
            return DeskProblemView(desk_of(visit, session), problem=problem)
    return _among_pages(request, problem, region) if region and not desk else problem


def _among_pages(request: Request, problem: ProblemView, region: Region) -> View:
    """Among a region's pages; where nothing is, with a search for the words of the address."""
    query = _words(request) if problem.status == NotFound.status else ""
    search = (Way(f"/{region.slug}/search?q={quote(query)}", word("way.search", query=query)),) if query else ()
    return ReaderProblemView(
        band_of(platform_of(request), region), problem=replace(problem, ways=search + problem.ways), query=query
    )


def _who(request: Request) -> SessionInfo | None:
    if hasattr(request.state, "signed_in") or request.method not in SAFE:
        info: SessionInfo | None = getattr(request.state, "signed_in", None)
        return info
    return arrive(request)


def _may(info: SessionInfo | None, region: Region, act: Act, request: Request) -> bool:
    today = region.local_date(platform_of(request).clock())
    return may(info.person if info else None, act, region.slug, public=region.public, today=today)


def _plain(refusal: Refusal, request: Request, kept: tuple[Kept, ...], region: Region | None = None) -> ProblemView:
    retry, reference = refusal.extra.get("retry_after"), refusal.extra.get("reference", "")
    return ProblemView(
        status=refusal.status,
        title=refusal.title,
        detail=refusal.detail,
        remedy=sentences().get(f"remedy.{refusal.name}", ""),
        findings=refusal.findings if isinstance(refusal, NotReady) else (),
        ways=_ways(request, region),
        retry_after=retry if isinstance(retry, int) else None,
        reference=str(reference),
        kept=kept,
    )


def _ways(request: Request, region: Region | None) -> tuple[Way, ...]:
    """Where to go from here."""
    back = own_path(request, request.url.path) if request.method not in SAFE else ""
    again = (Way(back, word("way.again")),) if back else ()
    if request.url.path.startswith("/desk"):
        place = (Way(f"/desk/{region.slug}/", word("way.pathways", region=region.name)),) if region else ()
        return (*again, *place, Way("/desk/", word("way.work")))
    if region:
        return (*again, Way(f"/{region.slug}/", region.name), Way(f"/{region.slug}/pathways/", word("way.index")))
    return (*again, Way("/", word("way.regions")))


def _words(request: Request) -> str:
    """What the last part of the address says, as somebody would search for it."""
    parts = [part for part in request.url.path.split("/")[2:] if part not in ("pathways", "history", "v", "specialties")]
    words = parts[0].replace("-", " ") if parts else ""
    return words[:100] if words.isprintable() else ""
