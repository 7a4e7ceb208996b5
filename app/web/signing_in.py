"""Signing in and out."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Query, Request, Response
from starlette.routing import Match

from app.edge.platform import Platform
from app.edge.visit import platform_of
from app.identity.sessions import WORKING, SignedIn, cookie_name, lifetime_of, sign_in, sign_out
from app.web.answers import page, see_other
from app.web.forms import REFUSED, Posted, Signed
from app.web.frame import EMPTY, Form
from app.web.framing import Said
from app.web.identity import SignInView
from app.web.visiting import Arriving, Visiting, address_of
from app.wording import sentences

router = APIRouter(include_in_schema=False)
DESK = "/desk/"
SAMPLE_PEOPLE = tuple(
    f"{name}@example.org" for name in "editor gp hospital pharmacist lead coordinator writer reader admin".split()
)
"""Who can sign in to a sample installation."""

_OWN = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this site: one slash, and no character that a browser drops or reads as another."""

Next = Annotated[str, Query(max_length=2000)]


@router.get("/login", name="web.login")
def login(request: Request, visit: Visiting, info: Arriving, next: Next = "", said: Said = "") -> Response:  # noqa: A002, ARG001 - the door comes first
    """The form; who is signed in already goes on."""
    if info is not None:
        return see_other(own_path(request, next) or DESK)
    return page(sign_in_view(request, next, said=sentences().get(f"said.{said}", "")))


@router.post("/login", name="web.login_send")
def login_send(request: Request, visit: Visiting, sent: Posted) -> Response:
    """Begin a session with a new secret, and go where the person wanted to go."""
    platform, asked = visit.platform, sent.line("next")
    try:
        signed_in = sign_in(
            platform.database, sent.line("email"), sent.values.get("password", ""), address=address_of(request), now=visit.now,
            replaces=request.cookies.get(cookie_name(platform.base_url)),
        )  # fmt: skip
    except REFUSED as refusal:
        return page(sign_in_view(request, asked, sent.form(refusal)), refusal.status)
    works = lifetime_of(signed_in.person, visit.now) is WORKING
    answer = see_other(own_path(request, asked) or (DESK if works else "/"))
    _remember(answer, platform, signed_in)
    return answer


@router.post("/logout", name="web.logout")
def logout(request: Request, visit: Visiting, sent: Signed) -> Response:  # noqa: ARG001 - the form's token is all that it holds
    """End the session, here and in the database."""
    name = cookie_name(visit.platform.base_url)
    with visit.platform.database.write() as session:
        sign_out(session, request.cookies.get(name))
    answer = see_other("/login", "signed_out")
    answer.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return answer


def sign_in_view(request: Request, asked: str, form: Form = EMPTY, said: str = "") -> SignInView:
    """The form, which remembers where the person wanted to go: `asked`, when it is an address of this site."""
    wanted = own_path(request, asked)
    reading = bool(wanted) and not wanted.startswith("/desk")
    sample = SAMPLE_PEOPLE if platform_of(request).sample else ()
    return SignInView(csrf="", next=wanted, reading=reading, form=form, sample=sample, said=said)


def own_path(request: Request, asked: str) -> str:
    """Where to go on, when it is an address of this site that answers; empty for anything else."""
    if not _OWN.fullmatch(asked):
        return ""
    path = unquote(urlsplit(asked).path)
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return asked if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes) else ""


def _remember(answer: Response, platform: Platform, signed_in: SignedIn) -> None:
    name = cookie_name(platform.base_url)
    seconds = int((signed_in.expires - platform.clock()).total_seconds())
    answer.set_cookie(
        name, signed_in.cookie, max_age=seconds, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax"
    )
