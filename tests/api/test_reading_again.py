"""Looking again: HEAD wherever there is GET, and 304 for what a reader has already."""

from __future__ import annotations

import httpx2
import pytest

from tests.api.conftest import Api
from tests.api.test_refusals import GOUT

READING = ("/regions", "/regions/base/search?q=gout", "/regions/base/criteria", GOUT, f"{GOUT}/editions/1", f"{GOUT}/history")
LOOKED_AT = ("/openapi.json", "/regions", "/me", "/work", GOUT, f"{GOUT}/editions/1/desk", "/regions/base/pathways/nope")


def look(api: Api, method: str, path: str, none_match: str = "") -> httpx2.Response:
    """An answer that the document foresees, HEAD and 304 included."""
    headers = {"If-None-Match": none_match} if none_match else {}
    if api.who:
        headers["Authorization"] = f"Bearer {api.house.token(api.who)}"
    answer = api.client.request(method, f"/api/v1{path}", headers=headers)
    api.contract.judge(answer)
    return answer


@pytest.mark.parametrize("path", READING)
def test_what_a_reader_has_already_is_not_sent_again(api: Api, path: str) -> None:
    first = api.house.published()
    api.house.index()
    seen = api.get(path)
    assert seen.status_code == 200, seen.text
    again = look(api, "GET", path, seen.headers["etag"])
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", seen.headers["etag"])
    assert look(api, "GET", path, '"sha256-other"').content == seen.content
    api.house.updated(first, first.revision.source.replace("300 mg", "100 mg"))
    if path == GOUT:
        assert look(api, "GET", path, seen.headers["etag"]).status_code == 200


def test_the_desk_is_always_sent_whole(api: Api) -> None:
    """Its ETag names the text, and the rest of the answer may have changed."""
    api.house.published()
    editor = api.as_("editor")
    seen = editor.get(f"{GOUT}/editions/1/desk")
    assert look(editor, "GET", f"{GOUT}/editions/1/desk", seen.headers["etag"]).status_code == 200


@pytest.mark.parametrize("path", LOOKED_AT)
def test_head_is_get_without_its_body(api: Api, path: str) -> None:
    api.house.published()
    editor = api.as_("editor")
    whole, head = look(editor, "GET", path), look(editor, "HEAD", path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert dict(head.headers) == dict(whole.headers)
