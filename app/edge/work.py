"""What waits for a person, across regions: the desk's first page and the API show the same list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.actions.acting import Acting, Opened
from app.actions.agreements import agreements, lost_its_way
from app.actions.publish import publication_step
from app.actions.review import roles_to_sign
from app.domain.currency import Currency, currency
from app.domain.lifecycle import Status, Step
from app.domain.regions import Region
from app.domain.roles import Act, Person, Role
from app.edge.editions import schedule_failed
from app.store import desk, feedback, localisations, pathways, projections, revisions
from app.store.database import Session
from app.store.desk import DeskLine
from app.store.pathways import EditionRow, PathwayRow

MOST_DRAFTS = 50
"""Drafts of one person that are listed in one region: an import leaves hundreds."""

KEEPERS = frozenset({Role.EDITOR, Role.COORDINATOR, Role.CLINICAL_LEAD})
"""Who looks after pages that are due, owed or behind."""

SIGNING = {Role.REVIEWER: "review", Role.CLINICAL_LEAD: "sign"}
"""What an agreement asked for in a role is called; "agree" for the others."""

ORDER = ("feedback", "sign", "review", "agree", "publish", "revise", "owed", "behind", "overdue", "draft", "waiting")
"""The most pressing first, after what is urgent."""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing that waits for a person, or one of their own texts that waits for somebody else."""

    what: str
    """`review`, `agree`, `sign`, `publish`, `revise`, `draft`, `feedback`, `owed`, `behind`, `overdue` or `waiting`."""
    region: str
    slug: str
    """Of the pathway; empty for feedback on the site as a whole."""
    number: int | None
    """Of the edition; for feedback the version that the reader had."""
    title: str
    why: str
    since: datetime
    url: str
    """Where on the desk to do it."""
    due: date | None = None
    urgent: bool = False


def work_for(session: Session, person: Person, regions: Mapping[str, Region], now: datetime) -> tuple[WorkItem, ...]:
    """All that waits for a person in the regions they work in, the most pressing first."""
    found: list[WorkItem] = []
    for region in regions.values():
        acting = Acting(session, person, region, now)
        if acting.may(Act.READ_DESK):
            found += [*_editions(acting), *_drafts(acting), *_messages(acting), *_pages(acting, regions)]
    return tuple(sorted(found, key=lambda item: (not item.urgent, ORDER.index(item.what), item.since, item.url)))


def _editions(acting: Acting) -> Iterator[WorkItem]:
    """Texts in review that this person may sign or waits for, and those that are ready."""
    under_way = frozenset({Status.IN_REVIEW, Status.READY})
    for line in desk.desk_lines(acting.session, acting.region.slug, under_way):
        opened = _opened(acting.session, line)
        if opened.status is Status.READY:
            yield from _ready(acting, line, opened)
        else:
            yield from _in_review(acting, line, opened)


def _ready(acting: Acting, line: DeskLine, opened: Opened) -> Iterator[WorkItem]:
    if lost_its_way(acting.session, opened):
        yield from _lost(acting, line, opened)
        return
    taken = publication_step(opened)
    own = acting.person.id in revisions.authors_of(acting.session, opened.edition)
    if acting.may(Act.PUBLISH) or (taken is Step.PUBLISH_CORRECTION and own and acting.may(Act.PUBLISH_CORRECTION)):
        nobody = taken is Step.PUBLISH_CORRECTION
        why = "A correction, which needs nobody's agreement." if nobody else "Every agreement that it needs has been given."
        story = pathways.story_of(acting.session, line.edition_id)
        failed = schedule_failed(opened, story)
        why = f"It was not published as scheduled. {failed}" if failed else why
        address = f"{_edition_address(acting, line)}/publication"
        yield replace(_item("publish", acting, line, why, story[-1].at, address), urgent=bool(failed))


def _lost(acting: Acting, line: DeskLine, opened: Opened) -> Iterator[WorkItem]:
    """A correction that can be none any more waits for those who wrote it."""
    if acting.may(Act.SUBMIT) and acting.person.id in revisions.authors_of(acting.session, opened.edition):
        why = "It can be no correction any more: submit it as another kind of change."
        yield _item("revise", acting, line, why, line.changed, _address(acting, line.slug))


def _in_review(acting: Acting, line: DeskLine, opened: Opened) -> Iterator[WorkItem]:
    state = agreements(acting.session, opened)
    asked = roles_to_sign(acting, opened, state)
    since = pathways.story_of(acting.session, line.edition_id)[-1].at
    for role in asked:
        why = next(item.requirement.why for item in state.missing if item.requirement.role is role and not item.blocked_by)
        yield _item(SIGNING.get(role, "agree"), acting, line, why, since, _edition_address(acting, line))
    if not asked and acting.person.id in revisions.authors_of(acting.session, opened.edition):
        roles = dict.fromkeys(item.requirement.role.value.replace("_", " ") for item in state.missing if not item.blocked_by)
        yield _item("waiting", acting, line, f"It waits for: {', '.join(roles)}.", since, _edition_address(acting, line))


def _drafts(acting: Acting) -> Iterator[WorkItem]:
    """Drafts that this person wrote; those sent back say what should change."""
    if not acting.may(Act.WRITE):
        return
    for line in desk.drafts_of(acting.session, acting.region.slug, acting.person.id, MOST_DRAFTS):
        story = pathways.story_of(acting.session, line.edition_id)
        address = f"{_address(acting, line.slug)}/draft"
        if story and story[-1].step == Step.REQUEST_CHANGES:
            yield _item("revise", acting, line, f"Changes are asked for: {story[-1].reason}", story[-1].at, address)
        else:
            yield _item("draft", acting, line, "You have written in this draft.", line.changed, address)


def _messages(acting: Acting) -> Iterator[WorkItem]:
    """What readers say and nobody has answered: unowned messages, and this person's own."""
    if not acting.may(Act.ANSWER_FEEDBACK):
        return
    for row in feedback.feedback_in(acting.session, acting.region.slug, "open"):
        if row.owner_id in (None, acting.person.id):
            page = projections.shown(acting.session, acting.region.slug, row.slug)
            yield WorkItem(
                "feedback", acting.region.slug, row.slug, row.edition_number, page.title if page else acting.region.name,
                _excerpt(row.message), row.at, f"/desk/{acting.region.slug}/feedback/{row.id}",
                urgent=row.category == "clinical_error",
            )  # fmt: skip


def _pages(acting: Acting, regions: Mapping[str, Region]) -> Iterator[WorkItem]:
    """Public pages that somebody must look at again: upstream moved on, a review is owed, or due."""
    if acting.person.roles_in(acting.region.slug, acting.today) & KEEPERS:
        yield from _behind(acting, regions)
        yield from _owed(acting)
        yield from _overdue(acting)


def _behind(acting: Acting, regions: Mapping[str, Region]) -> Iterator[WorkItem]:
    for line in localisations.left_behind(acting.session, acting.region.slug):
        if line.upstream and line.since:
            name = regions[line.upstream].name
            why = f"{name} has published version {line.latest}; this page was taken from version {line.taken}."
            if line.upstream_withdrawn:
                why = f"{name} has withdrawn the page that this one was taken from: {line.note}"
            yield WorkItem(
                "behind", acting.region.slug, line.slug, line.number, line.title, why, line.since,
                f"/desk/{acting.region.slug}/localisations#{line.slug}", urgent=line.upstream_withdrawn,
            )  # fmt: skip


def _owed(acting: Acting) -> Iterator[WorkItem]:
    for line in desk.owed_in(acting.session, acting.region.slug):
        why = "It was published urgently; its agreements have not been given yet."
        yield _item("owed", acting, line, why, line.changed, _address(acting, line.slug), line.owed_by)


def _overdue(acting: Acting) -> Iterator[WorkItem]:
    for row in desk.reviews_due(acting.session, acting.region.slug, acting.today):
        late = currency(row.review_due, acting.today, row.high_alert) is Currency.OVERDUE
        yield WorkItem(
            "overdue", acting.region.slug, row.slug, row.number, row.title, "The date of its next review has passed.",
            row.published_at, _address(acting, row.slug), row.review_due, late,
        )  # fmt: skip


def _opened(session: Session, line: DeskLine) -> Opened:
    pathway, edition = session.get_one(PathwayRow, line.pathway_id), session.get_one(EditionRow, line.edition_id)
    return Opened(pathway, edition, revisions.revision(session, edition.revision_id))


def _item(
    what: str, acting: Acting, line: DeskLine, why: str, since: datetime, url: str, due: date | None = None
) -> WorkItem:  # fmt: skip
    urgent = due is not None and due <= acting.today
    return WorkItem(what, acting.region.slug, line.slug, line.number, line.title or line.slug, why, since, url, due, urgent)


def _address(acting: Acting, slug: str) -> str:
    return f"/desk/{acting.region.slug}/pathways/{slug}"


def _edition_address(acting: Acting, line: DeskLine) -> str:
    return f"{_address(acting, line.slug)}/editions/{line.number}"


def _excerpt(message: str, length: int = 120) -> str:
    """The beginning of a message, on one line."""
    folded = " ".join(message.split())
    return folded if len(folded) <= length else folded[: length - 1].rstrip() + "…"
