"""All pages put together: their routes, each behind the door of its name, and what is shown when one stays shut."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.edge.doors import unguarded
from app.web import (
    answering,
    checking,
    choosing,
    helping,
    illustrating,
    inheriting,
    keeping,
    listing,
    localising,
    machines,
    measuring,
    mending,
    opening,
    overviewing,
    publishing,
    reading,
    responding,
    reviewing,
    searching,
    signing_in,
    stating,
    tabling,
    teaching,
    working,
    writing,
)
from app.web.refusing import answer_problems

ROUTERS = (
    signing_in.router,
    working.router,
    listing.router,
    writing.router,
    mending.router,
    checking.router,
    helping.router,
    illustrating.router,
    overviewing.router,
    reviewing.router,
    choosing.router,
    publishing.router,
    localising.router,
    stating.router,
    measuring.router,
    inheriting.router,
    tabling.router,
    teaching.router,
    answering.router,
    opening.router,
    machines.router,
    searching.router,
    responding.router,
    keeping.router,
    reading.router,
)
"""In the order in which addresses are tried: the desk before the regions, whose slugs could be anything."""


def web_routes() -> Callable[[FastAPI], None]:
    """Adds the pages to an application that holds its platform. Raises `RuntimeError` when a route has no door."""

    def add(app: FastAPI) -> None:
        shut = unguarded(route.name for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
        if shut:
            raise RuntimeError(f"routes without a door: {', '.join(shut)}")
        for router in ROUTERS:
            app.include_router(router)
        answer_problems(app)

    return add
