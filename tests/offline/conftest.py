"""The site behind a connection that a test can break, and people at real browsers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.identity import passwords
from app.main import application
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from app.store.people import PersonRow
from tests import cast
from tests.builders import House, a_platform
from tests.reading.serving import served
from tests.servers.weather import Weather, weather
from tests.web.conftest import packed_once

__all__ = ["packed_once"]

HERE = "Europe/London"
"""The time zone of devices."""
PASSWORD = "a quiet harbour at dusk"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    if (name.startsWith("waymark-1 "))
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""


@dataclass(slots=True)
class Site:
    """An installation, and the weather before it."""

    house: House
    weather: Weather

    @property
    def url(self) -> str:
        """Where browsers reach it."""
        return f"http://127.0.0.1:{self.weather.port}"


@dataclass(slots=True)
class Device:
    """A browser with what it keeps."""

    site: Site
    context: BrowserContext
    page: Page

    def open(self, path: str) -> None:
        """Open an address; while nothing else is said, it is opened as far as its text."""
        self.page.goto(self.site.url + path, wait_until="domcontentloaded")

    def arrive(self, path: str) -> None:
        """Open a page, and wait until the worker has kept it."""
        self.open(path)
        until(lambda: path in self.kept())

    def kept(self) -> set[str]:
        """The addresses of which it keeps a copy."""
        return set(self.page.evaluate(KEPT))

    def reads(self, words: str) -> None:
        """The page says this."""
        expect(self.page.locator("body")).to_contain_text(words, use_inner_text=True)

    def reads_not(self, words: str) -> None:
        """The page does not say this."""
        expect(self.page.locator("body")).not_to_contain_text(words, use_inner_text=True)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def keep_region(self, region: str) -> None:
        """Ask for the whole of a region, and wait until it is there."""
        self.open(f"/{region}/offline")
        self.press("Keep this region on this device")
        self.reads("Kept on this device:")

    def sign_in(self, who: str) -> None:
        """Sign in as somebody of the cast."""
        self.open("/login")
        self.page.get_by_label("E-mail").fill(f"{who}@example.org")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url("**/desk/**" if who != "reader" else "**/")


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never was so"
        time.sleep(0.1)


@pytest.fixture
def site(
    settled_file: Path, tmp_path: Path, renderer: Renderer, pictures: PictureMaker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """The cast's regions on SQLite, behind fair weather."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    shutil.copyfile(settled_file, tmp_path / "waymark.db")
    house = a_platform(f"sqlite:///{tmp_path}/waymark.db", tmp_path, renderer, pictures)
    with house.platform.write() as session:
        for who in ("reader", "editor"):
            session.get_one(PersonRow, cast.person(session, who).id).password_hash = passwords.hash_password(PASSWORD)
    house.platform.shelf.open()
    with served(application(house.platform)) as port, weather(port) as made:
        yield Site(house, made)
    house.close()


@pytest.fixture
def device(browser: Browser, site: Site) -> Iterator[Device]:
    """A browser that has never been here."""
    with browser.new_context(locale="en-GB", timezone_id=HERE, viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(20_000)
        yield Device(site, context, context.new_page())
