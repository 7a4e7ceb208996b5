"""What a region's readers are shown from upstream under a slug: a page of the region's own would take its place."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.acting import Acting
from app.domain.errors import Taken
from app.domain.lifecycle import Status
from app.domain.regions import Standing, chain, shown_from
from app.store import pathways, regions, revisions
from app.store.parsed import page_from_json
from app.store.pathways import PathwayRow


@dataclass(frozen=True, slots=True)
class Upstream:
    """A page that stands upstream of a region."""

    slug: str
    title: str
    source: str
    """Name of the region that it comes from."""
    withdrawn: bool
    """Whether readers get the notice that it was withdrawn."""

    @property
    def words(self) -> str:
        """It, as a sentence names it."""
        return f"“{self.title}” from {self.source}{', withdrawn there' if self.withdrawn else ''}"


def shown_from_upstream(acting: Acting, slug: str) -> Upstream | None:
    """What this region's readers get from upstream under a slug, or would get if the region had nothing of its own."""
    places = regions.all_regions(acting.session)
    links = chain(acting.region.slug, places)[1:]
    rows = {link.slug: row for link in links if (row := pathways.find_pathway(acting.session, link.slug, slug))}
    standings = {link: standing for link, row in rows.items() if (standing := _standing(acting, row))}
    origin = shown_from(acting.region.slug, standings, places)
    if origin is None:
        return None
    withdrawn = standings[origin.slug] is Standing.WITHDRAWN
    return Upstream(slug, _title(acting, rows[origin.slug], withdrawn=withdrawn), origin.name, withdrawn)


def refuse_in_place_of_upstream(acting: Acting, slug: str) -> None:
    """Raise `Taken` when a new page would take the place of one that is published upstream: that one is adapted."""
    shown = shown_from_upstream(acting, slug)
    if shown is not None and not shown.withdrawn:
        raise Taken(
            f"{acting.region.name}’s readers have {shown.words} at the address “{slug}”, and would lose it. "
            "Adapt that page instead, or choose another address.",
            field="slug",
            upstream=slug,
        )


def _standing(acting: Acting, row: PathwayRow) -> Standing | None:
    if pathways.edition_with(acting.session, row.id, Status.PUBLISHED):
        return Standing.PUBLISHED
    return Standing.WITHDRAWN if pathways.edition_with(acting.session, row.id, Status.WITHDRAWN) else None


def _title(acting: Acting, row: PathwayRow, *, withdrawn: bool) -> str:
    edition = pathways.edition_with(acting.session, row.id, Status.WITHDRAWN if withdrawn else Status.PUBLISHED)
    revision = revisions.revision(acting.session, edition.revision_id) if edition else None
    return page_from_json(revision.page).title if revision else row.slug
