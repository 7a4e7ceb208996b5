"""A typo in a public page: one editor, a browser, a minute."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Someone

PAGE = "/base/pathways/gout"
CLICKS_AT_MOST = 5


@pytest.mark.timeout(180)
@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_one_editor_corrects_a_typo_and_publishes_alone(visitor: Callable[..., Someone], script: bool) -> None:
    note = "One full stop less." if script else "A full stop less."
    editor = visitor(script=script).sign_in("editor")
    clicks, began = 0, time.monotonic()
    page = editor.go(f"/desk{PAGE}")

    def click(role: str, name: str | re.Pattern[str]) -> None:
        nonlocal clicks
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        clicks += 1

    click("link", "Begin a new version")
    text = page.locator("textarea[name=source]").input_value()
    ends = "weight if the person wants to." if script else "and Achilles tendons."
    typo = text.replace(ends, ends[:-1])
    assert typo != text
    editor.write(typo)
    page.locator("[name=change][value=correction]").check()
    clicks += 1
    click("button", "Save and submit for review")
    editor.reads("Ready to publish")
    click("link", re.compile("^Publish"))
    page.locator("textarea[name=change_note]").fill(note)
    click("button", re.compile("^Publish version"))
    editor.reads("Published.")
    assert clicks <= CLICKS_AT_MOST
    assert time.monotonic() - began < 60
    reader = visitor(script=script)
    reader.go(f"{PAGE}/history")
    expect(reader.page.locator("body")).to_contain_text(note)
