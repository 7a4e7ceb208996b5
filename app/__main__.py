"""The one command: `waymark`, the same as `python -m app`. Whatever goes wrong is one line and a status other than 0."""

from __future__ import annotations

import os
import sys
import traceback

import typer
from typer.exceptions import TyperException

from app.commands import people, regions, site, texts, words
from app.domain.errors import Refusal
from app.settings import BadSettings, read_settings

MISTYPED = 2
"""Exit status for a command or option that there is not."""
UNEXPECTED = 70
"""Exit status for what nobody foresaw (EX_SOFTWARE)."""


def command_line() -> typer.Typer:
    """All commands, by name."""
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Waymark: clinical pathways for a region.",
    )
    cli.command()(site.setup)
    cli.command()(site.serve)
    cli.command()(site.work)
    cli.command("import")(texts.import_)
    cli.command()(texts.export)
    cli.command()(texts.lint)
    cli.command()(texts.render)
    cli.command()(texts.difference)
    cli.command()(texts.search)
    cli.command()(site.reindex)
    cli.command()(site.verify)
    cli.command()(site.backup)
    cli.command()(site.restore)
    region = typer.Typer(no_args_is_help=True, help="The places with editors and readers.")
    region.command("add")(regions.region_add)
    region.command("change")(regions.region_change)
    region.command("urgency")(regions.region_urgency)
    region.command("frames")(regions.region_frames)
    user = typer.Typer(no_args_is_help=True, help="The people of this installation.")
    user.command("add")(people.user_add)
    user.command("remove-role")(people.user_remove_role)
    user.command("disable")(people.user_disable)
    user.command("enable")(people.user_enable)
    token = typer.Typer(no_args_is_help=True, help="Tokens for scripts.")
    token.command("add")(people.token_add)
    token.command("revoke")(people.token_revoke)
    vocabulary = typer.Typer(no_args_is_help=True, help="What regions teach search.")
    vocabulary.command("export")(words.vocabulary_export)
    vocabulary.command("import")(words.vocabulary_import)
    cli.add_typer(vocabulary, name="vocabulary")
    cli.add_typer(region, name="region")
    cli.add_typer(user, name="user")
    cli.add_typer(token, name="token")
    return cli


def main() -> None:
    """Run the command line."""
    try:
        status = command_line()(standalone_mode=False)
    except TyperException as problem:
        said = " ".join(problem.format_message().split()).rstrip(".")
        if said:  # without any argument the help has been shown
            command = getattr(getattr(problem, "ctx", None), "command_path", "waymark")
            typer.echo(f"{said}. To see what there is: {command} --help", err=True)
        sys.exit(MISTYPED)
    except Refusal as refusal:
        typer.echo(refusal.detail, err=True)
        sys.exit(1)
    except BadSettings as problem:
        typer.echo(str(problem), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as problem:
        typer.echo(_unexpected(problem), err=True)
        sys.exit(UNEXPECTED)
    sys.exit(status if isinstance(status, int) else 0)


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
