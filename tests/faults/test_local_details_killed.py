"""kill -9 while a region's phone number is changed again and again: the log is whole, and the page says its last word."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable

import httpx2
import pytest

from app.jobs.verify import broken
from app.store import local_details
from app.store.invariants import broken as broken_rows
from tests.faults.test_kill import inside, tokens_of
from tests.servers.site import Site

KEY = "respiratory.spirometry-clinic.phone"
LEAST = 3
"""Acknowledged changes of a round, at least: with fewer it would say little."""
SEED = int(os.environ.get("SEED", random.randrange(10**6)))


def change_until_it_dies(site: Site, token: str, said: list[str], tried: list[str], first: int) -> None:
    """Numbers one after the other; `said` are those that were acknowledged, `tried` the last one that was sent."""
    address = f"{site.url}/api/v1/regions/northvale/local-details/{KEY}"
    with httpx2.Client(headers={"Authorization": f"Bearer {token}"}, timeout=10) as client:
        try:
            match = client.get(address).headers["ETag"]
            for number in range(first, first + 10_000):
                tried[:] = [f"0800 {number:06d}"]
                body = {"value": tried[0], "as_of": "2026-01-01"}
                answer = client.put(address, json=body, headers={"If-Match": match})
                assert answer.status_code == 200, answer.text
                match = answer.headers["ETag"]
                said.append(tried[0])
        except httpx2.TransportError:
            return


def says(address: str, words: str, seconds: float = 10) -> bool:
    """Whether a page comes to say something: what was still to be done when the site died is done soon after it starts."""
    until = time.monotonic() + seconds
    while words not in httpx2.get(address).text:
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_acknowledged_change_is_there_once_and_the_page_says_the_last(copied: Callable[[str], Site], kind: str) -> None:
    dice, site = random.Random(SEED), copied(kind)
    print(f"SEED={SEED}")  # noqa: T201 - with -s, and when it fails
    kept: list[str] = []
    with inside(site) as platform:
        token = tokens_of(platform)["lead"]
        with platform.read() as session:
            before = len(local_details.history_of(session, "northvale", KEY))
        for turn in range(4):
            site.start()
            said, tried = list[str](), list[str]()
            thread = threading.Thread(target=change_until_it_dies, args=(site, token, said, tried, turn * 1000))
            thread.start()
            until = time.monotonic() + 60
            while len(said) < LEAST and thread.is_alive() and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(dice.uniform(0.0, 0.6))
            site.kill()
            thread.join(timeout=30)
            with platform.read() as session:
                assert list(broken_rows(session)) == []
                entries = local_details.history_of(session, "northvale", KEY)[before:]
            values = [entry.detail.value for entry in entries if entry.detail is not None and entry.detail.value is not None]
            assert values[: len(kept) + len(said)] == kept + said
            assert values[len(kept) + len(said) :] in ([], tried)
            kept = values
        assert len(kept) >= 4 * LEAST
        site.start()
        assert says(f"{site.url}/northvale/pathways/spirometry", kept[-1])
        assert list(broken(platform, site.folder / "index")) == []
        site.stop()
