"""Hostile texts over HTTP: each is answered in bounded time with a sentence, and readers do not notice."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2
import pytest

from app.markup.worker import SECONDS
from tests.markup.hostile import hostile_texts
from tests.servers.process import free_port
from tests.servers.site import Site

AT_ONCE = 8
PATIENCE = 40.0
"""Seconds: two children, five seconds for each text, and a loaded machine."""
SOON, LONGER = 0.5, 5
"""Seconds in which 95 of 100 readers must have their page meanwhile; or so many times what it takes them when nothing hostile
is sent, on a machine that others use too."""
AT_REST = 3.0
"""Seconds for which readers are watched before."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The sample site, running, and an editor's token."""
    folder = tmp_path_factory.mktemp("hostile")
    site = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    assert site.command("setup").returncode == 0
    token = site.command("token", "add", "editor@example.org").stdout.strip()
    site.start()
    yield site, token
    site.stop()


@dataclass
class Readers:
    """Somebody who reads and searches all the while."""

    url: str
    seconds: list[float] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        """Until it is over."""
        with httpx2.Client(base_url=self.url, trust_env=False, timeout=30) as client:
            while not self.over.is_set():
                for path in ("/base/pathways/eczema", "/base/search?q=eczema+dose", "/base/suggest?q=ecz"):
                    started = time.monotonic()
                    answer = client.get(path)
                    self.seconds.append(time.monotonic() - started)
                    if answer.status_code != 200:
                        self.failed.append(answer.status_code)
                time.sleep(0.02)


def _send(site: Site, token: str, text: str) -> tuple[httpx2.Response, float]:
    started = time.monotonic()
    answer = httpx2.post(
        f"{site.url}/api/v1/regions/base/pathways/eczema/preview",
        content=json.dumps({"source": text}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        timeout=120,
        trust_env=False,
    )
    return answer, time.monotonic() - started


def answered(
    site: Site, token: str, texts: dict[str, str], at_once: int = AT_ONCE
) -> tuple[dict[str, tuple[int, float]], Readers]:
    """Send all texts, some at once, while somebody reads; name → status and seconds. Every answer says what to do."""
    waiting = list(texts.items())
    told: dict[str, tuple[int, float]] = {}
    wrong: list[str] = []
    readers = Readers(site.url)

    def send() -> None:
        while waiting:
            try:
                name, text = waiting.pop()
            except IndexError:
                return
            answer, seconds = _send(site, token, text)
            told[name] = (answer.status_code, seconds)
            if answer.status_code == 422 and len(answer.json()["detail"]) < 30:
                wrong.append(f"{name}: {answer.text}")

    threads = [threading.Thread(target=send) for _ in range(at_once)]
    reading = threading.Thread(target=readers.read)
    reading.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    readers.over.set()
    reading.join()
    assert not wrong
    return told, readers


def at_rest(site: Site) -> Readers:
    """Readers to whom nothing happens."""
    readers = Readers(site.url)
    reading = threading.Thread(target=readers.read)
    reading.start()
    time.sleep(AT_REST)
    readers.over.set()
    reading.join()
    return readers


def p95(seconds: list[float]) -> float:
    """What 95 of 100 stay below."""
    return statistics.quantiles(seconds, n=20)[-1]


SLOW = ("link openers", "two kinds of emphasis in turn", "pictures in pictures", "nested brackets", "one line of details")


@pytest.mark.timeout(240)
def test_hostile_texts_hold_up_nobody(served: tuple[Site, str]) -> None:
    site, token = served
    before = at_rest(site)
    texts = {name: text for name, text in hostile_texts(200_000).items() if name in SLOW}
    told, readers = answered(site, token, {f"{name} {turn}": text for name, text in texts.items() for turn in range(2)})
    assert {status for status, _ in told.values()} <= {200, 422}
    assert max(seconds for _, seconds in told.values()) < PATIENCE
    assert readers.failed == []
    assert p95(readers.seconds) < max(SOON, LONGER * p95(before.seconds))
    answer, _ = _send(site, token, "# Text\n\n5 mg\n")
    assert answer.status_code == 200


REFUSED = {
    "aliases": "---\na: &a [x]\nb: *a\n---\n\ntext\n",
    "tags": "---\ntitle: !!python/object/apply:os.system [id]\n---\n\ntext\n",
    "brackets": "---\na: " + "[" * 5000 + "\n---\n\ntext\n",
    "braces": "---\na: " + "{a: " * 3000 + "\n---\n\ntext\n",
    "long front matter": "---\ntitle: " + "x" * 17_000 + "\n---\n\ntext\n",
    "not closed": "---\ntitle: x\n",
    "null": "a\x00b",
    "surrogate": "a\ud800b",
    "too long": "a " * 100_001,
    "a billion laughs": "---\n"
    + "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}' if n else 'x'] * 9)}]\n" for n in range(9))
    + "---\n\ntext\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_t_be_read_is_refused_at_once_with_a_remedy(name: str, served: tuple[Site, str]) -> None:
    _send(*served, "5 mg")  # whoever reads it has started
    answer, seconds = _send(*served, REFUSED[name])
    assert answer.status_code == 422
    assert seconds < SECONDS, "it was refused, not stopped"
    assert len(answer.json()["detail"]) > 30


def test_every_plane_of_unicode_is_read(served: tuple[Site, str]) -> None:
    for plane in range(17):
        text = "# A\n\n" + "".join(chr(plane << 16 | place) for place in range(0x20, 0xFFFE, 61) if not 0xD7FF < place < 0xE000)
        answer, seconds = _send(*served, text)
        assert answer.status_code in (200, 422), plane
        assert seconds < 5
