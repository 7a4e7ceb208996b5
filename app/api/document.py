"""The OpenAPI document: every route with every status that it answers, made once from the routes and the table of doors."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.schemas.common import Problem
from app.domain.roles import Act
from app.edge.doors import DOORS, Door, Way
from app.edge.refusals import PROBLEM

TITLE = "Waymark"
VERSION = "1"
DESCRIPTION = """Clinical pathways of a region: read, search, write, review, publish.

Reading a public region needs no token. Everything else needs one, as `Authorization: Bearer wm_…`. What changes an edition
names the revision that it was made on: send the `ETag` that you read as `If-Match`. Unknown query parameters are ignored,
unknown members of a body are refused. Everything that is not done is answered with problem details (RFC 9457), whose `name`
says why."""

STATUSES = {
    401: "A token is needed, or the one sent is worthless.",
    403: "The person's roles here do not include this.",
    404: "There is nothing here, or nothing that this person may see.",
    409: "The edition's state, findings, missing agreements or a name in use stand in the way.",
    410: "It was public and has been withdrawn: `page` (its title), `reason` and `successor` say more.",
    412: "The text has moved on: `current` and the ETag name the present revision.",
    413: "The request is too large.",
    422: "Something in the request is not right: `field`, and what to do.",
    428: "If-Match is missing.",
    429: "Too many messages; `Retry-After` says when to try again.",
    500: "Something went wrong inside. Nothing was changed.",
    503: "A part of the machine does not answer, is busy or takes no writes: `detail` says which. Nothing was done; "
    "`Retry-After` says when to try again.",
}

AGAIN = {
    "name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "The ETag of what you have; when that is what would be sent, 304 says so.",
}  # fmt: skip
UNCHANGED = {"description": "What you have is what would be sent."}
MAY_BE_GONE = frozenset({"api.pathway", "api.edition", "api.history"})
ETAG = {"description": "Names the revision; send it back as If-Match.", "schema": {"type": "string"}}
LOCATION = {"description": "Address of the edition.", "schema": {"type": "string"}}
REPLAYED = {"description": "`true` when this answer was given before under the same key.", "schema": {"type": "string"}}


def document(app: FastAPI, mount: str) -> dict[str, Any]:
    """The document of an application that is mounted at `mount` and whose operations are named as their doors."""
    made = get_openapi(title=TITLE, version=VERSION, description=DESCRIPTION, routes=app.routes)
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    made["paths"] = {f"{mount}{path}": operations for path, operations in made["paths"].items()}
    for operations in made["paths"].values():
        for operation in operations.values():
            _complete(operation)
        if "get" in operations:
            operations["head"] = _headers_alone(operations["get"])
    return made


def _headers_alone(operation: dict[str, Any]) -> dict[str, Any]:
    """HEAD of an address that is read: every answer without its body."""
    name, answers = operation["operationId"], operation["responses"]
    bare = {status: {key: said for key, said in answer.items() if key != "content"} for status, answer in answers.items()}
    summary = f"Headers of: {operation['summary']}"
    return operation | {"operationId": f"{name}.head", "summary": summary, "responses": bare}


def _complete(operation: dict[str, Any]) -> None:
    door, answers = DOORS[operation["operationId"]], operation["responses"]
    parameters = operation.get("parameters", [])
    answers.pop("422", None)
    for parameter in parameters:
        if parameter["name"] == "If-Match":
            parameter["required"] = True
    for status in _statuses(operation, door):
        schema = {"$ref": "#/components/schemas/Problem"}
        answers[str(status)] = {"description": STATUSES[status], "content": {PROBLEM: {"schema": schema}}}
    if not _needs_token(door):
        operation["security"] = [{}, {"token": []}]
    if door.act is Act.READ or operation["operationId"] == "api.regions":
        answers["304"] = dict(UNCHANGED)
        operation["parameters"] = [*parameters, AGAIN]
    _name_headers(operation)


def _statuses(operation: dict[str, Any], door: Door) -> list[int]:
    """The refusals that an operation may answer with."""
    sent = {parameter["name"] for parameter in operation.get("parameters", [])}
    found = {401, 413, 500, 503}
    if door.way is Way.REGION:
        found.add(404)
    if _needs_token(door) and door.way is Way.REGION:
        found.add(403)
    if sent - {"region", "slug", "n", "id"} or "requestBody" in operation:
        found.add(422)
    if "Idempotency-Key" in sent:
        found.add(409)
    if "If-Match" in sent:
        found |= {412, 428}
    if operation["operationId"] in MAY_BE_GONE:
        found.add(410)
    if door.act is Act.SEND_FEEDBACK:
        found.add(429)
    return sorted(found)


def _needs_token(door: Door) -> bool:
    return door.way is Way.SIGNED_IN or (door.way is Way.REGION and door.act not in (Act.READ, Act.SEND_FEEDBACK))


def _name_headers(operation: dict[str, Any]) -> None:
    sent = {parameter["name"] for parameter in operation.get("parameters", [])}
    for status, answer in operation["responses"].items():
        if not status.startswith("2"):
            continue
        schema = str(answer.get("content"))
        headers: dict[str, Any] = {}
        if any(f"schemas/{name}'" in schema for name in ("EditionOut", "DraftOut", "DeskEditionOut", "FeedbackOut")):
            headers["ETag"] = ETAG
        if "schemas/EditionOut'" in schema:
            headers["Location"] = LOCATION
        if "Idempotency-Key" in sent:
            headers["Idempotent-Replayed"] = REPLAYED
        if headers:
            answer["headers"] = headers
