"""How many statements a piece of work takes, at two sizes: as many for many pages as for few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.domain.text import Criteria
from app.reading.criteria import all_accepted
from app.reading.shelf import Shelf
from app.store import stored_pages
from app.store.database import Database
from app.store.regions import all_regions
from tests.reading.library import Library

KEYS = [f"service-{number}.clinic.phone" for number in range(12)]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of a database meanwhile."""
    asked: list[str] = []

    def before(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", before)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", before)


def publish(library: Library, first: int, last: int) -> None:
    for number in range(first, last):
        key = KEYS[number]
        span = f'<span class="local-detail" data-detail="{key}">{{{{{key}}}}}</span>'
        common = f'<span class="local-detail" data-detail="{KEYS[0]}">{{{{{KEYS[0]}}}}}</span>'
        one = Criteria(
            block="c1", section="request", service=f"service-{number}", category="1", within="", effective="", until="",
            items=(f"Ring {{{{{key}}}}}",), line=1,
        )  # fmt: skip
        library.publish("base", f"page-{number}", html=f"<p>Ring {span} or {common}.</p>", criteria=(one,))
        library.state("base", key, f"09 555 01{number:02}")


def counted(library: Library, shelf: Shelf) -> tuple[int, int, int]:
    """Statements that the list of criteria takes, and those that mark what names a detail."""
    shelf.follow(library.now)
    with library.database.write() as session:
        places = all_regions(session)
        with statements(library.database) as reading:
            found = all_accepted(session, places["base"], library.now.date())
        with statements(library.database) as refilling:
            stored_pages.mark_to_refill(session, KEYS[0], ["base", "north"])
        with statements(library.database) as marking:
            stored_pages.mark_naming(session, KEYS[0], ["base", "north"])
        assert all("{{" not in item for one in found for item in one.criteria.items)
        only = all_accepted(session, places["base"], library.now.date(), "service-1")
        assert [one.slug for one in only] == ["page-1"]
    return len(reading), len(refilling), len(marking)


@pytest.mark.usefixtures("library")
def test_as_many_statements_for_twelve_pages_as_for_three(library: Library, shelf: Shelf) -> None:
    publish(library, 0, 3)
    few = counted(library, shelf)
    publish(library, 3, 12)
    assert counted(library, shelf) == few
    assert few[1:] == (1, 1)
