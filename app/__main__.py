"""The one command: `waymark`, the same as `python -m app`. Each command loads only what it runs."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.domain.errors import Invalid, NotFound, Refusal
from app.settings import BadSettings, Settings, read_settings

if TYPE_CHECKING:
    from app.edge.platform import Platform
    from app.markup.worker import Renderer

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Waymark: clinical pathways for a region."
)
user = typer.Typer(no_args_is_help=True, help="The people of this installation.")
token = typer.Typer(no_args_is_help=True, help="Tokens for scripts.")
cli.add_typer(user, name="user")
cli.add_typer(token, name="token")

RegionOption = Annotated[str, typer.Option("--region", help="Slug of the region.")]


@cli.command()
def setup(
    empty: Annotated[bool, typer.Option("--empty", help="Make tables only: no sample regions, people or pages.")] = False,
) -> None:
    """Make everything that is missing: tables, sample library, pages, search index. Can be run again."""
    from app.jobs.setup import set_up
    from app.keys import sample_password_of, secret_key_of
    from app.main import now
    from app.store.database import Database

    settings = read_settings(os.environ)
    if not empty and not settings.this_machine_only:
        raise Invalid(
            "The sample people have a known password; with a base URL that others can reach, use: waymark setup --empty"
        )
    secret_key_of(settings)
    password = None if empty else sample_password_of(settings)
    with _renderer(settings) as renderer:
        set_up(Database(settings.database_url), renderer, now(), password=password, watch=_watch("Sample library"))
    platform = _platform(settings)
    platform.show()
    _follow(platform, settings)
    platform.close()


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Web processes.")] = 1,
    no_work: Annotated[bool, typer.Option("--no-work", help="Run no work process beside the server.")] = False,
) -> None:
    """Serve the site."""
    from app import serving
    from app.jobs.samples import PEOPLE
    from app.keys import sample_password_of

    settings = read_settings(os.environ)
    with serving.listen(host, port) as listening:
        platform = _platform(settings)
        sample = platform.sample and settings.this_machine_only
        platform.close()
        typer.echo(f"Waymark serves {settings.base_url}")
        if sample:
            typer.echo(f"Sample people, each with the password {sample_password_of(settings)}")
            for email, name, role in PEOPLE:
                typer.echo(f"  {email:<26}{name}, {role.value.replace('_', ' ')}")
        worker = None if no_work else serving.Worker()
        if worker:
            worker.start()
        try:
            serving.serve([listening], workers=workers, level=settings.log_level)
        finally:
            if worker:
                worker.stop()


@cli.command()
def work() -> None:
    """Do what follows from what people did: index, letters, scheduled publications. One process for a search directory."""
    import logging
    import signal
    import threading

    from app import serving
    from app.jobs.work import work as run
    from app.main import mail_server
    from app.search.folder import SearchBusy
    from app.search.sync import follow, open_writer

    settings = read_settings(os.environ)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        writer = open_writer(settings.search_dir)
    except SearchBusy as refusal:
        typer.echo(refusal.detail, err=True)
        raise typer.Exit(serving.BUSY) from refusal
    platform = _platform(settings)
    with writer:
        run(platform, lambda: follow(platform.database, writer), mail_server(settings), stop)
    platform.close()


@cli.command("import")
def import_(
    folder: Path,
    region: RegionOption,
    publish: Annotated[bool, typer.Option("--publish", help="Publish as “imported, agreed elsewhere”.")] = False,
    as_: Annotated[str | None, typer.Option("--as", help="E-mail address of who imports.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why it may be published; shown with each page.")] = None,
) -> None:
    """Take a folder of Markdown into a region. What can't go in is named; the rest goes in. A second run changes nothing."""
    from app.jobs.importing import Outcome, import_files
    from app.jobs.transacting import transactor

    if publish and not (as_ and reason and reason.strip()):
        raise Invalid("Publishing needs --as EMAIL and --reason TEXT: pages show both.")
    settings = read_settings(os.environ)
    platform = _platform(settings)
    transact = transactor(platform, region, as_)
    results = import_files(
        folder, transact, platform.renderer, reason=reason if publish else None, limit_bytes=settings.max_source_bytes
    )
    counts = dict.fromkeys(Outcome, 0)
    for result in _progress(results, "Importing", folder):
        counts[result.outcome] += 1
        if result.outcome in (Outcome.REFUSED, Outcome.DRAFT):
            why = "; ".join([result.reason, *(f"line {f.line}: {f.message}" for f in result.findings)]).strip("; ")
            typer.echo(f"{result.outcome.value}: {result.path}: {why or 'not published'}", err=True)
    platform.show()
    _follow(platform, settings)
    platform.close()
    typer.echo(", ".join(f"{count} {outcome.value}" for outcome, count in counts.items()))


@cli.command()
def export(folder: Path, region: RegionOption) -> None:
    """Write a region's texts as files, byte for byte as they came in."""
    from app.jobs.exporting import texts_of, write_files
    from app.store.regions import region as region_of

    platform = _platform(read_settings(os.environ))
    with platform.read() as session:
        region_of(session, region)
        count = write_files(folder, texts_of(session, region))
    platform.close()
    typer.echo(f"{count} files in {folder}")


@cli.command()
def lint(
    files: list[Path],
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    region: Annotated[str | None, typer.Option("--region", help="Region whose rules apply.")] = None,
) -> None:
    """Say what the linter finds in files or folders. Exit status 1 when there is an error."""
    from app.jobs.linting import as_json, as_text, lint_files

    if format_ not in ("text", "json"):
        raise Invalid("--format is text or json.")
    settings = read_settings(os.environ)
    if region is not None:
        _known_region(settings, region)
    with _renderer(settings) as renderer:
        linted = list(lint_files(files, renderer))
    typer.echo(as_json(linted) if format_ == "json" else as_text(linted))
    raise typer.Exit(1 if any(file.failed for file in linted) else 0)


@cli.command()
def render(file: Path) -> None:
    """Write the HTML body of a file to standard output. Exit status 1, with the findings, when a number would be lost."""
    from app.jobs.linting import in_words, read

    with _renderer(read_settings(os.environ)) as renderer:
        page = read(file, renderer)
    if page.lost_numbers:
        for finding in page.errors:
            typer.echo(in_words(str(file), finding), err=True)
        raise typer.Exit(1)
    typer.echo(page.html)


@cli.command()
def search(
    query: list[str],
    region: RegionOption,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Search a region as its readers do."""
    from app.jobs.looking import found_as_json, found_as_text

    settings = read_settings(os.environ)
    _known_region(settings, region)
    platform = _platform(settings)
    with platform.read() as session:
        found = platform.searcher.search(session, region, " ".join(query), limit)
    platform.close()
    typer.echo(found_as_json(found) if format_ == "json" else found_as_text(found))


@cli.command()
def reindex() -> None:
    """Make pages and search index anew from the publication log."""
    from app.search.sync import open_writer, rebuild

    settings = read_settings(os.environ)
    platform = _platform(settings)
    platform.shelf.rebuild(platform.clock())
    with open_writer(settings.search_dir) as writer:
        sequence = rebuild(platform.database, writer)
    platform.close()
    typer.echo(f"Pages and search index are made anew, up to entry {sequence} of the publication log.")


@cli.command()
def verify() -> None:
    """Compare everything with the publication log. Exit status 1, naming each difference, when something is broken."""
    from app.jobs.verify import broken

    settings = read_settings(os.environ)
    platform = _platform(settings)
    problems = list(broken(platform, settings.search_dir))
    platform.close()
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo("Everything holds.")


@cli.command()
def backup(file: Path) -> None:
    """Write everything that can't be made again into one file."""
    from app.jobs.backup import back_up

    platform = _platform(read_settings(os.environ))
    count = back_up(platform.database, file, platform.clock())
    platform.close()
    typer.echo(f"{count} rows in {file}")


@cli.command()
def restore(file: Path) -> None:
    """Put a backup into a new, empty database."""
    from app.jobs.backup import restore as put_back
    from app.store.database import Database
    from app.store.migrate import upgrade

    settings = read_settings(os.environ)
    upgrade(settings.database_url)
    count = put_back(Database(settings.database_url), file)
    platform = _platform(settings)
    platform.show()
    _follow(platform, settings)
    platform.close()
    typer.echo(f"{count} rows from {file}. Now run: waymark verify")


@user.command("add")
def user_add(
    email: str,
    name: Annotated[str, typer.Option("--name")],
    role: Annotated[list[str], typer.Option("--role", help="May be given several times.")],
    region: Annotated[list[str], typer.Option("--region", help="May be given several times.")],
    service: Annotated[
        list[str] | None, typer.Option("--service", help="For a hospital lead: a service they lead, or *.")
    ] = None,
) -> None:
    """Add a person with roles in regions, or give a known one more. The password comes on standard input."""
    from app.jobs.enrolling import enrol_person

    platform = _platform(read_settings(os.environ))
    password = sys.stdin.readline().rstrip("\n")
    enrol_person(platform, email, name, role, region, tuple(service or ()), password)
    platform.close()
    typer.echo(f"{email}: {', '.join(role)} in {', '.join(region)}")


@token.command("add")
def token_add(email: str) -> None:
    """Make a token for a person, and print nothing else. It is not kept; only its hash is."""
    from app.identity.tokens import make_token
    from app.store.people import person_by_email

    platform = _platform(read_settings(os.environ))
    with platform.write() as session:
        person = person_by_email(session, email)
        if person is None:
            raise NotFound(f"There is no {email} here.")
        made = make_token(session, person.id, platform.clock())
    platform.close()
    typer.echo(made)


def _platform(settings: Settings) -> Platform:
    from app.main import assemble

    return assemble(settings)


def _renderer(settings: Settings) -> Renderer:
    from app.markup.worker import Renderer

    return Renderer(seconds=settings.render_seconds, limit_bytes=settings.max_source_bytes)


def _known_region(settings: Settings, region: str) -> None:
    from app.store.database import Database
    from app.store.regions import region as region_of

    with Database(settings.database_url).read() as session:
        region_of(session, region)


def _follow(platform: Platform, settings: Settings) -> None:
    """Bring the search index up to date, unless a work process does so already."""
    from app.search.folder import SearchBusy
    from app.search.sync import follow, open_writer

    try:
        with open_writer(settings.search_dir) as writer:
            follow(platform.database, writer)
    except SearchBusy:
        typer.echo("A work process keeps the search index; it follows by itself.", err=True)


def _progress(results: Iterator[Any], words: str, folder: Path) -> Iterator[Any]:
    """A progress bar on a terminal; silence elsewhere."""
    from rich.console import Console
    from rich.progress import track

    from app.jobs.importing import files_in

    console = Console(stderr=True)
    yield from track(results, words, total=len(files_in(folder)), console=console, disable=not console.is_terminal)


def _watch(words: str) -> Any:
    from rich.console import Console
    from rich.progress import Progress

    def watch(steps: Iterator[Any]) -> None:
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task(words)
            for step in steps:
                bar.update(task, completed=step.done, total=step.total)

    return watch


def main() -> None:
    """Run the command line: whatever goes wrong is one line and a status other than 0."""
    try:
        cli()
    except (Refusal, BadSettings) as problem:
        typer.echo(getattr(problem, "detail", str(problem)), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as problem:
        typer.echo(_unexpected(problem), err=True)
        sys.exit(70)


def _unexpected(problem: Exception) -> str:
    """One line for what nobody foresaw; where it happened goes into a file, for whoever mends it."""
    words = f"Waymark failed in a way that nobody foresaw ({type(problem).__name__}: {problem})."
    try:
        place = read_settings(os.environ).var_dir / "unexpected.log"
        with place.open("a", encoding="utf-8") as log:
            traceback.print_exception(problem, file=log)
    except (OSError, BadSettings):
        return words
    return f"{words} The details are in {place}."


if __name__ == "__main__":
    main()
