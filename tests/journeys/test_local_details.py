"""A coordinator keeps a region's phone numbers; readers of that region, and of no other, have them at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Someone
from tests.servers.site import Site

PAGE, LIST = "/southmere/pathways/spirometry", "/desk/southmere/local-details"


@pytest.mark.timeout(240)
@pytest.mark.parametrize("script", [True, False])
def test_a_gap_is_filled_in_and_readers_have_it_at_once(visitor: Callable[..., Someone], sample: Site, script: bool) -> None:
    key = "respiratory.spirometry-clinic.phone" if script else "respiratory.spirometry-clinic.wait"
    fact, value = ("phone", "1800 555 077") if script else ("wait", "< 9 weeks")
    reader = visitor()
    reader.go(PAGE)
    reader.reads(f"{fact} not given here")
    reader.reads("Not given for Southmere")
    reader.reads_not("{{")
    reader.reads_not("0800 555 012")
    keeper = visitor(script=script).sign_in("coordinator")
    keeper.go(LIST)
    expect(keeper.page.locator("#gaps")).to_be_visible()
    keeper.page.locator(f'.detail-lines a[href$="{key}"]').click()
    keeper.fill("What readers are told", value)
    keeper.press("Tell readers")
    keeper.reads("Recorded.")
    reader.go(PAGE)
    reader.reads(value)
    reader.reads_not(f"{fact} not given")
    if script:
        assert reader.page.locator(".local-detail a").first.get_attribute("href") == "tel:1800555077"
    visitor().go("/northvale/pathways/spirometry")
    found = visitor()
    found.go("/southmere/search?q=spirometry+clinic")
    found.reads_not("{{")
    assert sample.command("verify").returncode == 0


@pytest.mark.timeout(240)
def test_confirm_end_and_paste_many(visitor: Callable[..., Someone]) -> None:
    keeper = visitor(script=False).sign_in("coordinator")
    keeper.go("/desk/northvale/local-details")
    keeper.page.get_by_role(
        "button", name=re.compile("Still right today.*spirometry clinic, respiratory, wait", re.DOTALL)
    ).click()
    keeper.reads("Confirmed: it is right as at today.")
    keeper.go("/desk/northvale/local-details/many")
    keeper.fill(
        "Table", "key\tvalue\tas_of\nneurology.clinic.phone\t+64 9 555 0199\t2026-01-05\nneurology.clinic.email\t=1+1\t2026-01-05"
    )
    keeper.press("Tell readers")
    keeper.reads("The table is taken.")
    with keeper.page.expect_download() as waiting:
        keeper.follow("Download as a table (CSV)")
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    rows = {row["key"]: row["value"] for row in csv.DictReader(io.StringIO(text))}
    assert rows["neurology.clinic.phone"] == "'+64 9 555 0199"
    assert rows["neurology.clinic.email"] == "'=1+1"
    keeper.go("/desk/northvale/local-details/many")
    keeper.fill("Table", text)
    keeper.press("Tell readers")
    keeper.reads("Nothing has changed")
    keeper.go("/desk/northvale/local-details/neurology.clinic.email")
    keeper.press("End this detail")
    keeper.reads("Ended.")
