"""What goes out with a publication: the edition as a value, with all that readers are told of it and who agreed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.actions import succession
from app.actions.acting import Acting, Opened
from app.actions.agreements import agreement, harmless_since, is_high_alert
from app.actions.succession import Marking, Predecessor
from app.domain.agreeing import stands, stands_as_given, stands_whole
from app.domain.publication import Edition, Mark, PublishedSection, Signature
from app.domain.routes import TextState
from app.domain.text import FRONT, Page
from app.store import approvals, pathways, people, revisions
from app.store.approvals import ApprovalRow


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said of a publication, and under which of the two openings, if any, it happens."""

    change_note: str
    reason: str = ""
    mark: Mark | None = None
    popularity: float = 0.0


def going_out(acting: Acting, opened: Opened, said: Announcement, marking: Marking, before: Predecessor | None) -> Edition:
    """What readers get: the page as it was reviewed, and who agreed to it."""
    page, alert = opened.page, is_high_alert(opened.page)
    adoption = pathways.adoption(acting.session, opened.pathway.id)
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
    authors = revisions.authors_of(acting.session, opened.edition)
    numbered = approvals.approvals_of_pathway(acting.session, opened.pathway.id)
    numbers = {row.id: number for row, number in numbered}
    rows = [row for row, _ in numbered if row.person_id not in authors]
    present = [row for row in rows if row.edition_id == opened.edition.id]
    confirmed = {digest: row for row in present if row.source_hash == text.source_hash for digest in row.confirms}
    carried = [row for row in present if row.source_hash in confirmed]
    saves = revisions.revision_numbers(acting.session, opened.pathway.id) if carried else {}
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
            None if row in present else numbers[row.id],
            saves[row.revision_id] if as_given else None,
            names[confirmed[row.source_hash].person_id] if as_given else "",
        )

    return tuple(map(signature, standing.values()))
