"""The editor as a page: with the saved text, with what was typed and refused, and for two people who saved at once."""

from __future__ import annotations

import re
from dataclasses import replace

from app.actions.acting import Opened
from app.actions.agreements import agreements, correction_of, lost_its_way
from app.domain.lifecycle import OPEN, Status, Step
from app.domain.roles import Act
from app.domain.routes import ChangeKind
from app.domain.text import Finding, Page
from app.edge.links import with_link_findings
from app.edge.visit import Visit
from app.reading.comparing import compared
from app.reading.render import Trusted
from app.store import pathways, people, revisions
from app.store.checks import profile_in
from app.store.database import Session
from app.store.parsed import page_from_json
from app.store.pathways import StatusChangeRow
from app.web.drafts import ConflictView, DraftView, PreviewView
from app.web.forms import Sent
from app.web.frame import EMPTY, Form
from app.web.framing import desk_of
from app.web.guiding import doses_in, ways_of_writing
from app.web.presenting import body_of, head_of, needs_of

FIRST = (ChangeKind.NEW,)
LATER = (ChangeKind.PARTIAL_UPDATE, ChangeKind.FULL_REVIEW, ChangeKind.CORRECTION)

_LINE_END = re.compile(r"\r\n|\r|\n")


def editor(
    visit: Visit,
    session: Session,
    opened: Opened,
    *,
    sent: Sent | None = None,
    text: Page | None = None,
    findings: tuple[Finding, ...] = (),
    form: Form = EMPTY,
    said: str = "",
) -> DraftView:
    """The editor. With `sent` it shows what was typed, of which `text` is the page (None: there can be none).

    It then still names the revision that the typing began from: somebody may have saved since.
    """
    acting = visit.acting(session)
    saved = opened.page
    shown = text if sent else saved
    found = with_link_findings(session, visit.region, shown, visit.today) if shown else findings
    state = agreements(session, opened, shown)
    kinds, no_correction = changes_for(visit, session, opened, shown)
    chosen = sent.line("change") if sent else form.values.get("change", "")
    head = head_of(acting, visit.regions, opened, saved)
    asked = _asked(session, opened)
    return DraftView(
        desk_of(visit, session, said=said),
        head=replace(head, revision=sent.line("revision")) if sent else head,
        source=sent.text("source") if sent else opened.revision.source,
        preview=_body(visit, session, shown),
        findings=found,
        needs=needs_of(acting, opened, shown or saved, state) if opened.status in OPEN else (),
        changes=kinds,
        no_correction=no_correction,
        change=ChangeKind(chosen) if chosen in kinds else kinds[0] if kinds else None,
        begins=None if opened.status in OPEN else pathways.next_edition_number(session, opened.pathway.id),
        saved=opened.revision.written_at,
        saved_by=people.names(session, {opened.revision.written_by})[opened.revision.written_by],
        unsaved=sent is not None,
        under_review=opened.status in (Status.IN_REVIEW, Status.READY, Status.SCHEDULED),
        asked=asked.reason if asked else "",
        asked_by=people.names(session, {asked.person_id or 0}).get(asked.person_id or 0, "") if asked else "",
        help=ways_of_writing(),
        doses=doses_in(profile_in(session, visit.region)),
        form=form,
    )


def _asked(session: Session, opened: Opened) -> StatusChangeRow | None:
    """The request for changes that the draft waits under, if that is what happened to it last."""
    story = pathways.story_of(session, opened.edition.id)
    sent_back = bool(story) and story[-1].step == Step.REQUEST_CHANGES
    return story[-1] if sent_back else None


def followed(whole: DraftView) -> PreviewView:
    """The parts of the editor that follow the typing."""
    return PreviewView(
        preview=whole.preview,
        findings=whole.findings,
        address=whole.head.address,
        head=whole.head,
        clock=whole.desk.clock,
        needs=whole.needs,
        changes=whole.changes,
        no_correction=whole.no_correction,
        change=whole.change,
    )


def conflict(visit: Visit, session: Session, theirs: Opened, sent: Sent, text: Page | None) -> ConflictView:
    """Two texts made on the same one. `text` is the page of yours; None when there can be none."""
    saved, base = theirs.page, revisions.revision_called(session, theirs.pathway.id, sent.line("revision"))
    began = page_from_json(base.page) if base else None
    return ConflictView(
        desk_of(visit, session),
        head=head_of(visit.acting(session), visit.regions, theirs, saved),
        yours=sent.text("source"),
        theirs=theirs.revision.source,
        their_name=people.names(session, {theirs.revision.written_by})[theirs.revision.written_by],
        their_time=theirs.revision.written_at,
        difference=compared(saved, text) if text else None,
        their_changes=compared(began, saved, mark="theirs-") if began else None,
        your_changes=compared(began, text, mark="yours-") if began and text else None,
    )


def changes_for(visit: Visit, session: Session, opened: Opened, text: Page | None = None) -> tuple[tuple[ChangeKind, ...], str]:
    """The kinds of change that this person may submit it as, none when it can't be submitted now; why no correction is one."""
    if not visit.may(Act.SUBMIT) or opened.status not in (Status.DRAFT, Status.PUBLISHED, Status.READY):
        return (), ""
    if opened.status is Status.READY and not lost_its_way(session, opened):
        return (), ""
    if pathways.edition_with(session, opened.pathway.id, Status.PUBLISHED) is None:
        return FIRST, ""
    why_not = correction_of(session, opened, text).why_not
    return (LATER, "") if not why_not else (LATER[:-1], why_not)


def as_before(before: str, typed: str) -> str:
    """What was typed, with the line ends that the text had: browsers send one sort only, and a signature stands on bytes."""
    plain = _LINE_END.sub("\n", before)
    if plain == typed:
        return before
    ends = set(_LINE_END.findall(before))
    return typed.replace("\n", ends.pop()) if len(ends) == 1 else typed


def _body(visit: Visit, session: Session, text: Page | None) -> Trusted | None:
    """The page, unless readers could never have it like this."""
    return Trusted(body_of(visit, session, text)) if text and not text.lost_numbers else None
