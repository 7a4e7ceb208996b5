"""Searches that are answered before the framework say what the framework says, byte for byte; everything else is handed on."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app.api.schemas.searching import SearchOut, SuggestionsOut
from app.domain.regions import Region, Visibility
from app.edge.quick import Application, Quick, Receive, Scope, Send
from app.store import regions
from tests.api.conftest import Api

SEARCH, SUGGEST, BOX = "/api/v1/regions/base/search", "/api/v1/regions/base/suggest", "/base/suggest"
PLAIN = (
    f"{SEARCH}?q=gout", f"{SEARCH}?q=gout&limit=1&offset=0", f"{SEARCH}?q=alopurinol", f"{SEARCH}?q=alopurinol&exact=1",
    f"{SEARCH}?q=gout&kind=pathway&kind=request&specialty=rheumatology", f"{SEARCH}", f"{SEARCH}?q=%F0%9F%A6%B6+%22gout%22&x=1",
    f"{SEARCH}?q=asthma", f"{SUGGEST}?q=gou&limit=3", f"{SUGGEST}?q=", "/api/v1/regions/northvale/search?q=gout",
)  # fmt: skip
UNUSUAL = (
    f"{SEARCH}?q=gout&limit=0", f"{SEARCH}?q=gout&limit=many", f"{SEARCH}?q=gout&limit=1&limit=2", f"{SEARCH}?q=gout&offset=-1",
    f"{SEARCH}?q=gout&exact=perhaps", f"{SEARCH}?q=gout&kind=poem", f"{SEARCH}?q=gout&specialty={'s' * 101}",
    f"{SUGGEST}?limit=99",
    "/api/v1/regions/nowhere/search?q=gout", "/api/v1/regions/privata/search?q=gout", "/api/v1/regions/BASE/search?q=gout",
    f"{SEARCH}?q=%ff", f"{SEARCH}?q={'long+' * 900}", f"{SEARCH}/?q=gout",
)  # fmt: skip


class Alone:
    """An application behind the quick one that answers nothing, and says so."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def filled(api: Api) -> Api:
    """A page, another one that is withdrawn, and a region for members."""
    api.house.published("gout")
    api.house.withdrawn(api.house.published("asthma"))
    with api.house.platform.write() as session:
        regions.add_region(session, Region(0, "privata", "Privata", None, Visibility.MEMBERS, "Pacific/Auckland", "en-NZ"))
    api.house.platform.show()
    api.house.index()
    return api


def quick(api: Api, behind: Application | None = None) -> TestClient:
    return TestClient(Quick(behind or api.client.app, api.house.platform), raise_server_exceptions=False)


def test_both_say_the_same(filled: Api) -> None:
    fast = quick(filled)
    for path in (*PLAIN, *UNUSUAL):
        one, other = fast.get(path), filled.client.get(path)
        assert (one.status_code, one.content, dict(one.headers)) == (other.status_code, other.content, dict(other.headers)), path
    assert fast.get(f"{SEARCH}?q=gout").json()["total"] == 1 and fast.get(f"{SEARCH}?q=asthma").json()["withdrawn"]


def test_a_plain_search_never_reaches_the_framework_and_has_the_documented_shape(filled: Api) -> None:
    alone = quick(filled, Alone())
    for path in PLAIN:
        answer = alone.get(path)
        shape = SuggestionsOut if "/suggest" in path else SearchOut
        assert answer.status_code == 200, path
        assert shape.model_validate_json(answer.content).model_dump_json().encode() == answer.content, path


def test_a_repeated_search_asks_the_database_once_and_words_from_above_count_at_once(api: Api) -> None:
    api.house.published("gout")
    api.house.index()
    alone, below = quick(api, Alone()), "/api/v1/regions/northvale/search?q=podagra"
    said = {"sort": "synonym", "words": ["podagra", "gout"], "reason": "Old word."}
    assert alone.get(below).json()["total"] == 0
    assert api.as_("editor").post("/regions/base/vocabulary", said).status_code == 201
    assert alone.get(below).json()["total"] == 1
    asked = list[object]()
    event.listen(api.house.platform.database.engine, "checkout", lambda *connection: asked.append(connection))
    assert alone.get(below).json()["total"] == 1
    looks = 1 if api.house.platform.database.is_sqlite else 2
    assert len(asked) == looks, (
        "in PostgreSQL it is looked again whether pages stand where they did; of words nothing more is asked"
    )


def test_the_box_gets_suggestions_with_the_token_of_their_report(filled: Api) -> None:
    alone = quick(filled, Alone())
    reader = {"User-Agent": "Mozilla/5.0"}
    said = alone.get(f"{BOX}?q=gou", headers=reader).json()
    assert said["suggestions"] == alone.get(f"{SUGGEST}?q=gou").json()["suggestions"]
    assert said["report"] and not alone.get(f"{BOX}?q=gou", headers=reader | {"DNT": "1"}).json()["report"]
    assert alone.get(f"{BOX}?q=gou", headers=reader | {"Cookie": "waymark=1"}).status_code == 418


def test_what_is_unusual_does(filled: Api) -> None:
    alone = quick(filled, Alone())
    assert {path: alone.get(path).status_code for path in UNUSUAL} == dict.fromkeys(UNUSUAL, 418)


def test_a_token_or_another_method_reaches_the_framework(filled: Api) -> None:
    alone = quick(filled, Alone())
    assert alone.get(f"{SEARCH}?q=gout", headers={"Authorization": "Bearer worthless"}).status_code == 418
    assert alone.get(f"{SEARCH}?q=gout", headers={"If-None-Match": "*"}).status_code == 418
    assert alone.post(f"{SEARCH}?q=gout").status_code == 418
    assert alone.head(f"{SEARCH}?q=gout").status_code == 418
    assert alone.get("/base/search?q=gout").status_code == 418, "the page of results is the framework's"


def test_a_members_region_is_shut_at_once(filled: Api) -> None:
    assert quick(filled, Alone()).get(f"{SEARCH}?q=gout").status_code == 200
    with filled.house.platform.write() as session:
        regions.add_region(session, Region(0, "base", "Base", None, Visibility.MEMBERS, "Pacific/Auckland", "en-NZ"))
    assert quick(filled, Alone()).get(f"{SEARCH}?q=gout").status_code == 418
    assert quick(filled, Alone()).get(f"{BOX}?q=gou").status_code == 418


def test_no_database_is_said_by_the_framework(filled: Api) -> None:
    with filled.house.platform.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE projection RENAME TO elsewhere")
    assert quick(filled, Alone()).get(f"{SEARCH}?q=gout").status_code == 418
