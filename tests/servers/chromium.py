"""The system's Chromium, driven by Playwright, kept from every host but this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "Chromium is not installed, and these tests need it. Type, as root: apt-get update && apt-get install -y chromium\n"
    "(`make test` does so where it may.)"
)
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
PATIENCE = 15_000
"""How long a step may wait for what it expects, in milliseconds: a busy machine is slow, a broken page is for ever."""


def find() -> str:
    """Chromium's path. Fails the test, with the remedy, when there is none."""
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return path or pytest.fail(MISSING, pytrace=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one module.

    Not for the whole run: while Playwright lives in a thread no event loop can be run there, so that a later test
    which calls `asyncio.run` would fail.
    """
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find(), args=flags())
        yield launched
        launched.close()


def flags() -> list[str]:
    """With what Chromium is started here."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person at a browser: cookies of their own. Make more with `browser.new_context()`, and close them."""
    with browser.new_context(locale="en-GB", timezone_id="Europe/London") as made:
        made.set_default_timeout(PATIENCE)
        yield made


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()
