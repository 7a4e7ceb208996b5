"""A picture from the editor to a reader: beside the text with script, on a page of its own without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.people import PHONE, Someone
from tests.journeys.test_accessible import _looked_at
from tests.pictures import files

DRAFT = "/desk/base/pathways/hypertension/draft"


def choose(page: Page, data: bytes, name: str) -> None:
    page.set_input_files("input[type=file]", FilePayload(name=name, mimeType="image/png", buffer=data))


def filled(editor: Someone, shows: str) -> None:
    editor.fill("What it shows", shows)
    editor.fill("Whose it is, and its licence", "Drawn by us")
    editor.page.get_by_label("No patient can be recognised in it").check()


@pytest.mark.timeout(240)
def test_beside_the_text(visitor: Callable[..., Someone]) -> None:
    editor = visitor().sign_in("editor")
    page = editor.go(DRAFT)
    editor.write("---\ntitle: Hypertension\nspecialty: cardiology\n---\n\nBefore.\n\nAfter.\n")
    page.evaluate(
        "field => field.setSelectionRange(...[1, 1].map(() => field.value.indexOf('After')))", page.query_selector("#source")
    )
    page.get_by_role("link", name="Add a picture").click()
    expect(page.get_by_role("dialog", name="Add a picture")).to_be_visible()
    assert _looked_at(editor, "the dialog") == []
    filled(editor, "Where the cuff goes")
    choose(page, files.SVG, "cuff.png")
    editor.press("Add the picture")
    expect(page.get_by_role("alert").filter(has_text="SVG")).to_be_visible()
    assert _looked_at(editor, "the dialog, refused") == []
    assert page.get_by_label("What it shows").input_value() == "Where the cuff goes"
    choose(page, files.with_exif(), "cuff.png")
    editor.press("Add the picture")
    expect(page.get_by_role("dialog")).to_have_count(0)
    text = page.locator("#source").input_value()
    assert "Before.\n\n![Where the cuff goes](asset:where-the-cuff-goes-" in text and text.endswith("After.\n")
    shown = page.locator("#preview img[alt='Where the cuff goes']")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth") == 120
    page.keyboard.press("Control+z")
    assert "asset:" not in page.locator("#source").input_value(), "it can be undone as typing can"


@pytest.mark.timeout(240)
def test_on_a_page_of_its_own(visitor: Callable[..., Someone]) -> None:
    editor = visitor(script=False).sign_in("editor")
    page = editor.go("/desk/base/pictures/new")
    filled(editor, "Where the probe goes")
    choose(page, files.png() + files.HTML, "probe.png")
    editor.press("Add the picture")
    editor.reads("something else behind the picture")
    assert page.get_by_label("What it shows").input_value() == "Where the probe goes"
    choose(page, files.png((64, 64)), "probe.png")
    editor.press("Add the picture")
    editor.reads("The picture is added.")
    line = page.get_by_label("Write where it is to be seen").first.input_value()
    assert line.startswith("![Where the probe goes](asset:where-the-probe-goes-")
    page.get_by_role("listitem").filter(has_text="Where the probe goes").get_by_role("button", name="Take it away").click()
    editor.reads("The picture is taken away.")


@pytest.mark.timeout(240)
def test_readers_see_it_whole_large_and_said_aloud(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    reader.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page = reader.go("/base/pathways/chest-pain")
    page.get_by_text("Where the chest leads go").click()
    picture = page.get_by_role("img", name="The chest seen from the front")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 1120)
    assert picture.evaluate("image => getComputedStyle(image).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert _looked_at(reader, "a page with a picture") == []
    page.emulate_media(media="print")
    expect(picture).to_be_visible()
    page.emulate_media(media="screen")
    picture.click()
    page.wait_for_url("**/base/pictures/where-the-chest-leads-go-*")
