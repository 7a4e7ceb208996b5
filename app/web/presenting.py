"""From rows and decisions to the parts that several desk pages show: head, agreements, differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.actions.acting import Acting, Opened
from app.actions.agreements import Agreements, agreement
from app.domain.agreeing import Missing, stands, stands_as_given
from app.domain.lifecycle import Status
from app.domain.regions import Region
from app.domain.roles import Act, Role
from app.domain.routes import ChangeKind, Requirement
from app.domain.text import Kind, Page, Section
from app.edge.editions import schedule_failed
from app.edge.visit import Visit
from app.reading import names
from app.reading.boxes import set_out
from app.reading.details import filling, named
from app.reading.links import Links, resolved_html
from app.reading.phones import with_phones
from app.reading.pictures import desk, with_pictures
from app.reading.sight import Sight
from app.reading.views import Agreed, Band, Named
from app.store import pathways, people, publication_log, revisions
from app.store.approvals import ApprovalRow
from app.store.database import Session
from app.store.pathways import AdoptionRow
from app.web.frame import Head, Need
from app.wording import word


def head_of(acting: Acting, regions: Mapping[str, Region], opened: Opened, page: Page) -> Head:
    """Which edition a page is about."""
    public = pathways.edition_with(acting.session, opened.pathway.id, Status.PUBLISHED)
    adoption = acting.session.get(AdoptionRow, opened.pathway.id)
    upstream = regions[pathways.region_slug_of(acting.session, adoption.upstream_id)] if adoption else None
    return Head(
        region=Band.of(acting.region),
        slug=opened.pathway.slug,
        title=page.title or opened.pathway.slug,
        kind=Kind(opened.pathway.kind),
        status=opened.status,
        number=opened.edition.number,
        revision=opened.token,
        public_number=public.number if public else None,
        localised_from=Named(upstream.slug, upstream.name) if upstream else None,
        taken=adoption.taken_edition if adoption else None,
        editable=acting.may(Act.WRITE if opened.status is Status.DRAFT else Act.REVISE),
        change=ChangeKind(opened.edition.change) if opened.edition.change else None,
        failed=schedule_failed(opened, pathways.story_of(acting.session, opened.edition.id)),
    )


def needs_of(acting: Acting, opened: Opened, page: Page, state: Agreements) -> tuple[Need, ...]:
    """The agreements that the edition's route asks for, given or not."""
    open_ = {item.requirement: item for item in state.missing}
    titles = {section.id: title_of(section) for section in page.sections}
    who = people.names(acting.session, {row.person_id for row in state.given})
    saves = revisions.revision_numbers(acting.session, opened.pathway.id)
    since = None
    if opened.status is Status.IN_REVIEW:
        since = pathways.story_of(acting.session, opened.edition.id)[-1].at

    def need(requirement: Requirement) -> Need:
        lacking = open_.get(requirement)
        return Need(
            stage=requirement.stage,
            role=requirement.role,
            service=names.service(requirement.service) if requirement.service else "",
            why=requirement.why,
            sections=_titles(requirement.sections, titles),
            given=tuple(_agreed(acting, row, who, saves, state) for row in state.given if _speaks_for(row, requirement)),
            met=lacking is None,
            lapsed=tuple(titles[section] for section in lacking.lapsed) if lacking else (),
            waiting_since=since if lacking and not lacking.blocked_by else None,
            blocked_by=lacking.blocked_by if lacking else None,
        )

    return tuple(need(requirement) for requirement in state.required)


def waits_for(missing: Iterable[Missing]) -> str:
    """Who is to act next, such as "cardiology lead, pharmacist"."""
    said = (
        f"{names.service(item.requirement.service)} lead" if item.requirement.service else word(f"role.{item.requirement.role}")
        for item in missing
        if item.blocked_by is None
    )
    return ", ".join(dict.fromkeys(said))


def body_of(visit: Visit, session: Session, page: Page) -> str:
    """The page as the region's readers would have it, its gaps said to those who can fill them."""
    return set_out(with_phones(resolved(visit, session, page.html)), visit.today)


def resolved(visit: Visit, session: Session, sanitised: str) -> str:
    """HTML with links, pictures and local details as the region's readers would have them."""
    sight = Sight(session, visit.regions, publication_log.head(session))
    html = with_pictures(session, visit.regions, sanitised, desk(visit.region.slug))
    told = filling(sight, visit.region, named(html), visit.today, working=True)
    return told.html(resolved_html(sight, visit.region, html, visit.region.slug, Links.LIVE))


def title_of(section: Section) -> str:
    """What people call a section."""
    return names.section(section.id, section.title)


def _titles(sections: tuple[str, ...], titles: Mapping[str, str]) -> tuple[str, ...]:
    """The titles of some sections; none for the whole text."""
    return () if len(sections) == len(titles) else tuple(titles[section] for section in sections)


def _speaks_for(row: ApprovalRow, requirement: Requirement) -> bool:
    return Role(row.role) is requirement.role and (requirement.service is None or requirement.service in row.services)


def _agreed(
    acting: Acting, row: ApprovalRow, who: Mapping[int, str], saves: Mapping[int, int], state: Agreements
) -> Agreed:  # fmt: skip
    return Agreed(
        who[row.person_id],
        Role(row.role),
        tuple(names.service(slug) for slug in row.services),
        acting.region.local_date(row.at),
        standing=stands(agreement(row), state.text),
        as_given=saves[row.revision_id] if stands_as_given(agreement(row), state.text) else None,
    )
