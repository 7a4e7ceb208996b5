"""What changed since a text that was agreed to: shown to everybody in review, and confirmed by the sign-off."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.acting import Opened
from app.actions.agreements import Agreements
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.edge.differences import between
from app.edge.visit import Visit
from app.reading.compared import Compared, Way
from app.store import people, revisions
from app.store.approvals import ApprovalRow
from app.store.database import Session
from app.web.addresses import pathway_address
from app.web.comparing import shown
from app.wording import word


@dataclass(frozen=True, slots=True)
class Since:
    """From an older text of the same version to the present one."""

    number: int
    """Of the save that was agreed to."""
    said: str
    """Who agreed to it, and what follows, as a sentence."""
    difference: Compared
    address: str
    """Of both texts side by side, in every view."""


def since_of(visit: Visit, session: Session, opened: Opened, state: Agreements) -> tuple[Since, ...]:
    """The differences that a sign-off confirms, and the one to the text that was signed last; none outside review."""
    if opened.status is not Status.IN_REVIEW:
        return ()
    older = [row for row in state.given if row.source_hash != state.text.source_hash]
    signed = [row for row in older if row.role == Role.CLINICAL_LEAD][-1:]
    names = people.names(session, {row.person_id for row in older})
    told: dict[str, list[ApprovalRow]] = {}
    for row in older:
        if row.role != Role.CLINICAL_LEAD and row.source_hash in state.carried:
            told.setdefault(row.source_hash, []).append(row)
    groups = [("carried", rows) for rows in told.values()] + [("signed", [row]) for row in signed if row.source_hash not in told]
    return tuple(_since(visit, session, opened, key, rows, [names[row.person_id] for row in rows]) for key, rows in groups)


def _since(visit: Visit, session: Session, opened: Opened, key: str, rows: list[ApprovalRow], who: list[str]) -> Since:
    before = revisions.revision(session, rows[0].revision_id)
    address = f"{pathway_address(visit.region.slug, opened.pathway.slug)}/compare"
    address += f"?from=r{before.number}&to=r{opened.revision.number}&view="
    difference = shown(visit, session, between(before, opened.revision), Way.TEXT, "", mark=f"r{before.number}-")
    said = word(f"since.{key}", who=" and ".join(dict.fromkeys(who)), n=before.number)
    return Since(before.number, said, difference, address)
