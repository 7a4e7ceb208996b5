"""One running sample site on SQLite for all journeys of a module; browsers are closed and their complaints counted at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Someone, someone
from tests.servers.process import free_port
from tests.servers.site import Site


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample site, running."""
    folder = tmp_path_factory.mktemp("sample")
    site = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    done = site.command("setup")
    assert done.returncode == 0, done.stderr
    site.start()
    yield site
    site.stop()


@pytest.fixture
def visitor(browser: Browser, sample: Site) -> Iterator[Callable[..., Someone]]:
    """Opens a browser for somebody. No browser may have complained by the end of the test."""
    made: list[Someone] = []

    def arrive(*, script: bool = True, worker: bool = True) -> Someone:
        made.append(someone(browser, sample, script=script, worker=worker))
        return made[-1]

    yield arrive
    wrong = [complaint for person in made for complaint in person.wrong]
    for person in made:
        person.context.close()
    assert wrong == []
