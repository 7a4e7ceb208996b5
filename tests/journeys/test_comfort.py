"""What script adds for those who work: the preview beside the typing, keys, and a question before words are lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, expect

from tests.journeys.people import Someone

DRAFT = "/desk/base/pathways/hypertension/draft"


@pytest.mark.timeout(180)
def test_the_preview_follows_the_typing(visitor: Callable[..., Someone]) -> None:
    editor = visitor().sign_in("editor")
    page = editor.go(DRAFT)
    text = page.locator("textarea[name=source]").input_value()
    preview = page.locator("#preview")
    editor.write(text + "\n## Afterwards\n\nMeasure again after a quillwort walk.\n")
    expect(preview).to_contain_text("Measure again after a quillwort walk.")
    expect(page.locator("[data-state]")).to_have_text("Not saved")
    editor.write(text + "\nTake 5*10*2 mg.\n")
    expect(preview).to_contain_text("keep")
    preview.get_by_role("link", name="line").first.click()
    assert page.evaluate("document.activeElement.name") == "source"
    assert "5*10*2" in page.evaluate("getSelection().toString()")


@pytest.mark.timeout(180)
def test_ctrl_s_saves_and_leaving_asks(visitor: Callable[..., Someone]) -> None:
    editor = visitor().sign_in("editor")
    page = editor.go(DRAFT)
    text = page.locator("textarea[name=source]").input_value()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("textarea[name=source]").press_sequentially("x")
    page.get_by_role("link", name="Overview").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    editor.write(text + "\nSaved by two keys.\n")
    page.keyboard.press("Control+s")
    editor.reads("Saved.")
    assert "Saved by two keys." in page.locator("textarea[name=source]").input_value()


@pytest.mark.timeout(180)
def test_a_slash_finds_the_search_box_and_j_walks_the_list(visitor: Callable[..., Someone]) -> None:
    reader = visitor()
    page = reader.go("/base/pathways/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
