"""The doors: one table that says, for every route, who may go in. A route that is not in it stays shut.

Pages and API use the same table. Inside, each verb asks `app.domain.roles` once more for the act itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import NotAllowed, NotFound, NotSignedIn
from app.domain.regions import Region
from app.domain.roles import Act, Person, may


class Way(StrEnum):
    """What a door asks before it asks for roles."""

    OPEN = "open"
    """Nothing: the page holds nothing of any region."""
    SIGNED_IN = "signed_in"
    """Someone who is signed in, whatever their roles."""
    REGION = "region"
    """A region in the address, and the act of this door allowed there."""


@dataclass(frozen=True, slots=True)
class Door:
    """Who may go in."""

    way: Way
    act: Act | None = None


OPEN = Door(Way.OPEN)
SIGNED_IN = Door(Way.SIGNED_IN)


def _region(act: Act) -> Door:
    return Door(Way.REGION, act)


READ, FEEDBACK, DESK = _region(Act.READ), _region(Act.SEND_FEEDBACK), _region(Act.READ_DESK)

DOORS: dict[str, Door] = {
    # Readers' pages
    "web.regions": OPEN,
    "web.open": OPEN,
    "web.robots": OPEN,
    "web.sitemaps": OPEN,
    "web.sitemap": READ,
    "web.opensearch": READ,
    "web.suggestions": READ,
    "web.home": READ,
    "web.search": READ,
    "web.suggest": READ,
    "web.search_report": READ,
    "web.pathways": READ,
    "web.specialty": READ,
    "web.changes": READ,
    "web.changes_feed": READ,
    "web.pathway": READ,
    "web.version": READ,
    "web.history": READ,
    "web.compare": READ,
    "web.picture": READ,
    "web.not_kept": OPEN,
    "web.offline": READ,
    "web.offline_pages": READ,
    "web.offline_search": READ,
    "web.manifest": READ,
    "web.feedback_form": FEEDBACK,
    "web.feedback_send": FEEDBACK,
    "web.feedback_thanks": FEEDBACK,
    "web.feedback_state": FEEDBACK,
    # Who you are
    "web.login": OPEN,
    "web.login_send": OPEN,
    "web.logout": SIGNED_IN,
    # The desk
    "web.my_work": SIGNED_IN,
    "web.desk_pathways": DESK,
    "web.new": _region(Act.BEGIN),
    "web.begin": _region(Act.BEGIN),
    "web.desk_pathway": DESK,
    "web.draft": _region(Act.WRITE),
    "web.draft_save": _region(Act.WRITE),
    "web.draft_preview": _region(Act.WRITE),
    "web.draft_mend": _region(Act.WRITE),
    "web.checks": DESK,
    "web.how_to_write": DESK,
    "web.checks_set": _region(Act.SET_CHECKS),
    "web.review": DESK,
    "web.desk_version": DESK,
    "web.desk_compare": DESK,
    "web.upstream_changes": DESK,
    "web.submit": _region(Act.SUBMIT),
    "web.request_changes": _region(Act.REQUEST_CHANGES),
    "web.approve": _region(Act.APPROVE),
    "web.publication_form": _region(Act.PUBLISH_CORRECTION),
    "web.publish": _region(Act.PUBLISH_CORRECTION),
    "web.publish_urgently": _region(Act.PUBLISH_URGENTLY),
    "web.cancel_schedule": _region(Act.CANCEL_SCHEDULE),
    "web.withdrawal_form": _region(Act.WITHDRAW),
    "web.withdraw": _region(Act.WITHDRAW),
    "web.reinstate": _region(Act.REINSTATE),
    "web.discard": _region(Act.DISCARD),
    "web.desk_pictures": DESK,
    "web.desk_picture": DESK,
    "web.picture_form": _region(Act.WRITE),
    "web.picture_add": _region(Act.WRITE),
    "web.picture_remove": _region(Act.WRITE),
    "web.localisations": DESK,
    "web.localise": _region(Act.LOCALISE),
    "web.local_details": DESK,
    "web.local_details_table": DESK,
    "web.local_detail": DESK,
    "web.local_detail_new": _region(Act.STATE_DETAIL),
    "web.local_detail_begin": _region(Act.STATE_DETAIL),
    "web.local_detail_state": _region(Act.STATE_DETAIL),
    "web.local_detail_confirm": _region(Act.STATE_DETAIL),
    "web.local_detail_end": _region(Act.STATE_DETAIL),
    "web.local_details_paste": _region(Act.STATE_DETAIL),
    "web.local_details_take": _region(Act.STATE_DETAIL),
    "web.searches": _region(Act.READ_SEARCHES),
    "web.searches_settle": _region(Act.READ_SEARCHES),
    "web.vocabulary": DESK,
    "web.vocabulary_entry": DESK,
    "web.vocabulary_above": DESK,
    "web.vocabulary_switch": _region(Act.TEACH_SEARCH),
    "web.vocabulary_table": DESK,
    "web.vocabulary_paste": _region(Act.TEACH_SEARCH),
    "web.vocabulary_upload": _region(Act.TEACH_SEARCH),
    "web.vocabulary_take": _region(Act.TEACH_SEARCH),
    "web.vocabulary_new": _region(Act.TEACH_SEARCH),
    "web.vocabulary_teach": _region(Act.TEACH_SEARCH),
    "web.vocabulary_change": _region(Act.TEACH_SEARCH),
    "web.inbox": _region(Act.READ_FEEDBACK),
    "web.feedback_item": _region(Act.READ_FEEDBACK),
    "web.feedback_take": _region(Act.ANSWER_FEEDBACK),
    "web.feedback_answer": _region(Act.ANSWER_FEEDBACK),
    # The API
    "api.openapi": OPEN,
    "api.regions": OPEN,
    "api.me": SIGNED_IN,
    "api.work": SIGNED_IN,
    "api.search": READ,
    "api.suggest": READ,
    "api.pathways": READ,
    "api.pathway": READ,
    "api.edition": READ,
    "api.history": READ,
    "api.changes": READ,
    "api.criteria": READ,
    "api.asset": READ,
    "api.feedback_send": FEEDBACK,
    "api.begin": _region(Act.BEGIN),
    "api.draft": DESK,
    "api.draft_save": _region(Act.WRITE),
    "api.preview": _region(Act.WRITE),
    "api.asset_add": _region(Act.WRITE),
    "api.desk_pathways": DESK,
    "api.desk_edition": DESK,
    "api.difference": DESK,
    "api.submit": _region(Act.SUBMIT),
    "api.request_changes": _region(Act.REQUEST_CHANGES),
    "api.approve": _region(Act.APPROVE),
    "api.publish": _region(Act.PUBLISH_CORRECTION),
    "api.publish_urgently": _region(Act.PUBLISH_URGENTLY),
    "api.cancel_schedule": _region(Act.CANCEL_SCHEDULE),
    "api.withdraw": _region(Act.WITHDRAW),
    "api.reinstate": _region(Act.REINSTATE),
    "api.discard": _region(Act.DISCARD),
    "api.localisations": DESK,
    "api.localise": _region(Act.LOCALISE),
    "api.local_details": DESK,
    "api.local_detail": DESK,
    "api.local_detail_state": _region(Act.STATE_DETAIL),
    "api.vocabulary": DESK,
    "api.vocabulary_entry": DESK,
    "api.vocabulary_teach": _region(Act.TEACH_SEARCH),
    "api.vocabulary_change": _region(Act.TEACH_SEARCH),
    "api.vocabulary_end": _region(Act.TEACH_SEARCH),
    "api.vocabulary_return": _region(Act.TEACH_SEARCH),
    "api.vocabulary_take": _region(Act.TEACH_SEARCH),
    "api.vocabulary_above": DESK,
    "api.vocabulary_switch": _region(Act.TEACH_SEARCH),
    "api.searches": _region(Act.READ_SEARCHES),
    "api.searches_settle": _region(Act.READ_SEARCHES),
    "api.inbox": _region(Act.READ_FEEDBACK),
    "api.feedback_item": _region(Act.READ_FEEDBACK),
    "api.feedback_take": _region(Act.ANSWER_FEEDBACK),
    "api.feedback_answer": _region(Act.ANSWER_FEEDBACK),
    # Operations
    "ops.health": OPEN,
    "ops.ready": OPEN,
    "ops.metrics": OPEN,
}

FRAMED = frozenset(
    {"web.open", *(name for name, door_ in DOORS.items() if name.startswith("web.") and door_ in (READ, FEEDBACK))}
)
"""The readers' pages: those that sites which a region lists may show in a frame."""

NOTHING_HERE = "There is nothing here, or nothing that you may see."


def door(name: str | None) -> Door:
    """The door of a route. Raises `NotFound` for a route that nobody has written into the table."""
    found = DOORS.get(name or "")
    if found is None:
        raise NotFound(NOTHING_HERE)
    return found


def enter(door_: Door, person: Person | None, region: Region | None, today: date) -> None:
    """Let someone through a door, or refuse.

    Who may not read a region learns nothing of what is in it: absent and forbidden look the same. Who reads it but lacks the
    role is told so.
    """
    if door_.way is Way.OPEN:
        return
    if door_.way is Way.SIGNED_IN:
        if person is None:
            raise NotSignedIn("Sign in to see this.")
        return
    if region is None or door_.act is None or not may(person, Act.READ, region.slug, public=region.public, today=today):
        raise NotFound(NOTHING_HERE) if person else NotSignedIn("Sign in to see this.")
    if may(person, door_.act, region.slug, public=region.public, today=today):
        return
    if person is None:
        raise NotSignedIn("Sign in to see this.")
    if not may(person, Act.READ_DESK, region.slug, public=region.public, today=today):
        raise NotFound(NOTHING_HERE)
    raise NotAllowed(f"Your roles in {region.name} do not include this.", act=door_.act.value)


def unguarded(names: Iterable[str]) -> list[str]:
    """The routes that are not in the table; the application does not start with any."""
    return sorted(name for name in names if name not in DOORS)
