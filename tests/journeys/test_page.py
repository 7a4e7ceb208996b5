"""The page in a consult, in a real browser: copied for the letter, linked to, opened by its address, answered to, printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Someone
from tests.journeys.test_accessible import AXE, RUN

PAGE = "/northvale/pathways/atrial-fibrillation"
SEEN = "localStorage.setItem('waymark.seen', JSON.stringify({'base/gout/base': 1}))"


def flawless(who: Someone) -> None:
    who.page.evaluate(AXE)
    assert who.page.evaluate(RUN)["violations"] == []


@pytest.mark.timeout(300)
def test_the_letter_is_copied_and_said_politely(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.go(PAGE)
    reader.page.get_by_role("button", name="Copy for the letter").click()
    expect(reader.page.locator("[data-copy] [role=status]")).to_have_text("Copied")
    letter = reader.page.evaluate("navigator.clipboard.readText()")
    assert letter.startswith("Atrial fibrillation\nNorthvale, version 1") and f"{PAGE}/v/1" in letter
    assert "Not accepted: stable AF" in letter
    flawless(reader)


@pytest.mark.timeout(300)
def test_without_script_the_letter_can_be_read_and_the_form_sent(visitor: Callable[..., Someone]) -> None:
    reader = visitor(script=False)
    reader.go(PAGE)
    reader.page.get_by_text("Text for the letter").click()
    expect(reader.page.locator("[data-letter]")).to_be_visible()
    expect(reader.page.get_by_role("button", name="Copy for the letter")).to_be_hidden()
    reader.page.get_by_role("link", name="Send feedback").first.click()
    expect(reader.page.get_by_label("What should the editors know?")).to_be_visible()


@pytest.mark.timeout(300)
def test_a_part_is_linked_to_and_answered_to_in_place(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.go(PAGE)
    page = reader.page
    page.locator("#request + .here").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy the link to this part").click()
    expect(page.locator("#part [role=status]")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"{PAGE}#request")
    page.get_by_role("button", name="Send feedback on this part").click()
    message = page.locator("dialog textarea")
    expect(message).to_be_focused()
    assert page.locator("dialog select").input_value() == "request"
    flawless(reader)
    message.fill("It rang out.")
    page.locator("dialog").get_by_text("Wrong phone, form or contact").click()
    page.locator("dialog [type=submit]").click()
    expect(page.locator("dialog")).to_contain_text("Your message has reached the editors of Northvale.")
    page.get_by_role("link", name="your message").click()
    expect(page.get_by_role("heading", name="What became of your message")).to_be_visible()
    reader.reads("It rang out.")
    flawless(reader)


@pytest.mark.timeout(300)
def test_an_address_opens_what_it_names(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.go(PAGE)
    inside = reader.page.locator("details.detail [data-block]").first
    block = inside.get_attribute("data-block")
    reader.go(f"{PAGE}?again#{block}")
    expect(inside).to_be_visible()
    expect(inside).to_be_in_viewport()


@pytest.mark.timeout(300)
def test_what_changed_is_said_on_this_device_until_it_is_dismissed(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.go("/base/pathways/gout")
    line = reader.page.locator("[data-changed]")
    expect(line).to_be_hidden()
    reader.page.evaluate(SEEN)
    reader.go("/base/pathways/gout")
    expect(line).to_contain_text("You last looked at version 1 here; this is version 2.")
    assert (line.locator("a").get_attribute("href") or "").endswith("/compare?from=1&to=2")
    flawless(reader)
    line.get_by_role("button", name="Dismiss").click()
    reader.go("/base/pathways/gout")
    expect(line).to_be_hidden()


@pytest.mark.timeout(300)
def test_on_a_phone_the_strip_is_a_sheet_and_on_paper_it_is_not_there(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    reader.go("/northvale/pathways/cardiology-request")
    strip = reader.page.locator("#refer")
    expect(strip).to_be_hidden()
    reader.page.get_by_role("button", name="Refer", exact=True).click()
    expect(strip).to_be_in_viewport()
    expect(strip).to_contain_text("From Waymark Base, not yet localised")
    flawless(reader)
    strip.get_by_role("link", name="Cardiology, category 2").click()
    expect(strip).to_be_hidden()
    reader.page.emulate_media(media="print")
    expect(reader.page.locator(".qr")).to_be_visible()
    expect(strip).to_be_hidden()
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(reader.page.locator("[data-printed]")).to_contain_text("Printed ")
    assert reader.page.evaluate("document.querySelectorAll('details:not([open])').length") == 0


@pytest.mark.timeout(300)
def test_a_page_and_its_page_for_patients_lead_to_each_other(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.go("/base/pathways/gout")
    reader.page.locator(".pair a").click()
    reader.page.locator(".pair").get_by_role("link", name="Gout", exact=True).click()
    assert reader.page.url.endswith("/base/pathways/gout")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", [True, False])
def test_an_old_address_lands_on_the_section_that_has_another_name_now(visitor: Callable[..., Someone], script: bool) -> None:
    reader = visitor(script=script)
    reader.go("/base/pathways/gout#acute-attack")
    expect(reader.page.locator("#attack")).to_be_in_viewport()
    assert reader.page.evaluate("scrollY") > 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", [True, False])
def test_the_bar_of_a_phone_leads_to_the_search_box(visitor: Callable[..., Someone], script: bool) -> None:
    reader = visitor(script=script)
    reader.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    reader.go("/base/pathways/gout#lowering-urate")
    reader.page.locator(".bar").get_by_role("link", name="Search").click()
    expect(reader.page.locator("#q")).to_be_focused()
    expect(reader.page.locator("#q")).to_be_in_viewport()
