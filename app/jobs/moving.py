"""A region gets another place in the tree, or other readers: what would leak, or take pages away unsaid, is refused first."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import Invalid, NotFound
from app.domain.regions import Region, below, chain
from app.store.database import Session
from app.store.localisations import localised_from
from app.store.projections import shown_from_in

NAMED = 3
"""So many pages are named in a refusal."""


def refuse_harm(session: Session, before: Region, after: Region, regions: Mapping[str, Region]) -> None:
    """Raises `NotFound` for an unknown parent, and `Invalid` with what to do where the change must not be made.

    Pages in the making count too; those that are withdrawn or were discarded do not.
    """
    then = {**regions, after.slug: after}
    if before.parent != after.parent:
        _refuse_loop(after, regions)
        _refuse_cut(session, after, regions, then)
    if after.public and not before.public:
        _refuse_telling(session, after, then)
    if before.public and not after.public:
        _refuse_hiding(session, after, regions)


def _refuse_loop(after: Region, regions: Mapping[str, Region]) -> None:
    if after.parent is None:
        return
    if after.parent not in regions:
        raise NotFound(f"There is no region “{after.parent}”.")
    if after.parent in {region.slug for region in below(after.slug, regions)}:
        raise Invalid(
            f"{regions[after.parent].name} is {after.name} or stands below it: it can't be upstream of it.", field="parent"
        )


def _refuse_cut(session: Session, after: Region, regions: Mapping[str, Region], then: Mapping[str, Region]) -> None:
    """Whoever has localised a page must go on hearing of it from upstream."""
    for region in below(after.slug, regions):
        upstream = {link.slug for link in chain(region.slug, then)}
        lost = [(slug, source) for slug, source in localised_from(session, region.slug) if source not in upstream]
        if lost:
            raise Invalid(
                f"{region.name} has localised {_some([slug for slug, _ in lost])} from {regions[lost[0][1]].name}, "
                "which would no longer be upstream: nobody there would learn what changes. Withdraw or discard them first.",
                field="parent",
            )  # fmt: skip


def _refuse_telling(session: Session, after: Region, then: Mapping[str, Region]) -> None:
    """What was taken from members' pages is theirs to make public."""
    for slug, source in localised_from(session, after.slug):
        if not then[source].public:
            raise Invalid(
                f"“{slug}” was localised from {then[source].name}, whose pages are for members: anybody could read their text. "
                f"Make {then[source].name} public first.",
                field="visibility",
            )  # fmt: skip


def _refuse_hiding(session: Session, after: Region, regions: Mapping[str, Region]) -> None:
    """Public regions below would lose pages that their readers have, and nothing would tell them."""
    if after.framed_by:
        raise Invalid(
            f"Other sites show pages of {after.name} in frames, where nobody is signed in. Take them from the list first: "
            "waymark region frames --refuse.",
            field="visibility",
        )  # fmt: skip
    for region in below(after.slug, regions):
        if region.slug != after.slug and region.public and (slugs := shown_from_in(session, after.slug, region.slug)):
            raise Invalid(
                f"Readers of {region.name} would lose {_some(slugs)}, which they are shown from {after.name}. "
                f"Localise them there, make {region.name} a region for members, or give it another region upstream.",
                field="visibility",
            )  # fmt: skip


def _some(slugs: list[str]) -> str:
    named = ", ".join(f"“{slug}”" for slug in slugs[:NAMED])
    return named if len(slugs) <= NAMED else f"{named} and {len(slugs) - NAMED} more"
