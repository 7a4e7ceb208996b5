"""Entries of the vocabulary as lines of the desk."""

from __future__ import annotations

from urllib.parse import urlencode

from app.domain.heard import PLATFORM, Heard
from app.domain.vocabulary import Change, said
from app.edge.visit import Visit
from app.edge.vocabulary import Trial
from app.reading.views import PageLink
from app.web.vocabulary import EntryLine, TrialLine


def own_line(visit: Visit, number: int, change: Change) -> EntryLine:
    """One of the region's own."""
    taught = change.taught
    return EntryLine(
        number=number, address=f"/desk/{visit.region.slug}/vocabulary/{number}", sort=taught.sort, words=taught.words,
        means=taught.means, by=change.by, at=change.at, reason=change.reason,
    )  # fmt: skip


def heard_line(visit: Visit, one: Heard) -> EntryLine:
    """One that comes from above or with Waymark."""
    taught, here = one.taught, visit.region.slug
    return EntryLine(
        address=f"/desk/{here}/vocabulary/above?{urlencode({'source': one.source, 'name': one.name})}",
        sort=taught.sort, words=taught.words, means=taught.means, at=one.off_since or one.since,
        whose=name_of(visit, one.source) if one.source != PLATFORM else "", listed=one.listed,
        off_by=name_of(visit, one.off_by) if one.off_by else "", against=said(one.against.taught) if one.against else "",
    )  # fmt: skip


def trial_line(one: Trial) -> TrialLine:
    """What a search finds now and then."""
    now = tuple(PageLink(slug=hit.slug, title=hit.title) for hit in one.now)
    return TrialLine(query=one.query, now=now, then=tuple(PageLink(slug=hit.slug, title=hit.title) for hit in one.then))


def name_of(visit: Visit, region: str) -> str:
    """What people call a region."""
    found = visit.regions.get(region)
    return found.name if found else region
