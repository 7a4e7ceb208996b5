"""The first ten seconds of a page: what the first screen holds and weighs, that it waits for no script, and the keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Someone

PAGE = "/northvale/pathways/atrial-fibrillation"
MOST = 60_000
"""Bytes of a first view as they are sent, styles and script included."""
BOTTOM = "name => document.querySelector(name).getBoundingClientRect().bottom"
PAINTED = """new Promise(seen => new PerformanceObserver(list =>
  list.getEntriesByName("first-contentful-paint").length && seen(true)).observe({ type: "paint", buffered: true }))"""


@pytest.mark.timeout(300)
def test_the_first_screen_holds_red_flags_and_outline_and_weighs_little(visitor: Callable[..., Someone]) -> None:
    reader = visitor(worker=False)
    weights: list[int] = []
    network = reader.context.new_cdp_session(reader.page)
    network.on("Network.loadingFinished", lambda told: weights.append(int(told["encodedDataLength"])))
    network.send("Network.enable")
    reader.go(PAGE)
    reader.page.wait_for_load_state("networkidle")
    assert len(weights) >= 3, "page, styles and script"
    assert sum(weights) < MOST
    for part in (".red-flags", "#outline"):
        assert reader.page.evaluate(BOTTOM, part) <= 800, part


@pytest.mark.timeout(300)
def test_nothing_waits_for_script(visitor: Callable[..., Someone]) -> None:
    reader = visitor(worker=False)
    reader.page.route("**/static/*.js", lambda _: None)  # never answered
    reader.page.goto(reader.site.url + PAGE, wait_until="commit")
    assert reader.page.evaluate(PAINTED)
    expect(reader.page.get_by_role("heading", name="Red flags")).to_be_visible()


@pytest.mark.timeout(300)
def test_from_a_word_to_the_letter_with_the_keys_alone(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.go("/northvale/changes")
    page = reader.page
    page.keyboard.press("/")
    page.keyboard.type("atrial fib", delay=30)
    expect(page.get_by_role("option").first).to_contain_text("Atrial fibrillation")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}*")
    page.wait_for_load_state()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to how to refer")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    copy = page.get_by_role("button", name="Copy for the letter")
    expect(copy).to_be_focused()
    expect(copy).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("[data-copy] [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Atrial fibrillation\n")


@pytest.mark.timeout(300)
def test_at_400_per_cent_the_bar_does_not_stand_on_the_text(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.page.set_viewport_size({"width": 320, "height": 200})
    reader.go(PAGE)
    assert reader.page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "static"
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 320
