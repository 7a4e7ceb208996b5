"""Pictures by the API: added once, fetched by who may see them, every answer as the document says."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from tests.api.conftest import Api
from tests.builders import a_text
from tests.pictures import files

ASSETS = "/regions/base/assets"


def body(file: bytes, **more: Any) -> dict[str, Any]:
    return {"data": b64encode(file).decode(), "shows": "A joint", "licence": "Drawn by us", "no_patient": True} | more


def test_a_picture_is_added_named_and_read(api: Api) -> None:
    editor = api.as_("editor")
    answer = editor.post(ASSETS, body(files.with_exif()), key="once")
    assert answer.status_code == 201
    made = answer.json()
    assert made["name"] == f"a-joint-{made['sha256'][:12]}"
    assert made["markdown"] == f"![A joint](asset:{made['name']})"
    assert (made["media_type"], made["width"], made["height"]) == ("image/jpeg", 120, 80)
    assert answer.headers["ETag"] == f'"{made["sha256"]}"' and answer.headers["Location"] == made["url"]
    replayed = editor.post(ASSETS, body(files.with_exif()), key="once")
    assert replayed.json() == made and replayed.headers["Idempotent-Replayed"] == "true"
    assert editor.post(ASSETS, body(files.with_exif())).json() == made
    place = f"{ASSETS}/{made['name']}"
    assert api.get(place).status_code == 404
    assert api.as_("gp").get(place).status_code == 200
    api.house.published(source=a_text(body=f"\n{made['markdown']}\n"))
    shown = api.get(place)
    assert shown.status_code == 200 and shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Cache-Control"] == "no-cache" and files.PATIENT.encode() not in shown.content
    assert f'src="/base/pictures/{made["name"]}"' in api.get("/regions/base/pathways/gout").json()["html"]
    assert api.get(f"/regions/privata/assets/{made['name']}").status_code == 401


@pytest.mark.parametrize("name", ["svg", "png and html", "huge by its header", "nothing", "jpeg cut off"])
def test_what_is_refused_says_why(api: Api, name: str) -> None:
    answer = api.as_("editor").post(ASSETS, body(files.REFUSED[name][0]()))
    assert (answer.status_code, answer.json()["field"]) == (422, "file")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"data": "###"}, "data"),
        ({"shows": " "}, "shows"),
        ({"licence": ""}, "licence"),
        ({"no_patient": False}, "nobody"),
        ({"x": 1}, "x"),
    ],
)
def test_what_is_not_said_is_asked_for(api: Api, more: dict[str, Any], field: str) -> None:
    answer = api.as_("editor").post(ASSETS, body(files.png(), **more))
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_what_is_too_large_is_told_so(api: Api) -> None:
    assert "at most 5 MB" in api.as_("editor").post(ASSETS, body(files.jpeg() + bytes(5 * 2**20))).json()["detail"]
    assert api.as_("editor").post(ASSETS, body(bytes(8 * 2**20))).status_code == 413


def test_who_may_not_write_adds_nothing(api: Api) -> None:
    for who, status in (("gp", 403), ("reader", 404), ("stranger", 404), ("", 401)):
        assert api.as_(who).post(ASSETS, body(files.png())).status_code == status
