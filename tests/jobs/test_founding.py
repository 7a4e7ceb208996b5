"""A region is added whole, or refused by name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import Invalid, NotFound, Refusal, Taken
from app.domain.regions import RESERVED, Region, Visibility
from app.jobs.founding import ENOUGH, contrast_with_white, found, let_frame
from app.jobs.samples import LIBRARY
from tests.builders import House, a_platform

COAST = Region(0, "coast", "Coast", "base", Visibility.PUBLIC, "Pacific/Auckland", "en-NZ", "#0b5d57")


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A platform with regions."""
    made = a_platform(database_url, tmp_path)
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
