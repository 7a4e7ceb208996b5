"""Which agreements an edition's route asks for, which stand on the present text, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.actions.acting import Acting, Opened, step
from app.domain.agreeing import Agreement, Missing, standing
from app.domain.correction import Correction, correction
from app.domain.events import BecameReady
from app.domain.lifecycle import OPEN, Status, Step
from app.domain.roles import Role
from app.domain.routes import ChangeKind, Requirement, TextState, own_sections, route
from app.domain.safety.high_alert import alert_changed, high_alert
from app.domain.text import Kind, Page
from app.store import approvals, outbox, pathways, revisions
from app.store.approvals import ApprovalRow
from app.store.database import Session
from app.store.parsed import page_from_json


@dataclass(frozen=True, slots=True)
class Agreements:
    """Where an edition stands with the people who must agree."""

    required: tuple[Requirement, ...]
    missing: tuple[Missing, ...]
    given: tuple[ApprovalRow, ...]
    """All approvals of this edition, lapsed ones too, in the order given."""
    text: TextState
    carried: frozenset[str]
    """Hashes of the older texts on which something stands as given: the sign-off confirms what changed since each."""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def agreements(session: Session, opened: Opened, page: Page | None = None) -> Agreements:
    """Where an edition stands, or would stand with the text of `page`.

    Before it is submitted: what its likely route would ask for. Once it is over or public: what was asked for.
    """
    page = page or opened.page
    given = tuple(approvals.approvals_of(session, opened.edition.id))
    text = replace(text_state(session, opened, page), harmless_since=harmless_since(session, opened, page, given))
    required = _required(opened, text)
    found = standing(required, map(agreement, given), text, revisions.authors_of(session, opened.edition))
    return Agreements(required, found.missing, given, text, found.carried)


def harmless_since(session: Session, opened: Opened, page: Page, given: Iterable[ApprovalRow]) -> frozenset[str]:
    """Hashes of the texts that were agreed to and of which `page` would be a correction, each compared directly with it."""
    older = {row.source_hash: row.revision_id for row in given if row.source_hash != opened.revision.sha256}
    if not older:
        return frozenset()
    localised = _localised(session, opened)
    texts = {digest: page_from_json(revisions.revision(session, revision).page) for digest, revision in older.items()}
    return frozenset(digest for digest, text in texts.items() if correction(text, page, localised=localised).possible)


def _required(opened: Opened, text: TextState) -> tuple[Requirement, ...]:
    """What its route asks for, or asked for. What never was in review, and what went out as a correction, asked nobody."""
    change = opened.edition.change
    if opened.status not in OPEN and change in (None, ChangeKind.CORRECTION):
        return ()
    return route(ChangeKind(change) if change else likely_change(text), text)


def complete(acting: Acting, opened: Opened) -> None:
    """When nothing is missing any more, the edition is ready."""
    if agreements(acting.session, opened).complete:
        step(acting, opened, Step.COMPLETE, by_itself=True)
        fact = BecameReady(acting.region.slug, opened.pathway.slug, opened.edition.number)
        outbox.record(acting.session, fact, acting.now)


def likely_change(text: TextState) -> ChangeKind:
    """The kind of change to propose: new when nothing is public yet, else the small one."""
    return ChangeKind.NEW if text.before is None else ChangeKind.PARTIAL_UPDATE


def text_state(session: Session, opened: Opened, page: Page) -> TextState:
    """What the route needs to know of the edition's text and of the one it replaces."""
    kind = Kind(opened.pathway.kind)
    services, alert = own_sections(page, kind), is_high_alert(page)
    replaced = _replaced(session, opened)
    if replaced is None:
        return TextState(opened.revision.sha256, page.hashes, services, alert, None)
    before = page_from_json(revisions.revision(session, replaced).page)
    found = correction(before, page, localised=_localised(session, opened))
    return TextState(
        opened.revision.sha256,
        page.hashes,
        services,
        alert,
        before.hashes,
        own_sections(before, kind),
        alert_changed=alert_changed(found.changes, before, page),
        harmless=found.possible,
    )


def _replaced(session: Session, opened: Opened) -> int | None:
    """Id of the text that an edition is compared with: on its way, what readers have now; after that, what it began from."""
    if opened.status not in OPEN:
        return opened.edition.base_revision_id
    published = pathways.edition_with(session, opened.pathway.id, Status.PUBLISHED)
    return published.revision_id if published else None


def correction_of(session: Session, opened: Opened, page: Page | None = None) -> Correction:
    """Whether an edition, or one with the text of `page`, may replace what readers have at this moment as a correction."""
    published = pathways.edition_with(session, opened.pathway.id, Status.PUBLISHED)
    if published is None:
        return correction(None, page or opened.page, localised=False)
    before = page_from_json(revisions.revision(session, published.revision_id).page)
    return correction(before, page or opened.page, localised=_localised(session, opened))


def lost_its_way(session: Session, opened: Opened) -> bool:
    """Whether it was submitted as a correction and can't go out as one any more."""
    return opened.edition.change == ChangeKind.CORRECTION and not correction_of(session, opened).possible


def _localised(session: Session, opened: Opened) -> bool:
    return pathways.adoption(session, opened.pathway.id) is not None


def is_high_alert(page: Page) -> bool:
    """Whether a page holds high-alert content, title included."""
    return high_alert(f"{page.title}\n{page.text}")


def agreement(row: ApprovalRow) -> Agreement:
    """An approval as the rules see it."""
    return Agreement(
        row.person_id, Role(row.role), tuple(row.services), row.source_hash, row.hashes, frozenset(row.confirms)
    )  # fmt: skip
