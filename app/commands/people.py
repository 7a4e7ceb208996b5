"""Commands for people and their tokens."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app.commands.opening import platform_here, settings_here
from app.domain.errors import NotFound


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

    with platform_here(settings_here()) as platform:
        password = sys.stdin.readline().rstrip("\n")
        enrol_person(platform, email, name, role, region, tuple(service or ()), password)
    typer.echo(f"{email}: {', '.join(role)} in {', '.join(region)}")


def user_remove_role(
    email: str,
    role: Annotated[list[str], typer.Option("--role", help="May be given several times.")],
    region: Annotated[list[str], typer.Option("--region", help="May be given several times.")],
) -> None:
    """Take roles in regions away from a person, at once. What they wrote and signed stays, under their name."""
    from app.jobs.enrolling import take_roles

    with platform_here(settings_here()) as platform:
        take_roles(platform, email, role, region)
    typer.echo(f"{email} is no longer {', '.join(role)} in {', '.join(region)}.")


def user_disable(email: str) -> None:
    """Shut a person out at once: no signing in, and what they are signed in with ends. Their name stays on what they did."""
    from app.identity.accounts import disable
    from app.store.people import row_by_email

    with platform_here(settings_here()) as platform, platform.write() as session:
        row = row_by_email(session, email)
        if row is None:
            raise NotFound(f"There is no {email} here.")
        disable(session, row.id, platform.clock())
    typer.echo(f"{email} is shut out. To let them in again: waymark user enable")


def user_enable(email: str) -> None:
    """Let a person in again who was shut out, with the password and the roles they had. Tokens stay revoked."""
    from app.store.people import row_by_email

    with platform_here(settings_here()) as platform, platform.write() as session:
        row = row_by_email(session, email)
        if row is None:
            raise NotFound(f"There is no {email} here.")
        row.active = True
    typer.echo(f"{email} may come in again.")


def token_revoke() -> None:
    """Make a token worthless. It comes on standard input, so that it stands in no history of commands."""
    from app.identity.tokens import revoke

    with platform_here(settings_here()) as platform, platform.write() as session:
        if not revoke(session, sys.stdin.readline().strip(), platform.clock()):
            raise NotFound("There is no such token, or it has been revoked already.")
    typer.echo("The token is revoked.")


def token_add(email: str) -> None:
    """Make a token for a person, and print nothing else. It is not kept; only its hash is."""
    from app.identity.tokens import make_token
    from app.store.people import person_by_email

    with platform_here(settings_here()) as platform, platform.write() as session:
        person = person_by_email(session, email)
        if person is None:
            raise NotFound(f"There is no {email} here.")
        made = make_token(session, person.id, platform.clock())
    typer.echo(made)
