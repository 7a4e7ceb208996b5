"""A whole region on a device: asked for, resumable, searched offline. Members' pages only so, until they sign out."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from app.domain.text import Kind
from tests.builders import a_text
from tests.offline.conftest import Device, Site, until

GOUT, ASTHMA = "/base/pathways/gout", "/base/pathways/asthma"
SUGGESTED = "async (address) => (await fetch(address)).json()"


def test_a_region_that_is_kept_is_searched_and_read_without_a_connection(site: Site, device: Device) -> None:
    site.house.published("gout", a_text("Gout", body="\n## Whānau support\n\nAsk about purslane tea.\n"))
    site.house.published("asthma", a_text("Asthma"))
    device.keep_region("base")
    device.reads("2 pages, saved on")
    site.weather.down()
    device.open("/base/search?q=purslane")
    device.reads("1 result on this device")
    device.reads("Offline search: simpler than usual.")
    device.page.get_by_role("link", name="Whānau support").click()
    device.page.wait_for_url(f"**{GOUT}#whanau-support")
    device.reads("Ask about purslane tea.")
    device.reads("You are offline; this may have changed.")
    for path in ("/base/", "/base/pathways/", "/base/specialties/rheumatology", "/base/changes", "/base/offline"):
        device.open(path)
        expect(device.page.locator("[data-kept]")).to_have_count(1)


def test_suggestions_come_from_what_is_kept(site: Site, device: Device) -> None:
    site.house.published("gout", a_text("Gout", body="\n## Whānau support\n\nAsk.\n"))
    site.house.published("gouty-tophus", a_text("Tophus of gout"))
    device.keep_region("base")
    site.weather.down()
    for address in ("/base/suggest?q=gou", "/api/v1/regions/base/suggest?q=gou&limit=1"):
        first = device.page.evaluate(SUGGESTED, address)["suggestions"][0]
        assert first == {"slug": "gout", "title": "Gout", "kind": "pathway", "section": None, "url": GOUT}
    found = device.page.evaluate(SUGGESTED, "/base/suggest?q=gout%20whanau")["suggestions"]
    assert [one["url"] for one in found] == [f"{GOUT}#whanau-support"], "all words first, accents folded"


def test_what_is_withdrawn_or_new_since_is_so_on_the_device_too(site: Site, device: Device) -> None:
    gout = site.house.published("gout", a_text("Gout", body="\nPurslane.\n"))
    site.house.published("asthma", a_text("Asthma"))
    device.keep_region("base")
    site.house.withdrawn(gout)
    site.house.published("eczema", a_text("Eczema"))
    device.open(ASTHMA)
    until(lambda: GOUT not in device.kept() and "/base/pathways/eczema" in device.kept())
    until(lambda: '"eczema"' in _copy(device, "/base/offline-search.json"))
    site.weather.down()
    device.open("/base/search?q=purslane")
    device.reads("Nothing on this device matches.")
    device.open("/base/search?q=eczema")
    device.reads("1 result on this device")


def test_an_update_after_whose_coming_the_connection_breaks_is_not_shown_as_compared(site: Site, device: Device) -> None:
    gout = site.house.published("gout")
    site.house.published("asthma", a_text("Asthma"))
    device.keep_region("base")
    site.house.updated(gout, a_text("Gout", dose="100 mg"))
    site.weather.cut = b"GET /base/pathways/gout "
    device.open(ASTHMA)
    until(lambda: device.page.evaluate(RECORD)["old"] == ["gout"])
    site.weather.fair()
    device.open(ASTHMA)
    until(lambda: "Allopurinol 100" in _copy(device, GOUT))
    until(lambda: device.page.evaluate(RECORD)["old"] == [])


def test_a_download_that_breaks_is_not_whole_and_goes_on_where_it_was(site: Site, device: Device) -> None:
    for slug in ("asthma", "eczema", "gout"):
        site.house.published(slug, a_text(slug.capitalize()))
    site.weather.cut = b"GET /base/pathways/gout "
    device.open("/base/offline")
    device.press("Keep this region on this device")
    device.reads("The connection broke.")
    device.reads("Not whole.")
    device.reads_not("Kept on this device:")
    assert GOUT not in device.kept()
    device.page.reload()
    device.reads("Not whole.")
    site.weather.fair()
    device.press("Go on")
    device.reads("Kept on this device: 3 pages")


def test_stopping_is_no_failure(site: Site, device: Device) -> None:
    site.house.published("gout")
    site.weather.held = b"GET /base/pathways/gout "
    device.open("/base/offline")
    device.press("Keep this region on this device")
    device.press("Stop")
    device.reads("Not whole.")
    device.reads_not("The connection broke.")
    device.press("Remove from this device")
    device.reads("Keep this region on this device")
    assert device.kept() == set()


def test_a_device_without_room_says_so(site: Site, device: Device) -> None:
    for number in range(6):
        site.house.published(f"page-{number}", a_text(f"Page {number}", body="\nLong. " + "Many words. " * 4000))
    device.arrive("/base/offline")
    tools = device.context.new_cdp_session(device.page)
    used = device.page.evaluate("navigator.storage.estimate().then((how) => how.usage)")
    tools.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": used + 150_000})
    device.press("Keep this region on this device")
    device.reads("This device has no room for all pages.")
    device.reads_not("Kept on this device:")
    tools.send("Storage.overrideQuotaForOrigin", {"origin": site.url})
    device.press("Go on")
    device.reads("Kept on this device: 6 pages")


def test_text_that_looks_like_markup_stays_text(site: Site, device: Device) -> None:
    evil = "Gout <img src=x onerror=document.title='pwned'>"
    text = a_text("GOUT").replace("title: GOUT", f'title: "{evil}"')
    site.house.published("gout", text.replace("## Management", "## Manage `<script>alert(1)</script>` & $& $' it"))
    device.keep_region("base")
    site.weather.down()
    device.open("/base/search?q=%3Cscript%3Ealert(2)%3C/script%3E%20%22manage%20gout")
    device.reads("on this device")
    device.open("/base/search?q=%22%3E%3Cimg%20src%3Dy%20onerror%3Dalert(3)%3E%20gout")
    device.reads(evil)
    expect(device.page.locator("main img, main script")).to_have_count(0)
    assert device.page.locator("#q").input_value() == '"><img src=y onerror=alert(3)> gout'
    device.open("/offline")
    device.reads("Base")
    device.open(GOUT)
    device.reads(evil)
    assert device.page.title() != "pwned"


def test_members_pages_are_kept_by_nobody_unasked(site: Site, device: Device) -> None:
    site.house.published("gout", region="privata")
    site.house.published("asthma", region="base")
    device.sign_in("reader")
    device.arrive(ASTHMA)
    for path in ("/privata/pathways/gout", "/privata/", "/privata/offline", "/privata/pathways/gout/history"):
        device.open(path)
        device.reads("Privata")
    device.arrive("/base/pathways/")
    assert not [path for path in device.kept() if path.startswith("/privata")]
    site.weather.down()
    device.open("/privata/pathways/gout")
    device.reads("This page is not on this device")


def test_the_desk_is_kept_by_nobody(site: Site, device: Device) -> None:
    site.house.published("gout")
    device.arrive(GOUT)
    device.sign_in("editor")
    for path in ("/desk/", "/desk/base/", "/desk/base/pathways/gout", "/desk/base/feedback"):
        device.open(path)
        device.reads("Edda Editor")
    device.arrive("/base/pathways/")
    everything = device.page.evaluate(EVERYTHING)
    assert not [address for address in everything if "/desk" in address]
    assert not [address for address, text in everything.items() if "Edda" in text]


def test_a_member_who_asks_keeps_the_region_until_signing_out(site: Site, device: Device) -> None:
    site.house.published("gout", region="privata")
    device.sign_in("editor")
    device.open("/privata/offline")
    device.reads("they stay until you sign out")
    device.press("Keep this region on this device")
    device.reads("Kept on this device: 1 page")
    assert not [address for address, text in device.page.evaluate(EVERYTHING).items() if "Edda" in text]
    site.weather.down()
    device.open("/privata/pathways/gout")
    device.reads("Allopurinol 300 mg once a day.")
    device.open("/privata/search?q=allopur")
    device.reads("1 result on this device")
    site.weather.fair()
    device.open("/desk/")
    device.press("Sign out")
    device.page.wait_for_url("**/login**")
    until(lambda: not [path for path in device.kept() if path.startswith("/privata")])


def test_a_session_that_has_ended_takes_members_pages_away_at_the_next_contact(site: Site, device: Device) -> None:
    site.house.published("gout", region="privata")
    site.house.published("asthma", region="base")
    device.sign_in("reader")
    device.keep_region("privata")
    device.context.clear_cookies()
    device.open(ASTHMA)
    until(lambda: not [path for path in device.kept() if path.startswith("/privata")])
    until(lambda: ASTHMA in device.kept())


def test_a_page_from_upstream_is_kept_as_the_region_shows_it(site: Site, device: Device) -> None:
    site.house.published("gout", kind=Kind.PATHWAY)
    device.keep_region("northvale")
    site.weather.down()
    device.open("/northvale/pathways/gout")
    device.reads("not yet localised")
    device.reads("You are offline")


def test_the_region_can_be_installed(device: Device) -> None:
    device.open("/northvale/")
    tools = device.context.new_cdp_session(device.page)
    wrong = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in wrong] == ["in-incognito"], "as every browser of these tests is"
    said = tools.send("Page.getAppManifest")
    assert said["errors"] == []
    assert said["url"].endswith("/northvale/app.webmanifest")


def test_a_region_of_hundreds_of_pages_is_searched_quickly(site: Site, device: Device) -> None:
    site.house.published("gout")
    device.keep_region("base")
    device.page.evaluate(MANY)
    site.weather.down()
    device.page.evaluate(SUGGESTED, "/base/suggest?q=warm")
    took = []
    for letters in ("allo", "allop", "allopu"):
        start = time.monotonic()
        found = device.page.evaluate(SUGGESTED, f"/base/suggest?q=gout%20{letters}")
        took.append(time.monotonic() - start)
        assert found["suggestions"][0]["slug"] == "gout"
    assert min(took) < 2, "the least disturbed of three"


RECORD = """async () => (await (await caches.open("waymark-1 base")).match("/offline/record")).json()"""
EVERYTHING = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found[request.url] = await (await cache.match(request)).text();
  }
  return found;
}"""
MANY = """async () => {
  const cache = await caches.open("waymark-1 base"), address = "/base/offline-search.json";
  const entries = await (await cache.match(address)).json();
  for (let n = 0; n < 2000; n += 1) {
    const text = "Some words that stand in a text. ".repeat(6);
    const sections = Array.from({ length: 8 }, (_, at) => [`part-${at}`, `Part ${at}`, text]);
    entries.push([`page-${n}`, `Page ${n}`, "pathway", "", sections, "further words of a page ".repeat(40)]);
    await cache.put(`/base/pathways/page-${n}`, new Response("x"));
  }
  await cache.put(address, new Response(JSON.stringify(entries), { headers: { "X-Saved": "2026-01-01T00:00:00Z" } }));
}"""


def _copy(device: Device, path: str) -> str:
    """The text of a kept copy."""
    text: str = device.page.evaluate("async (path) => (await caches.match(path))?.text() ?? ''", path)
    return text
