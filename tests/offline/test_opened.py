"""What was opened can be read without a connection, says when it was saved, and goes when its page goes. In a real browser."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import brotli
from playwright.sync_api import Browser, expect

from app.jobs.founding import change
from app.reading.held import Held
from app.reading.negotiation import Coding
from app.reading.worker import worker
from tests.builders import a_text
from tests.offline.conftest import HERE, Device, Site, until

GOUT = "/base/pathways/gout"
RECORD = """async () => (await (await caches.open("waymark-1 base")).match("/offline/record"))?.json()"""
AGED = """async () => {
  const cache = await caches.open("waymark-1 base"), copy = await cache.match("/base/pathways/gout");
  const text = (await copy.text()).replace(/data-due="[^"]*"/, 'data-due="2024-01-03"');
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-Saved": "2024-01-02T09:00:00Z", "X-Version": "" };
  await cache.put("/base/pathways/gout", new Response(text, { headers }));
}"""
"""The copy was saved long ago, and its review came due the day after."""


def test_a_page_that_was_opened_is_shown_without_a_connection_and_says_when_it_was_saved(site: Site, device: Device) -> None:
    site.house.published("gout")
    days = {_day_there()}
    device.arrive(GOUT)
    days.add(_day_there())
    expect(device.page.locator("[data-kept]")).to_have_count(0)
    site.weather.down()
    device.page.reload()
    device.reads("Allopurinol 300 mg once a day.")
    said = re.compile(rf"Saved on this device on ({'|'.join(days)}) ")
    expect(device.page.locator("body")).to_contain_text(said, use_inner_text=True)
    device.reads("You are offline; this may have changed.")
    assert device.page.evaluate("getComputedStyle(document.querySelector('.kept')).borderTopStyle") == "solid", "with its styles"


def _day_there() -> str:
    """The day of the month where the devices are, whatever the zone of this machine; a test may see midnight."""
    return str(datetime.now(ZoneInfo(HERE)).day)


def test_what_is_not_kept_names_whom_the_region_says_to_ring(site: Site, device: Device) -> None:
    site.house.published("gout")
    change(site.house.platform, "base", contact="Health line, 0800 555 010")
    device.arrive(GOUT)
    until(lambda: bool((device.page.evaluate(RECORD) or {}).get("ring")))
    site.weather.down()
    device.open("/base/pathways/asthma")
    expect(device.page.locator("[data-ring] li")).to_have_text(["Base: Health line, 0800 555 010"])
    expect(device.page.locator("[data-opened] a")).to_have_text(["Gout"])


def test_an_address_with_a_query_finds_the_kept_page_but_another_day_is_not_it(site: Site, device: Device) -> None:
    site.house.published("gout")
    device.arrive(GOUT)
    site.weather.down()
    device.open(f"{GOUT}?from=letter#management")
    device.reads("Allopurinol 300 mg once a day.")
    device.open(f"{GOUT}?as-at=2026-03-02")
    device.reads("This page is not on this device")
    device.reads("Gout")


def test_a_withdrawn_page_goes_when_another_page_is_opened(site: Site, device: Device) -> None:
    gout = site.house.published("gout")
    site.house.published("asthma")
    device.arrive(GOUT)
    device.arrive("/base/pathways/asthma")
    site.house.withdrawn(gout)
    device.open("/base/pathways/asthma")
    until(lambda: GOUT not in device.kept())
    site.weather.down()
    device.open(GOUT)
    device.reads("This page is not on this device")
    device.reads_not("Allopurinol")


def test_a_withdrawn_page_that_is_opened_is_gone_at_once(site: Site, device: Device) -> None:
    gout = site.house.published("gout")
    device.arrive(GOUT)
    site.house.withdrawn(gout)
    device.page.reload()
    device.reads("Do not use printed or saved copies")
    until(lambda: GOUT not in device.kept())


def test_an_update_replaces_the_copy_without_the_page_being_opened(site: Site, device: Device) -> None:
    gout = site.house.published("gout")
    site.house.published("asthma")
    device.arrive(GOUT)
    site.house.updated(gout, a_text("Gout", dose="100 mg"))
    device.open("/base/pathways/asthma")
    until(lambda: "Allopurinol 100" in _copy(device, GOUT))
    site.weather.down()
    device.open(GOUT)
    device.reads("Allopurinol 100 mg once a day.")


def test_what_could_not_be_brought_up_to_date_says_that_it_is_out_of_date(site: Site, device: Device) -> None:
    gout = site.house.published("gout")
    site.house.published("asthma")
    device.arrive(GOUT)
    site.house.updated(gout, a_text("Gout", dose="100 mg"))
    site.weather.cut = b"GET /base/pathways/gout "
    device.arrive("/base/pathways/asthma")
    until(lambda: device.page.evaluate(RECORD)["old"] == ["gout"])
    site.weather.down()
    device.open(GOUT)
    device.reads("It has changed since: this copy is known to be out of date.")


def test_a_slow_site_is_waited_for_a_while_and_its_late_answer_is_told(site: Site, device: Device) -> None:
    gout = site.house.published("gout")
    device.arrive(GOUT)
    site.house.updated(gout, a_text("Gout", dose="100 mg"))
    site.weather.held = b"GET /base/pathways/gout "
    device.open(GOUT)
    device.reads("The site is slow to answer; this may have changed.")
    device.reads("Allopurinol 300 mg once a day.")
    site.weather.fair()
    device.page.get_by_role("link", name="A newer version has arrived: show it").click()
    device.reads("Allopurinol 100 mg once a day.")
    expect(device.page.locator("[data-kept]")).to_have_count(0)


def test_a_late_answer_that_the_page_is_gone_takes_the_copy_from_the_screen(site: Site, device: Device) -> None:
    gout = site.house.published("gout")
    device.arrive(GOUT)
    site.house.withdrawn(gout)
    site.weather.held = b"GET /base/pathways/gout "
    device.open(GOUT)
    device.reads("Allopurinol 300 mg once a day.")
    site.weather.fair()
    device.reads("Do not use printed or saved copies")
    device.reads_not("Allopurinol")


def test_a_review_that_came_due_since_is_said(site: Site, device: Device) -> None:
    site.house.published("gout")
    device.arrive(GOUT)
    device.page.evaluate(AGED)
    site.weather.down()
    device.page.reload()
    device.reads("Its review was due on 3 Jan 2024.")
    device.reads("Saved on this device on 2 Jan 2024 at 09:00.")


def test_what_people_search_for_and_old_versions_are_not_kept(site: Site, device: Device) -> None:
    site.house.published("gout")
    device.arrive(GOUT)
    for path in ("/base/search?q=nhi+abc1234", f"{GOUT}/v/1", f"{GOUT}/history", f"{GOUT}?as-at=2026-03-02", f"{GOUT}/feedback"):
        device.open(path)
    device.arrive("/base/changes")
    assert device.kept() == {GOUT, "/base/changes", "/offline/record"}


def test_a_site_that_lets_devices_keep_nothing_takes_back_what_was_kept(site: Site, device: Device) -> None:
    site.house.published("gout")
    device.arrive(GOUT)
    shelf = site.house.platform.shelf
    shelf.static["/service-worker.js"] = worker(offline=False, encrypted=False)
    device.page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    until(lambda: device.page.evaluate("caches.keys()") == [])
    device.page.reload()
    device.reads("Allopurinol")
    assert device.page.evaluate("caches.keys()") == []


def test_an_update_of_the_site_takes_over_and_keeps_the_copies(site: Site, device: Device) -> None:
    site.house.published("gout")
    device.arrive(GOUT)
    before = device.page.evaluate("caches.keys()")
    shelf = site.house.platform.shelf
    held = shelf.static["/service-worker.js"]
    newer = held.make_ready(Coding.IDENTITY).body["body"].replace(b'"version": "', b'"version": "newer-')
    shelf.static["/service-worker.js"] = Held(200, "newer", held.headers, {Coding.BR: brotli.compress(newer)})
    device.page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    until(lambda: not set(before) <= set(device.page.evaluate("caches.keys()")))
    until(lambda: any("newer-" in name for name in device.page.evaluate("caches.keys()")))
    assert GOUT in device.kept()
    site.weather.down()
    device.page.reload()
    device.reads("Allopurinol 300 mg once a day.")
    assert device.page.evaluate("getComputedStyle(document.querySelector('.kept')).borderTopStyle") == "solid"


def test_without_script_nothing_is_different(browser: Browser, site: Site) -> None:
    site.house.published("gout")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.url + GOUT)
        expect(page.locator("body")).to_contain_text("Allopurinol 300 mg once a day.")
        page.goto(f"{site.url}/base/offline")
        expect(page.locator("body")).to_contain_text("the browser must run scripts")
        expect(page.get_by_role("button", name="Keep this region on this device")).to_have_count(0)


def test_where_workers_are_refused_the_site_is_as_before(browser: Browser, site: Site) -> None:
    site.house.published("gout")
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(site.url + GOUT)
        expect(page.locator("body")).to_contain_text("Allopurinol 300 mg once a day.")
        assert wrong == []


def _copy(device: Device, path: str) -> str:
    """The text of a kept copy."""
    text: str = device.page.evaluate("async (path) => (await caches.match(path))?.text() ?? ''", path)
    return text
