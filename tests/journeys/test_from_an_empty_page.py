"""From an empty page to a GP's search result, by clicking: with script, and without any."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Someone

TEXT = """---
title: {title}
kind: pathway
specialty: rheumatology
services: [rheumatology]
---
::: red-flags
- Hot swollen joint with fever → hospital today
:::

## Assessment
1. Ask about {word} and morning stiffness.

## Management
1. Paracetamol 1 g four times a day at most.

## Request
::: criteria {{service=rheumatology category=2 within=90d}}
- Swelling of three or more joints for 6 weeks
:::
"""


@pytest.mark.timeout(240)
@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_a_pathway_goes_all_the_way(visitor: Callable[..., Someone], script: bool) -> None:
    title, word = ("Early arthritis", "quillwort") if script else ("Painful knee", "thornapple")
    slug = title.lower().replace(" ", "-")
    desk = f"/desk/base/pathways/{slug}"
    editor, gp, hospital, lead = (visitor(script=script).sign_in(who) for who in ("editor", "gp", "hospital", "lead"))
    reader = visitor(script=script)

    # Given an editor who begins a pathway, previews it and sends it into review
    editor.go("/desk/base/new")
    editor.fill("Title", title)
    editor.press("Begin the draft")
    editor.write(TEXT.format(title=title, word=word))
    editor.press("Preview")
    editor.reads("Hot swollen joint with fever")
    editor.page.locator("[name=change][value=new]").check()
    editor.press("Save and submit for review")
    editor.reads("In review")

    # When the GP reviewer reads it and asks for changes
    gp.go("/desk/")
    gp.follow(title)
    for tab, words in (("Source", "::: red-flags"), ("Page", "Hot swollen joint"), ("Difference", word)):
        gp.follow(tab)
        gp.reads(words)
    gp.page.get_by_text("Ask for changes").first.click()
    gp.page.locator("textarea[name=reason]").fill("Say how long the stiffness lasts.")
    gp.press("Ask for changes")
    reader.go(f"/base/pathways/{slug}")
    reader.reads("Page not found")

    # Then the editor revises it, and everyone who is asked agrees
    editor.go(f"{desk}/draft")
    editor.reads("Say how long the stiffness lasts.")
    editor.write(TEXT.format(title=title, word=word).replace("stiffness.", "stiffness over 30 minutes."))
    editor.page.locator("[name=change][value=new]").check()
    editor.press("Save and submit for review")
    for person, role in ((gp, "reviewer"), (hospital, "hospital lead"), (lead, "clinical lead")):
        person.go(f"{desk}/review")
        person.press(f"Approve as {role}")
    lead.go(f"{desk}/editions/1/publication")
    lead.page.locator("textarea[name=change_note]").fill("First version.")
    lead.press("Publish version 1")

    # And the page is public with its version, date and who agreed, and search finds it by title and by text
    reader.go(f"/base/pathways/{slug}")
    for words in ("Version 1", "Dr Tomas Okafor", "Dr Priya Lindqvist", "Dr Ruth Castellane", "30 minutes"):
        reader.reads(words)
    _finds(reader, title.lower(), title, f"/base/pathways/{slug}")
    _finds(reader, word, title, f"/base/pathways/{slug}#assessment")

    # A second version supersedes the first, which keeps its address
    editor.go(f"{desk}/draft")
    editor.write(TEXT.format(title=title, word=word).replace("1 g four", "1 g three"))
    editor.page.locator("[name=change][value=partial_update]").check()
    editor.press("Save and submit for review")
    lead.go(f"{desk}/review")
    lead.press("Approve as clinical lead")
    lead.go(f"{desk}/editions/2/publication")
    lead.page.locator("textarea[name=change_note]").fill("Lower limit for paracetamol.")
    lead.press("Publish version 2")
    reader.go(f"/base/pathways/{slug}")
    reader.reads("three times a day")
    reader.go(f"/base/pathways/{slug}/v/1")
    reader.reads("four times a day")

    # Withdrawn, it says why and where to go, and its text is found no more
    lead.go(f"{desk}/editions/2/withdrawal")
    lead.page.locator("textarea[name=reason]").fill("Two pages said different things.")
    lead.page.locator("[name=successor]").select_option("gout")
    lead.page.locator("main form button[type=submit]").last.click()
    answer = reader.page.goto(f"{reader.site.url}/base/pathways/{slug}")
    assert answer is not None and answer.status == 410
    reader.reads("Two pages said different things.")
    reader.reads_not("Paracetamol")
    reader.go(f"/base/search?q={title.lower().replace(' ', '+')}")
    reader.reads("Two pages said different things.")
    reader.go(f"/base/search?q={word}")
    expect(reader.page.get_by_role("link", name=title)).to_have_count(0)


def _finds(reader: Someone, query: str, title: str, address: str) -> None:
    """The search box finds a page; the index follows within seconds."""
    reader.go("/base/")
    for _ in range(40):
        reader.page.locator("input[name=q]").first.fill(query)
        reader.page.locator("input[name=q]").first.press("Enter")
        reader.page.wait_for_url("**/search?q=**")
        if reader.page.locator(f"a[href='{address}']").count():
            break
        reader.page.wait_for_timeout(250)
    first = reader.page.locator("main a", has_text=title).first
    expect(first).to_be_visible()
    assert reader.page.locator(f"a[href='{address}']").count(), f"no link to {address}"
