"""Publish: make an edition public, now or later; withdraw it; bring it back. Everything here ends in the publication log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.actions import succession
from app.actions.acting import Acting, Opened, check_token, find_edition, open_edition, step
from app.actions.agreements import agreement, agreements, correction_of, harmless_since, is_high_alert
from app.actions.checked import Anew, text_errors
from app.actions.pictured import missing_pictures
from app.actions.succession import Marking, Predecessor
from app.actions.unfilled import unfilled_slots
from app.domain.agreeing import stands, stands_as_given, stands_whole
from app.domain.errors import Invalid, NotReady, Refusal, WrongState, in_full
from app.domain.events import EditionPublished, EditionReinstated, EditionWithdrawn, ScheduleRefused
from app.domain.lifecycle import Must, Status, Step, Transition, transition
from app.domain.publication import Edition, EntryKind, Mark, PublishedSection, Signature
from app.domain.roles import Act
from app.domain.routes import ChangeKind, TextState
from app.domain.text import FRONT, Finding, Page
from app.store import outbox, pathways, people, publication_log, regions
from app.store.pathways import AdoptionRow, ApprovalRow, EditionRow, PathwayRow

URGENT_REVIEW_WITHIN = timedelta(days=14)
"""How long an urgent publication may stand before its review is overdue."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said of a publication, and under which of the two openings, if any, it happens."""

    change_note: str
    reason: str = ""
    mark: Mark | None = None
    popularity: float = 0.0


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
    _check(acting, opened, row, Said(change_note=change_note, at=at), anew)
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
        _check(acting, opened, row, Said(change_note=edition.change_note or ""), anew)
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
    _check(acting, opened, row, Said(reason=reason))
    _go_public(acting, opened, Step.PUBLISH_URGENTLY, Announcement(reason.strip(), reason.strip(), Mark.URGENT))
    return opened


def publish_imported(
    acting: Acting, slug: str, number: int, expected: str | None, reason: str, popularity: float = 0.0
) -> Opened:
    """Publish what was agreed elsewhere. Findings are overridden by the reason; a lost number never is."""
    acting.require(Act.PUBLISH_IMPORTED)
    opened = open_edition(acting, slug, number, expected)
    row = transition(opened.status, Step.PUBLISH_IMPORTED)
    _check(acting, opened, row, Said(reason=reason))
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


@dataclass(frozen=True, slots=True)
class Said:
    """What the person who publishes says."""

    change_note: str = ""
    reason: str = ""
    at: datetime | None = None


def _check(acting: Acting, opened: Opened, row: Transition, said: Said, anew: Anew | None = None) -> None:
    """Ask everything that the row of the lifecycle demands."""
    _check_words(acting, row, said)
    page = opened.page
    if page.lost_numbers:
        raise NotReady(_lost(page.lost_numbers), page.lost_numbers)
    if missing := missing_pictures(acting.session, acting.region, page):
        raise NotReady("A picture that the text names is not here; no reason overrides this.", missing)
    errors = (
        *text_errors(acting, opened.pathway.id, page, opened.edition.change, anew),
        *unfilled_slots(acting.session, acting.region, page, acting.today),
    )
    if Must.NO_ERRORS in row.must and errors:
        raise NotReady("The text has errors.", errors)
    if not page.title:
        raise NotReady("The page has no title.")
    if Must.AGREED in row.must:
        if opened.edition.change == ChangeKind.CORRECTION:
            correction_of(acting.session, opened).refuse_if_more()
        state = agreements(acting.session, opened)
        if not state.complete:
            raise NotReady("Agreements are missing.", missing=[item.requirement.why for item in state.missing])


def _lost(findings: tuple[Finding, ...]) -> str:
    """Which numbers would be lost, where, and what to do."""
    first, more = findings[0], len(findings) - 1
    where = f"Line {first.line}: " if first.line else ""
    others = f" So it is in {more} more place{'s' if more > 1 else ''}." if more else ""
    return f"A number would be lost to readers; no reason overrides this. {where}{first.message} {first.fix}{others}"


def _check_words(acting: Acting, row: Transition, said: Said) -> None:
    if Must.CHANGE_NOTE in row.must and not said.change_note.strip():
        raise Invalid("Say what changed, in a sentence for readers.", field="change_note")
    if Must.REASON in row.must and not said.reason.strip():
        raise Invalid("Give the reason; it is shown with the page.", field="reason")
    if Must.FUTURE in row.must and (said.at is None or said.at <= acting.now):
        raise Invalid("Choose a time in the future.", field="at")


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
    value = _published(acting, opened, said, marking, before)
    if before is not None:
        _supersede(acting, opened.pathway, before.row)
    step(
        acting, opened, taken, reason=said.reason or said.change_note, by_itself=by_itself, change_note=said.change_note,
        mark=marking.mark.value if marking.mark else None, review_owed_by=marking.review_owed_by, scheduled_for=None,
    )  # fmt: skip
    entry = publication_log.append(
        acting.session, EntryKind.PUBLISHED, region=acting.region.slug, slug=opened.pathway.slug, number=opened.edition.number,
        at=acting.now, by=acting.person.name, reason=said.change_note, edition=value,
    )  # fmt: skip
    fact = EditionPublished(acting.region.slug, opened.pathway.slug, opened.edition.number, entry.sequence)
    outbox.record(acting.session, fact, acting.now)


def _supersede(acting: Acting, pathway: PathwayRow, before: EditionRow) -> None:
    old = Opened(pathway, before, pathways.revision(acting.session, before.revision_id))
    step(acting, old, Step.BE_SUPERSEDED, by_itself=True)
    publication_log.append(
        acting.session, EntryKind.SUPERSEDED, region=acting.region.slug, slug=pathway.slug, number=before.number, at=acting.now,
        by=acting.person.name, reason="",
    )  # fmt: skip


def _published(acting: Acting, opened: Opened, said: Announcement, marking: Marking, before: Predecessor | None) -> Edition:
    """What readers get: the page as it was reviewed, and who agreed to it."""
    page, alert = opened.page, is_high_alert(opened.page)
    adoption = acting.session.get(AdoptionRow, opened.pathway.id)
    return Edition(
        region=acting.region.slug,
        slug=opened.pathway.slug,
        code=opened.pathway.code,
        number=opened.edition.number,
        title=page.title,
        kind=opened.pathway.kind,
        specialty=page.front.specialty,
        synonyms=page.front.synonyms,
        source_hash=opened.revision.sha256,
        dialect=page.dialect,
        html=page.html,
        sections=_sections(page),
        signatures=succession.signatures(_signatures(acting, opened, page), opened, before),
        change_note=said.change_note,
        published_at=acting.now,
        review_due=succession.due(acting.today, opened, page, alert, said.mark, before),
        reviewed=succession.reviewed(acting.today, opened, said.mark, before),
        high_alert=alert,
        mark=marking.mark,
        patient_page=page.front.patient_page,
        localised_from=pathways.region_slug_of(acting.session, adoption.upstream_id) if adoption else None,
        localised_number=adoption.taken_edition if adoption else None,
        popularity=said.popularity,
        criteria=page.criteria,
        codes=page.front.codes,
        mark_reason=marking.reason,
        former=succession.former_addresses(acting, opened, page, before, adoption),
    )


def _sections(page: Page) -> tuple[PublishedSection, ...]:
    return tuple(
        PublishedSection(section.id, section.title, section.level, section.text)
        for section in page.sections
        if section.id != FRONT and (section.text or section.title)
    )


def _signatures(acting: Acting, opened: Opened, page: Page) -> tuple[Signature, ...]:
    """Who agreed, in the order given: to this version, or to an earlier one of which something stands, which is then named.

    What stands as given on an earlier save counts when a sign-off of these bytes confirmed it, and names that save.
    """
    text = TextState(opened.revision.sha256, page.hashes, {}, False, None)
    authors = pathways.authors_of(acting.session, opened.edition)
    rows = [row for row in pathways.approvals_of_pathway(acting.session, opened.pathway.id) if row.person_id not in authors]
    present = [row for row in rows if row.edition_id == opened.edition.id]
    numbers = {edition.id: edition.number for edition in pathways.editions(acting.session, opened.pathway.id)}
    saves = pathways.revision_numbers(acting.session, opened.pathway.id)
    confirmed = {digest: row for row in present if row.source_hash == text.source_hash for digest in row.confirms}
    carried = [row for row in present if row.source_hash in confirmed]
    corrected = replace(text, harmless_since=harmless_since(acting.session, opened, page, carried))
    standing: dict[tuple[int, str], ApprovalRow] = {}
    for row in rows:
        if stands_whole(agreement(row), map(agreement, present), corrected) if row in present else stands(agreement(row), text):
            standing[(row.person_id, row.role)] = row
    names = people.names(acting.session, {row.person_id for row in [*standing.values(), *confirmed.values()]})

    def signature(row: ApprovalRow) -> Signature:
        as_given = row in present and stands_as_given(agreement(row), corrected)
        return Signature(
            names[row.person_id],
            row.role,
            ", ".join(row.services) or None,
            acting.region.local_date(row.at).isoformat(),
            None if row in present else numbers[row.edition_id],
            saves[row.revision_id] if as_given else None,
            names[confirmed[row.source_hash].person_id] if as_given else "",
        )

    return tuple(map(signature, standing.values()))
