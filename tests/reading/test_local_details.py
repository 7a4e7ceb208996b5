"""Local details on readers' pages: the reader's region's own, as they are, and as they were; never another's, never a hole."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import text

from app.domain.publication import PublishedSection
from app.reading import history, pieces
from app.reading.details import filling
from app.reading.pages import Reader
from app.reading.render import render
from app.reading.shelf import Shelf
from app.reading.sight import Sight
from app.store import publication_log, stored_pages
from app.store.regions import all_regions
from tests.reading.library import Library, lists, region, rows, stored
from tests.reading.test_projection import made

PHONE, WAIT = "cardiology.clinic.phone", "cardiology.clinic.wait"


def span(key: str) -> str:
    return f'<span class="local-detail" data-detail="{key}">{{{{{key}}}}}</span>'


def names(*keys: str) -> dict[str, object]:
    """An edition that names these details."""
    html = "".join(f"<p>Here: {span(key)}.</p>" for key in keys)
    said = " ".join(f"Here: {{{{{key}}}}}." for key in keys)
    return {"html": html, "sections": (PublishedSection("request", "Request", 2, said),)}


def said(library: Library, path: str) -> str:
    """What the stored page says, without its marks of HTML."""
    return " ".join(unescape(re.sub("<[^>]*>", "", stored(library.database)[path][1])).replace("\xa0", " ").split())


def as_at(library: Library, day: date, name: str = "north", slug: str = "af") -> str:
    with library.database.read() as session:
        here = all_regions(session)[name]
        view = history.as_at(session, Reader(here, here.local_date(library.now)), slug, day).view
    return " ".join(unescape(re.sub("<[^>]*>", "", render(view))).replace("\xa0", " ").split())


def test_a_page_says_its_regions_value_with_its_date_and_the_number_can_be_dialled(library: Library, shelf: Shelf) -> None:
    library.publish("north", "af", **names(PHONE, WAIT))
    library.state("north", PHONE, "09 555 0123")
    library.state("north", WAIT, "< 6 weeks & rising")
    shelf.follow(library.now)
    page = stored(library.database)["/north/pathways/af"][1]
    assert '<a href="tel:095550123">09 555 0123</a>' in page
    assert '<time datetime="2026-03-01">' in page
    assert "&lt; 6 weeks &amp; rising" in page
    assert "(as at 1 Mar 2026)" in said(library, "/north/pathways/af")
    assert "{{" not in page
    assert shelf.compare(library.now) == []


def test_a_gap_is_said_and_names_nobody_elses_number(library: Library, shelf: Shelf) -> None:
    library.publish("base", "af", **names(PHONE))
    library.state("base", PHONE, "09 111 1111")
    library.state("south", PHONE, "09 222 2222")
    shelf.follow(library.now)
    page = said(library, "/north/pathways/af")
    assert "Here: phone not given here." in page
    assert "Not given for North: clinic (phone). Ask the service." in page
    assert "111" not in page
    assert "{{" not in page
    assert "09 111 1111" in said(library, "/base/pathways/af")
    assert "09 222 2222" in said(library, "/south/pathways/af")
    assert "Not given for" not in said(library, "/south/pathways/af")


def test_what_upstream_states_for_every_region_below_is_marked_as_upstreams(library: Library, shelf: Shelf) -> None:
    library.publish("base", "af", **names(PHONE))
    library.publish("north", "af", **names(PHONE))
    library.state("base", PHONE, "0800 555 000", below=True)
    shelf.follow(library.now)
    for path in ("/north/pathways/af", "/south/pathways/af"):
        assert "0800 555 000 (Base, as at 1 Mar 2026)" in said(library, path)
    library.state("north", PHONE, "09 555 0123")
    shelf.follow(library.now)
    assert "0800" not in said(library, "/north/pathways/af")
    assert "0800 555 000" in said(library, "/south/pathways/af")
    library.state("base", PHONE, "0800 555 001")
    shelf.follow(library.now)
    assert "phone not given here" in said(library, "/south/pathways/af")
    assert shelf.compare(library.now) == []


def test_a_members_only_upstream_gives_nothing_to_a_public_region(library: Library, shelf: Shelf) -> None:
    library.regions([region("inner", "closed")])
    library.publish("inner", "af", **names(PHONE))
    library.state("closed", PHONE, "09 333 3333", below=True)
    shelf.follow(library.now)
    assert "333" not in said(library, "/inner/pathways/af")


def test_a_change_remakes_the_pages_that_name_it_in_that_region_and_no_other(library: Library, shelf: Shelf) -> None:
    library.publish("base", "af", **names(PHONE))
    library.publish("base", "af", **names(PHONE))
    library.publish("base", "gout", **names(WAIT))
    library.publish("north", "copd", **names(PHONE, WAIT))
    library.publish("north", "asthma", **names(PHONE))
    library.withdraw("north", "asthma")
    shelf.follow(library.now)
    before, listed = made(library.database), lists(library.database)
    library.state("north", PHONE, "09 555 0123")
    assert shelf.follow(library.now) == 1
    after = made(library.database)
    assert {path for path in after if after[path] != before[path]} == {
        "/north/pathways/af", "/north/pathways/copd", "/north/pathways/copd/v/1",
    }  # fmt: skip
    changed = [row for row, old in zip(lists(library.database), listed, strict=True) if row != old]
    assert {(row["region"], row["slug"]) for row in changed} == {("north", "af"), ("north", "copd")}


def test_a_superseded_version_says_what_was_told_at_the_end_of_its_public_life(library: Library, shelf: Shelf) -> None:
    library.publish("north", "af", **names(PHONE))
    library.state("north", PHONE, "old number")
    library.publish("north", "af", **names(PHONE))
    library.state("north", PHONE, "new number")
    shelf.follow(library.now)
    assert "old number" in said(library, "/north/pathways/af/v/1")
    assert "new number" in said(library, "/north/pathways/af/v/2")
    assert "new number" in said(library, "/north/pathways/af")
    library.now += timedelta(days=400)
    shelf.follow(library.now)
    assert "not confirmed since" in said(library, "/north/pathways/af/v/2")
    assert "not confirmed since" not in said(library, "/north/pathways/af/v/1")
    assert shelf.compare(library.now) == []


def test_a_day_in_the_past_has_the_details_of_that_day(library: Library) -> None:
    library.publish("north", "af", **names(PHONE))
    assert "not given here" in as_at(library, date(2026, 3, 1))
    library.state("north", PHONE, "first")
    library.state("north", PHONE, "planned", starts=date(2026, 3, 10))
    library.now = datetime(2026, 3, 5, tzinfo=UTC)
    library.state("north", PHONE, "second")
    library.now = datetime(2026, 3, 20, tzinfo=UTC)
    library.state("north", PHONE, None)
    assert "first" in as_at(library, date(2026, 3, 1))
    assert "second" in as_at(library, date(2026, 3, 5))
    assert "planned" in as_at(library, date(2026, 3, 10))
    assert "not given here" in as_at(library, date(2026, 3, 20))


def test_what_is_planned_shows_on_its_day_and_what_is_old_says_so(library: Library, shelf: Shelf) -> None:
    library.publish("north", "af", **names(PHONE))
    library.publish("closed", "af", **names(PHONE))
    for name in ("north", "closed"):
        library.state(name, PHONE, "now")
        library.state(name, PHONE, "then", starts=date(2026, 3, 10), until=date(2026, 3, 12))
    shelf.follow(library.now)
    assert "now" in said(library, "/north/pathways/af")
    for day, words in ((10, "then (as at 1 Mar 2026)"), (13, "then (given until 12 Mar 2026: ask whether it still holds)")):
        library.now = datetime(2026, 3, day, tzinfo=UTC)
        shelf.follow(library.now)
        assert words in said(library, "/north/pathways/af")
        assert shelf.compare(library.now) == []
        told = {row["region"]: str(row["details"]) for row in lists(library.database)}
        assert "then" in told["north"]
        assert "then" in told["closed"]


def test_following_step_by_step_all_at_once_and_again_give_the_same_bytes(
    library: Library, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "AT_ONCE", 1)
    library.publish("base", "af", **names(PHONE, WAIT))
    shelf.follow(library.now)
    library.state("base", WAIT, "6 weeks", below=True)
    library.state("north", PHONE, "1")
    library.publish("north", "af", **names(PHONE))
    library.state("north", PHONE, "2")
    library.state("base", WAIT, None)
    library.publish("north", "gout", **names(WAIT))
    library.state("south", WAIT, "9 weeks", starts=date(2026, 9, 1))
    shelf.follow(library.now)
    one_by_one, listed = rows(library.database), lists(library.database)
    assert shelf.compare(library.now) == []
    monkeypatch.undo()
    shelf.rebuild(library.now)
    assert rows(library.database) == one_by_one
    assert lists(library.database) == listed
    with library.database.write() as session:
        for table in ("stored_page", "shown", "page_link"):
            session.execute(text(f"delete from {table}"))  # noqa: S608 - three names of ours
    shelf.rebuild(library.now)
    assert rows(library.database) == one_by_one
    assert lists(library.database) == listed


def test_the_verifier_sees_a_page_that_says_an_old_value(library: Library, shelf: Shelf) -> None:
    library.publish("north", "af", **names(PHONE))
    library.state("north", PHONE, "1")
    shelf.follow(library.now)
    with library.database.write() as session:
        session.execute(text("update shown set details = '{}' where region = 'north'"))
    assert shelf.compare(library.now) == ["north, af: the lists say something else than the log"]
    with library.database.write() as session:
        stored_pages.mark_to_refill(session, PHONE, ["north"])
    shelf.follow(library.now)
    assert shelf.compare(library.now) == []


def test_html_is_filled_in_as_text_and_never_with_a_link_in_a_link(library: Library) -> None:
    library.state("north", PHONE, "09 555 0123")
    library.state("north", WAIT, '"<b>6</b>" & {more}')
    html = (
        f'<h2 id="x">Ring {span(PHONE)}</h2><p><a href="https://example.org/">at {span(PHONE)}</a> {span(WAIT)}</p>'
        f'<p aria-label="wait {{{{{WAIT}}}}}">{{{{{WAIT}}}}} <code>{{{{{PHONE}}}}}</code> {{{{a.b}}}}</p>'
    )
    with library.database.read() as session:
        regions = all_regions(session)
        sight = Sight(session, regions, publication_log.head(session))
        out = filling(sight, regions["north"], (PHONE, WAIT), date(2026, 3, 1)).html(html)
    assert out.count('<a href="tel:095550123">') == 1
    assert '<a href="https://example.org/">at <span class="local-detail" data-detail="cardiology.clinic.phone">09 555' in out
    assert "<b>" not in out
    assert 'aria-label="wait &quot;&lt;b&gt;6&lt;/b&gt;&quot; &amp; {more}"' in out
    assert "<code>{{cardiology.clinic.phone}}</code> {{a.b}}" in out
