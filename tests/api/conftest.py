"""The API on each database, through a client whose every answer is held against the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.api.v1 import api_routes
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from tests.api.contract import Contract
from tests.builders import House, a_platform

Json = dict[str, Any]


@dataclass(slots=True)
class Api:
    """Somebody's way to the API: `api.as_("editor").post(…)`; `api.nobody` sends no token."""

    house: House
    client: TestClient
    contract: Contract
    who: str = ""

    def as_(self, who: str) -> Api:
        """The same API for somebody of the cast."""
        return Api(self.house, self.client, self.contract, who)

    def ask(
        self, method: str, path: str, json: Any = None, *, match: str | None = None, key: str | None = None, **more: Any
    ) -> httpx2.Response:
        """Send a request below `/api/v1`; `match` is If-Match, `key` the Idempotency-Key."""
        headers = dict(more.pop("headers", {}))
        if self.who:
            headers["Authorization"] = f"Bearer {self.house.token(self.who)}"
        if match is not None:
            headers["If-Match"] = match
        if key is not None:
            headers["Idempotency-Key"] = key
        if json is not None:
            more["json"] = json
        answer = self.client.request(method, f"/api/v1{path}", headers=headers, **more)
        self.contract.judge(answer)
        return answer

    def get(self, path: str, **more: Any) -> httpx2.Response:
        """Look."""
        return self.ask("GET", path, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> httpx2.Response:
        """Do."""
        return self.ask("POST", path, {} if json is None else json, **more)

    def put(self, path: str, json: Any, **more: Any) -> httpx2.Response:
        """Save."""
        return self.ask("PUT", path, json, **more)


@pytest.fixture(scope="session")
def document() -> Json:
    """The OpenAPI document, once it has been asked for; a test says that it is the same each time."""
    return {}


@pytest.fixture
def house(settled_url: str, tmp_path: Path, renderer: Renderer, pictures: PictureMaker) -> Iterator[House]:
    """A platform with the cast in it."""
    made = a_platform(settled_url, tmp_path, renderer, pictures)
    yield made
    made.close()


@pytest.fixture
def api(house: House, document: Json) -> Iterator[Api]:
    """The API, asked by nobody."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.platform = house.platform
    api_routes()(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        if not document:
            document.update(client.get("/api/v1/openapi.json").json())
        yield Api(house, client, Contract(document))
