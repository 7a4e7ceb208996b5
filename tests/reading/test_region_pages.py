"""A region's lists, and its changes as page and as feed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree as Xml

import pytest

from app.domain.currency import Currency
from app.domain.errors import NotFound
from app.reading import feeds, region_pages
from app.reading.pages import Reader
from app.reading.render import render
from app.reading.shelf import Shelf
from app.reading.views import ChangesView
from app.store.regions import all_regions
from tests.reading.library import IMPORTED, URGENT, Library

ATOM = "{http://www.w3.org/2005/Atom}"


def reader(library: Library, name: str = "base") -> Reader:
    with library.database.read() as session:
        here = all_regions(session)[name]
    return Reader(here, here.local_date(library.now))


@pytest.fixture
def filled(library: Library, shelf: Shelf) -> Library:
    """Pages of two specialties and of none, one localised, one withdrawn, one members-only."""
    library.publish("base", "atrial-fibrillation")
    library.publish("base", "Ōtitis".lower().replace("ō", "o"), title="Ōtitis media", specialty="ear-nose-and-throat")
    library.publish("base", "gout", specialty="rheumatology", review_due=date(2026, 4, 1), high_alert=True)
    library.publish("base", "alone", title="5-ASA", specialty="", mark=IMPORTED)
    library.publish("north", "gout", title="gout", specialty="rheumatology", mark=URGENT)
    library.publish("closed", "secret", title="Secret of the house")
    library.publish("base", "asthma")
    library.withdraw("base", "asthma", reason="It is wrong.", successor="gout")
    shelf.follow(library.now)
    return library


def test_home_counts_what_readers_have(filled: Library) -> None:
    with filled.database.read() as session:
        base = region_pages.home(session, reader(filled))
        north = region_pages.home(session, reader(filled, "north"))
        closed = region_pages.home(session, reader(filled, "closed"))
    assert [(item.name, item.pages) for item in base.specialties] == [
        ("Cardiology", 1), ("Ear nose and throat", 1), ("Rheumatology", 1), ("Other pages", 1),
    ]  # fmt: skip
    assert (base.pages, north.pages, closed.pages) == (4, 4, 5)
    assert base.upstream is None
    assert north.upstream is not None
    assert len(base.changes) == 5
    assert "Secret" not in render(base) + render(north)
    assert "Secret" in render(closed)


def test_all_pages_by_title_without_case_and_accents(filled: Library) -> None:
    with filled.database.read() as session:
        view = region_pages.a_to_z(session, reader(filled, "north"))
    assert [letter.letter for letter in view.letters] == ["A", "G", "O", "0–9"]
    links = {link.slug: link for letter in view.letters for link in letter.pages}
    assert links["gout"].source is None
    assert links["gout"].review_owed
    assert links["otitis"].source is not None
    assert links["alone"].imported
    assert "asthma" not in links
    assert "It is wrong." not in render(view)


def test_a_specialty(filled: Library) -> None:
    with filled.database.read() as session:
        here = reader(filled)
        assert [page.slug for page in region_pages.by_specialty(session, here, "rheumatology").pages] == ["gout"]
        assert region_pages.by_specialty(session, here, "rheumatology").pages[0].currency is Currency.DUE_SOON
        assert [page.slug for page in region_pages.by_specialty(session, here, "other").pages] == ["alone"]
        for unknown in ("surgery", "", "%", "rheumatology' --"):
            with pytest.raises(NotFound):
                region_pages.by_specialty(session, here, unknown) if unknown else _raise()


def _raise() -> None:
    raise NotFound("An empty slug is no address.")


def changes(library: Library, name: str = "base", limit: int = 50, before: int | None = None) -> ChangesView:
    with library.database.read() as session:
        return region_pages.changes(session, reader(library, name), limit, before)


def told(view: ChangesView) -> list[tuple[str, str]]:
    return [(line.what, line.page.slug) for line in view.changes]


def test_changes_are_those_of_the_pages_that_are_shown(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    library.publish("base", "gout")
    library.publish("base", "asthma")
    library.publish("north", "asthma")
    library.publish("base", "asthma")
    library.publish("closed", "secret")
    shelf.follow(library.now)
    assert told(changes(library)) == [("updated", "asthma"), ("published", "asthma"), ("updated", "gout"), ("published", "gout")]
    assert told(changes(library, "north")) == [("published", "asthma"), ("updated", "gout"), ("published", "gout")]
    assert told(changes(library, "closed"))[0] == ("published", "secret")
    assert changes(library).changes[0].note == "What changed in asthma 2."


def test_of_a_withdrawn_page_changes_tell_only_that(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    library.publish("base", "gout")
    library.withdraw("base", "gout", reason="Dose wrong.")
    shelf.follow(library.now)
    view = changes(library, "north")
    assert told(view) == [("withdrawn", "gout")]
    assert view.changes[0].note == "Dose wrong."
    assert "What changed" not in render(view)
    library.publish("base", "gout")
    shelf.follow(library.now)
    assert told(changes(library)) == [("updated", "gout"), ("withdrawn", "gout"), ("published", "gout")]
    assert "What changed in gout 2." not in render(changes(library))
    library.withdraw("base", "gout")
    library.reinstate("base", "gout", reason="It was right.")
    shelf.follow(library.now)
    assert told(changes(library))[:3] == [("reinstated", "gout"), ("withdrawn", "gout"), ("updated", "gout")]


def test_changes_go_on_where_the_page_before_ended(library: Library, shelf: Shelf) -> None:
    for number in range(7):
        library.publish("base", f"page-{number}")
        library.publish("north", "own")
    shelf.follow(library.now)
    view, seen = changes(library, limit=3), []
    while True:
        assert len(view.changes) <= 3
        seen += [line.page.slug for line in view.changes]
        if not view.earlier:
            break
        address, _, before = view.earlier.partition("?before=")
        assert address == "/base/changes"
        view = changes(library, limit=3, before=int(before))
    assert seen == [f"page-{number}" for number in reversed(range(7))]


def feed(library: Library, name: str = "base", base_url: str = "https://pathways.example") -> Xml.Element:
    with library.database.read() as session:
        written = feeds.atom(session, reader(library, name), base_url, library.now)
    assert written.startswith(b"<?xml")
    return Xml.fromstring(written)  # noqa: S314 - our own


def test_the_feed_has_all_that_atom_asks_for(filled: Library) -> None:
    parsed = feed(filled, "north")
    assert parsed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(parsed.findall(ATOM + name)) == 1
    assert {link.get("rel") for link in parsed.findall(f"{ATOM}link")} == {"self", "alternate"}
    entries = parsed.findall(f"{ATOM}entry")
    assert len(entries) == 5
    assert parsed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    for entry in entries:
        for name in ("id", "title", "updated", "summary"):
            assert entry.findtext(ATOM + name)
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo == UTC
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert (link.get("href") or "").startswith("https://pathways.example/north/pathways/")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 5
    assert "Secret" not in Xml.tostring(parsed, encoding="unicode")


def test_ids_of_entries_are_for_good_and_differ_between_regions(filled: Library) -> None:
    def ids(*given: str) -> set[str]:
        return {str(entry.findtext(f"{ATOM}id")) for entry in feed(filled, *given).iter(f"{ATOM}entry")}

    assert ids("base") == ids("base", "https://elsewhere.example")
    assert not ids("base") & ids("north")


def test_an_empty_feed_is_a_feed(library: Library) -> None:
    assert feed(library).findtext(f"{ATOM}updated") == library.now.isoformat()


HOSTILE = ("A < B & C", "]]>", "\x0b\ufffe", "😀 and whānau", "\"quoted\" 'too'", "\ud7ff", "</title><script>")


def test_hostile_titles_make_no_broken_feed(library: Library, shelf: Shelf) -> None:
    for number, title in enumerate(HOSTILE):
        library.publish("base", f"page-{number}", title=title, change_note=title)
    shelf.follow(library.now)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed(library).iter(f"{ATOM}entry")]
    told = [f"New: {title}".replace("\x0b\ufffe", "\ufffd\ufffd") for title in reversed(HOSTILE)]
    assert titles == told
    assert shelf.compare(library.now) == []


def test_the_list_for_machines(filled: Library) -> None:
    with filled.database.read() as session:
        listed = region_pages.pathway_list(session, "north")
    assert {row.slug: row.origin for row in listed} == {
        "alone": "base", "atrial-fibrillation": "base", "gout": "north", "otitis": "base",
    }  # fmt: skip
