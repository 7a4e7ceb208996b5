"""A world for the doors: a public and a members' region, in each a pathway in every state with a canary in it, and everybody."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx2
from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.actions import illustrate, publish, respond, teach, write
from app.actions.acting import Opened
from app.actions.illustrate import Told
from app.actions.respond import Category
from app.api.v1 import ROUTERS as API_ROUTERS
from app.domain.roles import Role
from app.domain.vocabulary import Sort, Taught
from app.identity.opaque import digest, new_secret
from app.identity.tokens import make_token
from app.main import application
from app.markup.worker import Renderer
from app.pictures.encoding import encode
from app.pictures.maker import PictureMaker
from app.reading.fronted import Application
from app.store import people, regions
from app.store.people import SessionRow
from app.web.routes import ROUTERS as WEB_ROUTERS
from tests import cast
from tests.builders import House, a_platform, a_text
from tests.contracts.doors_table import ALLOWED, DESK, OPEN, READERS, READERS_OF, READS_FEEDBACK, SIGNED_IN, WORKING
from tests.pictures import files as files_of

ORIGIN = "http://127.0.0.1:8000"
PLACES = ("base", "privata")
STATES = ("draft", "in-review", "ready", "scheduled", "published", "superseded", "withdrawn", "discarded")
STALE = "r0-0000000000000000"
"""Names no revision: whoever gets as far as the verb is told so, and nothing changes."""

PERSONAS = (
    "anonymous", "disabled", "stranger", "northvale_editor", "platform", "reader", "gp", "editor", "writer", "pharmacist",
    "hospital", "lead", "coordinator", "admin", "token",
)  # fmt: skip
"""`northvale_editor` works in another region, `platform` runs the platform and has no role in any, `token` comes to the pages
with an API token of an editor and without a cookie."""

FORM = {
    "told": "",
    "title": "Anything", "slug": "draft", "kind": "pathway", "specialty": "", "source": a_text("Anything"), "then": "save",
    "change": "new", "role": "reviewer", "note": "", "reason": "Because.", "change_note": "Because.", "successor": "",
    "reply": "Because.", "fixed_in": "", "lock": "999", "category": "none", "message": "Hm.", "email": "nobody@example.org",
    "password": "not a password", "revision": STALE, "mend": "D03:*", "rule": "none", "strength": "off", "allow": "",
    "sort": "synonym", "words": "!", "means": "", "settled": "set_aside", "keys": "none", "token": "none", "rank": "1",
    "key": "anything", "value": "1", "as_of": "2026-01-01", "details": "key,value,as_of\nanything,1,2026-01-01",
    "table": "sort,words,means\nsynonym,!,",
}  # fmt: skip
"""Every field of every form. What reaches a verb is refused there without changing anything."""

SWITCH = {"source": "", "name": "abbreviation: af"}
"""Names words that come with Waymark."""
BODIES: dict[str, dict[str, object]] = {
    "api.begin": {"slug": "draft", "source": a_text("Anything")},
    "api.draft_save": {"source": a_text("Anything")},
    "api.asset_add": {"data": b64encode(files_of.png()).decode(), "shows": "Anything", "licence": ""},
    "api.preview": {"source": a_text("Anything")},
    "api.submit": {"change": "new"},
    "api.approve": {"role": "reviewer"},
    "api.publish": {"change_note": "Because."},
    "api.feedback_send": {"category": "other", "message": " "},
    "api.feedback_answer": {"reply": "Because."},
    "api.vocabulary_teach": {"sort": "synonym", "words": ["!"], "reason": "Because."},
    "api.vocabulary_change": {"sort": "synonym", "words": ["!"], "reason": "Because."},
    "api.vocabulary_return": {"number": 999, "reason": "Because."},
    "api.vocabulary_take": {"entries": [{"sort": "synonym", "words": ["!"]}], "reason": "Because."},
    "api.vocabulary_switch": {**SWITCH, "off": False, "reason": "Because."},
    "api.searches_settle": {"keys": ["none"], "settled": "set_aside"},
    "api.local_detail_state": {"value": "09 555 0123", "as_of": "2026-01-01"},
}
FORMS = {"web.vocabulary_switch": {**SWITCH, "off": "no"}}
WITH_FILE = {
    "web.picture_add": ({"shows": "Anything", "licence": "", "nobody": "on"}, ("a.png", files_of.png(), "image/png")),
    "web.vocabulary_upload": ({"reason": "Because."}, ("a.csv", FORM["table"].encode(), "text/csv")),
}
WITHOUT_BODY = frozenset({"api.localise", "api.feedback_take", "api.cancel_schedule"})
QUERIES = {"web.search": {"q": "examine joint"}, "api.search": {"q": "examine joint"}, "web.suggest": {"q": "zq"},
           "web.vocabulary_above": SWITCH, "api.suggest": {"q": "zq"}, "api.cancel_schedule": {"reason": "Because."}}  # fmt: skip
CANARY = re.compile(r"zq[tbrfp](?:base|privata)[a-z]+")
"""A word that stands in one text only: of a title, a body, a public reason, a message of a reader or the name of a picture."""


def canary(part: str, place: str, state: str) -> str:
    """The word of one part of one pathway."""
    return f"zq{part}{place}{state.replace('-', '')}"


@dataclass(frozen=True, slots=True)
class Knock:
    """One request: where, by whom, at which door."""

    route: str
    method: str
    path: str
    place: str = ""
    state: str = ""


@dataclass(slots=True)
class World:
    """The world, and everybody's keys."""

    house: House
    app: Application
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    """Region → the end of the address at which a sender sees what became of a message."""
    pictures: dict[tuple[str, str], str] = field(default_factory=dict)
    editions: dict[tuple[str, str], Opened] = field(default_factory=dict)

    def knocks(self) -> list[Knock]:
        """Every route, at every place and for every state that its address names."""
        return [knock for name, method, path in all_routes() for knock in self._knocks(name, method, path)]

    def _knocks(self, name: str, method: str, path: str) -> Iterator[Knock]:
        for place in PLACES if "{region}" in path else ("",):
            for state in STATES if "{slug}" in path or "{name}" in path else ("",):
                filled = path.format(
                    region=place, slug=state, number=1, n=1, message=self.messages.get(place), id=self.messages.get(place),
                    entry=self.entries.get(place), key="rheumatology.clinic.phone", detail="rheumatology.clinic.phone",
                    reference=self.references.get(place),
                    specialty="rheumatology", name=self.pictures.get((place, state)),
                )  # fmt: skip
                yield Knock(name, method, filled, place, state)

    def request(self, client: httpx2.AsyncClient, knock: Knock, who: str) -> httpx2.Request:
        """The request that somebody sends."""
        headers: dict[str, str] = {}
        if knock.route.startswith("api."):
            if who in self.tokens:
                headers["Authorization"] = f"Bearer {self.tokens[who]}"
            if knock.method != "GET":
                headers["If-Match"] = f'"{STALE}"'
            body = (
                None if knock.method == "GET" or knock.route in WITHOUT_BODY else BODIES.get(knock.route, {"reason": "Because."})
            )
            return client.build_request(knock.method, knock.path, headers=headers, json=body, params=QUERIES.get(knock.route))
        if who == "token":
            headers["Authorization"] = f"Bearer {self.tokens['token']}"
        if who in self.cookies:
            headers["Cookie"] = f"waymark={self.cookies[who]}"
        if knock.method == "GET":
            return client.build_request("GET", knock.path, headers=headers, params=QUERIES.get(knock.route))
        csrf = self.csrf.get(who, "") if knock.route != "web.logout" else ""  # whoever knocks stays
        fields, file = WITH_FILE.get(knock.route, (FORM | FORMS.get(knock.route, {}), None))
        form, files = fields | {"csrf": csrf}, {"file": file} if file else None
        return client.build_request(knock.method, knock.path, headers=headers | {"Origin": ORIGIN}, data=form, files=files)


def all_routes() -> list[tuple[str, str, str]]:
    """Name, method and address of every route of pages, API and operations."""
    ops = [("ops.health", "GET", "/healthz"), ("ops.ready", "GET", "/readyz"), ("ops.metrics", "GET", "/metrics")]
    document = [("api.openapi", "GET", "/api/v1/openapi.json")]
    return [*_routes(WEB_ROUTERS, ""), *_routes(API_ROUTERS, "/api/v1"), *document, *ops]


def _routes(routers: tuple[APIRouter, ...], prefix: str) -> Iterator[tuple[str, str, str]]:
    for router in routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield route.name, method, prefix + route.path


def is_in(route: str, who: str, place: str) -> bool:
    """Whether somebody may go in, by the table kept by hand."""
    allowed, api = ALLOWED[route], route.startswith("api.")
    if who == "disabled" and api:
        return False  # a token that is worthless is refused even where none is needed
    person = ("editor" if api else "anonymous") if who == "token" else who
    if allowed == OPEN:
        return True
    if allowed == SIGNED_IN:
        return person not in ("anonymous", "disabled")
    if allowed == READERS:
        return place == "base" or person in READERS_OF
    return person in (WORKING if allowed == DESK else allowed.split())


def refusal(knock: Knock, who: str) -> int:
    """How somebody is refused who may not go in."""
    api = knock.route.startswith("api.")
    person = ("editor" if api else "anonymous") if who == "token" else who
    if person in ("anonymous", "disabled"):
        return 401 if api or knock.method != "GET" else 303
    return 403 if person in WORKING else 404


def may_see(who: str, word: str, *, api: bool) -> bool:
    """Whether somebody may be shown a canary."""
    person = ("editor" if api else "anonymous") if who == "token" else who
    part, place = word[2], "base" if word[3:].startswith("base") else "privata"
    state = word[3 + len(place) :]
    if part == "f":
        return person in READS_FEEDBACK
    if person in WORKING:
        return True
    if place == "privata" and person not in READERS_OF:
        return False
    public = {"published", "superseded", "supersededby"}
    return state in public if part in "bp" else state in public | {"withdrawn"}


def a_world(settled_url: str, folder: Path, renderer: Renderer, pictures: PictureMaker) -> World:
    """Make it."""
    house = a_platform(settled_url, folder, renderer, pictures)
    world = World(house, application(house.platform))
    for place in PLACES:
        for state in STATES:
            world.pictures[place, state] = _picture(house, place, state)
            world.editions[place, state] = _pathway(house, place, state, world.pictures[place, state])
        world.messages[place], world.references[place] = _message(house, place)
        world.entries[place] = _entry(house, place)
    _keys(world)
    house.platform.shelf.open()
    house.index()
    return world


def _picture(house: House, place: str, state: str) -> str:
    """A picture of its own for each pathway; its name."""
    side = 20 + PLACES.index(place) * len(STATES) + STATES.index(state)  # other bytes for each: the same ones are one picture
    encoded = encode(files_of.png((side, side)))
    told = Told(canary("p", place, state), "Drawn by us", nobody=True)
    return house.as_("editor", lambda a: illustrate.add(a, encoded, told), place).name


def _pathway(house: House, place: str, state: str, picture: str) -> Opened:
    """A pathway in a state, by the verbs that bring it there."""
    source = a_text(canary("t", place, state), body=f"\n{canary('b', place, state)}\n\n![Joint](asset:{picture})\n")
    opened = house.a_pathway(state, source, region=place)
    if state in ("draft", "discarded"):
        return opened if state == "draft" else _discarded(house, opened, place)
    opened = house.submitted(opened)
    if state == "in-review":
        return opened
    opened = house.agreed(opened)
    if state == "ready":
        return opened
    if state == "scheduled":
        later = house.clock() + timedelta(days=1)
        return house.as_("lead", lambda a: publish.publish(a, state, 1, opened.token, "Soon.", later), place)
    opened = house.made_public(opened)
    if state == "superseded":
        after = source.replace(canary("b", place, state), canary("b", place, "supersededby"))
        return house.updated(opened, after.replace(f"![Joint](asset:{picture})\n", ""))
    return house.withdrawn(opened, canary("r", place, state)) if state == "withdrawn" else opened


def _discarded(house: House, opened: Opened, place: str) -> Opened:
    return house.as_("editor", lambda a: write.discard(a, "discarded", 1, opened.token, canary("r", place, "discarded")), place)


def _entry(house: House, place: str) -> int:
    """Something that search was taught."""
    taught = Taught(Sort.SYNONYM, ("bamboo spine", f"poker back of {place}"))
    return house.as_(
        "editor", lambda a: teach.teach(a, taught, "Asked for.", house.platform.searcher.vocabulary.language), place
    ).entry


def _message(house: House, place: str) -> tuple[int, str]:
    with house.platform.write() as session:
        row = respond.receive(
            session, regions.region(session, place), house.clock(), slug="published", number=1, block="", category=Category.OTHER,
            message=canary("f", place, "message"),
        )  # fmt: skip
        return row.id, row.reference or ""


def _keys(world: World) -> None:
    """A cookie and a token for everybody who has one."""
    with world.house.platform.write() as session:
        for who, role in (("platform", Role.PLATFORM_ADMIN), ("disabled", Role.CLINICAL_LEAD)):
            row = people.add_person(session, f"{who}@example.org", who.title(), None, cast.NOW)
            for place in regions.all_regions(session).values():
                people.grant(session, row.id, None if who == "platform" else place.id, role)
        for who in set(PERSONAS) - {"anonymous", "token"}:
            person = people.row_by_email(session, f"{who}@example.org")
            assert person is not None, who
            world.cookies[who], world.csrf[who] = new_secret(), new_secret()
            session.add(
                SessionRow(
                    id=digest(world.cookies[who]), person_id=person.id, csrf=world.csrf[who], created_at=cast.NOW,
                    seen_at=cast.NOW, expires_at=cast.NOW + timedelta(hours=12),
                )
            )  # fmt: skip
            world.tokens[who] = make_token(session, person.id, cast.NOW)
        world.tokens["token"] = make_token(session, cast.person(session, "editor").id, cast.NOW)
        gone = people.row_by_email(session, "disabled@example.org")
        assert gone is not None
        gone.active = False
