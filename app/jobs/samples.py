"""The sample library: regions, people and pathways of places that do not exist, taken through the real journey.

It is played as people would have done it over the last months: each text is written, submitted, approved by everyone its route
asks for, and published, by the same verbs that everyone uses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.actions import localise, publish, respond, review, state, write
from app.actions.acting import Acting, Opened, revision_token
from app.actions.agreements import agreements
from app.domain.agreeing import Missing
from app.domain.local_details import Stated
from app.domain.regions import Region, Visibility
from app.domain.roles import EVERY_SERVICE, Role
from app.domain.routes import ChangeKind
from app.domain.text import Page
from app.domain.urgency import scale_from
from app.jobs.picture_files import import_pictures
from app.jobs.transacting import Result
from app.markup.source import read_bytes
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from app.store import feedback, local_details, pathways, people, regions, revisions
from app.store.checks import profile_in
from app.store.database import Database, Session

LIBRARY = Path(__file__).resolve().parents[2] / "pathways"
SINCE = timedelta(days=120)
"""How far back the sample's story begins."""

PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("editor@example.org", "Dr Hana Whitlock", Role.EDITOR),
    ("gp@example.org", "Dr Tomas Okafor", Role.REVIEWER),
    ("hospital@example.org", "Dr Priya Lindqvist", Role.HOSPITAL_LEAD),
    ("pharmacist@example.org", "Mereana Duarte", Role.PHARMACIST),
    ("lead@example.org", "Dr Ruth Castellane", Role.CLINICAL_LEAD),
    ("coordinator@example.org", "Joel Abernethy", Role.COORDINATOR),
    ("writer@example.org", "Sinead Falk", Role.TECHNICAL_WRITER),
    ("reader@example.org", "Dr Wen Harrow", Role.READER),
    ("admin@example.org", "Kit Solberg", Role.REGION_ADMIN),
)
"""Address, name and role in every sample region."""

SIGNER = {
    Role.REVIEWER: "gp@example.org",
    Role.HOSPITAL_LEAD: "hospital@example.org",
    Role.PHARMACIST: "pharmacist@example.org",
    Role.CLINICAL_LEAD: "lead@example.org",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story: what is done, for the progress bar."""

    done: int
    total: int
    title: str


def make_people(session: Session, password_hash: str, now: datetime) -> None:
    """The sample people, with their roles in all three regions; run again, it gives them the present password."""
    places = list(regions.all_regions(session).values())
    for email, name, role in PEOPLE:
        row = people.add_person(session, email, name, password_hash, now)
        for place in places:
            services = (EVERY_SERVICE,) if role is Role.HOSPITAL_LEAD else ()
            people.grant(session, row.id, place.id, role, services)
        if role is Role.REGION_ADMIN:
            people.grant(session, row.id, None, Role.PLATFORM_ADMIN)


def has_people(session: Session) -> bool:
    """Whether the sample people are here."""
    return all(people.row_by_email(session, email) is not None for email, _, _ in PEOPLE)


def make_regions(session: Session, library: Path = LIBRARY) -> None:
    """The sample regions, parents first."""
    for entry in _toml(library)["region"]:
        place = Region(
            0, entry["slug"], entry["name"], entry.get("parent"), Visibility(entry["visibility"]), entry["time_zone"],
            entry["language"], entry["accent"], entry.get("country", "nz"), contact=entry.get("contact", ""),
            urgency=scale_from(entry.get("urgency", ())),
        )  # fmt: skip
        regions.add_region(session, place)


def play(database: Database, renderer: Renderer, now: datetime, library: Path = LIBRARY) -> Iterator[Step]:
    """Play the story up to `now`, one transaction a step. What is there already is left alone, so a broken set-up can go on."""
    told = _toml(library)
    for folder in sorted(path.parent for path in library.glob("*/assets")):
        hang_pictures(Stage(database, renderer, library, now - SINCE), folder)
    steps = [
        (kind, entry) for kind in ("detail", "publish", "unfinished", "withdraw", "feedback") for entry in told.get(kind, [])
    ]
    for number, (kind, entry) in enumerate(steps):
        at = now - SINCE + SINCE * (number + 1) / (len(steps) + 1)
        stage = Stage(database, renderer, library, at)
        match kind:
            case "detail":
                stage.detail(entry)
            case "publish":
                stage.publish(entry, told["publish"])
            case "unfinished":
                stage.unfinished(entry)
            case "withdraw":
                stage.withdraw(entry)
            case _:
                stage.feedback(entry)
        yield Step(number + 1, len(steps), f"{entry['region']}/{entry.get('slug') or entry['key']}")


def hang_pictures(stage: Stage, folder: Path) -> None:
    """The pictures of one region's folder."""

    def transact(piece: Callable[[Acting], Result]) -> Result:
        with stage.database.write() as session:
            return piece(stage.acting(session, {"region": folder.name}, "editor@example.org"))

    with PictureMaker() as maker:
        refused = [picture for picture in import_pictures(folder, transact, maker) if picture.reason]
    if refused:
        raise LookupError(f"the sample picture {refused[0].path} is not taken: {refused[0].reason}")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where one step of the story is played, and when."""

    database: Database
    renderer: Renderer
    library: Path
    now: datetime

    def detail(self, entry: dict[str, Any]) -> None:
        """A region's own fact."""
        with self.database.write() as session:
            if local_details.history_of(session, entry["region"], entry["key"]):
                return
            acting = self.acting(session, entry, "coordinator@example.org")
            stated = Stated(entry["value"], acting.today, below=entry.get("below", False), note=entry.get("note", ""))
            state.state(acting, entry["key"], "0", stated)

    def publish(self, entry: dict[str, Any], publications: list[dict[str, Any]]) -> None:
        """One publication, from the first word to the public page."""
        number = _which(entry, publications)
        source, page = self._text(entry)
        with self.database.write() as session:
            if _has_edition(session, entry, number):
                return
            opened = self._written(session, entry, source, page)
            self._agreed(session, entry, opened)
            lead = self.acting(session, entry, SIGNER[Role.CLINICAL_LEAD])
            publish.publish(lead, entry["slug"], opened.edition.number, _token(opened), entry["change_note"])

    def unfinished(self, entry: dict[str, Any]) -> None:
        """A text that waits on the desk."""
        source, page = self._text(entry)
        with self.database.write() as session:
            if _has_edition(session, entry, 1):
                return
            opened = self._written(session, entry, source, page)
            if entry["status"] == "in_review":
                self._agreed(session, entry, opened, only={Role(role) for role in entry.get("approved_by", [])})

    def withdraw(self, entry: dict[str, Any]) -> None:
        """A page taken away again."""
        with self.database.write() as session:
            row = pathways.pathway(session, entry["region"], entry["slug"])
            edition = pathways.editions(session, row.id)[0]
            if edition.status == "withdrawn":
                return
            token = revision_token(revisions.revision(session, edition.revision_id))
            lead = self.acting(session, entry, SIGNER[Role.CLINICAL_LEAD])
            publish.withdraw(lead, entry["slug"], edition.number, token, entry["reason"], entry.get("successor"))

    def feedback(self, entry: dict[str, Any]) -> None:
        """A message from a reader."""
        with self.database.write() as session:
            if pathways.find_pathway(session, entry["region"], entry["slug"]) is None or _has_feedback(session, entry):
                return
            respond.receive(
                session, regions.region(session, entry["region"]), self.now, slug=entry["slug"], number=1,
                block=entry.get("section", ""), category=respond.Category(entry["category"]), message=entry["message"],
                name=entry.get("name", ""), email=entry.get("email", ""),
            )  # fmt: skip

    def _text(self, entry: dict[str, Any]) -> tuple[str, Page]:
        named = entry.get("file")
        path = self.library / named if named else next((self.library / entry["region"]).glob(f"*/{entry['slug']}.md"))
        source = read_bytes(path.read_bytes())
        with self.database.read() as session:
            profile = profile_in(session, regions.region(session, entry["region"]))
        return source, self.renderer.read(source, profile=profile)

    def acting(self, session: Session, entry: dict[str, Any], email: str) -> Acting:
        """One of the sample people, in the region of an entry."""
        person = people.person_by_email(session, email)
        if person is None:
            raise LookupError(f"the sample person {email} is missing")
        return Acting(session, person, regions.region(session, entry["region"]), self.now)

    def _written(self, session: Session, entry: dict[str, Any], source: str, page: Page) -> Opened:
        editor = self.acting(session, entry, "editor@example.org")
        slug = entry["slug"]
        if entry.get("localised"):
            begun = localise.localise(editor, slug)
            return write.save(editor, slug, begun.token, source, page)
        row = pathways.find_pathway(session, entry["region"], slug)
        if row is None:
            return write.begin(editor, slug, page.front.kind, source, page)
        latest = revisions.revision(session, pathways.editions(session, row.id)[0].revision_id)
        return write.save(editor, slug, revision_token(latest), source, page)

    def _agreed(self, session: Session, entry: dict[str, Any], opened: Opened, only: set[Role] | None = None) -> None:
        """Submitted, and approved by everyone who is asked, stage by stage; or by some roles `only`."""
        editor, slug, number = self.acting(session, entry, "editor@example.org"), entry["slug"], opened.edition.number
        review.submit(editor, slug, number, _token(opened), ChangeKind(entry.get("change", "new")))
        while asked := _next_asked(agreements(session, opened).missing, only):
            signer = self.acting(session, entry, SIGNER[asked])
            review.approve(signer, slug, number, _token(opened), asked, "")


def _next_asked(missing: tuple[Missing, ...], only: set[Role] | None) -> Role | None:
    roles = [item.requirement.role for item in missing if item.blocked_by is None]
    return next((role for role in roles if only is None or role in only), None)


def _which(entry: dict[str, Any], publications: list[dict[str, Any]]) -> int:
    """The number of the edition that this publication makes."""
    same = [other for other in publications if (other["region"], other["slug"]) == (entry["region"], entry["slug"])]
    return next(number for number, other in enumerate(same, 1) if other is entry)


def _has_edition(session: Session, entry: dict[str, Any], number: int) -> bool:
    row = pathways.find_pathway(session, entry["region"], entry["slug"])
    return row is not None and any(edition.number >= number for edition in pathways.editions(session, row.id))


def _has_feedback(session: Session, entry: dict[str, Any]) -> bool:
    return any(row.message == entry["message"].strip() for row in feedback.feedback_in(session, entry["region"]))


def _token(opened: Opened) -> str:
    return revision_token(opened.revision)


def _toml(library: Path) -> dict[str, Any]:
    return tomllib.loads((library / "library.toml").read_text(encoding="utf-8"))
