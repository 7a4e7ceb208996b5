"""Publish: make an edition public, now or later; withdraw it; bring it back. Everything here ends in the publication log."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.actions import succession
from app.actions.acting import Acting, Opened, check_token, find_edition, open_edition, step, take
from app.actions.checked import Anew
from app.actions.going_out import Announcement, going_out
from app.actions.readiness import Said, refuse_unready
from app.actions.succession import Marking
from app.domain.errors import Invalid, Refusal, WrongState, in_full
from app.domain.events import EditionPublished, EditionReinstated, EditionWithdrawn, ScheduleRefused
from app.domain.lifecycle import Status, Step, transition
from app.domain.publication import EntryKind, Mark
from app.domain.roles import Act
from app.domain.routes import ChangeKind
from app.store import outbox, pathways, people, publication_log, regions

URGENT_REVIEW_WITHIN = timedelta(days=14)
"""How long an urgent publication may stand before its review is overdue."""


def publish(
    acting: Acting,
    slug: str,
    number: int,
    expected: str | None,
    change_note: str,
    at: datetime | None = None,
    anew: Anew | None = None,
) -> Opened:
    """Publish a ready edition, or schedule it for `at`; the edition before it is superseded in the same transaction.

    A correction may be published by its author alone. `anew` is what the region's checks find today in the text of `expected`;
    without it, what was found when it was saved counts. Raises `NotReady` with what stands in the way, `NotACorrection` when
    readers have another text by now and it would change something for patients, and `Invalid` for a blank change note or a
    time that has passed.
    """
    acting.require(Act.PUBLISH_CORRECTION if at is None else Act.SCHEDULE)
    opened = find_edition(acting, slug, number)
    taken = publication_step(opened) if at is None else Step.SCHEDULE
    acting.require(Act(taken.value))
    check_token(opened.token, expected)
    if opened.status is Status.PUBLISHED:
        raise _published_already(acting, opened)
    row = transition(opened.status, taken)
    refuse_unready(acting, opened, row, Said(change_note=change_note, at=at), anew)
    if at is None:
        _go_public(acting, opened, taken, Announcement(change_note.strip()))
    else:
        step(acting, opened, Step.SCHEDULE, reason=change_note.strip(), change_note=change_note.strip(), scheduled_for=at)
    return opened


def _published_already(acting: Acting, opened: Opened) -> WrongState:
    """Who was quicker, when, in what words, and what to do."""
    story = pathways.story_of(acting.session, opened.edition.id)
    last = next(row for row in reversed(story) if row.target == Status.PUBLISHED)
    who = people.names(acting.session, {last.person_id})[last.person_id] if last.person_id else "The clock"
    at = last.at.astimezone(ZoneInfo(acting.region.time_zone))
    said = f"{who} published this version on {at:%-d %B %Y at %H:%M}: “{opened.edition.change_note}”"
    return WrongState(
        f"{said} Nothing is left to be done; to change what readers have, begin the next version.",
        state=opened.status.value, published_by=who, published_at=last.at.isoformat(),
    )  # fmt: skip


def publication_step(opened: Opened) -> Step:
    """The step by which this edition becomes public: a correction has its own."""
    return Step.PUBLISH_CORRECTION if opened.edition.change == ChangeKind.CORRECTION else Step.PUBLISH


def cancel_schedule(acting: Acting, slug: str, number: int, expected: str | None, reason: str) -> Opened:
    """Take an edition off the schedule; it is ready again."""
    acting.require(Act.CANCEL_SCHEDULE)
    opened = open_edition(acting, slug, number, expected)
    step(acting, opened, Step.CANCEL_SCHEDULE, reason=reason, scheduled_for=None)
    return opened


def come_due(acting: Acting, slug: str, number: int, expected: str | None, anew: Anew | None) -> Opened:
    """Publish a scheduled edition whose hour has come. Everything is checked again; what is refused is ready again.

    `acting.person` is whoever scheduled it, `anew` what the region's checks find now in the text of `expected`.
    """
    opened = open_edition(acting, slug, number, expected)
    edition = opened.edition
    row = transition(opened.status, Step.COME_DUE)
    if edition.scheduled_for is None or edition.scheduled_for > acting.now:
        raise WrongState("This version is not due yet.")
    try:
        acting.require(Act.SCHEDULE)
        refuse_unready(acting, opened, row, Said(change_note=edition.change_note or ""), anew)
    except Refusal as refusal:
        why = in_full(refusal)
        step(acting, opened, Step.REFUSE_DUE, reason=why, by_itself=True, scheduled_for=None)
        outbox.record(acting.session, ScheduleRefused(acting.region.slug, slug, number, why), acting.now)
        return opened
    _go_public(acting, opened, Step.COME_DUE, Announcement(edition.change_note or ""), by_itself=True)
    return opened


def publish_urgently(acting: Acting, slug: str, number: int, expected: str | None, reason: str) -> Opened:
    """Publish at once what has not been agreed yet. The page says so, and the review is owed by a date."""
    acting.require(Act.PUBLISH_URGENTLY)
    opened = open_edition(acting, slug, number, expected)
    row = transition(opened.status, Step.PUBLISH_URGENTLY)
    refuse_unready(acting, opened, row, Said(reason=reason))
    _go_public(acting, opened, Step.PUBLISH_URGENTLY, Announcement(reason.strip(), reason.strip(), Mark.URGENT))
    return opened


def publish_imported(
    acting: Acting, slug: str, number: int, expected: str | None, reason: str, popularity: float = 0.0
) -> Opened:
    """Publish what was agreed elsewhere. Findings are overridden by the reason; a lost number never is."""
    acting.require(Act.PUBLISH_IMPORTED)
    opened = open_edition(acting, slug, number, expected)
    row = transition(opened.status, Step.PUBLISH_IMPORTED)
    refuse_unready(acting, opened, row, Said(reason=reason))
    _go_public(acting, opened, Step.PUBLISH_IMPORTED, Announcement(reason.strip(), reason.strip(), Mark.IMPORTED, popularity))
    return opened


def withdraw(acting: Acting, slug: str, number: int, expected: str | None, reason: str, successor: str | None) -> Opened:
    """Take a public edition away from readers, with a public reason and perhaps the page to read instead."""
    acting.require(Act.WITHDRAW)
    opened = open_edition(acting, slug, number, expected)
    transition(opened.status, Step.WITHDRAW)
    if not reason.strip():
        raise Invalid("Say why; readers see this instead of the page.", field="reason")
    _check_successor(acting, slug, successor)
    step(acting, opened, Step.WITHDRAW, reason=reason.strip())
    entry = publication_log.append(
        acting.session, EntryKind.WITHDRAWN, region=acting.region.slug, slug=slug, number=number, at=acting.now,
        by=acting.person.name, reason=reason.strip(), successor=successor or None,
    )  # fmt: skip
    outbox.record(acting.session, EditionWithdrawn(acting.region.slug, slug, number, entry.sequence, reason.strip()), acting.now)
    return opened


def reinstate(acting: Acting, slug: str, number: int, expected: str | None, reason: str) -> Opened:
    """Make a withdrawn edition public again, unless another one is."""
    acting.require(Act.REINSTATE)
    opened = open_edition(acting, slug, number, expected)
    transition(opened.status, Step.REINSTATE)
    if not reason.strip():
        raise Invalid("Say why it is public again.", field="reason")
    if pathways.edition_with(acting.session, opened.pathway.id, Status.PUBLISHED) is not None:
        raise WrongState("Another version of this page is public now; withdraw that one first.")
    step(acting, opened, Step.REINSTATE, reason=reason.strip())
    entry = publication_log.append(
        acting.session, EntryKind.REINSTATED, region=acting.region.slug, slug=slug, number=number, at=acting.now,
        by=acting.person.name, reason=reason.strip(),
    )  # fmt: skip
    outbox.record(acting.session, EditionReinstated(acting.region.slug, slug, number, entry.sequence), acting.now)
    return opened


def _check_successor(acting: Acting, slug: str, successor: str | None) -> None:
    if not successor:
        return
    known = any(
        pathways.find_pathway(acting.session, link, successor) for link in regions.chain_of(acting.session, acting.region.slug)
    )
    if successor == slug or not known:
        raise Invalid(f"There is no other page “{successor}” to send readers to.", field="successor")


def _go_public(acting: Acting, opened: Opened, taken: Step, said: Announcement, *, by_itself: bool = False) -> None:
    """Supersede what was public, publish this, and write both into the log."""
    before = succession.predecessor(acting, opened)
    owed = acting.today + URGENT_REVIEW_WITHIN if said.mark is Mark.URGENT else None
    marking = succession.marking(Marking(said.mark, "", owed), opened, before)
    value = going_out(acting, opened, said, marking, before)
    if before is not None:
        take(acting, before.row, Step.BE_SUPERSEDED, by_itself=True)
    step(
        acting, opened, taken, reason=said.reason or said.change_note, by_itself=by_itself, change_note=said.change_note,
        mark=marking.mark.value if marking.mark else None, review_owed_by=marking.review_owed_by, scheduled_for=None,
    )  # fmt: skip
    supersedes = before.row.number if before else None
    entry = publication_log.append_publication(acting.session, value, by=acting.person.name, supersedes=supersedes)
    fact = EditionPublished(acting.region.slug, opened.pathway.slug, opened.edition.number, entry.sequence)
    outbox.record(acting.session, fact, acting.now)
