"""A region localises and falls behind; a reader writes to the editors; two people write at once. In a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.people import Someone


def test_a_region_shows_upstreams_page_marked_and_localises_it_in_one_click(visitor: Callable[..., Someone]) -> None:
    reader, editor = visitor(), visitor().sign_in("editor")
    reader.go("/northvale/pathways/eczema")
    reader.reads("From Waymark Base, not yet localised.")
    editor.go("/desk/northvale/pathways/eczema")
    editor.page.get_by_role("button", name="Localise").first.click()
    editor.page.wait_for_url("**/desk/northvale/pathways/eczema/**")
    editor.reads("localised from Waymark Base")
    editor.go("/desk/northvale/localisations")
    editor.reads("See what Waymark Base changed")


def test_what_a_reader_sends_reaches_the_inbox_and_is_answered(visitor: Callable[..., Someone]) -> None:
    reader, editor = visitor(), visitor().sign_in("editor")
    reader.go("/base/pathways/eczema")
    reader.follow("Send feedback")
    reader.page.locator("textarea[name=message]").fill("The emollient amounts look too small to me.")
    reader.page.locator("[name=category][value=clinical_error]").check()
    reader.page.locator("main form button[type=submit]").last.click()
    reader.reads("Your message has reached the editors")
    editor.go("/desk/base/feedback")
    editor.reads("The emollient amounts look too small to me.")
    lead = visitor().sign_in("lead")
    lead.reads("Eczema")


@pytest.mark.timeout(180)
def test_two_editors_at_once_lose_nothing(visitor: Callable[..., Someone]) -> None:
    one, two = visitor().sign_in("editor"), visitor().sign_in("editor")
    for person in (one, two):
        person.go("/desk/base/pathways/hypertension/draft")
    text = one.page.locator("textarea[name=source]").input_value()
    one.write(text + "\nFirst to save.\n")
    one.press("Save")
    one.reads("Saved")
    two.write(text + "\nSecond to save.\n")
    two.press("Save")
    two.reads("First to save.")
    two.reads("Second to save.")
