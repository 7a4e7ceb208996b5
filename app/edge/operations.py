"""What those who run Waymark ask: is it alive, is it ready, and how does it do."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from app.domain.errors import Refusal
from app.edge.visit import open_door, platform_of
from app.store import outbox, publication_log
from app.store.projections import progress


def operations() -> Callable[[FastAPI], None]:
    """Adds the three addresses to an application."""

    def add(app: FastAPI) -> None:
        app.add_api_route("/healthz", health, name="ops.health", include_in_schema=False)
        app.add_api_route("/readyz", ready, name="ops.ready", include_in_schema=False)
        app.add_api_route("/metrics", metrics, name="ops.metrics", include_in_schema=False)

    return add


def health() -> PlainTextResponse:
    """Alive: this process answers."""
    return PlainTextResponse("alive\n", headers={"Cache-Control": "no-store"})


def ready(request: Request) -> JSONResponse:
    """Ready: the database answers and pages stand where the publication log does; 503 and why, when not."""
    platform = platform_of(request)
    try:
        with platform.read() as session:
            log, pages = publication_log.head(session), progress(session).sequence
    except Refusal as refusal:
        return JSONResponse({"ready": False, "why": refusal.detail}, 503, {"Cache-Control": "no-store", "Retry-After": "5"})
    behind = log - pages
    words = {"ready": behind == 0, "why": f"pages are {behind} entries behind the log" if behind else ""}
    return JSONResponse(words, 503 if behind else 200, {"Cache-Control": "no-store"})


def metrics(request: Request) -> Response:
    """Counts for a monitoring system, in the Prometheus text format. No names, no texts."""
    open_door(request, None)
    platform = platform_of(request)
    with platform.read() as session:
        counts = {
            "waymark_publication_log_sequence": ("Entries in the publication log", publication_log.head(session)),
            "waymark_pages_sequence": ("Log entry that stored pages have reached", progress(session).sequence),
            "waymark_facts_waiting": ("Facts whose consequences are not carried out", outbox.waiting_count(session)),
        }
    registry = CollectorRegistry()
    for name, (meaning, value) in counts.items():
        Gauge(name, meaning, registry=registry).set(value)
    return Response(generate_latest(registry), media_type="text/plain; version=0.0.4", headers={"Cache-Control": "no-store"})
