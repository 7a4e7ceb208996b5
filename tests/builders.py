"""Builders: a platform on a fresh database with the cast in it, and pathways in any state, by the same verbs that people use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from app.actions import localise, publish, review, write
from app.actions.acting import Acting, Opened
from app.actions.agreements import agreements
from app.domain.routes import ChangeKind
from app.domain.text import Kind
from app.edge.counted import Keys
from app.edge.platform import Platform
from app.edge.tally import Tally
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from app.reading.shelf import Shelf
from app.search.query import Searcher
from app.search.sync import follow, open_writer
from app.search.vocabulary import load
from app.store import pathways, regions, revisions
from app.store.database import Database, Session
from tests import cast

T = TypeVar("T")

vocabulary = cache(load)
"""The platform's own, read once: nothing changes it."""


def a_text(title: str = "Gout", *, body: str = "", services: str = "", kind: str = "pathway", dose: str = "300 mg") -> str:
    """A short, whole text without high-alert medicines; `body` is added at its end."""
    led = f"services: [{services}]\n" if services else ""
    return (
        f"---\ntitle: {title}\nkind: {kind}\nspecialty: rheumatology\n{led}---\n"
        "::: red-flags\n- Fever with a hot swollen joint\n:::\n\n"
        f"## Assessment\n\nExamine the joint.\n\n## Management\n\nAllopurinol {dose} once a day.\n{body}"
    )


CRITERIA = "\n## Request\n\n::: criteria {service=cardiology category=1 within=30d}\n- Symptoms in spite of treatment\n:::\n"
"""Text that is a hospital service's own: its lead must agree."""


@dataclass(slots=True)
class StandingClock:
    """A clock that stands still until it is set forward."""

    now: datetime = cast.NOW

    def __call__(self) -> datetime:
        """The present."""
        return self.now

    def forward(self, **time: float) -> datetime:
        """Let time pass: `forward(days=3)`."""
        self.now += timedelta(**time)
        return self.now


@dataclass(slots=True)
class House:
    """A running platform with regions and people, and what they do there."""

    platform: Platform
    clock: StandingClock
    search_dir: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def close(self) -> None:
        """Let go of everything that is not lent."""
        self.platform.tally.close()
        self.platform.searcher.close()
        self.platform.shelf.close()
        self.platform.database.dispose()

    def token(self, who: str) -> str:
        """A token of somebody of the cast; the same one each time."""
        if who not in self.tokens:
            with self.platform.write() as session:
                self.tokens[who] = cast.token(session, who)
        return self.tokens[who]

    def index(self) -> int:
        """Bring the search index to where pages are."""
        writer = open_writer(self.search_dir)
        try:
            return follow(self.platform.database, writer)
        finally:
            writer.close()

    def as_(self, who: str, act: Callable[[Acting], T], region: str = "base") -> T:
        """Do something as somebody, in a transaction of its own."""
        with self.platform.write() as session:
            return act(self.acting(session, who, region))

    def acting(self, session: Session, who: str, region: str = "base") -> Acting:
        """Somebody in somebody's transaction."""
        return Acting(session, cast.person(session, who), regions.region(session, region), self.clock())

    def a_pathway(
        self,
        slug: str = "gout",
        source: str | None = None,
        *,
        region: str = "base",
        kind: Kind = Kind.PATHWAY,
        by: str = "editor",
    ) -> Opened:
        """A pathway that has just been begun."""
        text = a_text(slug.replace("-", " ").capitalize()) if source is None else source
        page = self.platform.renderer.read(text)
        return self.as_(by, lambda acting: write.begin(acting, slug, kind, text, page, instead_of_upstream=True), region)

    def saved(self, opened: Opened, source: str, *, by: str = "editor") -> Opened:
        """The text saved over what is there: in the open edition, or as the beginning of the next."""
        page = self.platform.renderer.read(source, opened.page.blocks)
        return self.as_(
            by, lambda acting: write.save(acting, opened.pathway.slug, opened.token, source, page), self.region(opened)
        )

    def submitted(self, opened: Opened, change: ChangeKind = ChangeKind.NEW, *, by: str = "editor") -> Opened:
        """A draft sent into review."""
        slug, number = _name(opened)
        return self.as_(by, lambda acting: review.submit(acting, slug, number, opened.token, change), self.region(opened))

    def agreed(self, opened: Opened) -> Opened:
        """Everyone who is asked has signed: the edition is ready."""
        slug, number = _name(opened)
        region = self.region(opened)
        while True:
            opened = self.now(opened)
            with self.platform.read() as session:
                asked = next((item for item in agreements(session, opened).missing if item.blocked_by is None), None)
            if asked is None:
                return opened
            role, token = asked.requirement.role, opened.token
            self.as_(cast.SIGNERS[role], lambda acting: review.approve(acting, slug, number, token, role, ""), region)  # noqa: B023

    def published(
        self,
        slug: str = "gout",
        source: str | None = None,
        *,
        region: str = "base",
        kind: Kind = Kind.PATHWAY,
        note: str = "First version.",
    ) -> Opened:
        """A pathway that readers have."""
        return self.made_public(self.submitted(self.a_pathway(slug, source, region=region, kind=kind)), note)

    def made_public(self, opened: Opened, note: str = "Updated.") -> Opened:
        """An edition in review, agreed to by everyone and published."""
        opened = self.agreed(opened)
        slug, number = _name(opened)
        return self.as_("lead", lambda acting: publish.publish(acting, slug, number, opened.token, note), self.region(opened))

    def updated(self, opened: Opened, source: str, note: str = "Updated.") -> Opened:
        """The next version of a published page, published too."""
        return self.made_public(self.submitted(self.saved(opened, source), ChangeKind.PARTIAL_UPDATE), note)

    def withdrawn(self, opened: Opened, reason: str = "It is dangerous.", successor: str | None = None) -> Opened:
        """A published page taken away from readers."""
        slug, number = _name(opened)
        region = self.region(opened)
        return self.as_("lead", lambda acting: publish.withdraw(acting, slug, number, opened.token, reason, successor), region)

    def localised(self, slug: str, region: str) -> Opened:
        """A page taken from upstream: a draft."""
        return self.as_("editor", lambda acting: localise.localise(acting, slug), region)

    def now(self, opened: Opened) -> Opened:
        """An edition as it stands now."""
        with self.platform.read() as session:
            row = pathways.pathway(session, self.region(opened), opened.pathway.slug)
            edition = pathways.edition(session, row.id, opened.edition.number)
            return Opened(row, edition, revisions.revision(session, edition.revision_id))

    def region(self, opened: Opened) -> str:
        """The slug of the region that an edition belongs to."""
        with self.platform.read() as session:
            return pathways.region_slug_of(session, opened.pathway.id)


def _name(opened: Opened) -> tuple[str, int]:
    return opened.pathway.slug, opened.edition.number


def a_platform(settled_url: str, folder: Path, renderer: Renderer, pictures: PictureMaker) -> House:
    """A platform on a settled database, with the regions and people of the cast; close it when done.

    What reads texts and pictures is lent.
    """
    clock = StandingClock()
    database = Database(settled_url)
    platform = Platform(
        database=database,
        renderer=renderer,
        pictures=pictures,
        searcher=Searcher(folder / "index", vocabulary()),
        shelf=Shelf(database, folder / "bell", clock),
        tally=Tally(database, Keys("the tests' own secret"), vocabulary(), clock),
        base_url="http://127.0.0.1:8000",
        clock=clock,
        max_source_bytes=200_000,
        sample=False,
    )
    return House(platform, clock, folder / "index")
