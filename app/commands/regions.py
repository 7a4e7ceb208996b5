"""Commands for regions."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.opening import platform_here, settings_here, show_all
from app.domain.regions import Region, Visibility


def region_add(
    slug: str,
    name: Annotated[str, typer.Option("--name", help="What people call it.")],
    time_zone: Annotated[str, typer.Option("--time-zone", help="Whose dates its pages show, such as Pacific/Auckland.")],
    parent: Annotated[
        str | None, typer.Option("--parent", help="Slug of the next region upstream, whose pages it shows.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="Language tag of its pages, such as en-NZ.")] = "en",
    colour: Annotated[str, typer.Option("--colour", help="Colour of its band, dark enough for white words.")] = "#0b5d57",
    country: Annotated[
        str, typer.Option("--country", help="Whose way of writing doses texts are checked by: nz, au, uk or us.")
    ] = "nz",
    members: Annotated[bool, typer.Option("--members", help="Its pages are for people with a role there only.")] = False,
    contact: Annotated[str, typer.Option("--contact", help="Whom readers ring when a page has been withdrawn.")] = "",
) -> None:
    """Add a region. Its pages are at /SLUG/."""
    from app.jobs.founding import found

    settings = settings_here()
    visibility = Visibility.MEMBERS if members else Visibility.PUBLIC
    with platform_here(settings) as platform:
        found(platform, Region(0, slug, name, parent, visibility, time_zone, language, colour.lower(), country, contact=contact))
        show_all(platform, settings)
    typer.echo(f"{name}: {settings.base_url}/{slug}/")


def region_change(
    slug: str,
    name: Annotated[str | None, typer.Option("--name", help="What people call it.")] = None,
    time_zone: Annotated[str | None, typer.Option("--time-zone", help="Whose dates its pages show.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language tag of its pages, such as en-NZ.")] = None,
    colour: Annotated[str | None, typer.Option("--colour", help="Colour of its band, dark enough for white words.")] = None,
    country: Annotated[str | None, typer.Option("--country", help="Whose way of writing doses texts are checked by.")] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", help="Whom readers ring when a page has been withdrawn; '' for nobody.")
    ] = None,
    parent: Annotated[str | None, typer.Option("--parent", help="Slug of the next region upstream; '' for none.")] = None,
    visibility: Annotated[Visibility | None, typer.Option("--visibility", help="Who may read its pages.")] = None,
) -> None:
    """Change what was said of a region. What is not given stays; its address always does."""
    from app.jobs.founding import change
    from app.store.projections import published_in

    settings = settings_here()
    with platform_here(settings) as platform:
        with platform.read() as session:
            had, _ = published_in(session, slug)
        region = change(
            platform, slug, name=name, time_zone=time_zone, language=language, accent=colour and colour.lower(), country=country,
            contact=contact, parent=parent, visibility=visibility,
        )  # fmt: skip
        show_all(platform, settings)
        with platform.read() as session:
            has, _ = published_in(session, slug)
    typer.echo(f"{region.name}: {settings.base_url}/{slug}/")
    if parent is not None or visibility is not None:
        typer.echo(f"Its pages are {'public' if region.public else 'for members'}. There were {had}, and are {has}.")


def region_urgency(
    slug: str,
    step: Annotated[
        list[str] | None,
        typer.Option("--step", help="Category, name and days, such as “1 = Urgent, 30 days”; the most urgent first."),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Take its own scale away: it has that of the region upstream.")] = False,
) -> None:
    """Say how urgent each category of criteria is in a region, in its own words, and print the scale that counts there."""
    from app.domain.errors import NotFound
    from app.domain.urgency import said, scale_in
    from app.jobs.founding import set_urgency

    settings = settings_here()
    with platform_here(settings) as platform:
        if step or none:
            set_urgency(platform, slug, step or ())
            show_all(platform, settings)
        regions = platform.regions()
        if slug not in regions:
            raise NotFound(f"There is no region “{slug}”.")
        scale = scale_in(slug, regions)
    typer.echo("\n".join(map(said, scale)) or f"{regions[slug].name} has no scale of urgency.")


def region_frames(
    slug: str,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", help="An origin, such as https://records.example.org. May be given several times."),
    ] = None,
    refuse: Annotated[list[str] | None, typer.Option("--refuse", help="One that is listed. May be given several times.")] = None,
) -> None:
    """Say whose pages may show a region's pages in a frame, and print the list. Nobody's may unless they are listed."""
    from app.jobs.founding import let_frame

    with platform_here(settings_here()) as platform:
        region = let_frame(platform, slug, allow or (), refuse or ())
    typer.echo("\n".join(region.framed_by) or f"Nobody may show the pages of {region.name} in a frame.")
