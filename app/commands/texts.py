"""Commands for texts: import and export, lint and render, search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from app.commands.opening import (
    RegionOption,
    know_region,
    platform_here,
    profile_of,
    renderer_here,
    settings_here,
    show_all,
    shown,
)
from app.domain.errors import Invalid, Refusal
from app.settings import BadSettings

FormatOption = Annotated[str, typer.Option("--format", help="text or json.")]


def import_(
    folder: Path,
    region: RegionOption,
    publish: Annotated[bool, typer.Option("--publish", help="Publish as “imported, agreed elsewhere”.")] = False,
    as_: Annotated[str | None, typer.Option("--as", help="E-mail address of who imports.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why it may be published; shown with each page.")] = None,
    instead_of_upstream: Annotated[
        bool, typer.Option("--instead-of-upstream", help="Let files take the place of pages shown from a region upstream.")
    ] = False,
) -> None:
    """Take a folder of Markdown into a region. What can't go in is named; the rest goes in. A second run changes nothing.

    Exit status 1 when nothing could go in, or a file was left out because it would take the place of a page from upstream.
    """
    from app.jobs.detail_file import import_details
    from app.jobs.folders import files_in
    from app.jobs.importing import How, Outcome, import_files
    from app.jobs.picture_files import import_pictures
    from app.jobs.transacting import transactor

    if publish and not (as_ and reason and reason.strip()):
        raise Invalid("Publishing needs --as EMAIL and --reason TEXT: pages show both.")
    settings = settings_here()
    counts, left_out = dict.fromkeys(Outcome, 0), 0
    with platform_here(settings) as platform:
        transact = transactor(platform, region, as_)
        how = How(reason if publish else None, settings.max_source_bytes, instead_of_upstream)
        total = len(files_in(folder))
        pictures = list(import_pictures(folder, transact, platform.pictures))
        _name(f"{picture.outcome}: {picture.path}: {picture.reason}" for picture in pictures if picture.reason)
        if details := import_details(folder, transact, settings.max_source_bytes):
            typer.echo(details.words, err=bool(details.reason))
        results = import_files(folder, transact, platform.renderer, how)
        for result in shown(results, "Importing", total):
            counts[result.outcome] += 1
            left_out += result.outcome is Outcome.REFUSED and result.upstream is not None
            _name(filter(None, [result.words]))
        typer.echo(", ".join(f"{count} {outcome.value}" for outcome, count in counts.items()))
        if pictures:
            became = Counter(picture.outcome.value for picture in pictures)
            typer.echo("pictures: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(became.items())))
        show_all(platform, settings)
        _name([f"left out, because pages from upstream stand at their addresses: {left_out}; named above"] if left_out else [])
    raise typer.Exit(1 if left_out or counts[Outcome.REFUSED] == sum(counts.values()) else 0)


def _name(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line, err=True)


def export(folder: Path, region: RegionOption) -> None:
    """Write a region's texts as files, byte for byte as they came in; its pictures and its local details stand beside them."""
    from app.jobs.detail_file import details_file
    from app.jobs.exporting import texts_of, write_files
    from app.jobs.picture_files import pictures_of
    from app.store.regions import region as region_of

    with platform_here(settings_here()) as platform, platform.read() as session:
        today = region_of(session, region).local_date(platform.clock())
        texts = list(texts_of(session, region))
        count = write_files(folder, iter(texts)) + write_files(folder, pictures_of(session, region, texts))
        count += write_files(folder, details_file(session, region, today))
    typer.echo(f"{count} files in {folder}")


def lint(
    files: list[Path],
    format_: FormatOption = "text",
    region: Annotated[str | None, typer.Option("--region", help="Region whose rules apply; New Zealand’s when left out.")] = None,
) -> None:
    """Say what the linter finds in files or folders. Exit status 1 when there is an error."""
    from app.jobs.linting import as_json, as_text, lint_files
    from app.markup.lint import country_profile

    _check_format(format_)
    settings = settings_here()
    profile = profile_of(settings, region) if region else country_profile("nz")
    with renderer_here(settings) as renderer:
        linted = list(lint_files(files, renderer, profile))
    typer.echo(as_json(linted) if format_ == "json" else as_text(linted))
    raise typer.Exit(1 if any(file.failed for file in linted) else 0)


def render(file: Path) -> None:
    """Write the HTML body of a file to standard output. Exit status 1, with the findings, when a number would be lost."""
    from app.jobs.linting import in_words, read
    from app.markup import with_title

    with renderer_here(settings_here()) as renderer:
        page = read(file, renderer)
    if page.lost_numbers:
        for finding in page.errors:
            typer.echo(in_words(str(file), finding), err=True)
        raise typer.Exit(1)
    typer.echo(with_title(page))


def difference(old: Path, new: Path, format_: FormatOption = "text") -> None:
    """Say what changes for patients from one file to another, and how much else does.

    Exit status 0 when nothing changes for patients, 1 when something does or may, 2 when that can't be said.
    """
    from app.jobs.differing import as_json, as_text
    from app.jobs.differing import difference as difference_of

    try:
        _check_format(format_)
        with renderer_here(settings_here()) as renderer:
            found = difference_of(old, new, renderer)
    except (Refusal, BadSettings) as problem:
        typer.echo(problem.detail if isinstance(problem, Refusal) else str(problem), err=True)
        raise typer.Exit(2) from problem
    typer.echo(as_json(found) if format_ == "json" else as_text(found))
    raise typer.Exit(1 if found.safety else 0)


def search(
    query: list[str],
    region: RegionOption,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    format_: FormatOption = "text",
) -> None:
    """Search a region as its readers do."""
    from app.jobs.looking import found_as_json, found_as_text

    _check_format(format_)
    settings = settings_here()
    know_region(settings, region)
    with platform_here(settings) as platform, platform.read() as session:
        found = platform.searcher.search(session, region, " ".join(query), limit)
    typer.echo(found_as_json(found) if format_ == "json" else found_as_text(found))


def _check_format(format_: str) -> None:
    if format_ not in ("text", "json"):
        raise Invalid("--format is text or json.")
