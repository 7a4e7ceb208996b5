"""What search engines and browsers are told: public, present pages and nothing else; and that no text ends a data block."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as Xml
from html.parser import HTMLParser

import pytest

from app.reading.machines import OPENSEARCH, SITEMAP
from app.store import projections
from app.store.regions import RegionRow
from tests.builders import House, a_text
from tests.web.visitors import Visitor, Visitors

BASE = "http://127.0.0.1:8000"


def addresses(visitor: Visitor, path: str) -> dict[str, str]:
    page = visitor.get(path)
    assert (page.status, page.answer.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    places = Xml.fromstring(page.html).iter()  # noqa: S314 - our own
    found = [place for place in places if place.tag in (f"{{{SITEMAP}}}url", f"{{{SITEMAP}}}sitemap")]
    return {place.findtext(f"{{{SITEMAP}}}loc", ""): place.findtext(f"{{{SITEMAP}}}lastmod", "") for place in found}


def data(html: str) -> list[dict[str, object]]:
    """What the data blocks of a page hold, as a browser's parser finds them."""
    blocks: list[str] = []

    class Reader(HTMLParser):
        within = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.within = tag == "script" and ("type", "application/ld+json") in attrs

        def handle_endtag(self, _: str) -> None:
            self.within = False

        def handle_data(self, data: str) -> None:
            if self.within:
                blocks.append(data)

    Reader().feed(html)
    return [json.loads(block) for block in blocks]


def test_site_maps_name_public_present_pages_and_no_others(people: Visitors, house: House, nobody: Visitor) -> None:
    house.updated(house.published("gout"), a_text("Gout", dose="200 mg"))
    house.withdrawn(house.published("gone"))
    house.a_pathway("soon")
    house.published("privy", region="privata")
    maps = set(addresses(nobody, "/sitemap.xml"))
    assert {f"{BASE}/{region}/sitemap.xml" for region in ("base", "northvale")} <= maps
    assert f"{BASE}/privata/sitemap.xml" not in maps
    assert addresses(nobody, "/base/sitemap.xml") == {f"{BASE}/base/pathways/gout": "2026-03-02T09:00:00+00:00"}
    assert set(addresses(nobody, "/northvale/sitemap.xml")) == {f"{BASE}/northvale/pathways/gout"}
    assert [who.get("/privata/sitemap.xml").status for who in (nobody, people["reader"])] == [303, 200]


def test_a_long_site_map_is_in_parts(house: House, nobody: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for slug in ("gout", "asthma", "copd"):
        house.published(slug)
    monkeypatch.setattr("app.reading.machines.MOST", 2)
    assert list(addresses(nobody, "/sitemap.xml"))[:2] == [f"{BASE}/base/sitemap.xml", f"{BASE}/base/sitemap.xml?part=2"]
    parts = [set(addresses(nobody, f"/base/sitemap.xml?part={part}")) for part in (1, 2, 3)]
    assert [len(part) for part in parts] == [2, 1, 0]
    assert not parts[0] & parts[1]


def test_robots_leave_out_the_desk_the_api_and_earlier_versions(nobody: Visitor) -> None:
    said = nobody.get("/robots.txt")
    lines = said.html.splitlines()
    assert said.answer.headers["Content-Type"].startswith("text/plain")
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /desk/", "Disallow: /api/", "Disallow: /*/pathways/*/v/", f"Sitemap: {BASE}/sitemap.xml"} <= set(lines)


def test_a_browser_finds_how_to_search(house: House, nobody: Visitor) -> None:
    house.published("gout", a_text("Gout & <tophi>"))
    house.index()
    (address,) = re.findall(r'<link rel="search"[^>]* href="([^"]+)"', nobody.get("/base/pathways/gout").html)
    described = nobody.get(address)
    assert described.answer.headers["Content-Type"].startswith("application/opensearchdescription+xml")
    urls = {url.get("type"): url.get("template", "") for url in Xml.fromstring(described.html).iter(f"{{{OPENSEARCH}}}Url")}  # noqa: S314 - our own
    assert len(Xml.fromstring(described.html).findtext(f"{{{OPENSEARCH}}}ShortName", "")) in range(1, 17)  # noqa: S314 - our own
    assert nobody.get(urls["text/html"].removeprefix(BASE).replace("{searchTerms}", "gout")).status == 200
    typed = nobody.get(urls["application/x-suggestions+json"].removeprefix(BASE).replace("{searchTerms}", "gou"))
    assert typed.answer.headers["Content-Type"] == "application/x-suggestions+json"
    assert typed.answer.json() == ["gou", ["Gout & <tophi>"], [""], [f"{BASE}/base/pathways/gout"]]


def test_the_icon_is_where_browsers_look(nobody: Visitor) -> None:
    icon = nobody.get("/favicon.ico").answer
    assert (icon.status_code, icon.content[:4], icon.headers["Cache-Control"]) == (200, b"\0\0\1\0", "public, max-age=86400")


def test_a_page_says_what_is_known_of_it(house: House, nobody: Visitor) -> None:
    text = a_text("Gout").replace("specialty:", 'codes: {icpc-2: [T92], snomed: ["90560007"]}\nspecialty:')
    house.updated(house.published("gout", text), text.replace("300 mg", "200 mg"))
    html = nobody.get("/base/pathways/gout").html
    assert '<link rel="canonical" href="/base/pathways/gout">' in html
    (said,) = data(html)
    assert (said["@type"], said["version"], said["lastReviewed"], said["name"]) == ("MedicalWebPage", "2", "2026-03-02", "Gout")
    assert said["audience"] == {"@type": "MedicalAudience", "audienceType": "Clinician"}
    assert [code["codeValue"] for code in said["about"]["code"]] == ["T92", "90560007"]  # type: ignore[index]
    assert data(nobody.get("/northvale/pathways/gout").html)[0]["@id"] == "/northvale/pathways/gout"


def test_what_is_not_the_present_page_of_a_public_region_says_nothing(people: Visitors, house: House, nobody: Visitor) -> None:
    opened = house.updated(house.published("gout"), a_text("Gout", dose="200 mg"))
    for path in ("/base/pathways/gout/v/1", "/base/pathways/gout?as-at=2026-03-02", "/base/pathways/gout/history", "/base/"):
        assert "ld+json" not in nobody.get(path).html, path
    assert "ld+json" not in people["reader"].get("/privata/pathways/gout").html
    house.withdrawn(opened)
    assert "ld+json" not in nobody.get("/base/pathways/gout").html


@pytest.mark.parametrize("evil", ["</script><script>alert(1)</script>", "<!-- <script>", "]]> & \\", "<!--<script></script>-->"])
def test_no_text_ends_a_data_block(house: House, nobody: Visitor, evil: str) -> None:
    house.published("gout", a_text("Gout").replace("title: Gout", f"title: {json.dumps(evil)}"))
    html = nobody.get("/base/pathways/gout").html
    (said,) = data(html)
    assert said["name"] == evil
    assert re.findall(r"<script\b[^>]*>", html)[-1] == '<script type="application/ld+json">'
    assert html.count("</script>") == html.count("<script ")


def test_names_of_regions_do_no_harm(house: House, nobody: Visitor) -> None:
    house.published("gout")
    with house.platform.write() as session:
        row = session.query(RegionRow).filter_by(slug="base").one()
        row.name = 'A "very" long <region> & its name'
        assert projections.published_in(session, "base")[0] == 1
    assert Xml.fromstring(nobody.get("/base/opensearch.xml").html).findtext(f"{{{OPENSEARCH}}}LongName") == row.name  # noqa: S314 - our own
