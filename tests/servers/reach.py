"""How far a publication reaches: each web process of a running server is asked over a connection that it alone answers."""

from __future__ import annotations

import gzip
import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.domain.regions import Region, Visibility
from app.domain.roles import Role
from app.identity.tokens import make_token
from app.store import people, regions
from app.store.database import Database
from tests.servers.process import living
from tests.servers.site import PATIENCE, Site

REGION, SLUG, TITLE, WORD = "reach", "quokka-bite", "Quokka bite", "wombatitis"
SOURCE = f"""---
title: {TITLE}
specialty: dermatology
---

## Background

This page is made up. It says {WORD}.
"""
CONNECTIONS = 200
"""Tried before a process counts as one that answers nobody."""
LOOK = 0.005
"""Seconds between two questions to one process."""

Said = tuple[int, str]
Question = tuple[str, Callable[[Said], bool], Callable[[Said], bool]]

_PUBLIC = f"/{REGION}/pathways/{SLUG}"
QUESTIONS: dict[str, Question] = {
    "page": (_PUBLIC, lambda said: said[0] == 200 and WORD in said[1], lambda said: said[0] == 410 and WORD not in said[1]),
    "search": (
        f"/api/v1/regions/{REGION}/search?q={WORD}",
        lambda said: said[0] == 200 and json.loads(said[1])["total"] == 1,
        lambda said: said[0] == 200 and json.loads(said[1])["total"] == 0,
    ),
    "suggestions": (
        f"/api/v1/regions/{REGION}/suggest?q=quokk",
        lambda said: said[0] == 200 and SLUG in said[1],
        lambda said: said[0] == 200 and SLUG not in said[1],
    ),
    "list for devices": (
        f"/{REGION}/offline.json",
        lambda said: said[0] == 200 and SLUG in said[1],
        lambda said: said[0] == 200 and SLUG not in said[1],
    ),
    "search file of devices": (
        f"/{REGION}/offline-search.json",
        lambda said: said[0] == 200 and SLUG in said[1],
        lambda said: said[0] == 200 and SLUG not in said[1],
    ),
    "feed": (
        f"/{REGION}/changes.atom",
        lambda said: said[0] == 200 and "Shown to everybody." in said[1],
        lambda said: said[0] == 200 and "Taken away." in said[1] and "Shown to everybody." not in said[1],
    ),
}
"""What is asked → its address, when it knows the page, and when it knows that the page is withdrawn."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Seconds from an answer to the publisher until the last process knew, by what was asked."""

    published: dict[str, float]
    withdrawn: dict[str, float]


def prepare(database: Database) -> str:
    """A region and somebody who may do everything needed there; returns their token."""
    now = datetime.now(UTC)
    with database.write() as session:
        if REGION not in regions.all_regions(session):
            regions.add_region(session, Region(0, REGION, "Reach", None, Visibility.PUBLIC, "Pacific/Auckland", "en-NZ"))
        person = people.add_person(session, "reach@example.org", "Dr Reach", None, now)
        for role in (Role.EDITOR, Role.CLINICAL_LEAD):
            people.grant(session, person.id, regions.region(session, REGION).id, role)
        return make_token(session, person.id, now)


def reach(site: Site, token: str, processes: int) -> Reached:
    """Publish a page on a running server and withdraw it again, and time when each of its web processes knows."""
    begun = _change(site, token, "", json.dumps({"slug": SLUG, "kind": "pathway", "source": SOURCE}))
    edition = f"/{SLUG}/editions/1"
    shown = _change(site, token, f"{edition}/urgent-publication", '{"reason": "Shown to everybody."}', begun)
    published = _known(site, processes, gone=False)
    _change(site, token, f"{edition}/withdrawal", '{"reason": "Taken away."}', shown)
    return Reached(published, _known(site, processes, gone=True))


def _known(site: Site, processes: int, *, gone: bool) -> dict[str, float]:
    """Seconds from now until every process gave the right answer to each question."""
    began, found = time.perf_counter(), dict[str, float]()
    with _each_process(site, processes) as lines:
        waiting = {(what, process) for what in QUESTIONS for process in lines}
        while waiting:
            assert time.perf_counter() - began < PATIENCE, f"not known everywhere: {sorted(waiting)}"
            for what, process in sorted(waiting):
                address, there, away = QUESTIONS[what]
                if (away if gone else there)(_asked(lines[process], address)):
                    waiting.discard((what, process))
                    found[what] = time.perf_counter() - began
            time.sleep(LOOK)
    return found


def _asked(line: http.client.HTTPConnection, address: str) -> Said:
    line.request("GET", address, headers={"Accept-Encoding": "identity"})
    answer = line.getresponse()
    body = answer.read()
    return answer.status, (gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body).decode()


def _change(site: Site, token: str, path: str, body: str, revision: str = "") -> str:
    """One change by the API; returns the revision that the next one names."""
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    headers |= {"If-Match": revision} if revision else {}
    line.request("POST", f"/api/v1/regions/{REGION}/pathways{path}", body, headers)
    answer = line.getresponse()
    said = answer.read().decode()
    line.close()
    assert answer.status in (200, 201), f"{path}: {answer.status} {said}"
    return answer.headers["ETag"]


@contextmanager
def _each_process(site: Site, processes: int) -> Iterator[dict[int, http.client.HTTPConnection]]:
    """A connection to each web process, by the number of the process."""
    found: dict[int, http.client.HTTPConnection] = {}
    spare: list[http.client.HTTPConnection] = []
    try:
        for _ in range(CONNECTIONS):
            line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
            _asked(line, "/healthz")
            line.auto_open = 0  # a line that was closed must not be opened anew: another process might take it
            process = _answering(site, line)
            if found.setdefault(process, line) is not line:
                spare.append(line)
            if len(found) == processes:
                break
        assert len(found) == processes, f"only the processes {sorted(found)} answer"
        yield found
    finally:
        for line in (*found.values(), *spare):
            line.close()


def _answering(site: Site, line: http.client.HTTPConnection) -> int:
    """The process that holds the other end of a connection."""
    assert site.process is not None
    port = line.sock.getsockname()[1]
    ends = (row.split() for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:])
    socket = next(
        f"socket:[{end[9]}]" for end in ends if end[1].endswith(f":{site.port:04X}") and end[2].endswith(f":{port:04X}")
    )
    for process in living(site.process.pid):
        for file in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                if str(file.readlink()) == socket:
                    return process
    raise LookupError(f"no process of the server holds {socket}")
