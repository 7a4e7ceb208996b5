"""Stored pages follow the log: once, in order, whatever happens between, and make again just what a change touches."""

from __future__ import annotations

import logging
import multiprocessing
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.reading import pieces
from app.reading.addresses import Site
from app.reading.projection import Projector
from app.reading.render import View, render
from app.reading.shelf import Shelf
from app.reading.signal import Signal
from app.store.database import Database
from app.store.projections import progress
from app.store.publication_log import head
from app.store.stored_pages import all_pages
from tests.reading.library import BASE, IMPORTED, NORTH, TREE, URGENT, Library, lists, region, rows, stored


def made(database: Database) -> dict[str, int]:
    """Which storing of pages each page came with."""
    with database.read() as session:
        return {row.path: row.made for row in all_pages(session)}


def paragraph_with(words: str, html: str) -> str:
    """The one paragraph of a page that holds these words."""
    (found,) = (part for part in re.findall(r"<p>.*?</p>", html, re.DOTALL) if words in part)
    return str(found)


def tell_a_story(library: Library) -> None:
    """Something of everything that can happen."""
    library.publish("base", "gout", html='<p>See <a href="page:asthma#x">asthma</a>, <a href="request:clinic">clinic</a>.</p>')
    library.publish("base", "asthma", patient_page="asthma-patient")
    library.publish("base", "asthma-patient", kind="patient")
    library.publish("north", "gout")
    library.publish("closed", "gout")
    library.publish("base", "gout")
    library.withdraw("base", "gout", successor="asthma")
    library.publish("base", "eczema", mark=URGENT)
    library.withdraw("base", "eczema")
    library.reinstate("base", "eczema")
    library.publish("base", "asthma", title="Asthma, all ages", mark=IMPORTED)
    library.withdraw("north", "gout", reason="Not for here.")


def test_following_step_by_step_and_all_at_once_and_again_give_the_same_bytes(
    library: Library, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "AT_ONCE", 1)
    tell_a_story(library)
    assert shelf.follow(library.now) == 14
    one_by_one, listed = rows(library.database), lists(library.database)
    assert shelf.compare(library.now) == []
    assert shelf.follow(library.now) == 0
    monkeypatch.undo()
    shelf.rebuild(library.now)
    assert rows(library.database) == one_by_one
    assert lists(library.database) == listed
    assert shelf.compare(library.now) == []


def test_a_superseded_version_keeps_its_exact_body(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout", html="<p>Exactly  <strong>this</strong>&nbsp;text.</p>")
    shelf.follow(library.now)
    before = stored(library.database)["/base/pathways/gout/v/1"]
    library.publish("base", "gout")
    shelf.follow(library.now)
    first = stored(library.database)["/base/pathways/gout/v/1"]
    assert first[0] == before[0] == 200
    assert "Superseded." in first[1]
    assert "Superseded." not in before[1]
    assert "<p>Exactly  <strong>this</strong>&nbsp;text.</p>" in first[1]
    kept = made(library.database)["/base/pathways/gout/v/1"]
    for _ in range(3):
        library.publish("base", "gout")
        shelf.follow(library.now)
    assert stored(library.database)["/base/pathways/gout/v/1"] == first
    assert made(library.database)["/base/pathways/gout/v/1"] == kept, "it need not be made again for every later version"


def test_of_a_withdrawn_page_nothing_is_left_but_its_tombstone(library: Library, shelf: Shelf) -> None:
    for _ in range(3):
        library.publish("base", "gout")
    library.publish("base", "asthma")
    library.withdraw("base", "gout", reason="Dose <wrong>.", successor="asthma")
    shelf.follow(library.now)
    pages = {path: page for path, page in stored(library.database).items() if "/gout" in path}
    assert len(pages) == 3 + 3
    for status, html in pages.values():
        assert status == 410
        assert "Dose &lt;wrong&gt;." in html
        assert "The text of" not in html
        assert "What changed" not in html
        assert "/pathways/asthma" in html


def test_a_withdrawn_version_stays_withdrawn_when_the_next_is_published(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    library.publish("base", "gout")
    library.withdraw("base", "gout", reason="Dose wrong.")
    shelf.follow(library.now)
    library.publish("base", "gout")
    shelf.follow(library.now)
    pages = stored(library.database)
    assert {path[-3:]: status for path, (status, _) in pages.items() if "/v/" in path} == {"v/1": 200, "v/2": 410, "v/3": 200}
    assert "Dose wrong." in pages["/base/pathways/gout/v/2"][1]
    assert 'href="/base/pathways/gout"' in pages["/base/pathways/gout/v/2"][1]
    assert shelf.compare(library.now) == []


def test_reinstating_brings_back_the_page_and_its_versions(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    library.publish("base", "gout")
    shelf.follow(library.now)
    before = stored(library.database)
    library.withdraw("base", "gout")
    shelf.follow(library.now)
    library.reinstate("base", "gout")
    shelf.follow(library.now)
    assert stored(library.database) == before


def test_what_a_moment_changed_is_made_again_however_the_log_is_cut(
    library: Library, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.publish("base", "gout")
    shelf.follow(library.now)
    for entries in (1, 2, 3, 4):
        library.withdraw("base", "gout")
        library.reinstate("base", "gout")
        library.withdraw("base", "gout")
        library.reinstate("base", "gout")
        monkeypatch.setattr(pieces, "AT_ONCE", entries * len(TREE))
        shelf.follow(library.now)
        assert shelf.compare(library.now) == []


def test_links_follow_the_pages_they_lead_to(library: Library, shelf: Shelf) -> None:
    link = '<p><a href="page:asthma#dose">Asthma &amp; dose</a></p>'
    library.publish("base", "gout", html=link)
    library.publish("north", "eczema", html=link)
    library.publish("base", "croup", html="<p>No link.</p>")
    shelf.follow(library.now)
    untouched = made(library.database)["/base/pathways/croup"]

    def says(path: str) -> str:
        shelf.follow(library.now)
        assert shelf.compare(library.now) == []
        return paragraph_with("dose", stored(library.database)[path][1])

    here, kept, north = "/base/pathways/gout", "/base/pathways/gout/v/1", "/north/pathways/eczema"
    dead = '<p><span class="no-page">Asthma &amp; dose (no such page here)</span></p>'
    assert {says(path) for path in (here, kept, north)} == {dead}
    library.publish("base", "asthma")
    alive = '<p><a href="/{}/pathways/asthma#dose">Asthma &amp; dose</a>{}</p>'
    assert says(here) == says(kept) == alive.format("base", "")
    assert says(north) == alive.format("north", ' <span class="mark-word mark-upstream">from Base</span>')
    assert says("/north/pathways/gout") == alive.format("north", "")  # the text is upstream's as well
    library.publish("north", "asthma")
    assert says(north) == alive.format("north", "")
    library.withdraw("north", "asthma")
    assert says(north) == alive.format("north", ' <span class="mark-word mark-red">withdrawn</span>')
    assert says(here) == says(kept) == alive.format("base", "")
    library.withdraw("base", "asthma")
    assert says(here) == alive.format("base", ' <span class="mark-word mark-red">withdrawn</span>')
    assert says(kept) == alive.format("base", "")
    assert made(library.database)["/base/pathways/croup"] == untouched, "only pages that name it are made again"


def test_a_new_version_of_a_page_does_not_touch_the_pages_that_link_to_it(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout", html='<a href="page:asthma">asthma</a>')
    library.publish("base", "asthma")
    shelf.follow(library.now)
    before = made(library.database)["/base/pathways/gout"]
    library.publish("base", "asthma")
    shelf.follow(library.now)
    assert made(library.database)["/base/pathways/gout"] == before


def test_the_title_of_a_patient_page_or_successor_is_kept_up_to_date(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout", patient_page="gout-patient")
    library.publish("base", "old")
    library.withdraw("base", "old", successor="gout-patient")
    shelf.follow(library.now)
    assert "no page in its place" in stored(library.database)["/north/pathways/old"][1]
    library.publish("base", "gout-patient", title="Gout for patients")
    shelf.follow(library.now)
    assert "Gout for patients" in stored(library.database)["/north/pathways/old"][1]
    assert "/north/pathways/gout-patient" in stored(library.database)["/north/pathways/gout"][1]
    library.publish("base", "gout-patient", title="Living with gout")
    shelf.follow(library.now)
    assert "Living with gout" in stored(library.database)["/base/pathways/old/v/1"][1]
    assert shelf.compare(library.now) == []


def test_currency_changes_on_the_very_day_in_the_region(library: Library, shelf: Shelf) -> None:
    library.regions([region("west", "base", zone="America/Los_Angeles")])
    library.publish("base", "gout", review_due=date(2026, 8, 1))
    shelf.follow(library.now)
    first_soon = date(2026, 8, 1) - timedelta(days=90)
    midnight = {"base": datetime(2026, 5, 2, 12, 0, tzinfo=UTC), "west": datetime(2026, 5, 3, 7, 0, tzinfo=UTC)}
    for name, moment in midnight.items():
        path = f"/{name}/pathways/gout"
        shelf.follow(moment - timedelta(seconds=1))
        assert "review due soon" not in stored(library.database)[path][1]
        shelf.follow(moment)
        assert "review due soon" in stored(library.database)[path][1]
        assert shelf.compare(moment) == []
    assert first_soon == date(2026, 5, 3)
    shelf.follow(datetime(2026, 8, 2, tzinfo=UTC))
    assert "Review overdue." not in stored(library.database)["/base/pathways/gout"][1]
    late = datetime(2027, 2, 2, tzinfo=UTC)
    shelf.follow(late)
    assert "Review overdue." in stored(library.database)["/base/pathways/gout"][1]
    assert shelf.compare(late) == []
    assert shelf.compare(library.now) != [], "the comparison knows what day it is"


def test_an_entry_that_nobody_projected_is_projected_by_whoever_looks(library: Library, tmp_path: Path) -> None:
    library.publish("base", "gout")
    other = Shelf(library.database, tmp_path / "bell", lambda: library.now)
    assert other.follow(library.now) == 1
    other.close()
    assert "/base/pathways/gout" in stored(library.database)


def test_a_process_that_dies_while_putting_pages_down_leaves_nothing_half_done(
    library: Library, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_a_story(library)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("put_links", "mark_stale", "put_pages"):
        with monkeypatch.context() as broken:
            broken.setattr(f"app.store.stored_pages.{step}", die)
            with pytest.raises(KeyboardInterrupt):
                shelf.follow(library.now)
        with library.database.read() as session:
            assert progress(session).sequence == 0
        assert stored(library.database) == {}
        assert lists(library.database) == []
    shelf.follow(library.now)
    assert shelf.compare(library.now) == []


def project(url: str, bell: Path, now: datetime, go: object) -> None:
    """A process that projects until the log has been followed."""
    database = Database(url)
    go.wait()  # type: ignore[attr-defined]
    projector = Projector(database, Signal(bell))
    for _ in range(200):
        projector.catch_up(now)
        with database.read() as session:
            if progress(session).sequence == head(session) == 15:
                break
    database.dispose()


def test_two_processes_project_the_same_log_at_once(library: Library, shelf: Shelf, tmp_path: Path, database_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    go = spawn.Event()
    both = [spawn.Process(target=project, args=(database_url, tmp_path / "bell", library.now, go)) for _ in range(2)]
    for process in both:
        process.start()
    go.set()
    for number in range(15):
        library.publish("base", f"page-{number}", html=f'<a href="page:page-{(number * 7) % 15}">next</a>')
    for process in both:
        process.join(timeout=60)
    assert [process.exitcode for process in both] == [0, 0]
    shelf.follow(library.now)
    assert shelf.compare(library.now) == []


def test_a_region_that_closes_is_taken_off_at_once_and_comes_back_when_it_opens(library: Library, shelf: Shelf) -> None:
    tell_a_story(library)
    shelf.follow(library.now)
    before = rows(library.database)
    library.regions([region("north", "base", members=True)])
    shelf.follow(library.now)
    assert not [path for path in stored(library.database) if path.startswith("/north/")]
    assert shelf.compare(library.now) == []
    library.regions([NORTH])
    shelf.follow(library.now)
    assert rows(library.database) == before


def test_a_new_region_shows_what_is_upstream_of_it(library: Library, shelf: Shelf) -> None:
    tell_a_story(library)
    shelf.follow(library.now)
    library.regions([region("new", "north")])
    shelf.follow(library.now)
    assert stored(library.database)["/new/pathways/asthma"][0] == 200
    assert stored(library.database)["/new/pathways/gout"][0] == 410
    assert shelf.compare(library.now) == []


def test_a_region_that_is_renamed_says_so_on_every_page(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout")
    shelf.follow(library.now)
    library.regions([replace(BASE, name="Whānau <Health>")])
    shelf.follow(library.now)
    assert "From Whānau &lt;Health&gt;, not yet localised." in stored(library.database)["/south/pathways/gout"][1]
    assert shelf.compare(library.now) == []


def test_pages_of_another_look_are_made_again(library: Library, shelf: Shelf, tmp_path: Path) -> None:
    library.publish("base", "gout")
    shelf.follow(library.now)
    other = Shelf(library.database, tmp_path / "bell", lambda: library.now, site=Site(note="Sample content."))
    assert other.compare(library.now) != []
    other.open()
    other.follow(library.now)
    assert other.compare(library.now) == []
    assert "Sample content." in stored(library.database)["/north/pathways/gout"][1]
    other.close()


def test_one_page_that_cannot_be_made_does_not_stop_the_others(
    library: Library, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library.publish("base", "gout")
    library.publish("base", "asthma")
    library.withdraw("base", "asthma")

    def one_breaks(view: View) -> str:
        if getattr(view, "slug", "") == "gout":
            raise ValueError("broken")
        return render(view)

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr("app.reading.press.render", one_breaks)
        shelf.follow(library.now)
    assert "/base/pathways/gout can't be made" in caplog.text
    assert stored(library.database)["/north/pathways/asthma"][0] == 410
    assert "/base/pathways/gout" not in stored(library.database)
    assert any("gout" in line for line in shelf.compare(library.now))
    shelf.follow(library.now + timedelta(days=2))
    assert shelf.compare(library.now + timedelta(days=2)) == []


def test_publishing_costs_the_same_however_many_pages_there_are(library: Library, shelf: Shelf) -> None:
    library.publish("base", "gout", html='<a href="page:asthma">asthma</a>')
    library.publish("base", "asthma")
    for number in range(20):
        library.publish("base", f"page-{number}")
    shelf.follow(library.now)
    before = made(library.database)
    library.publish("base", "asthma")
    shelf.follow(library.now)
    after = made(library.database)
    touched = {path for path, making in after.items() if making != before.get(path)}
    own = {f"/{name}/pathways/asthma" for name in ("base", "north", "south")}
    assert touched == own | {"/base/pathways/asthma/v/1", "/base/pathways/asthma/v/2"}
