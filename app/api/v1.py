"""Version 1 of the API: its routes put together, each behind the door of its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Response
from fastapi.routing import APIRoute
from starlette.routing import Mount

from app.api import (
    assets,
    desk,
    document,
    drafts,
    feedback,
    local_details,
    localisations,
    publications,
    reading,
    reviews,
    vocabulary,
)
from app.api.calls import JSON, PREFIX, Anywhere
from app.api.limits import BodyLimit
from app.api.problems import answer_problems
from app.api.reading_again import ReadingAgain
from app.api.schemas.assets import LONGEST_DATA
from app.edge.doors import unguarded
from app.edge.platform import Platform

MOUNT, VERSION = PREFIX.rsplit("/", 1)
ROUTERS = (
    reading.router,
    drafts.router,
    assets.router,
    desk.router,
    reviews.router,
    publications.router,
    localisations.router,
    local_details.router,
    vocabulary.router,
    feedback.router,
)

LEAST_BODY, UPLOAD = 1_000_000, LONGEST_DATA + 10_000
ESCAPED = 3
"""Bytes of JSON that one byte of text takes, when it is much escaped."""


def api_routes() -> Callable[[FastAPI], None]:
    """Adds the API to an application that holds its platform, under `/api`."""

    def add(app: FastAPI) -> None:
        mount = Mount(MOUNT, app=api_app(app.state.platform))
        # An address with a line break in it is below /api too, and is answered as everything there is.
        mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
        app.router.routes.append(mount)

    return add


def api_app(platform: Platform) -> FastAPI:
    """The API as an application to be mounted at `/api`; it answers everything below, what goes wrong as problem details.

    Raises `RuntimeError` when a route has no door.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, generate_unique_id_function=_operation)
    app.state.platform = platform
    about = APIRouter(tags=["About"])
    about.add_api_route("/openapi.json", _document_of(app), name="api.openapi", methods=["GET"], response_model=dict[str, object])
    routers = (about, *ROUTERS)
    shut = unguarded(route.name for router in routers for route in router.routes if isinstance(route, APIRoute))
    if shut:
        raise RuntimeError(f"routes without a door: {', '.join(shut)}")
    for router in routers:
        app.include_router(router, prefix=f"/{VERSION}")
    answer_problems(app)
    most = max(LEAST_BODY, ESCAPED * platform.max_source_bytes)
    app.add_middleware(BodyLimit, most=most, most_upload=max(most, UPLOAD), uploads="/assets")
    app.add_middleware(ReadingAgain)
    return app


def _operation(route: APIRoute) -> str:
    return route.name


def _document_of(app: FastAPI) -> Callable[[Anywhere], Response]:
    made: list[bytes] = []

    def openapi(visit: Anywhere) -> Response:  # noqa: ARG001 - the door is asked here too
        """This document."""
        if not made:
            made.append(json.dumps(document.document(app, MOUNT), ensure_ascii=False, sort_keys=True).encode())
        return Response(made[0], headers={"Cache-Control": "no-cache"}, media_type=JSON)

    return openapi
