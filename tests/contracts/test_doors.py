"""Every route × everybody × every state × public and members' regions: who gets in, and that nobody sees what is not theirs.

What is expected stands in `doors_table.py`, kept by hand. Then each wall is taken away in turn, and the matrix must fall.
"""

from __future__ import annotations

import ast
import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher

import app.actions
from app.actions.acting import Acting
from app.domain.roles import Act
from app.edge import doors, visit
from app.edge.doors import DOORS, FEEDBACK, OPEN, READ, Door, Way
from app.identity import passwords
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from tests.contracts.doors_table import (
    ABOUT_A_PAGE,
    ALLOWED,
    BY_STATE,
    FOR_CORRECTIONS,
    PICTURES,
    PUBLIC_ANSWER,
    READERS,
    SENDER,
    WORKING,
)
from tests.contracts.doors_table import OPEN as ANYBODY
from tests.contracts.doors_world import (
    CANARY,
    ORIGIN,
    PERSONAS,
    Knock,
    World,
    a_world,
    all_routes,
    canary,
    is_in,
    may_see,
    refusal,
)

PUBLIC = {"base", "northvale", "southmere"}
NO_DOOR_OF_THEIR_OWN = frozenset({"ops.health", "ops.ready"})
"""They answer when nothing else does, and hold nothing."""


@pytest.fixture(scope="module")
def world(
    settled_file: Path, tmp_path_factory: pytest.TempPathFactory, renderer: Renderer, pictures: PictureMaker
) -> Iterator[World]:
    """One world for the module: nothing that is asked of it changes it."""
    folder = tmp_path_factory.mktemp("doors")
    shutil.copyfile(settled_file, folder / "waymark.db")
    made = a_world(f"sqlite:///{folder}/waymark.db", folder, renderer, pictures)
    yield made
    made.house.close()


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class Watch:
    """Notes what the doors said."""

    passed: bool | None = None
    """None when no door was asked."""
    shelf: frozenset[str] = frozenset()
    """The addresses that are answered in front of all doors."""


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Stands beside the doors."""
    watching, enter = Watch(), doors.enter

    def noted(*given: Any) -> None:
        watching.passed = False
        enter(*given)
        watching.passed = True

    monkeypatch.setattr(visit, "enter", noted)
    return watching


@dataclass(frozen=True)
class Wrong:
    """What is not as the table says."""

    knock: Knock
    who: str
    what: str

    def __str__(self) -> str:
        return f"{self.who} at {self.knock.method} {self.knock.path} ({self.knock.route}): {self.what}"


def test_every_route_is_in_the_table_and_nothing_else() -> None:
    assert {name for name, _, _ in all_routes()} == set(ALLOWED)


@pytest.mark.timeout(900)
def test_who_gets_in_and_what_they_see(world: World, watch: Watch) -> None:
    watch.shelf = frozenset(world.house.platform.shelf.memory.pages)
    assert {path.split("/")[1] for path in watch.shelf} <= PUBLIC
    wrong = asyncio.run(_collected(world, watch, world.knocks(), PERSONAS))
    assert not wrong, "\n".join(map(str, wrong[:40]))


OPENED = [
    (name, wide)
    for name, door in DOORS.items()
    for wide in (OPEN, READ)
    if door not in (OPEN, wide) and not (wide is READ and door in (READ, FEEDBACK))
]
"""Each door with each way of standing open that lets in somebody who is not let in now."""


@pytest.mark.parametrize(("name", "wide"), OPENED, ids=[f"{name} {wide.way.value}" for name, wide in OPENED])
def test_a_door_that_stands_open_is_noticed(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch, name: str, wide: Door
) -> None:
    monkeypatch.setitem(DOORS, name, wide)
    assert asyncio.run(_first(world, watch, _at([name], world), ("reader", "stranger", "anonymous", "gp", "admin", "writer")))


@pytest.fixture
def doors_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every door that asks for a role lets in whoever may read: what is left are the verbs themselves."""
    for name, door in DOORS.items():
        if door.way is Way.REGION and door.act is not Act.SEND_FEEDBACK:
            monkeypatch.setitem(DOORS, name, READ)


WRITES = [
    name
    for name, method, _ in all_routes()
    if method != "GET"
    and ALLOWED[name] not in (ANYBODY, READERS)
    and name not in ("web.logout", "web.draft_preview", "web.draft_mend", "api.preview")
]
"""The routes that end in a verb. A preview writes nothing, and neither does mending what was typed."""
STALE_FIRST = frozenset({"api.draft_save"})
"""Says that the text has moved on before it asks the verb; `web.draft_save` knocks at the same verb."""


@pytest.mark.usefixtures("doors_open")
def test_the_verbs_refuse_by_themselves(world: World) -> None:
    wrong = asyncio.run(_let_in(world, WRITES))
    assert not wrong, "\n".join(map(str, wrong))


def requirements() -> list[tuple[str, str]]:
    """Module and function of each place in the verbs that asks for a permission."""
    found = []
    for path in sorted(Path(app.actions.__file__).parent.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name != "require":
                found += [(path.stem, function.name) for node in ast.walk(function) if _asks(node)]
    return found


def _asks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "require"


BY_ROUTE = {
    ("localise", "localise"): "web.localise", ("publish", "publish"): "web.publish", ("publish", "withdraw"): "web.withdraw",
    ("publish", "cancel_schedule"): "web.cancel_schedule", ("publish", "publish_urgently"): "web.publish_urgently",
    ("publish", "reinstate"): "web.reinstate", ("respond", "_open"): "web.feedback_take", ("review", "submit"): "web.submit",
    ("review", "request_changes"): "web.request_changes", ("review", "approve"): "web.approve", ("write", "begin"): "web.begin",
    ("illustrate", "add"): "web.picture_add", ("illustrate", "remove"): "web.picture_remove",
    ("state", "state"): "web.local_detail_state", ("state", "confirm"): "web.local_detail_confirm",
    ("state", "take"): "web.local_details_take",
    ("checks", "rule_on"): "web.checks_set", ("write", "save"): "web.draft_save", ("write", "discard"): "web.discard",
    ("measure", "settle"): "web.searches_settle", ("teach", "teach"): "web.vocabulary_teach",
    ("teach", "change"): "web.vocabulary_change", ("teach", "take"): "api.vocabulary_take",
    ("teach", "switch"): "web.vocabulary_switch",
    ("teach", "end"): "api.vocabulary_end", ("teach", "bring_back"): "api.vocabulary_return",
}  # fmt: skip
"""A route that knocks at each."""
ELSEWHERE = {("state", "_record"), ("publish", "come_due"), ("publish", "publish_imported"), ("write", "_revise")}
"""What no route of its own asks for (`tests/actions`): the clock, the import, what counts below; a revision is tried below."""


def test_every_requirement_is_tried() -> None:
    assert set(requirements()) == set(BY_ROUTE) | ELSEWHERE


@pytest.mark.usefixtures("doors_open")
@pytest.mark.parametrize("place", BY_ROUTE, ids=[".".join(place) for place in BY_ROUTE])
def test_a_requirement_that_is_dropped_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch, place: tuple[str, str]) -> None:
    _drop(monkeypatch, place)
    assert asyncio.run(_let_in(world, [BY_ROUTE[place]]))


def test_a_text_in_review_is_revised_by_its_editors_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A region's administrator writes drafts, and may not touch what is being reviewed."""
    opened = world.editions["base", "in-review"]
    form = {
        "csrf": world.csrf["admin"], "revision": opened.token, "source": opened.revision.source + "\nMore.\n", "then": "save",
    }  # fmt: skip

    async def save() -> int:
        async with _client(world) as client:
            headers = {"Cookie": f"waymark={world.cookies['admin']}", "Origin": ORIGIN}
            answer = await client.post("/desk/base/pathways/in-review/draft", data=form, headers=headers)
            return answer.status_code

    assert asyncio.run(save()) == 403
    _drop(monkeypatch, ("write", "_revise"))
    assert asyncio.run(save()) == 303


def _drop(monkeypatch: pytest.MonkeyPatch, place: tuple[str, str]) -> None:
    """One requirement asks nothing any more."""
    require = Acting.require

    def forgetful(acting: Acting, act: Act) -> None:
        caller = sys._getframe(1)
        if (Path(caller.f_code.co_filename).stem, caller.f_code.co_name) != place:
            require(acting, act)

    monkeypatch.setattr(Acting, "require", forgetful)


def _client(world: World) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=world.app), base_url=ORIGIN, follow_redirects=False)


def _at(names: Iterable[str], world: World) -> list[Knock]:
    """Knocks at some doors, one state of each."""
    chosen = set(names)
    return [knock for knock in world.knocks() if knock.route in chosen and knock.state in ("", "published")]


async def _collected(world: World, watch: Watch, knocks: Iterable[Knock], people: Iterable[str]) -> list[Wrong]:
    return [wrong async for wrong in _wrong(world, watch, knocks, people)]


async def _first(world: World, watch: Watch, knocks: Iterable[Knock], people: Iterable[str]) -> Wrong | None:
    return await anext(_wrong(world, watch, knocks, people), None)


async def _wrong(world: World, watch: Watch, knocks: Iterable[Knock], people: Iterable[str]) -> AsyncIterator[Wrong]:
    """What is not as the table says, one after the other."""
    async with _client(world) as client:
        for knock in knocks:
            for who in people:
                watch.passed = None
                answer = await client.send(world.request(client, knock, who))
                for what in _judged(knock, who, answer, watch):
                    yield Wrong(knock, who, what)


def _judged(knock: Knock, who: str, answer: httpx2.Response, watch: Watch) -> Iterator[str]:
    api, right = knock.route.startswith("api."), is_in(knock.route, who, knock.place)
    expected = _expected(knock, who, right=right)
    if not expected(answer):
        yield f"answered {answer.status_code} {answer.headers.get('Location', '')}"
    passes = right or (knock.route in FOR_CORRECTIONS and (who == "editor" or (api and who == "token")))
    if watch.passed is not (passes if _asks_a_door(knock, who, watch) else None):
        yield f"the door says {watch.passed}"
    told = set(CANARY.findall(answer.text + str(answer.headers))) - set(CANARY.findall(knock.path))  # what was asked may be named
    if knock.route == SENDER:
        told.discard(canary("f", knock.place, "message"))  # whoever has the address wrote it, or was given it
    leaked = {word for word in told if not may_see(who, word, api=api)}
    if leaked:
        yield f"shows {sorted(leaked)}"


def _asks_a_door(knock: Knock, who: str, watch: Watch) -> bool:
    """Not what is on the shelf, nor a worthless token, which is refused before."""
    if knock.route.startswith("api.") and who == "disabled":
        return False
    return knock.route not in NO_DOOR_OF_THEIR_OWN and knock.path not in watch.shelf


def _expected(knock: Knock, who: str, *, right: bool) -> Callable[[httpx2.Response], bool]:
    if not right:
        status = refusal(knock, who)
        return lambda answer: answer.status_code == status and (status != 303 or _to_sign_in(answer))
    if knock.route == "web.logout":  # behind the door, the form without its token is refused
        return lambda answer: answer.status_code == 403
    if knock.route in BY_STATE:
        return lambda answer: answer.status_code == PUBLIC_ANSWER.get(knock.state, 404)
    if knock.route in PICTURES:
        always = knock.route.startswith("api.") and ("editor" if who == "token" else who) in WORKING
        there = always or PUBLIC_ANSWER.get(knock.state) == 200
        return lambda answer: answer.status_code == (200 if there else 404)
    if knock.route in ABOUT_A_PAGE and knock.state:
        there = knock.state in PUBLIC_ANSWER
        return lambda answer: (answer.status_code in (200, 422)) if there else answer.status_code == 404
    return _inside


def _inside(answer: httpx2.Response) -> bool:
    return answer.status_code < 500 and answer.status_code not in (401, 403, 404) and not _to_sign_in(answer)


def _to_sign_in(answer: httpx2.Response) -> bool:
    return answer.headers.get("Location", "").startswith("/login?next=")


async def _let_in(world: World, names: Iterable[str]) -> list[Wrong]:
    """Those whom the verbs let through though the table does not."""
    chosen = set(names) - STALE_FIRST
    wrong = []
    async with _client(world) as client:
        for knock in _at(chosen, world):
            for who in PERSONAS:
                if not is_in(knock.route, who, knock.place):
                    answer = await client.send(world.request(client, knock, who))
                    if answer.status_code not in (401, 403, 404):  # who is nobody is stopped by the form's token already
                        wrong.append(Wrong(knock, who, f"answered {answer.status_code}"))
    return wrong
