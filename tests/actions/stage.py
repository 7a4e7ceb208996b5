"""A small stage for the verbs: two regions, a cast, one text, and acts by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from app.actions import publish, review, write
from app.actions.acting import Acting, Opened
from app.actions.agreements import agreements
from app.domain.regions import Region, Visibility
from app.domain.roles import EVERY_SERVICE, Role
from app.domain.routes import ChangeKind
from app.domain.text import Kind, Page
from app.markup.page import read_page
from app.store import pathways, people, regions, revisions
from app.store.database import Database, Session

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Result = TypeVar("Result")

TEXT = """---
title: Atrial fibrillation
kind: pathway
specialty: cardiology
services: [cardiology]
---
::: red-flags
- Syncope or systolic BP below 90 mmHg
:::

## Assessment
1. Confirm on a 12-lead ECG.

## Management
1. Metoprolol 47.5 mg once a day.

## Request
::: criteria {service=cardiology category=1 within=30d}
- Symptoms in spite of rate control
:::
"""

CAST = {
    "Ana": Role.EDITOR,
    "Ben": Role.EDITOR,
    "Gita": Role.REVIEWER,
    "Hugo": Role.HOSPITAL_LEAD,
    "Pia": Role.PHARMACIST,
    "Lea": Role.CLINICAL_LEAD,
    "Liam": Role.CLINICAL_LEAD,
    "Cora": Role.COORDINATOR,
    "Wim": Role.TECHNICAL_WRITER,
    "Rea": Role.READER,
    "Ada": Role.REGION_ADMIN,
}


def page(source: str) -> Page:
    return read_page(source)


@dataclass(frozen=True)
class Stage:
    """A database with a cast in two regions; `as_` acts as someone in a transaction."""

    database: Database

    def as_(self, name: str, piece: Callable[[Acting], Result], *, region: str = "base", at: timedelta = timedelta()) -> Result:
        with self.database.write() as session:
            return piece(self.acting(session, name, region, NOW + at))

    def acting(self, session: Session, name: str, region: str = "base", now: datetime = NOW) -> Acting:
        person = people.person_by_email(session, f"{name.lower()}@example.org")
        assert person is not None
        return Acting(session, person, regions.region(session, region), now)

    def begin(self, slug: str = "af", text: str = TEXT, by: str = "Ana") -> Opened:
        return self.as_(by, lambda a: write.begin(a, slug, Kind.PATHWAY, text, page(text)))

    def save(self, opened: Opened, text: str, by: str = "Ana") -> Opened:
        return self.as_(by, lambda a: write.save(a, opened.pathway.slug, opened.token, text, page(text)))

    def submit(self, opened: Opened, change: ChangeKind = ChangeKind.NEW) -> Opened:
        return self.as_("Ana", lambda a: review.submit(a, opened.pathway.slug, opened.edition.number, opened.token, change))

    def approve(self, opened: Opened, name: str) -> Opened:
        slug, number = opened.pathway.slug, opened.edition.number
        return self.as_(name, lambda a: review.approve(a, slug, number, opened.token, CAST[name], ""))

    def agree_all(self, opened: Opened) -> Opened:
        """Everyone who is asked agrees, in turn."""
        asked = {Role.REVIEWER: "Gita", Role.HOSPITAL_LEAD: "Hugo", Role.PHARMACIST: "Pia", Role.CLINICAL_LEAD: "Lea"}
        while True:
            with self.database.read() as session:
                open_ = [item for item in agreements(session, self.now(opened, session)).missing if item.blocked_by is None]
            if not open_:
                return self.now(opened)
            self.approve(opened, asked[open_[0].requirement.role])

    def publish(self, opened: Opened, note: str = "First version.", by: str = "Lea") -> Opened:
        slug, number = opened.pathway.slug, opened.edition.number
        return self.as_(by, lambda a: publish.publish(a, slug, number, opened.token, note))

    def published(self, slug: str = "af", text: str = TEXT) -> Opened:
        """A published first edition."""
        return self.publish(self.agree_all(self.submit(self.begin(slug, text))))

    def now(self, opened: Opened, session: Session | None = None) -> Opened:
        """The edition as it stands now."""
        if session is None:
            with self.database.read() as own:
                return self.now(opened, own)
        row = pathways.pathway(session, "base", opened.pathway.slug)
        edition = pathways.edition(session, row.id, opened.edition.number)
        return Opened(row, edition, revisions.revision(session, edition.revision_id))


def a_stage(url: str) -> Stage:
    """A migrated, empty database with regions and cast."""
    database = Database(url)
    with database.write() as session:
        for slug, parent in (("base", None), ("northvale", "base")):
            regions.add_region(session, Region(0, slug, slug.title(), parent, Visibility.PUBLIC, "Pacific/Auckland", "en-NZ"))
        places = regions.all_regions(session).values()
        for name, role in CAST.items():
            row = people.add_person(session, f"{name.lower()}@example.org", name, None, NOW)
            for place in places:
                people.grant(session, row.id, place.id, role, (EVERY_SERVICE,) if role is Role.HOSPITAL_LEAD else ())
    return Stage(database)
