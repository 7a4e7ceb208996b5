"""What a page said, in every version and on any day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.domain.errors import Gone, Invalid, NotFound
from app.domain.lifecycle import Status
from app.domain.publication import PublishedSection
from app.reading import history
from app.reading.pages import Made, Reader
from app.reading.render import render
from app.reading.views import HistoryView, PathwayView
from app.store.regions import all_regions
from tests.reading.library import IMPORTED, URGENT, Library, region

TODAY = date(2026, 3, 5)


def reader(library: Library, name: str = "base") -> Reader:
    with library.database.read() as session:
        here = all_regions(session)[name]
    return Reader(here, here.local_date(library.now))


def as_at(library: Library, day: date, name: str = "base", slug: str = "gout") -> Made:
    with library.database.read() as session:
        return history.as_at(session, reader(library, name), slug, day)


def version(library: Library, number: int, name: str = "base", slug: str = "gout") -> Made:
    with library.database.read() as session:
        return history.version(session, reader(library, name), slug, number)


def versions(library: Library, name: str = "base", slug: str = "gout") -> Made:
    with library.database.read() as session:
        return history.history(session, reader(library, name), slug)


def at(library: Library, *moment: int) -> None:
    """The next entry is written a minute after this moment (UTC)."""
    library.now = datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


def text_of(made: Made) -> str:
    assert isinstance(made.view, PathwayView)
    return made.view.body.html


def test_the_end_of_a_day_is_the_end_of_that_day_in_the_region(library: Library) -> None:
    library.regions([region("west", "base", zone="America/Los_Angeles")])
    at(library, 2026, 3, 3, 10, 57)
    library.publish("base", "gout")  # 10:58 UTC: 23:58 on 3 March in Auckland
    library.publish("base", "gout")  # 23:59 on 3 March
    library.publish("base", "gout")  # 00:00 on 4 March
    at(library, 2026, 3, 10, 0, 0)
    assert "gout 2 by base" in text_of(as_at(library, date(2026, 3, 3)))
    assert "gout 3 by base" in text_of(as_at(library, date(2026, 3, 4)))
    assert "gout 3 by base" in text_of(as_at(library, date(2026, 3, 3), "west"))
    with pytest.raises(NotFound):
        as_at(library, date(2026, 3, 2))
    with pytest.raises(NotFound):
        as_at(library, date(2026, 3, 3), slug="asthma")


def test_days_on_which_clocks_change_end_when_they_end_there(library: Library) -> None:
    at(library, 2026, 4, 5, 11, 58)  # summer time ended at 3:00 on 5 April: the day has 25 hours, and ends at 12:00 UTC
    library.publish("base", "gout")
    library.publish("base", "gout")
    at(library, 2026, 4, 20, 0, 0)
    assert "gout 1 by base" in text_of(as_at(library, date(2026, 4, 5)))


def test_the_page_of_a_day_says_what_it_is_and_how_far_from_its_review_it_was(library: Library) -> None:
    at(library, 2026, 3, 1, 0, 0)
    library.publish("base", "gout", review_due=date(2026, 4, 1))
    at(library, 2026, 6, 1, 0, 0)
    library.publish("base", "gout")
    page = render(as_at(library, date(2026, 3, 20)).view)
    assert "As it was at the end of" in page
    assert "version 2" in page
    assert "review due soon" in page
    assert "It is still the" in render(as_at(library, date(2026, 6, 1)).view)


def test_tomorrow_is_not_known(library: Library) -> None:
    library.publish("base", "gout")
    today = reader(library).today
    as_at(library, today)
    with pytest.raises(Invalid):
        as_at(library, date.fromordinal(today.toordinal() + 1))


def test_a_day_before_localising_shows_what_upstream_said_then(library: Library) -> None:
    at(library, 2026, 3, 1, 0, 0)
    library.publish("base", "gout")
    at(library, 2026, 3, 5, 0, 0)
    library.publish("north", "gout")
    at(library, 2026, 3, 9, 0, 0)
    assert "by base" in text_of(as_at(library, date(2026, 3, 2), "north"))
    assert "by north" in text_of(as_at(library, date(2026, 3, 6), "north"))


def test_while_a_page_is_withdrawn_no_day_and_no_version_of_it_is_shown(library: Library) -> None:
    at(library, 2026, 3, 1, 0, 0)
    library.publish("base", "gout")
    library.publish("base", "gout")
    at(library, 2026, 3, 5, 0, 0)
    library.withdraw("base", "gout", reason="Dose wrong.")
    for name in ("base", "north", "closed"):
        for made in (
            as_at(library, date(2026, 3, 2), name), version(library, 1, name), version(library, 2, name), versions(library, name)
        ):  # fmt: skip
            page = render(made.view)
            assert made.status == 410
            assert "Dose wrong." in page
            assert "The text of" not in page
            assert "What changed" not in page
    with library.database.read() as session, pytest.raises(Gone) as gone:
        history.edition(session, "north", "gout", TODAY)
    assert gone.value.extra == {"title": "Gout", "reason": "Dose wrong.", "successor": None}


def test_a_day_on_which_it_was_withdrawn_says_so_when_it_is_public_again(library: Library) -> None:
    at(library, 2026, 3, 1, 0, 0)
    library.publish("base", "gout")
    at(library, 2026, 3, 5, 0, 0)
    library.withdraw("base", "gout", reason="Dose wrong.")
    at(library, 2026, 3, 9, 0, 0)
    library.reinstate("base", "gout")
    at(library, 2026, 3, 12, 0, 0)
    assert as_at(library, date(2026, 3, 6)).status == 410
    assert "gout 1 by base" in text_of(as_at(library, date(2026, 3, 2)))
    assert "gout 1 by base" in text_of(as_at(library, date(2026, 3, 10)))


def test_a_withdrawn_version_is_not_shown_on_its_days_either(library: Library) -> None:
    at(library, 2026, 3, 1, 0, 0)
    library.publish("base", "gout")
    at(library, 2026, 3, 3, 0, 0)
    library.publish("base", "gout")
    at(library, 2026, 3, 5, 0, 0)
    library.withdraw("base", "gout", reason="Dose wrong.")
    at(library, 2026, 3, 7, 0, 0)
    library.publish("base", "gout")
    at(library, 2026, 3, 9, 0, 0)
    assert "gout 1 by base" in text_of(as_at(library, date(2026, 3, 2)))
    assert as_at(library, date(2026, 3, 4)).status == 410
    assert as_at(library, date(2026, 3, 6)).status == 410
    assert "gout 3 by base" in text_of(as_at(library, date(2026, 3, 8)))
    assert [version(library, number).status for number in (1, 2, 3)] == [200, 410, 200]


def test_versions_of_an_unlocalised_page_answer_from_upstream_with_a_mark(library: Library) -> None:
    library.publish("base", "gout")
    library.publish("base", "gout")
    page = version(library, 1, "north")
    assert "gout 1 by base" in text_of(page)
    assert "From Base, not yet localised." in render(page.view)
    library.publish("north", "gout")
    assert "by north" in text_of(version(library, 1, "north"))
    with pytest.raises(NotFound):
        version(library, 2, "north")


@pytest.mark.parametrize("number", [0, 3, 2**40])
def test_a_version_that_never_was(library: Library, number: int) -> None:
    library.publish("base", "gout")
    library.publish("base", "gout")
    with pytest.raises(NotFound):
        version(library, number)


def test_history_tells_each_version_and_who_agreed(library: Library) -> None:
    library.publish("base", "gout")
    library.publish("base", "gout", mark=IMPORTED, change_note="Agreed by the college.")
    library.withdraw("base", "gout", reason="Dose wrong.")
    library.publish("base", "gout", mark=URGENT, change_note="Recall.")
    library.publish("base", "gout")
    view = versions(library, "north").view
    assert isinstance(view, HistoryView)
    assert view.source is not None
    assert [(line.number, line.status) for line in view.editions] == [
        (4, Status.PUBLISHED), (3, Status.SUPERSEDED), (2, Status.WITHDRAWN), (1, Status.SUPERSEDED),
    ]  # fmt: skip
    now, urgent, withdrawn, first = view.editions
    assert now.note == "What changed in gout 4."
    assert now.agreed[0].name == "Dr Aroha Mere"
    assert (urgent.note, urgent.reason) == ("", "Recall.")
    assert (withdrawn.note, withdrawn.reason, withdrawn.agreed) == ("", "Dose wrong.", ())
    assert withdrawn.ended
    assert first.ended
    assert now.ended is None
    assert "Dr Aroha Mere" in render(view)


def test_history_of_what_never_was(library: Library) -> None:
    with pytest.raises(NotFound):
        versions(library)


def test_an_edition_as_a_value(library: Library) -> None:
    library.publish("base", "gout")
    library.publish("base", "gout")
    with library.database.read() as session:
        assert history.edition(session, "north", "gout", TODAY).number == 2
        assert history.edition(session, "north", "gout", TODAY, 1).number == 1
        with pytest.raises(NotFound):
            history.edition(session, "north", "gout", TODAY, 3)
        with pytest.raises(NotFound):
            history.edition(session, "north", "asthma", TODAY)


def test_an_old_version_as_a_value_says_what_was_told_then(library: Library) -> None:
    key = "cardiology.clinic.phone"
    text = {
        "html": f'<p>Ring <span class="local-detail" data-detail="{key}">{{{{{key}}}}}</span></p>',
        "sections": (PublishedSection("request", "Request", 2, f"Ring {{{{{key}}}}}"),),
    }
    library.publish("base", "gout", **text)
    library.state("base", key, "old number")
    library.publish("base", "gout", **text)
    library.state("base", key, "new number")
    with library.database.read() as session:
        said = {number: history.edition(session, "base", "gout", TODAY, number).sections[0].text for number in (1, 2)}
    assert "old number" in said[1] and "new number" in said[2]
