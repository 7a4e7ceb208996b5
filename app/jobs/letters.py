"""Which letters follow from a fact: to whom, and in what words. Recipients are those who may know it now, not then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.domain.events import (
    BecameReady,
    ChangesRequested,
    EditionPublished,
    EditionWithdrawn,
    Fact,
    FeedbackAnswered,
    FeedbackReceived,
    ScheduleRefused,
)
from app.domain.roles import Act, Person, Role
from app.reading.addresses import state_path
from app.store import feedback, pathways, people, revisions
from app.store.database import Session
from app.store.parsed import page_from_json

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_letters = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701 - plain text


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address."""

    recipient: str
    subject: str
    body: str


def letters_for(session: Session, fact: Fact, base_url: str) -> list[Letter]:
    """The letters that follow from a fact; none for facts that only those who look at the desk need."""
    match fact:
        case ChangesRequested():
            return _changes_requested(session, fact, base_url)
        case ScheduleRefused():
            return _schedule_refused(session, fact, base_url)
        case BecameReady():
            return _became_ready(session, fact, base_url)
        case EditionPublished():
            return _downstream(session, fact, base_url, "upstream_published", "")
        case EditionWithdrawn():
            return _downstream(session, fact, base_url, "upstream_withdrawn", fact.reason)
        case FeedbackReceived():
            return _feedback_received(session, fact, base_url)
        case FeedbackAnswered():
            return _feedback_answered(session, fact, base_url)
        case _:
            return []


def _changes_requested(session: Session, fact: ChangesRequested, base_url: str) -> list[Letter]:
    desk = _desk(base_url, fact)
    return _same(
        "changes_requested", _authors(session, fact, fact.edition), title=_title(session, fact), reason=fact.reason, address=desk
    )


def _schedule_refused(session: Session, fact: ScheduleRefused, base_url: str) -> list[Letter]:
    people_ = _authors(session, fact, fact.edition)
    people_ += _with(session, fact.region, Role.CLINICAL_LEAD) + _with(session, fact.region, Role.COORDINATOR)
    return _same("schedule_refused", people_, title=_title(session, fact), reason=fact.reason, address=_desk(base_url, fact))


def _became_ready(session: Session, fact: BecameReady, base_url: str) -> list[Letter]:
    who = _with(session, fact.region, Role.COORDINATOR)
    return _same("became_ready", who, title=_title(session, fact), number=fact.edition, address=_desk(base_url, fact))


def _feedback_received(session: Session, fact: FeedbackReceived, base_url: str) -> list[Letter]:
    """What a reader calls a clinical error reaches the clinical lead at once; the rest waits in the inbox."""
    if fact.category != "clinical_error":
        return []
    row = feedback.feedback_item(session, fact.region, fact.feedback)
    return _same(
        "clinical_error",
        _with(session, fact.region, Role.CLINICAL_LEAD),
        slug=row.slug or fact.region,
        number=row.edition_number,
        message=row.message,
        address=f"{base_url}/desk/{fact.region}/feedback/{row.id}",
    )


def _feedback_answered(session: Session, fact: FeedbackAnswered, base_url: str) -> list[Letter]:
    row = feedback.feedback_item(session, fact.region, fact.feedback)
    if not row.email:
        return []
    page = f"{base_url}/{fact.region}/pathways/{row.slug}" if row.slug else f"{base_url}/{fact.region}/"
    words = _letters.get_template("letters/feedback_answered.txt").render(
        message=row.message,
        reply=row.reply,
        fixed_in=row.fixed_in,
        told=row.told,
        address=page,
        state=f"{base_url}{state_path(fact.region, row.reference)}" if row.reference else "",
    )
    return [_letter(row.email, words)]


def _downstream(session: Session, fact: Fact, base_url: str, template: str, reason: str) -> list[Letter]:
    """To the editors of every region that has its own version of this page."""
    upstream = pathways.pathway(session, fact.region, fact.slug)
    letters: list[Letter] = []
    for region in pathways.regions_following(session, upstream.id):
        address = f"{base_url}/desk/{region}/pathways/{fact.slug}"
        editors = _with(session, region, Role.EDITOR)
        letters += _same(template, editors, title=_title(session, fact), region=fact.region, reason=reason, address=address)
    return letters


def _with(session: Session, region: str, role: Role) -> list[Person]:
    return people.people_with(session, role, region)


def _authors(session: Session, fact: Fact, number: int) -> list[Person]:
    """Those who wrote an edition and may still see the desk of its region."""
    row = pathways.pathway(session, fact.region, fact.slug)
    edition = pathways.edition(session, row.id, number)
    found = (people.person_by_id(session, person) for person in sorted(revisions.authors_of(session, edition)))
    return [person for person in found if person and fact.region in person.regions_for(Act.READ_DESK, edition.created_at.date())]


def _title(session: Session, fact: Fact) -> str:
    row = pathways.pathway(session, fact.region, fact.slug)
    edition = pathways.editions(session, row.id)[0]
    return page_from_json(revisions.revision(session, edition.revision_id).page).title or fact.slug


def _desk(base_url: str, fact: Fact) -> str:
    return f"{base_url}/desk/{fact.region}/pathways/{fact.slug}"


def _same(template: str, to: Iterable[Person], **words: object) -> list[Letter]:
    """The same words to each of some people, once."""
    text = _letters.get_template(f"letters/{template}.txt").render(**words)
    return [_letter(address, text) for address in dict.fromkeys(person.email for person in to)]


def _letter(recipient: str, text: str) -> Letter:
    """The first line is the subject; nothing in it can start a new header."""
    subject, _, body = text.partition("\n")
    return Letter(recipient, " ".join(subject.split())[:200], body.strip() + "\n")
