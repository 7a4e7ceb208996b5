"""Commands for whoever runs a site: set up, serve, work, check, keep safe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.opening import log_as, platform_here, progress, renderer_here, settings_here, show_all, shown
from app.domain.errors import Invalid

if TYPE_CHECKING:
    from app.jobs.samples import Step
    from app.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def setup(
    empty: Annotated[bool, typer.Option("--empty", help="Make tables only: no sample regions, people or pages.")] = False,
) -> None:
    """Make everything that is missing: tables, sample library, pages, search index. Can be run again."""
    from app.jobs.setup import set_up
    from app.keys import sample_password_of, secret_key_of
    from app.main import now
    from app.store.database import Database

    settings = settings_here()
    if not empty:
        _only_here(settings)
    secret_key_of(settings)
    password = None if empty else sample_password_of(settings)
    with renderer_here(settings) as renderer:
        set_up(Database(settings.database_url), renderer, now(), password=password, watch=_watch)
    with platform_here(settings) as platform:
        show_all(platform, settings)
    typer.echo("Waymark is set up." if empty else "Waymark is set up, with its sample regions, people and pathways.")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Web processes.")] = 1,
    no_work: Annotated[bool, typer.Option("--no-work", help="Run no work process beside the server.")] = False,
) -> None:
    """Serve the site."""
    from app import serving

    settings = settings_here()
    log_as(settings)
    with serving.listen(host, port) as listening:
        with platform_here(settings) as platform:
            sample = platform.sample
        if sample:
            _only_here(settings, host)
        typer.echo(f"Waymark serves {settings.base_url}")
        if sample:
            _say_sample_people(settings)
        worker = None if no_work else serving.Worker()
        if worker:
            worker.start()
        try:
            serving.serve(
                [listening], workers=workers, level=settings.log_level, trusted=[str(n) for n in settings.trusted_proxies]
            )
        finally:
            if worker:
                worker.stop()


def work(
    # A server that was killed while this process started is not its parent any more, so it is named.
    beside: Annotated[int | None, typer.Option(hidden=True, help="Process with which this one ends.")] = None,
) -> None:
    """Do what follows from what people did: index, letters, scheduled publications. One process for a search directory."""
    import signal
    import threading

    from app import serving
    from app.jobs.work import work as run
    from app.main import mail_server
    from app.search.folder import SearchBusy
    from app.search.sync import follow, open_writer

    settings = settings_here()
    log_as(settings)
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        writer = open_writer(settings.search_dir)
    except SearchBusy as refusal:
        typer.echo(refusal.detail, err=True)
        raise typer.Exit(serving.BUSY) from refusal
    with writer, platform_here(settings) as platform:
        run(platform, lambda: follow(platform.database, writer), mail_server(settings), stop, parent=beside or os.getppid())


def reindex() -> None:
    """Make pages and search index anew from the publication log."""
    from app.search.sync import remake

    settings = settings_here()
    with platform_here(settings) as platform:
        with progress("Pages") as told:
            platform.shelf.rebuild(platform.clock(), told)
        with progress("Search index") as told:
            sequence = remake(platform.database, settings.search_dir, told)
    typer.echo(f"Pages and search index are made anew, up to entry {sequence} of the publication log.")


def verify() -> None:
    """Compare everything with the publication log. Exit status 1, naming each difference, when something is broken."""
    from app.jobs.verify import broken

    settings = settings_here()
    with platform_here(settings) as platform:
        problems = list(broken(platform, settings.search_dir))
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo("Everything holds.")


def backup(
    file: Path, force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False
) -> None:
    """Write everything that can't be made again into one file."""
    from app.jobs.backup import back_up

    with platform_here(settings_here()) as platform:
        count = back_up(platform.database, file, platform.clock(), over=force)
    typer.echo(f"{count} rows in {file}")


def restore(file: Path) -> None:
    """Put a backup into a new, empty database."""
    from app.jobs.backup import restore as put_back
    from app.store.database import Database
    from app.store.migrate import upgrade

    settings = settings_here()
    upgrade(settings.database_url)
    count = put_back(Database(settings.database_url), file)
    with platform_here(settings) as platform:
        show_all(platform, settings)
    typer.echo(f"{count} rows from {file}. Now run: waymark verify")


def _only_here(settings: Settings, host: str = "127.0.0.1") -> None:
    """The sample people's password is known: their site must not be reached from elsewhere."""
    if not settings.this_machine_only or host not in LOOPBACK:
        raise Invalid("The sample people are for this machine only. For a site that others reach: waymark setup --empty")


def _say_sample_people(settings: Settings) -> None:
    from app.jobs.samples import PEOPLE
    from app.keys import sample_password_of

    typer.echo(f"Sample people, each with the password {sample_password_of(settings)}")
    for email, name, role in PEOPLE:
        typer.echo(f"  {email:<26}{name}, {role.value.replace('_', ' ')}")


def _watch(steps: Iterator[Step]) -> None:
    first = next(steps, None)
    if first is not None:
        for _ in shown(steps, "Sample library", first.total - 1):
            continue
