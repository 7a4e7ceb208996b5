"""A clinical record shows pages in a frame: two origins on this machine, of which a region lists one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.servers.chromium import PATIENCE
from tests.servers.site import Site

AF = "/open?region=northvale&system=http://snomed.info/sct&code=49436004"


class _Record(BaseHTTPRequestHandler):
    """Answers with a page that frames the address it is asked for."""

    def do_GET(self) -> None:
        framed = parse_qs(urlsplit(self.path).query).get("show", [""])[0].replace("&", "&amp;")
        body = f'<!doctype html><title>Record</title><iframe src="{framed}" width="1000" height="700"></iframe>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's signature
        """Say nothing."""


@contextmanager
def a_record() -> Iterator[str]:
    """A clinical record's server on a port of its own: its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Record)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def records(sample: Site) -> Iterator[tuple[str, str]]:
    """Two records: Northvale lists the first."""
    with ExitStack() as stack:
        listed, other = stack.enter_context(a_record()), stack.enter_context(a_record())
        done = sample.command("region", "frames", "northvale", "--allow", listed)
        assert done.stdout == f"{listed}\n", done.stderr
        yield listed, other


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


def shown(tab: Page, record: str, address: str) -> Frame | None:
    """The frame in the record, when the browser shows the page in it."""
    tab.goto(f"{record}/?show={address.replace('?', '%3F').replace('&', '%26')}")
    frame = tab.frames[1]
    frame.wait_for_load_state()
    return None if frame.url.startswith("chrome-error:") else frame


def test_the_site_that_is_listed_shows_the_page_and_no_other_does(sample: Site, records: tuple[str, str], tab: Page) -> None:
    listed, other = records
    frame = shown(tab, listed, sample.url + AF)
    assert frame is not None
    assert frame.url == f"{sample.url}/northvale/pathways/atrial-fibrillation"
    assert "Atrial fibrillation" in frame.locator("h1").inner_text()
    assert shown(tab, other, sample.url + AF) is None
    assert shown(tab, other, f"{sample.url}/northvale/") is None


@pytest.mark.parametrize(
    "path",
    [
        "/northvale/", "/northvale/search?q=gout", "/northvale/pathways/", "/northvale/pathways/atrial-fibrillation/v/1",
        "/northvale/pathways/atrial-fibrillation/history", "/northvale/feedback", "/northvale/pathways/there-is-none",
        "/open?region=northvale&system=icpc-2&code=Z99",
    ],
)  # fmt: skip
def test_all_readers_pages_of_the_region_are_shown(sample: Site, records: tuple[str, str], tab: Page, path: str) -> None:
    assert shown(tab, records[0], sample.url + path) is not None
    assert shown(tab, records[1], sample.url + path) is None


@pytest.mark.parametrize("path", ["/", "/login", "/desk/", "/base/", "/base/pathways/gout", "/southmere/", "/open", "/healthz"])
def test_what_is_not_the_region_s_is_never_shown(sample: Site, records: tuple[str, str], tab: Page, path: str) -> None:
    assert shown(tab, records[0], sample.url + path) is None


def test_what_leads_out_opens_in_a_window_of_its_own(sample: Site, records: tuple[str, str], tab: Page) -> None:
    frame = shown(tab, records[0], sample.url + AF)
    assert frame is not None
    with tab.context.expect_page() as opened:
        frame.get_by_role("link", name="Other regions").click()
    assert opened.value.url == f"{sample.url}/"
    assert opened.value.evaluate("window.opener") is None
    frame.get_by_role("link", name="All pages A–Z").click()
    frame.wait_for_url(f"{sample.url}/northvale/pathways/")
    assert len(tab.context.pages) == 2


def test_who_is_taken_off_the_list_shows_nothing_any_more(sample: Site, records: tuple[str, str], tab: Page) -> None:
    with a_record() as guest:
        for option in ("--allow", "--refuse"):
            done = sample.command("region", "frames", "northvale", option, guest)
            assert done.returncode == 0, done.stderr
            assert (shown(tab, guest, f"{sample.url}/northvale/pathways/gout") is None) is (option == "--refuse")
    assert shown(tab, records[0], f"{sample.url}/northvale/pathways/gout") is not None
