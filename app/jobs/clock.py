"""The clock: publications that come due, pages whose currency changes today, answers and tries that are old enough to forget."""

from __future__ import annotations

import logging
from datetime import datetime

from app.actions.acting import Acting
from app.actions.checked import Anew
from app.actions.publish import come_due
from app.domain.errors import Refusal
from app.edge.anew import checked_anew
from app.edge.platform import Platform
from app.store import pathways, people, post, regions, revisions, searches
from app.store.database import Session

log = logging.getLogger("waymark.jobs")


def tick(platform: Platform) -> int:
    """Do what the hour asks for; returns how many publications came due."""
    now = platform.clock()
    with platform.read() as session:
        due = pathways.due_editions(session, now)
    for region, slug, number in due:
        _publish(platform, region, slug, number, now)
    platform.shelf.follow(now)
    return len(due)


def forget(platform: Platform) -> None:
    """Forget what is kept for a while only."""
    now, places = platform.clock(), platform.regions()
    with platform.write() as session:
        searches.forget(session, lambda region: places[region].local_date(now), now)
        post.forget_answers(session, platform.clock())


def _publish(platform: Platform, region: str, slug: str, number: int, now: datetime) -> None:
    try:
        token, anew = _read(platform, region, slug, number)
        with platform.write() as session:
            come_due(_scheduler(session, region, slug, number, now), slug, number, token, anew)
    except Refusal as refusal:
        log.info("%s/%s version %s was not published: %s", region, slug, number, refusal.detail)


def _read(platform: Platform, region: str, slug: str, number: int) -> tuple[str, Anew | None]:
    """The name of the text that comes due, and what the checks of this moment find in it."""
    with platform.read() as session:
        place = regions.region(session, region)
        edition = pathways.edition(session, pathways.pathway(session, region, slug).id, number)
        token = revisions.revision(session, edition.revision_id).token
    return token, checked_anew(platform, place, slug, token)


def _scheduler(session: Session, region: str, slug: str, number: int, now: datetime) -> Acting:
    """Whoever scheduled the edition acts, with the roles they have now."""
    row = pathways.pathway(session, region, slug)
    who = pathways.scheduled_by(session, pathways.edition(session, row.id, number).id)
    person = people.person_by_id(session, who)
    if person is None:
        person = people.absent_person(session, who)
    return Acting(session, person, regions.region(session, region), now)
