"""The Refer strip and the letter: the page's own words, gaps named, nothing of the past, and no number that is not the page's."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import app.markup.referral
from app.domain.regions import Region
from app.markup import read_page
from app.markup.numbers import values
from app.reading import history
from app.reading import render as making
from app.reading.addresses import Site
from app.reading.pages import Reader
from app.reading.render import render
from app.reading.views import PathwayView
from app.store.regions import all_regions
from tests.reading.library import Library

BODY = """::: emergency
Ring 0800 555 011.
:::

## Request

- [Acute](request:gout) today

::: criteria {service=rheumatology category=1 within=30d effective=2026-01-01}
- Urate above 0.6 mmol/L for 12 months
:::

::: criteria {service=rheumatology category=2 until=2026-02-01}
- Long past: 77 attacks
:::

::: criteria {service=rheumatology category=3 effective=2030-01-01}
- Far off: 88 attacks
:::

::: refer {service=rheumatology}
- Form: [Gout <b>form</b>](https://forms.example.org/?a=1&b="2")
- Not covered: a second opinion within 12 months
:::
"""
SITE = Site("https://pathways.example.org", "A note.")


def seen(library: Library, region: str, day: date | None = None) -> PathwayView:
    with library.database.read() as session:
        here: Region = all_regions(session)[region]
        reader = Reader(here, here.local_date(library.now), SITE)
        made = history.as_at(session, reader, "gout", day) if day else history.page(session, reader, "gout")
    assert isinstance(made.view, PathwayView)
    return made.view


@pytest.fixture
def published(library: Library) -> Library:
    library.publish("base", "gout", html=read_page(BODY).html)
    return library


def test_the_letter_says_which_page_it_quotes_and_offers_only_what_counts(published: Library) -> None:
    letter = seen(published, "base").letter
    for said in (
        "https://pathways.example.org/base/pathways/gout/v/1", "version 1", "Accepted by Rheumatology, category 1",
        "- Urate above 0.6\xa0mmol/L for 12\xa0months",
        "Not covered: a second opinion within 12\xa0months", "A note.",
    ):  # fmt: skip
        assert said in letter
    assert "77" not in letter and "88" not in letter


def test_the_strip_names_gaps_marks_what_is_to_come_and_leaves_out_what_is_past(published: Library) -> None:
    html = render(seen(published, "base"))
    strip = html[html.index('<section id="refer"') : html.index('<details class="refer-letter"')]
    assert "<dd>funding</dd>" in strip
    assert 'Not yet in force</span> <a href="#' in strip and "category 3" in strip
    assert "category 2" not in strip
    assert '<a href="/base/pathways/gout">Acute</a>' in strip
    assert "Ring 0800 555 011." in strip


def test_hostile_words_stay_words(published: Library) -> None:
    html = render(seen(published, "base"))
    assert "<b>form" not in html
    assert 'b="2"' not in html


def test_every_number_of_the_strip_is_the_page_s(published: Library) -> None:
    view = seen(published, "base")
    _, _, quoted = view.letter.partition("Accepted")
    assert quoted and set(values(quoted)) <= set(values(view.body.html))


def test_a_page_from_upstream_says_so_in_the_strip_and_in_the_letter(published: Library) -> None:
    view = seen(published, "north")
    assert "not yet localised" in view.letter
    assert "/north/pathways/gout/v/1" in view.letter


def test_nobody_refers_by_a_page_of_the_past(published: Library) -> None:
    view = seen(published, "base", day=date(2026, 3, 1))
    assert not view.referral and view.letter == "" and view.square is None
    assert 'id="refer"' not in render(view)


TWO = """## Request

Send the form.

### Do not refer

- eGFR above 61

::: caution
Never by fax.
:::

::: refer
Not accepted:

- Age under 16
:::

```
A   picture
```
"""


def test_the_letter_and_the_strip_keep_each_line_under_what_it_stands_under(library: Library) -> None:
    library.publish("base", "gout", html=read_page(TWO).html)
    view = seen(library, "base")
    for said in ("- Do not refer: eGFR above 61", "- Do not refer: Caution: Never by fax.",
        "Not accepted: Do not refer: Age under 16",
                 "see https://pathways.example.org/base/pathways/gout/v/1#request"):  # fmt: skip
        assert said in view.letter
    html = render(view)
    strip = html[html.index('<section id="refer"') : html.index('<details class="refer-letter"')]
    assert re.search(r">Do not refer<ul><li>eGFR above 61</li>", strip)
    assert '<a href="#request">See it on the page</a>' in strip


def test_a_change_of_the_code_that_makes_pages_makes_them_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (*making.MAKERS, "web"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text("A = 1\n", encoding="utf-8")
    monkeypatch.setattr(making, "CODE", tmp_path)
    looks = {making.look.__wrapped__()}
    (tmp_path / "web" / "one.py").write_text("A = 2\n", encoding="utf-8")
    assert making.look.__wrapped__() in looks
    for folder in making.MAKERS:
        (tmp_path / folder / "one.py").write_text("A = 2\n", encoding="utf-8")
        looks.add(making.look.__wrapped__())
    assert len(looks) == 1 + len(making.MAKERS)
    assert Path(app.markup.referral.__file__).parent.name in making.MAKERS
