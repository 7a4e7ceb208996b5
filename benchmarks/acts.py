"""What it costs in processor time to publish: the act itself, durable, and the making of pages after it; at several sizes.

Beside them stands the least that could be done with such a page, in turn on the same machine: compress it and store it, durable.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import brotli

from app.actions import publish, review, write
from app.actions.acting import Acting, Opened
from app.domain.roles import Person, Role
from app.domain.routes import ChangeKind
from app.domain.text import Kind
from app.markup import read_page
from app.store import pathways, regions, revisions
from app.store.database import Session
from app.store.people import person_by_email
from benchmarks.corpus import texts
from benchmarks.figures import Figure, beside
from benchmarks.library import REGION, Library

ACTS = 11
WARM = 2
"""The first ones are not counted."""
SLUG = "published-while-measured"
EDITOR, REVIEWER, LEAD = "act-editor@example.org", "act-reviewer@example.org", "act-lead@example.org"


def measure(library: Library) -> Iterator[Figure]:
    """At the present number of pages."""
    settle(library)
    acts, pages, least = list[float](), list[float](), list[float]()
    store = sqlite3.connect(library.site.folder / f"least-{library.pages}.db")
    store.executescript("pragma journal_mode=wal; pragma synchronous=full; create table page (path text primary key, br blob)")
    for number in range(ACTS):
        ready = _ready(library, f"wombat{'abcdefghijklmno'[number]}")
        acts.append(_cpu(lambda ready=ready: _publish(library, ready)))  # type: ignore[misc]
        pages.append(_cpu(lambda: library.shelf.follow(datetime.now(UTC))))
        least.append(_cpu(lambda ready=ready: _least(store, ready)))  # type: ignore[misc]
    store.close()
    what = f"{library.pages} pages: publishing 1,000 words,"
    than = "compress and store"
    yield beside("acts", f"{what} the act, CPU", "ms", acts[WARM:], than, least[WARM:])
    yield beside("acts", f"{what} making its pages, CPU", "ms", pages[WARM:], than, least[WARM:])


def settle(library: Library) -> None:
    """The people who are needed; once for a library."""
    with library.database.read() as session:
        known = person_by_email(session, EDITOR)
    if known is None:
        for email, role in ((EDITOR, Role.EDITOR), (REVIEWER, Role.REVIEWER), (LEAD, Role.CLINICAL_LEAD)):
            library.token(email, role)


def person(session: Session, email: str) -> Person:
    """One of them."""
    found = person_by_email(session, email)
    assert found is not None
    return found


def _do(library: Library, who: str, act: Callable[[Acting], Opened]) -> Opened:
    with library.database.write() as session:
        return act(Acting(session, person(session, who), regions.region(session, REGION), datetime.now(UTC)))


def _ready(library: Library, word: str) -> Opened:
    """The next version of the page, agreed to by everyone who is asked."""
    source = f"{next(texts(1, 9000)).markdown}\n## Sources\n\nThe word is {word} of {library.pages}.\n"
    page = read_page(source)
    with library.database.read() as session:
        row = pathways.find_pathway(session, REGION, SLUG)
        token = revisions.revision(session, pathways.editions(session, row.id)[0].revision_id).token if row else None
    if token is None:
        opened = _do(library, EDITOR, lambda acting: write.begin(acting, SLUG, Kind.PATHWAY, source, page))
        change = ChangeKind.NEW
    else:
        opened = _do(library, EDITOR, lambda acting: write.save(acting, SLUG, token, source, page))
        change = ChangeKind.PARTIAL_UPDATE
    number, revision = opened.edition.number, opened.token
    opened = _do(library, EDITOR, lambda acting: review.submit(acting, SLUG, number, revision, change))
    if token is None:
        opened = _do(library, REVIEWER, lambda acting: review.approve(acting, SLUG, number, revision, Role.REVIEWER, ""))
    return _do(library, LEAD, lambda acting: review.approve(acting, SLUG, number, revision, Role.CLINICAL_LEAD, ""))


def _publish(library: Library, ready: Opened) -> None:
    number, token = ready.edition.number, ready.token
    _do(library, LEAD, lambda acting: publish.publish(acting, SLUG, number, token, "Adds a word."))


def _least(store: sqlite3.Connection, ready: Opened) -> None:
    store.execute("replace into page values (?, ?)", (SLUG, brotli.compress(ready.page.html.encode(), quality=5)))
    store.commit()


def _cpu(work: Callable[[], object]) -> float:
    before = time.thread_time()
    work()
    return (time.thread_time() - before) * 1000
