"""Where the parts meet: settings become a platform, and a platform becomes the application that is served."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.api.v1 import api_routes
from app.edge.counted import Keys
from app.edge.doors import unguarded
from app.edge.headers import SecurityHeaders
from app.edge.operations import operations
from app.edge.platform import Platform
from app.edge.quick import Quick
from app.edge.tally import Tally
from app.jobs.post import MailServer
from app.jobs.setup import is_sample
from app.keys import secret_key_of
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from app.reading.addresses import Site
from app.reading.fronted import Application, Fronted
from app.reading.shelf import Shelf
from app.search.query import Searcher
from app.search.vocabulary import load as load_vocabulary
from app.settings import Settings, read_settings
from app.store.database import Database
from app.web.routes import web_routes
from app.wording import word


def now() -> datetime:
    """The present: the only place that asks for it."""
    return datetime.now(UTC)


def assemble(settings: Settings, clock: Callable[[], datetime] = now) -> Platform:
    """The parts that these settings ask for. Raises `Unavailable` when the database can't be used."""
    database = Database(settings.database_url)
    sample = is_sample(database)
    site = Site(settings.base_url, word("note.sample") if sample else "")
    vocabulary = load_vocabulary()
    return Platform(
        database=database,
        renderer=Renderer(seconds=settings.render_seconds, limit_bytes=settings.max_source_bytes),
        pictures=PictureMaker(),
        searcher=Searcher(settings.search_dir, vocabulary),
        shelf=Shelf(
            database, settings.var_dir / "bell", clock, site=site, encrypted=settings.encrypted, offline=settings.offline
        ),
        tally=Tally(database, Keys(secret_key_of(settings)), vocabulary, clock),
        base_url=settings.base_url,
        clock=clock,
        max_source_bytes=settings.max_source_bytes,
        sample=sample,
        offline=settings.offline,
    )


def mail_server(settings: Settings) -> MailServer | None:
    """Where letters go, if anywhere."""
    given = settings.mail_server
    if given is None:
        return None
    return MailServer(given.host, given.port, settings.mail_from, given.user, given.password, given.tls)


def application(platform: Platform) -> Application:
    """The application: stored pages in front, then pages, API and operations behind their doors."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        platform.shelf.open()
        platform.tally.start()
        yield
        platform.close()

    app = FastAPI(title="Waymark", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.platform = platform
    for part in (api_routes(), web_routes(), operations()):
        part(app)
    shut = unguarded(route.name for route in app.routes if isinstance(route, APIRoute))
    if shut:
        raise RuntimeError(f"routes without a door: {', '.join(shut)}")
    return Fronted(SecurityHeaders(Quick(app, platform), encrypted=platform.base_url.startswith("https:")), platform.shelf)


def create_app() -> Application:
    """The application of this process, from its environment: what the server's workers call."""
    settings = read_settings(os.environ)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return application(assemble(settings))
