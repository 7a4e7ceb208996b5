"""The shelf in front of an application, through a real server."""

from __future__ import annotations

import gzip
import http.client
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import brotli
import pytest

from app.domain.errors import Unavailable
from app.reading.fronted import Fronted
from app.reading.headers import EVERY_PAGE
from app.reading.held import OVERHEAD
from app.reading.render import manifest
from app.reading.shelf import PATIENCE, Shelf
from app.store.database import Database
from tests.reading.library import Library, stored
from tests.reading.serving import beyond, converse, served

Answer = tuple[int, dict[str, str], bytes]
Ask = Callable[..., Answer]


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request: status, headers and body as they were sent. Names of headers are written with underscores."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


@pytest.fixture
def shelf(library: Library, tmp_path: Path) -> Iterator[Shelf]:
    """An open shelf with two pages, one of them withdrawn."""
    library.publish("base", "gout")
    library.publish("base", "asthma")
    library.publish("base", "gout")
    library.withdraw("base", "asthma", reason="It is wrong.")
    made = Shelf(library.database, tmp_path / "bell", lambda: library.now)
    made.follow(library.now)
    made.open()
    yield made
    made.close()


@pytest.fixture
def port(shelf: Shelf) -> Iterator[int]:
    """A server with the shelf in front."""
    with served(Fronted(beyond, shelf)) as port:
        yield port


def test_a_page_in_each_coding(port: int, library: Library) -> None:
    text = stored(library.database)["/base/pathways/gout"][1].encode()
    codings = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
    etags = set()
    for name, decode in codings.items():
        status, headers, body = ask(port, "/base/pathways/gout", Accept_Encoding=name)
        assert status == 200
        assert decode(body) == text
        assert headers.get("content-encoding", "identity") == name
        assert headers["content-length"] == str(len(body))
        assert headers["vary"] == "Accept-Encoding"
        assert headers["cache-control"] == "no-cache"
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert not headers["etag"].startswith("W/")
        etags.add(headers["etag"])
        assert {name: headers.get(name.lower()) for name in EVERY_PAGE} == EVERY_PAGE
    assert len(etags) == 3, "a strong entity tag names exact bytes"


def test_a_client_that_has_the_page_is_told_so(port: int) -> None:
    for coding in ("br", "gzip", "identity"):
        _, first, _ = ask(port, "/base/pathways/gout", Accept_Encoding=coding)
        status, headers, body = ask(port, "/base/pathways/gout", Accept_Encoding=coding, If_None_Match=first["etag"])
        assert (status, body) == (304, b"")
        for name in ("etag", "cache-control", "vary", "content-security-policy"):
            assert headers[name] == first[name]
        assert "content-length" not in headers
        assert ask(port, "/base/pathways/gout", Accept_Encoding=coding, If_None_Match='"other"')[0] == 200
    _, brotlied, _ = ask(port, "/base/pathways/gout", Accept_Encoding="br")
    assert ask(port, "/base/pathways/gout", Accept_Encoding="gzip", If_None_Match=brotlied["etag"])[0] == 200


def test_head_is_get_without_the_body(port: int) -> None:
    for path in ("/base/pathways/gout", "/base/pathways/asthma"):
        got, told = ask(port, path, Accept_Encoding="br"), ask(port, path, "HEAD", Accept_Encoding="br")
        assert told[0] == got[0]
        assert told[2] == b""
        assert {**told[1], "date": ""} == {**got[1], "date": ""}


def test_requests_one_behind_the_other_on_one_connection(port: int) -> None:
    line = b"GET /base/pathways/gout HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n"
    received = converse(
        port,
        line + b"\r\n",
        b"HEAD" + line[3:] + b"\r\n",
        b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n",
        line + b"Connection: close\r\n\r\n",
    )
    assert received.count(b"HTTP/1.1 200 OK") == 3
    assert received.count(b"HTTP/1.1 203 ") == 1
    assert received.index(b"HTTP/1.1 203 ") < received.rindex(b"HTTP/1.1 200 OK")


def test_a_withdrawn_page_answers_410_whatever_the_client_has(port: int) -> None:
    status, headers, body = ask(port, "/base/pathways/asthma")
    assert status == 410
    assert b"It is wrong." in body
    assert headers["cache-control"] == "no-cache"
    assert ask(port, "/base/pathways/asthma", If_None_Match=headers["etag"])[0] == 410
    assert ask(port, "/south/pathways/asthma")[0] == 410


def test_permanent_addresses_are_left_out_by_search_engines(port: int) -> None:
    assert ask(port, "/base/pathways/gout/v/1")[1]["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in ask(port, "/base/pathways/gout")[1]


NOT_HERE = (
    "/",
    "/base/",
    "/base/pathways/gout?as-at=2026-03-01",
    "/base/pathways/gout/",
    "/base/pathways/gout/v/9",
    "/closed/pathways/gout",
    "/base/pathways/gout%2Fv%2F9",
    "//base/pathways/gout",
)


def test_everything_else_goes_to_the_application(port: int) -> None:
    assert {path: ask(port, path)[0] for path in NOT_HERE} == dict.fromkeys(NOT_HERE, 203)
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        assert ask(port, "/base/pathways/gout", method)[0] == 203, method


def test_static_files_are_kept_for_good(port: int) -> None:
    for name in manifest().values():
        status, headers, plain = ask(port, f"/static/{name}")
        assert status == 200
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert headers["x-content-type-options"] == "nosniff"
        _, packed, body = ask(port, f"/static/{name}", Accept_Encoding="br")
        assert (brotli.decompress(body) if packed.get("content-encoding") == "br" else body) == plain
        assert ("content-encoding" in packed) == name.endswith((".css", ".js", ".svg", ".ico")), name
        assert ask(port, f"/static/{name}", If_None_Match=headers["etag"])[0] == 304
    assert ask(port, "/static/manifest.json")[0] == 203


def test_a_publication_and_a_withdrawal_by_another_process_are_seen_at_once(port: int, library: Library, tmp_path: Path) -> None:
    other = Shelf(library.database, tmp_path / "bell", lambda: library.now)
    for _ in range(5):
        number = library.publish("base", "gout")
        other.follow(library.now)
        assert f"The text of gout {number} by base.".encode() in ask(port, "/north/pathways/gout")[2]
        library.withdraw("base", "gout")
        other.follow(library.now)
        assert ask(port, "/north/pathways/gout")[0] == 410
        assert ask(port, f"/base/pathways/gout/v/{number}")[0] == 410
    library.publish("base", "new-page")
    other.follow(library.now)
    assert ask(port, "/south/pathways/new-page")[0] == 200
    other.close()


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether it holds before the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_what_another_machine_stores_is_seen_after_a_second(port: int, library: Library, tmp_path: Path) -> None:
    elsewhere = Shelf(library.database, tmp_path / "elsewhere" / "bell", lambda: library.now)
    library.withdraw("base", "gout")
    elsewhere.follow(library.now)
    assert eventually(lambda: ask(port, "/base/pathways/gout")[0] == 410)
    elsewhere.close()


def test_an_entry_whose_process_died_is_projected_by_the_next_that_looks(port: int, library: Library) -> None:
    library.withdraw("base", "gout")
    assert eventually(lambda: ask(port, "/base/pathways/gout")[0] == 410)


def test_known_pages_are_served_while_the_database_is_away(
    port: int, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_: object) -> None:
        raise Unavailable("The database server does not answer.")

    with monkeypatch.context() as gone, caplog.at_level(logging.CRITICAL):
        gone.setattr(Database, "read", away)
        shelf.signal.ring()
        began = time.monotonic()
        assert ask(port, "/base/pathways/gout")[0] == 200
        assert shelf.trouble
        assert ask(port, "/base/pathways/gout")[0] == 200
        assert time.monotonic() - began < 4
    assert eventually(lambda: not shelf.trouble)


def test_a_database_that_hangs_holds_no_reader_up_for_long(port: int, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Event()
    with monkeypatch.context() as hanging:
        hanging.setattr(Shelf, "_load", lambda *_: answers.wait(60))
        shelf.signal.ring()
        try:
            assert ask(port, "/base/pathways/gout")[0] == 200
            began = time.monotonic()
            assert ask(port, "/base/pathways/gout")[0] == 200
            assert time.monotonic() - began < PATIENCE, "only the first waits"
        finally:
            answers.set()


def test_memory_keeps_to_its_limit_and_what_has_no_room_is_fetched(library: Library, tmp_path: Path) -> None:
    for number in range(15):
        library.publish("base", f"page-{number}")
    limit = 6 * (OVERHEAD + 3000)
    shelf = Shelf(library.database, tmp_path / "bell", lambda: library.now, limit=limit)
    shelf.follow(library.now)
    shelf.open()
    with served(Fronted(beyond, shelf)) as port:
        for turn in range(2):
            for number in range(15):
                for coding in ("br", "identity"):
                    status, _, body = ask(port, f"/north/pathways/page-{number}", Accept_Encoding=coding)
                    assert status == 200
                    plain = brotli.decompress(body) if coding == "br" else body
                    assert f"The text of page-{number} {turn + 1} by base.".encode() in plain
                    assert 0 < shelf.memory.size <= limit
                    assert shelf.memory.size == sum(held.size for held in shelf.memory.pages.values())
            assert ask(port, "/north/pathways/no-such-page")[0] == 203
            for number in range(15):
                library.publish("base", f"page-{number}")
            shelf.follow(library.now)
    shelf.close()


def test_what_is_asked_for_stays_in_memory_when_room_is_needed(library: Library, tmp_path: Path) -> None:
    for number in range(40):
        library.publish("base", f"page-{number}")
    shelf = Shelf(library.database, tmp_path / "bell", lambda: library.now, limit=20 * (OVERHEAD + 3000))
    shelf.follow(library.now)
    shelf.open()
    favourite = next(iter(shelf.memory.pages))
    for number in range(40):
        shelf.memory.pages[favourite].used = True
        shelf.fetch(f"/south/pathways/page-{number}")
        assert favourite in shelf.memory.pages
    shelf.close()


def test_a_shelf_whose_database_was_restored_from_a_backup_forgets_what_it_held(library: Library, tmp_path: Path) -> None:
    shelf = Shelf(library.database, tmp_path / "bell", lambda: library.now)
    library.publish("base", "gout")
    shelf.follow(library.now)
    shelf.open()
    assert "/base/pathways/gout" in shelf.memory.pages
    with library.database.write() as session:
        session.connection().exec_driver_sql("delete from stored_page")
        session.connection().exec_driver_sql("update projection set sequence = 0 where name = 'makings'")
    shelf.load()
    assert shelf.memory.pages == {}
    shelf.close()
