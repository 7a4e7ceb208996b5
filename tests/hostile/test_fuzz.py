"""Requests made up from the OpenAPI document: no answer is an error of ours, and each is one that the document foresees."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.hostile.fuzz import Fuzzer
from tests.servers.site import Site

COUNT = 300


@pytest.mark.timeout(180)
def test_whatever_is_sent_is_answered_as_documented(sample_site: Site) -> None:
    with closing(Fuzzer(sample_site, seed=20261122)) as fuzzer:
        fuzzer.run(COUNT)
    assert not fuzzer.wrong, "\n".join(fuzzer.wrong)
    assert sum(fuzzer.statuses.values()) == COUNT
    assert {200, 404, 422} <= fuzzer.statuses.keys()
    assert fuzzer.statuses[200] > COUNT / 20, fuzzer.statuses
    assert "Traceback" not in sample_site.said()
