"""Commands for what regions teach search."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.opening import know_region, platform_here, settings_here
from app.domain.errors import Invalid


def vocabulary_export(
    region: str,
    file: Annotated[Path | None, typer.Argument(help="Where to; the terminal when left out.")] = None,
) -> None:
    """Write what a region teaches search, and what it has switched off, as comma-separated values."""
    from app.edge.vocabulary import table

    settings = settings_here()
    know_region(settings, region)
    with platform_here(settings) as platform, platform.read() as session:
        text = table(platform.searcher, session, region)
    if file is None:
        typer.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as problem:
        raise Invalid(f"{file} can't be written: {problem.strerror or problem}.") from problem
    typer.echo(f"{text.count(chr(10)) - 1} lines in {file}")


def vocabulary_import(
    region: str,
    file: Path,
    as_: Annotated[str, typer.Option("--as", help="E-mail address of who takes it in: an editor, clinical lead or coordinator.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for rows that do not say so themselves.")] = "",
    whole: Annotated[bool, typer.Option("--whole", help="End what the file does not hold.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Take in such a file, all of it or nothing. What search knows already changes nothing."""
    from app.actions.acting import Acting
    from app.actions.teach import Taken, take
    from app.domain.vocabulary import said
    from app.domain.word_table import read
    from app.jobs.transacting import transactor

    try:
        rows = read(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as problem:
        raise Invalid(f"{file} can't be read as text in UTF-8: {problem}.") from problem
    with platform_here(settings_here()) as platform:
        language = platform.searcher.vocabulary.language

        def take_in(acting: Acting) -> Taken:
            taken = take(acting, rows, reason, language, whole=whole)
            if dry_run:
                acting.session.rollback()
            return taken

        taken = transactor(platform, region, as_)(take_in)
    for what, entries in (
        ("added", [change.taught for change in taken.begun]),
        ("ended", taken.ended),
        ("switched off", [one.taught for one in taken.off]),
        ("switched on", [one.taught for one in taken.on]),
    ):
        for entry in entries:
            typer.echo(f"{what}: {said(entry)}")
    if dry_run:
        typer.echo(f"{taken.changed} would change, {taken.unchanged} would stay as they are. Nothing is saved.")
    else:
        typer.echo(f"{taken.changed} changed, {taken.unchanged} unchanged")
