"""Nothing withdrawn, superseded or foreign is shown, however far the index lags behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.store.projections import advance, progress, put_shown
from tests.reading.library import TREE, region
from tests.search.stacks import GOUT, Stacks

CANARY = "zanamivir"
"""A word of one text alone."""


def said(stacks: Stacks, region: str, *typed: str) -> str:
    """All that search says in a region to some queries, but for the query itself."""
    found = [
        (stacks.search(text, region), stacks.search(text, region, exact=True), stacks.suggest(text, region)) for text in typed
    ]
    return repr([(replace(plain, query=""), replace(exact, query=""), suggested) for plain, exact, suggested in found])


def test_a_withdrawn_text_is_gone_at_once_though_the_index_still_has_it(stacks: Stacks) -> None:
    stacks.put("base", "gout", "Gout", GOUT | {"Management": f"Give {CANARY} 5 mg."})
    stacks.put("base", "flu", "Influenza", {"Management": "Rest."})
    stacks.show()
    stacks.index()
    assert stacks.slugs(CANARY, "north") == ["gout"]
    stacks.withdraw("base", "gout", reason="The dose is wrong.", successor="flu")
    stacks.show()
    assert stacks.differences()
    for place in ("base", "north"):
        found = stacks.search(CANARY, place)
        assert (found.total, found.hits, found.corrected, found.withdrawn, found.unavailable) == (0, (), None, (), False)
        assert stacks.search(CANARY, place, limit=0).total == 0
        assert CANARY not in said(stacks, place, CANARY[:5], f"{CANARY}x", "zanamvir", "gout", "gout management")


def test_what_the_database_shows_no_more_is_not_given_back(stacks: Stacks) -> None:
    stacks.fill()
    assert stacks.slugs("colchicine") == ["gout"]
    with stacks.database.write() as session:
        put_shown(session, {("base", "gout"): None})
        now = progress(session)
        advance(session, replace(now, makings=now.makings + 1))  # as whoever shows something else always does
    found = stacks.search("colchicine")
    assert (found.total, found.hits, stacks.suggest("gout")) == (0, (), ())


def test_a_search_for_a_withdrawn_title_says_why_and_where_to_go(stacks: Stacks) -> None:
    stacks.put("base", "gout", "Gout in adults", GOUT)
    stacks.put("base", "crystal-arthritis", "Crystal arthritis", GOUT)
    stacks.show()
    stacks.index()
    entry = stacks.withdraw("base", "gout", reason="The dose is wrong.", successor="crystal-arthritis")
    stacks.show()
    for stage in ("before the index knows", "after"):
        for typed in ("gout", "gout in adults", "gout in adults rx", "adult gou"):
            (stone,) = stacks.search(typed, "north").withdrawn
            assert (stone.slug, stone.title, stone.reason, stone.region) == (
                "gout",
                "Gout in adults",
                "The dose is wrong.",
                "base",
            )
            assert (stone.withdrawn_at, stone.successor) == (entry.at, ("crystal-arthritis", "Crystal arthritis"))
        assert stacks.search("colchicine").withdrawn == (), stage
        assert "gout" not in [one.slug for one in stacks.suggest("gout")]
        stacks.index()


def test_a_superseded_text_is_gone_at_once_and_the_new_one_found_when_indexed(stacks: Stacks) -> None:
    stacks.put("base", "gout", "Gout", GOUT | {"Management": f"Give {CANARY} 5 mg."})
    stacks.show()
    stacks.index()
    stacks.put("base", "gout", "Gout", GOUT | {"Management": "Give probenecid 250 mg."})
    stacks.show()
    assert stacks.search(CANARY).hits == ()
    assert stacks.search(CANARY, limit=0).total == 0
    assert CANARY not in said(stacks, "base", CANARY[:6], "zanamvir", "gout", f"gout {CANARY}")
    stacks.index()
    assert stacks.search(CANARY).hits == ()
    assert (stacks.first("probenecid").number, stacks.first("probenecid").section.id) == (2, "management")  # type: ignore[union-attr]


def test_a_reinstated_text_is_found_again(stacks: Stacks) -> None:
    stacks.put("base", "gout", "Gout", GOUT)
    stacks.withdraw("base", "gout")
    stacks.reinstate("base", "gout")
    stacks.show()
    stacks.index()
    assert stacks.slugs("colchicine") == ["gout"]
    assert stacks.search("gout").withdrawn == ()
    assert stacks.differences() == []


def test_each_region_finds_its_own_text_or_the_nearest_upstream(stacks: Stacks) -> None:
    stacks.put("base", "gout", "Gout", GOUT)
    stacks.put("north", "gout", "Gout", GOUT | {"Management": "Give probenecid 250 mg."})
    stacks.show()
    stacks.index()
    assert [stacks.slugs("naproxen", place) for place in ("base", "north", "south")] == [["gout"], [], ["gout"]]
    assert (stacks.first("probenecid", "north").region, stacks.first("probenecid", "north").from_upstream) == ("north", False)
    assert stacks.search("probenecid", "base").total == stacks.search("probenecid", "south").total == 0
    stacks.withdraw("north", "gout")
    stacks.show()
    for _ in range(2):
        assert stacks.slugs("gout", "north") == [], "a page withdrawn here never falls through to upstream"
        assert stacks.slugs("gout", "south") == ["gout"]
        stacks.index()


def test_nothing_of_a_members_region_shows_through_anywhere_else(stacks: Stacks) -> None:
    stacks.fill()
    typed = ("gout", CANARY, CANARY[:4], "zanamivr", f"gout {CANARY}", "colchicine", "management", "gout rx", f'"give {CANARY}"')
    before = {place: said(stacks, place, *typed) for place in ("base", "north", "south")}
    stacks.put("closed", "gout", f"Gout {CANARY}", {f"{CANARY} first": f"Give {CANARY} and colchicine."}, synonyms=(CANARY,))
    stacks.put("closed", f"{CANARY}-only", CANARY, GOUT)
    stacks.show()
    stacks.index()
    assert set(stacks.slugs(CANARY, "closed")) == {"zanamivir-only", "gout"}
    assert {place: said(stacks, place, *typed) for place in before} == before, "not even in a score"


def test_a_region_that_closes_is_no_longer_found_below(stacks: Stacks) -> None:
    stacks.regions([region("lead", "base"), region("local", "lead")])
    stacks.put("lead", "gout", "Gout", GOUT)
    stacks.show()
    stacks.index()
    assert stacks.slugs("colchicine", "local") == ["gout"]
    stacks.regions([region("lead", "base", members=True)])
    stacks.show()
    assert stacks.slugs("colchicine", "local") == []
    stacks.index()
    assert (stacks.slugs("colchicine", "local"), stacks.slugs("colchicine", "lead")) == ([], ["gout"])
    stacks.regions([*TREE, region("lead", "base")])
    stacks.show()
    stacks.index()
    assert stacks.slugs("colchicine", "local") == ["gout"]


@pytest.mark.parametrize("place", ["nowhere", "", "base'; drop table region"])
def test_a_region_that_is_not_there_has_nothing(stacks: Stacks, place: str) -> None:
    stacks.put("base", "gout", "Gout", GOUT)
    stacks.show()
    stacks.index()
    assert stacks.search("gout", place).hits == ()
    assert stacks.suggest("gout", place) == ()


def test_a_word_of_a_withdrawn_text_is_no_misspelling_of_another(stacks: Stacks) -> None:
    stacks.put("base", "influenza", "Influenza", {"Management": "Oseltamivir 75 mg twice a day for five days."})
    stacks.put("base", "flu-inhaled", "Inhaled antivirals", {"Management": "Laninamivir."})
    stacks.show()
    stacks.index()
    assert stacks.search("oseltamovir").corrected == "oseltamivir"
    stacks.put("base", "gone", "Another antiviral", {"Management": "Oseltamovir 10 mg."})
    stacks.show()
    stacks.withdraw("base", "gone", reason="Not licensed.")
    stacks.show()
    stacks.index()
    found = stacks.search("oseltamovir")
    assert (found.corrected, found.instead, found.hits) == (None, (), ())
