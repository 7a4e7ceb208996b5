"""Readers search for something that no page calls so; an editor is told, teaches search the word, and they find it.

Real browsers, two web processes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from app.domain.searches import VISITS
from app.store.database import Database
from tests.journeys.people import Someone
from tests.servers.chromium import find, flags
from tests.servers.process import free_port
from tests.servers.site import Site

WORD, TITLE = "quinsywort", "Acute chest pain"

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample site with two web processes."""
    folder = tmp_path_factory.mktemp("sample")
    site = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    done = site.command("setup")
    assert done.returncode == 0, done.stderr
    site.start("--workers", "2")
    yield site
    site.stop()


def reader(browser: Browser, number: int) -> Page:
    """A reader's own browser; the test's own name would be taken for a program's."""
    return browser.new_context(user_agent=f"Mozilla/5.0 (X11; Linux x86_64) Reader/{number}").new_page()


def until(said: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.3)


def total(site: Site, column: str) -> int:
    database = Database(site.database_url)
    with database.read() as session:
        rows = session.execute(text("select * from search_count where key = ''")).mappings().all()
    database.dispose()
    return sum(int(row[column]) for row in rows)


def test_from_a_search_that_finds_nothing_to_one_that_does(
    browser: Browser, sample: Site, visitor: Callable[..., Someone]
) -> None:
    page = reader(browser, 0)
    page.goto(f"{sample.url}/base/search?q={WORD}")
    expect(page.locator("h1")).to_contain_text("0 pages found")
    for number in range(1, 2 * VISITS):
        asked = {"User-Agent": f"Mozilla/5.0 (X11; Linux x86_64) Reader/{number}"}
        httpx2.get(f"{sample.url}/base/search", params={"q": WORD}, headers=asked, timeout=60, trust_env=False)
    until(lambda: total(sample, "searches") >= 2 * VISITS)
    editor = visitor().sign_in("editor")
    editor.go("/desk/base/searches")
    editor.reads(WORD)
    editor.follow("Add a synonym for " + WORD)
    expect(editor.page.get_by_label("Words that readers type")).to_have_value(WORD)
    editor.page.get_by_label("Means one page").check()
    editor.page.get_by_label("Page", exact=True).fill(TITLE)
    editor.press("See what it would find")
    editor.reads("Nothing is saved yet")
    editor.fill("Why", "Readers call it so.")
    editor.press("Save")
    editor.reads("Searches know it from now on")
    time.sleep(2)
    for _ in range(8):  # whichever of the two processes answers
        page.goto(f"{sample.url}/base/search?q={WORD}")
        expect(page.locator(".hit h2").first).to_have_text(TITLE)
    editor.go("/desk/base/searches")
    editor.reads("A word was added by")
    page.locator(".hit h2 a").first.click()
    expect(page.locator("h1")).to_contain_text(TITLE)
    until(lambda: total(sample, "opened") == 1)
    assert total(sample, "ranks") == 1
    page.context.close()


def test_a_page_of_results_that_is_left_is_told_and_one_without_script_is_not(browser: Browser, sample: Site) -> None:
    before = total(sample, "told"), total(sample, "searches")
    silent = browser.new_context(user_agent="Mozilla/5.0 Reader/90", java_script_enabled=False).new_page()
    # What is sent while a page is left bears the name of the program, not that of the context.
    named = browser.browser_type.launch(
        executable_path=find(), args=[*flags(), "--user-agent=Mozilla/5.0 (X11; Linux x86_64) Reader/91"]
    )
    for page in (silent, named.new_page()):
        page.goto(f"{sample.url}/base/search?q=pain")
        page.goto(f"{sample.url}/base/")
    until(lambda: total(sample, "told") > before[0])
    until(lambda: total(sample, "searches") == before[1] + 2)
    assert total(sample, "told") == before[0] + 1
    silent.context.close()
    named.close()


def test_a_suggestion_that_is_chosen_is_counted(browser: Browser, sample: Site) -> None:
    page = reader(browser, 95)
    page.goto(f"{sample.url}/base/")
    page.locator("[data-search]").first.type("atri", delay=40)
    page.locator("[data-options] a").first.click()
    expect(page.locator("h1")).to_be_visible()
    until(lambda: total(sample, "chosen") == 1)
    page.context.close()
