"""Narrowing a search by kind and specialty, and saying what was searched for instead of what was typed."""

from __future__ import annotations

import pytest

from app.search.results import Instead, Why
from tests.search.stacks import Stacks

ASTHMA = {
    "asthma-adults": ("Asthma in adults", "pathway", "respiratory"),
    "asthma-children": ("Asthma in children", "pathway", "paediatrics"),
    "asthma-request": ("Asthma request", "request", "respiratory"),
    "asthma-leaflet": ("Asthma", "patient", ""),
}


@pytest.fixture
def asthma(stacks: Stacks) -> Stacks:
    """Four pages about asthma, of three kinds and two specialties."""
    for slug, (title, kind, specialty) in ASTHMA.items():
        stacks.put("base", slug, title, {"Assessment": "Wheeze, cough."}, kind=kind, specialty=specialty)
    stacks.show()
    stacks.index()
    return stacks


def test_facets_count_the_pages_that_answer(asthma: Stacks) -> None:
    found = asthma.search("asthma", limit=1)
    assert (found.total, len(found.hits)) == (4, 1)
    assert found.facets.kind == {"pathway": 2, "patient": 1, "request": 1}
    assert found.facets.specialty == {"respiratory": 2, "paediatrics": 1}, "no specialty is no choice"
    assert asthma.search("nothing of this").facets.kind == {}


def test_a_search_is_narrowed_by_kind_and_specialty(asthma: Stacks) -> None:
    def slugs(**only: list[str]) -> set[str]:
        found = asthma.search("asthma", kind=only.get("kind", ()), specialty=only.get("specialty", ()))
        assert found.total == len(found.hits)
        return {hit.slug for hit in found.hits}

    assert slugs(kind=["pathway"]) == {"asthma-adults", "asthma-children"}
    assert slugs(kind=["pathway", "request"]) == {"asthma-adults", "asthma-children", "asthma-request"}
    assert slugs(specialty=["respiratory"]) == {"asthma-adults", "asthma-request"}
    assert slugs(kind=["pathway"], specialty=["respiratory"]) == {"asthma-adults"}
    assert slugs(kind=["medication"]) == set()


def test_each_count_says_how_many_there_are_if_that_is_chosen(asthma: Stacks) -> None:
    facets = asthma.search("asthma", kind=["request"], specialty=["respiratory"]).facets
    assert facets.kind == {"pathway": 1, "request": 1}, "of the specialty that is wanted, whatever their kind"
    assert facets.specialty == {"respiratory": 1}, "of the kind that is wanted, whatever their specialty"
    for kind, count in facets.kind.items():
        assert asthma.search("asthma", kind=[kind], specialty=["respiratory"]).total == count


def test_narrowing_changes_neither_order_nor_correction(asthma: Stacks) -> None:
    everything = asthma.search("astma")
    some = asthma.search("astma", kind=["request"])
    assert some.corrected == everything.corrected == "asthma"
    assert [hit.slug for hit in everything.hits if hit.kind == "request"] == [hit.slug for hit in some.hits]


def test_what_was_searched_for_instead_is_said_word_by_word(filled: Stacks) -> None:
    assert filled.search("gout alopurinol").instead == (Instead("alopurinol", "allopurinol", Why.SPELLING),)
    assert filled.search("gout urate").instead == ()
    assert filled.search("t2dm").instead == (Instead("t2dm", "type 2 diabetes", Why.MEANING),)
    found = filled.search("atrail fibrillation", exact=True)
    assert not [one for one in found.instead if one.why is Why.SPELLING]
