"""kill -9 of the whole server at random moments, while people write, agree, publish and withdraw through the API.

After each: it starts again at once, everything that was acknowledged is there, nothing is half done, and what got no answer is
done exactly once when it is sent again.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.edge.platform import Platform
from app.identity.tokens import make_token
from app.jobs.verify import broken
from app.main import assemble
from app.settings import read_settings
from app.store import pathways, revisions
from app.store.invariants import broken as broken_rows
from app.store.people import person_by_email
from tests.faults.scripts import Expected, Script
from tests.logged import entries_of
from tests.servers.site import Site

SEED = int(os.environ.get("SEED", random.randrange(10**6)))
CLIENTS = 4
LEAST = 5
"""Acknowledged writes of a round, at least: with fewer it would say little."""


@contextmanager
def inside(site: Site) -> Iterator[Platform]:
    """The installation as one of its own processes has it."""
    platform = assemble(read_settings(site.environment))
    try:
        yield platform
    finally:
        platform.close()


def tokens_of(platform: Platform) -> dict[str, str]:
    made = {}
    with platform.write() as session:
        for who in ("editor", "gp", "lead"):
            person = person_by_email(session, f"{who}@example.org")
            assert person is not None
            made[who] = make_token(session, person.id, platform.clock())
    return made


def let_run_and_kill(site: Site, scripts: list[Script], delay: float) -> None:
    """All scripts at once; a while after enough has been acknowledged, the server is killed."""
    stop = threading.Event()
    threads = [threading.Thread(target=script.run, args=(stop,)) for script in scripts]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while sum(script.acknowledged for script in scripts) < LEAST and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(delay)
    site.kill()
    stop.set()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()


def nothing_half(platform: Platform) -> None:
    """As the crash left it, before anything mends anything."""
    with platform.read() as session:
        assert list(broken_rows(session)) == []


def is_there(platform: Platform, expected: Expected) -> None:
    """Exactly what was promised: every text, every status, every entry of the log, and no more of them."""
    with platform.read() as session:
        row = pathways.pathway(session, "base", expected.slug)
        numbers = revisions.revision_numbers(session, row.id)
        texts = {number: revisions.revision(session, revision).source for revision, number in numbers.items()}
        assert [texts[number] for number in sorted(texts)] == expected.texts
        editions = pathways.editions(session, row.id)
        assert {edition.number: edition.status for edition in editions} == expected.status
        entries = entries_of(session, "base", expected.slug)
        assert [(entry.kind.value, entry.number) for entry in entries] == expected.entries


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("kind", "rounds"), [("sqlite", 15), ("postgresql", 10)])
def test_what_was_acknowledged_survives_kill_9(copied: Callable[[str], Site], kind: str, rounds: int) -> None:
    print(f"SEED={SEED}")  # noqa: T201 - with -s, and when it fails
    dice, site = random.Random(SEED), copied(kind)
    everything: list[Expected] = []
    starts, acknowledged, answers = [], [], list[str]()
    with inside(site) as platform:
        tokens = tokens_of(platform)
        site.start()
        for turn in range(rounds):
            scripts = [
                Script(site.url, tokens, f"r{turn}-{number}", random.Random(dice.getrandbits(32))) for number in range(CLIENTS)
            ]
            let_run_and_kill(site, scripts, dice.uniform(0.0, 0.6))
            nothing_half(platform)
            began = time.monotonic()
            site.start()
            starts.append(time.monotonic() - began)
            answers += [script.send_again() for script in scripts]
            assert not [script.problem for script in scripts if script.problem]
            acknowledged.append(sum(script.acknowledged for script in scripts))
            pages = [expected for script in scripts for expected in script.pathways if expected.texts]
            for expected in pages:
                is_there(platform, expected)
            everything += pages
            assert list(broken(platform, site.folder / "index")) == [], f"SEED={SEED} round {turn}"
        site.stop()
        for expected in everything:
            is_there(platform, expected)
    said = site.command("verify")
    assert (said.returncode, said.stderr) == (0, ""), f"SEED={SEED}"
    print(  # noqa: T201
        f"{rounds} rounds, {sum(acknowledged)} acknowledged ({min(acknowledged)} to {max(acknowledged)} a round), none lost; "
        f"ready again after {max(starts):.1f} s at most; sent again: "
        + ", ".join(f"{answers.count(kind)} {kind}" for kind in sorted(set(answers)))
    )
    assert min(acknowledged) >= LEAST
    assert min(starts) < 10, "it is ready again in less than ten seconds"
