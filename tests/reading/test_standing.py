"""What readers of each region get, over every way in which a slug can stand in a tree of regions."""

from __future__ import annotations

from itertools import product

import pytest

from app.domain.errors import NotFound
from app.reading import history
from app.reading.pages import Made, Reader
from app.reading.render import render
from app.reading.shelf import Shelf
from app.store.regions import all_regions
from tests.reading.library import CLOSED, Library, region, stored

NOTHING, PUBLISHED, WITHDRAWN = "nothing", "published", "withdrawn"
WAYS = (NOTHING, PUBLISHED, WITHDRAWN)
READERS = ("base", "north", "south", "closed")


def slug_of(base: str, north: str, closed: str) -> str:
    return f"{base}-{north}-{closed}"


@pytest.fixture
def every_way(library: Library, shelf: Shelf) -> Library:
    """One slug for each combination of what base, north and the members-only region did with it; south did nothing."""
    for ways in product(WAYS, repeat=3):
        for place, way in zip(("base", "north", "closed"), ways, strict=True):
            if way != NOTHING:
                library.publish(place, slug_of(*ways))
            if way == WITHDRAWN:
                library.withdraw(place, slug_of(*ways), reason=f"Withdrawn by {place}.")
    shelf.follow(library.now)
    return library


def expected(reader: str, base: str, north: str, closed: str) -> tuple[str, str]:
    """Who answers the reader, and how: the nearest region that ever published the slug."""
    own = {"base": base, "north": north, "closed": closed}.get(reader, NOTHING)
    return (reader, own) if own != NOTHING else ("base", base)


def test_every_reader_gets_what_the_nearest_region_says(every_way: Library) -> None:
    pages = stored(every_way.database)
    with every_way.database.read() as session:
        regions = all_regions(session)
        for ways, name in product(product(WAYS, repeat=3), READERS):
            slug, (origin, way) = slug_of(*ways), expected(name, *ways)
            reader = Reader(regions[name], regions[name].local_date(every_way.now))
            path = f"/{name}/pathways/{slug}"
            if way == NOTHING:
                with pytest.raises(NotFound):
                    history.page(session, reader, slug)
                assert path not in pages
                continue
            made = history.page(session, reader, slug)
            check(made, origin, way, slug, upstream=origin != name)
            assert (path in pages) is (name != CLOSED.slug)
            if path in pages:
                assert pages[path] == (made.status, render(made.view))


def check(made: Made, origin: str, way: str, slug: str, *, upstream: bool) -> None:
    html = render(made.view)
    assert made.status == (200 if way == PUBLISHED else 410)
    assert (f"The text of {slug} 1 by {origin}." in html) is (way == PUBLISHED)
    assert (f"Withdrawn by {origin}." in html) is (way == WITHDRAWN)
    assert html.count("The text of ") == (1 if way == PUBLISHED else 0)
    assert ("not yet localised" in html) is (upstream and way == PUBLISHED)


def test_what_is_stored_is_of_public_regions_only_and_what_the_log_says(every_way: Library, shelf: Shelf) -> None:
    pages = stored(every_way.database)
    assert shelf.compare(every_way.now) == []
    assert not [path for path in pages if path.startswith("/closed/")]
    assert not [path for path, (_, html) in pages.items() if "by closed" in html or "Closed" in html]
    for ways, name in product(product(WAYS, repeat=3), READERS):
        own = {"base": ways[0], "north": ways[1]}.get(name, NOTHING)
        answer = pages.get(f"/{name}/pathways/{slug_of(*ways)}/v/1")
        assert (answer and answer[0]) == {NOTHING: None, PUBLISHED: 200, WITHDRAWN: 410}[own]


def test_a_members_only_upstream_is_not_shown_to_the_public(library: Library, shelf: Shelf) -> None:
    library.regions([region("inner", members=True), region("open", "inner"), region("shut", "inner", members=True)])
    library.publish("inner", "secret")
    shelf.follow(library.now)
    assert not stored(library.database)
    with library.database.read() as session:
        regions = all_regions(session)
        today = regions["open"].local_date(library.now)
        with pytest.raises(NotFound):
            history.page(session, Reader(regions["open"], today), "secret")
        assert "by inner" in render(history.page(session, Reader(regions["shut"], today), "secret").view)
