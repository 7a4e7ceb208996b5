"""Whatever is tampered with in what is stored is named."""

from __future__ import annotations

import brotli
from sqlalchemy import text

from app.reading.shelf import Shelf
from tests.reading.library import Library

GOUT = "/base/pathways/gout"
TAMPERED = {
    "delete from stored_page where path = '/base/pathways/gout'": GOUT,
    "update stored_page set status = 410 where path = '/base/pathways/gout'": GOUT,
    "update stored_page set etag = 'other' where path = '/base/pathways/gout'": GOUT,
    "update stored_page set br = :other where path = '/base/pathways/gout'": GOUT,
    "update stored_page set br = :junk where path = '/base/pathways/gout'": GOUT,
    "update stored_page set changes_on = null where path = '/base/pathways/gout'": GOUT,
    "update stored_page set path = '/base/pathways/x', slug = 'x' where path = '/base/pathways/gout'": "/base/pathways/x",
    "update stored_page set path = '/base/pathways/gout/v/9', number = 9 where path = '/base/pathways/gout/v/1'": f"{GOUT}/v/9",
    "update stored_page set path = '/base/pathways/gout/v/7' where path = '/base/pathways/gout/v/1'": f"{GOUT}/v/7",
    "update stored_page set number = 7 where path = '/base/pathways/gout/v/1'": f"{GOUT}/v/1",
    "update stored_page set region = 'closed' where path = '/base/pathways/gout/v/1'": f"{GOUT}/v/1",
    "update shown set title = 'Other' where region = 'north'": "north, gout",
    "delete from shown where region = 'closed'": "closed, gout",
    "update shown set slug = 'x' where region = 'north'": "north, x",
    "update projection set sequence = 0 where name = 'pages'": "follow the publication log to entry 0",
    "update projection set basis = 'x' where name = 'pages'": "other regions",
}


def test_what_is_tampered_with_is_named_and_mended_by_making_it_again(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    shelf.follow(library.now)
    assert shelf.compare(library.now) == []
    values = {"other": brotli.compress(b"other"), "junk": b"junk"}
    for statement, name in TAMPERED.items():
        with library.database.write() as session:
            session.execute(text(statement), {key: value for key, value in values.items() if f":{key} " in statement})
        found = shelf.compare(library.now)
        assert any(name in line for line in found), (statement, found)
        shelf.rebuild(library.now)
        assert shelf.compare(library.now) == [], statement
