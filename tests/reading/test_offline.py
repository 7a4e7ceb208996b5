"""What devices that keep pages are told: which pages there are, what has changed since, what their search reads."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import brotli
import pytest

from app.domain.publication import PublishedSection
from app.domain.regions import Region
from app.reading import offline
from app.reading.offline import SearchFiles
from app.reading.pages import Reader
from app.reading.shelf import Shelf
from tests.reading.library import CLOSED, NORTH, Library

NUMBERED = PublishedSection("dose", "Dose", 2, "Take 1,500 mg. " * 20 + "Never with quillwort.")


def told(library: Library, region: Region, since: int = 0) -> dict[str, Any]:
    with library.database.read() as session:
        return offline.pages(session, Reader(region, region.local_date(library.now)), since)


def names(library: Library, region: Region, since: int = 0) -> dict[str, str]:
    return dict(told(library, region, since)["pages"])


def test_a_change_is_told_to_who_asks_since_and_a_withdrawal_without_a_name(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    library.publish("base", "asthma")
    shelf.follow(library.now)
    first = told(library, NORTH)
    assert first["whole"]
    assert set(dict(first["pages"])) == {"asthma", "gout"}
    assert told(library, NORTH, first["at"]) == {"at": first["at"], "whole": False, "members": False, "ring": "", "pages": []}
    library.publish("base", "gout")
    library.withdraw("base", "asthma")
    shelf.follow(library.now)
    since = told(library, NORTH, first["at"])
    assert not since["whole"]
    assert dict(since["pages"]) == {"asthma": "", "gout": names(library, NORTH)["gout"]}
    assert names(library, NORTH)["gout"] != dict(first["pages"])["gout"]
    assert set(names(library, NORTH)) == {"gout"}


def test_the_name_of_a_page_is_the_beginning_of_its_entity_tag(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    shelf.follow(library.now)
    shelf.load()
    assert shelf.memory.pages["/north/pathways/gout"].etag.startswith(names(library, NORTH)["gout"])
    assert len(names(library, NORTH)["gout"]) == offline.NAME


@pytest.mark.parametrize("since", [999, 2**31 - 1])
def test_who_knows_more_than_there_is_gets_everything(library: Library, shelf: Shelf, since: int) -> None:
    library.publish("base", "gout")
    shelf.follow(library.now)
    assert told(library, NORTH, since)["whole"]


def test_members_pages_are_named_by_what_they_are_made_from_and_by_the_day(library: Library, shelf: Shelf) -> None:
    library.publish("closed", "gout")
    shelf.follow(library.now)
    before = told(library, CLOSED, 1)
    assert before["whole"]
    assert before["members"]
    library.publish("closed", "gout")
    shelf.follow(library.now)
    assert names(library, CLOSED) != dict(before["pages"])
    today = names(library, CLOSED)
    library.now += timedelta(days=1)
    assert names(library, CLOSED) != today, "what a page says of its review depends on the day"


def test_how_far_pages_are_is_on_the_shelf_and_moves_with_each_storing(library: Library, shelf: Shelf) -> None:
    shelf.follow(library.now)
    shelf.load()
    before = shelf.static["/offline/at"]
    library.publish("base", "gout")
    shelf.follow(library.now)
    shelf.load()
    assert shelf.static["/offline/at"].etag != before.etag
    assert shelf.static["/offline/at"].etag == f"at-{told(library, NORTH)['at']}"


def test_the_search_file_shows_whole_words_and_has_the_others_too(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout", synonyms=("podagra",), sections=(NUMBERED,))
    library.publish("base", "asthma")
    library.withdraw("base", "asthma")
    shelf.follow(library.now)
    files = SearchFiles()
    with library.database.read() as session:
        entries = json.loads(brotli.decompress(files.of(session, NORTH).br))
    ((slug, title, kind, synonyms, ((id_, heading, text),), further),) = entries
    assert (slug, title, kind, synonyms, id_, heading) == ("gout", "Gout", "pathway", "podagra", "dose", "Dose")
    assert len(text) <= offline.BEGINNING + 2
    assert text.endswith((" 1,500 …", " mg. …", " Take …"))
    assert "quillwort" in further.split()


def test_the_search_file_is_made_again_only_when_pages_have_moved(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    shelf.follow(library.now)
    files = SearchFiles()
    with library.database.read() as session:
        made = files.of(session, NORTH)
        assert files.of(session, NORTH) is made
    library.withdraw("base", "gout")
    shelf.follow(library.now)
    with library.database.read() as session:
        assert json.loads(brotli.decompress(files.of(session, NORTH).br)) == []
