"""Refusals and accidents as problem details. Nothing that goes wrong inside is told to the outside."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.domain.errors import Invalid, NotFound, Refusal
from app.edge.doors import NOTHING_HERE
from app.edge.refusals import PROBLEM, broken_rule, headers_of, problem_details
from app.store.database import BrokenRule

log = logging.getLogger("waymark.api")

WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not part of this request; leave it out",
    "json_invalid": "is not JSON",
    "model_attributes_type": "must be a JSON object, sent with Content-Type: application/json",
    "string_type": "must be a text",
    "string_unicode": "holds characters that are no text (half of a surrogate pair)",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is empty or too short",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "enum": "must be one of {expected}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
}
"""What is wrong, by the validator's name for it; for others its own words are used."""


class MethodUnknown(Refusal):
    """The address is known, but not with this method."""

    status = 405
    name = "method-not-allowed"
    title = "This address does not take that method"


class TooLarge(Refusal):
    """More was sent than is ever needed."""

    status = 413
    name = "too-large"
    title = "This is too large"


class Unexpected(Refusal):
    """Something that nobody foresaw. Only the log knows more."""

    status = 500
    name = "unexpected"
    title = "Something went wrong on our side"


def problem(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as an answer."""
    body = json.dumps(problem_details(refusal), ensure_ascii=False, separators=(",", ":"))
    given = headers_of(refusal) | dict(headers or {})
    current = refusal.extra.get("current")
    if isinstance(current, str):
        given["ETag"] = f'"{current}"'
    return Response(body.encode("utf-8", "replace"), refusal.status, given, PROBLEM)


def answer_problems(app: FastAPI) -> None:
    """From now on everything that goes wrong in `app` is answered as a problem."""
    app.exception_handler(Refusal)(_refused)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(BrokenRule)(_broken)
    app.exception_handler(Exception)(_unexpected)


def invalid(errors: Sequence[Mapping[str, Any]]) -> Refusal:
    """What is wrong with a request, field by field. An address that can't be one is an address where nothing is."""
    if any(error["loc"][:1] == ("path",) for error in errors):
        return NotFound(NOTHING_HERE)
    found = [(_field(error["loc"]), _said(error)) for error in errors]
    detail = " ".join(f"{field} {said}." for field, said in found)
    return Invalid(detail, field=found[0][0], errors=[{"field": field, "problem": said} for field, said in found])


def _field(place: Sequence[str | int]) -> str:
    """Where in the request: the field's name, or the part that could not be read at all."""
    parts = [str(part) for part in place[1:] if not isinstance(part, int)]
    return ".".join(parts) or str(place[0])


def _said(error: Mapping[str, Any]) -> str:
    words = WORDS.get(error["type"])
    if words is None:
        message = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
        return message[:1].lower() + message[1:]
    return words.format_map(error.get("ctx", {}))


def _refused(_: Request, refusal: Refusal) -> Response:
    return problem(refusal)


def _invalid(_: Request, error: RequestValidationError) -> Response:
    return problem(invalid(error.errors()))


def _http(request: Request, error: HTTPException) -> Response:
    """What the framework refuses by itself: no such address, no such method, a body that can't be read."""
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return problem(MethodUnknown(f"This address does not take {request.method}."), error.headers)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return problem(Invalid("body is not JSON in UTF-8.", field="body"))
    return problem(NotFound(NOTHING_HERE))


def _broken(_: Request, __: BrokenRule) -> Response:
    return problem(broken_rule())


def _unexpected(request: Request, error: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.error("unexpected %s (reference %s) at %s %s", type(error).__name__, reference, request.method, request.url.path)
    detail = f"Nothing was changed. Name the reference {reference} when you ask whoever runs this site."
    return problem(Unexpected(detail, reference=reference))
