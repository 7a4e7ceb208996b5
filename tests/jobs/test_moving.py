"""A region gets another place or other readers: nothing leaks, and no readers lose pages unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Invalid, NotFound
from app.domain.regions import Visibility
from app.jobs.founding import change, let_frame
from app.markup.worker import Renderer
from app.pictures.maker import PictureMaker
from app.store.stored_pages import stored_page
from tests.builders import House, a_platform

GOUT = "/northvale/pathways/gout"


@pytest.fixture
def house(settled_url: str, tmp_path: Path, renderer: Renderer, pictures: PictureMaker) -> Iterator[House]:
    """A platform with regions, whose pages are loaded."""
    made = a_platform(settled_url, tmp_path, renderer, pictures)
    made.platform.shelf.open()
    yield made
    made.close()


def served(house: House, path: str = GOUT) -> bool:
    house.platform.shelf.load()
    return path in house.platform.shelf.memory.pages


def test_no_region_is_upstream_of_itself(house: House) -> None:
    for parent in ("base", "northvale"):
        with pytest.raises(Invalid, match="can't be upstream"):
            change(house.platform, "base", parent=parent)
    with pytest.raises(NotFound):
        change(house.platform, "northvale", parent="nowhere")


def test_a_region_that_is_moved_shows_what_is_upstream_of_it_now(house: House) -> None:
    house.published("gout")
    assert change(house.platform, "northvale", parent="").parent is None
    house.platform.show()
    assert not served(house)
    change(house.platform, "northvale", parent="southmere")
    house.platform.show()
    assert served(house)


def test_whoever_has_localised_goes_on_hearing_from_upstream(house: House) -> None:
    house.published("gout")
    draft = house.localised("gout", "northvale")
    with pytest.raises(Invalid, match="Northvale has localised “gout” from Base"):
        change(house.platform, "northvale", parent="")
    change(house.platform, "northvale", parent="southmere")  # Base is upstream all the same
    with pytest.raises(Invalid, match="Northvale has localised"):
        change(house.platform, "southmere", parent="")
    house.withdrawn(house.made_public(house.submitted(draft)))
    change(house.platform, "northvale", parent="")


def test_pages_for_members_are_gone_at_once(house: House) -> None:
    house.published("gout", region="northvale")
    assert served(house)
    change(house.platform, "northvale", visibility=Visibility.MEMBERS)
    assert not served(house), "before they have been taken out of the database"
    assert house.platform.shelf.fetch(GOUT) is None
    house.platform.show()
    with house.platform.read() as session:
        assert stored_page(session, GOUT) is None
    change(house.platform, "northvale", visibility=Visibility.PUBLIC)
    house.platform.show()
    assert served(house)


def test_readers_of_public_regions_lose_no_pages_unsaid(house: House) -> None:
    house.published("gout")
    with pytest.raises(Invalid, match="Readers of Northvale would lose “gout”"):
        change(house.platform, "base", visibility=Visibility.MEMBERS)
    assert house.platform.regions()["base"].public


def test_what_was_taken_from_members_pages_does_not_become_public(house: House) -> None:
    house.published("gout", region="privata")
    change(house.platform, "northvale", parent="privata", visibility=Visibility.MEMBERS)
    house.localised("gout", "northvale")
    with pytest.raises(Invalid, match="localised from Privata, whose pages are for members"):
        change(house.platform, "northvale", visibility=Visibility.PUBLIC)
    change(house.platform, "privata", visibility=Visibility.PUBLIC)
    assert change(house.platform, "northvale", visibility=Visibility.PUBLIC).public


def test_what_is_shown_in_frames_is_no_page_for_members(house: House) -> None:
    let_frame(house.platform, "northvale", ["https://records.example.org"], [])
    with pytest.raises(Invalid, match="frames"):
        change(house.platform, "northvale", visibility=Visibility.MEMBERS)
