"""A region is added whole, or refused by name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from app.domain.errors import Invalid, NotFound, Refusal, Taken
from app.domain.regions import RESERVED, Region, Visibility
from app.domain.roles import Role
from app.jobs.enrolling import take_roles
from app.jobs.founding import ENOUGH, change, contrast_with_white, found, let_frame, set_urgency
from app.jobs.samples import LIBRARY
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from app.store.stored_pages import stored_page
from tests import cast
from tests.builders import CRITERIA, House, a_platform, a_text

COAST = Region(0, "coast", "Coast", "base", Visibility.PUBLIC, "Pacific/Auckland", "en-NZ", "#0b5d57")


@pytest.fixture
def house(settled_url: str, tmp_path: Path, renderer: Renderer, pictures: PictureMaker) -> Iterator[House]:
    """A platform with regions."""
    made = a_platform(settled_url, tmp_path, renderer, pictures)
    yield made
    made.close()


def test_a_new_region_shows_what_is_upstream_of_it(house: House) -> None:
    house.published("gout")
    found(house.platform, COAST)
    house.platform.show()
    assert house.platform.regions()["coast"].parent == "base"
    assert "/coast/pathways/gout" in _stored(house)


def _stored(house: House) -> set[str]:
    house.platform.shelf.load()
    return set(house.platform.shelf.memory.pages)


@pytest.mark.parametrize(
    ("changed", "refusal", "names"),
    [
        ({"slug": "Coast"}, Invalid, "Coast"),
        ({"slug": "-coast"}, Invalid, "-coast"),
        ({"slug": "a" * 41}, Invalid, "40"),
        ({"slug": "base"}, Taken, "Base"),
        ({"name": " "}, Invalid, "name"),
        ({"name": "Co\nast"}, Invalid, "name"),
        ({"parent": "nowhere"}, NotFound, "nowhere"),
        ({"time_zone": "Mars/Olympus"}, Invalid, "Mars/Olympus"),
        ({"time_zone": ""}, Invalid, "time zone"),
        ({"language": "english please"}, Invalid, "english please"),
        ({"accent": "green"}, Invalid, "green"),
        ({"accent": "#aaffaa"}, Invalid, "darker"),
    ],
)
def test_what_cannot_be_a_region_is_refused_by_name(
    house: House, changed: dict[str, str], refusal: type[Refusal], names: str
) -> None:
    before = house.platform.regions()
    with pytest.raises(refusal, match=names):
        found(house.platform, replace(COAST, **changed))  # type: ignore[arg-type]
    assert house.platform.regions() == before


def test_the_addresses_of_the_site_are_no_regions(house: House) -> None:
    for slug in sorted(RESERVED):
        with pytest.raises(Invalid, match=slug):
            found(house.platform, replace(COAST, slug=slug))


def test_the_colours_of_the_sample_regions_are_dark_enough() -> None:
    told = tomllib.loads((LIBRARY / "library.toml").read_text(encoding="utf-8"))
    assert all(contrast_with_white(entry["accent"]) >= ENOUGH for entry in told["region"])


@pytest.mark.parametrize(("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54)])
def test_contrast_is_what_the_standard_says(colour: str, ratio: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    "origin",
    [
        "https://Records.example.org/", "https://records.example.org:8443", "http://127.0.0.1:9000", "http://localhost",
        "https://xn--hri-5oa.example.org",
    ],
)  # fmt: skip
def test_an_origin_is_taken_as_browsers_send_it(house: House, origin: str) -> None:
    assert let_frame(house.platform, "base", [origin], []).framed_by == (origin.lower().rstrip("/"),)
    assert let_frame(house.platform, "base", [origin], []).framed_by == (origin.lower().rstrip("/"),)
    assert let_frame(house.platform, "base", [], [origin]).framed_by == ()


@pytest.mark.parametrize(
    "origin",
    [
        "*", "https:", "https://*", "https://*.example.org", "http://records.example.org", "https://records.example.org/page",
        "https://a.example.org https://b.example.org", "https://a.example.org; script-src *", "https://a.example.org\nX: y",
        "https://someone@example.org", "https://häri.example.org", "'self'", "https://records", "https://127.0.0.1.example.org/x",
        "data:", "",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused(house: House, origin: str) -> None:
    with pytest.raises(Invalid):
        let_frame(house.platform, "base", [origin], [])


def test_members_pages_are_framed_by_nobody(house: House) -> None:
    with pytest.raises(Invalid, match="for members"):
        let_frame(house.platform, "privata", ["https://records.example.org"], [])


def test_a_region_is_changed_and_its_tombstones_say_whom_to_ring(house: House) -> None:
    house.withdrawn(house.published("gout"))
    house.platform.show()
    assert "can’t wait" not in _tombstone(house)
    changed = change(house.platform, "base", name="Basin", contact="Basin health line, 0800 555 010")
    assert (changed.name, changed.contact, changed.time_zone) == ("Basin", "Basin health line, 0800 555 010", "Pacific/Auckland")
    house.platform.show()
    assert "Questions that can’t wait: Basin health line, 0800 555 010" in _tombstone(house)
    assert change(house.platform, "base", contact="").contact == ""
    house.platform.show()
    assert "can’t wait" not in _tombstone(house)


def test_the_strip_says_how_urgent_in_the_words_of_the_region_that_wrote_the_page(house: House) -> None:
    house.published("gout", a_text("Gout", services="cardiology", body=CRITERIA))
    house.platform.show()
    assert "Urgent" not in _page(house, "northvale")
    set_urgency(house.platform, "base", ["1 = Urgent, 30 days", "2 = Routine, 90 days"])
    set_urgency(house.platform, "northvale", ["1 = At once, 30 days"])
    house.platform.show()
    for region in ("base", "northvale"):
        assert "<strong>Urgent:</strong>" in _page(house, region)
        assert "Urgent: accepted by Cardiology, category 1, within 30 days" in _page(house, region)
    set_urgency(house.platform, "base", [])
    house.platform.show()
    assert "Urgent" not in _page(house, "base")


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"time_zone": "Nowhere"},
        {"accent": "#ffffff"},
        {"country": "xx"},
        {"contact": "a\nb"},
        {"contact": "x" * 201},
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_changed(house: House, given: dict[str, str]) -> None:
    before = house.platform.regions()
    with pytest.raises(Invalid):
        change(house.platform, "base", **given)
    with pytest.raises(NotFound):
        change(house.platform, "nowhere", name="N")
    assert house.platform.regions() == before


def _tombstone(house: House) -> str:
    return _page(house, "base", 410)


def _page(house: House, region: str, status: int = 200) -> str:
    with house.platform.read() as session:
        row = stored_page(session, f"/{region}/pathways/gout")
    assert row is not None and row.status == status
    return str(brotli.decompress(row.br), "utf-8")


def test_single_roles_are_taken_away_all_or_none(house: House) -> None:
    with house.platform.read() as session:
        person = cast.person(session, "editor")
        places = [grant.region for grant in person.grants if grant.role is Role.EDITOR and grant.region]
    with pytest.raises(NotFound, match="is no pharmacist"):
        take_roles(house.platform, person.email, ["editor", "pharmacist"], places[:1])
    with pytest.raises(NotFound, match="There is no nobody@"):
        take_roles(house.platform, "nobody@example.org", ["editor"], places[:1])
    with house.platform.read() as session:
        assert cast.person(session, "editor").grants == person.grants
    take_roles(house.platform, person.email, ["editor"], places[:1])
    with house.platform.read() as session:
        left = cast.person(session, "editor").grants
    gone = [(grant.role, grant.region) for grant in person.grants if grant not in left]
    assert gone == [(Role.EDITOR, places[0])] and len(left) == len(person.grants) - 1
