"""Requests made up from the OpenAPI document: no answer is an error of ours, and each is one that the document foresees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.hostile.fuzz import Fuzzer
from tests.servers.process import free_port
from tests.servers.site import Site

COUNT = 300


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample site, running."""
    folder = tmp_path_factory.mktemp("fuzz")
    made = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    assert made.command("setup").returncode == 0
    made.start()
    yield made
    made.stop()


@pytest.mark.timeout(180)
def test_whatever_is_sent_is_answered_as_documented(site: Site) -> None:
    with closing(Fuzzer(site, seed=20261122)) as fuzzer:
        fuzzer.run(COUNT)
    assert not fuzzer.wrong, "\n".join(fuzzer.wrong)
    assert sum(fuzzer.statuses.values()) == COUNT
    assert {200, 404, 422} <= fuzzer.statuses.keys()
    assert fuzzer.statuses[200] > COUNT / 20, fuzzer.statuses
    assert "Traceback" not in site.said()
