"""What several commands begin with: settings, a platform, a renderer, an index that follows; and progress on a terminal."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from app.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.domain.checks import Profile
    from app.edge.platform import Platform
    from app.markup.worker import Renderer

RegionOption = Annotated[str, typer.Option("--region", help="Slug of the region.")]
Item = TypeVar("Item")


def settings_here() -> Settings:
    """The settings of this command."""
    return read_settings(os.environ)


@contextmanager
def platform_here(settings: Settings) -> Iterator[Platform]:
    """A platform, let go of at the end."""
    from app.main import assemble

    platform = assemble(settings)
    try:
        yield platform
    finally:
        platform.close()


def renderer_here(settings: Settings) -> Renderer:
    """A renderer; to be closed."""
    from app.markup.worker import Renderer

    return Renderer(seconds=settings.render_seconds, limit_bytes=settings.max_source_bytes)


def know_region(settings: Settings, region: str) -> None:
    """Raise `NotFound` when there is no such region."""
    from app.store.database import Database
    from app.store.regions import region as region_of

    with Database(settings.database_url).read() as session:
        region_of(session, region)


def profile_of(settings: Settings, region: str) -> Profile:
    """How strictly a region is checked. Raises `NotFound` when there is no such region."""
    from app.store.checks import profile_in
    from app.store.database import Database
    from app.store.regions import region as region_of

    with Database(settings.database_url).read() as session:
        return profile_in(session, region_of(session, region))


def show_all(platform: Platform, settings: Settings) -> None:
    """Bring pages and search index to where the publication log is; a work process, if there is one, keeps the index itself."""
    from app.search.folder import SearchBusy
    from app.search.sync import follow, open_writer

    platform.show()
    try:
        with open_writer(settings.search_dir) as writer:
            follow(platform.database, writer)
    except SearchBusy:
        typer.echo("A work process keeps the search index; it follows by itself.", err=True)


def log_as(settings: Settings) -> None:
    """Log to standard error, at the level that was set."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it announces its plugins at every start


def shown(items: Iterable[Item], words: str, total: int) -> Iterator[Item]:
    """A progress bar on a terminal, silence elsewhere."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, words, total=total, console=console, disable=not console.is_terminal)


@contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, silence elsewhere; it is told how many are done, and of how many."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
