"""Words come down from region to region, are switched off and on again, and never lead to two medicines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.heard import PLATFORM, Heard, Switch, Told, heard
from app.domain.regions import Region, Visibility, heeded
from app.domain.vocabulary import Change, Sort, Taught
from app.search.fold import terms
from app.search.vocabulary import Vocabulary, load
from tests.actions.stage import NOW

OURS = load()


def said(region: str, *taught: Taught, off: tuple[tuple[str, str, bool], ...] = ()) -> Told:
    """A region's words, in order, and its switches: source, name, whether off."""
    changes = (Change(number, number, one, "Why.", "Ana", NOW) for number, one in enumerate(taught, 1))
    switches = (Switch(number, *one, "Why.", "Ana", NOW) for number, one in enumerate(off, 1))
    return Told(region, tuple(changes), tuple(switches))


def same(*words: str) -> Taught:
    return Taught(Sort.SYNONYM, words)


def in_force(*told: Told) -> list[Heard]:
    return [one for one in heard(told, OURS.language, {}) if one.in_force]


def vocabulary(*told: Told) -> Vocabulary:
    return OURS.of(in_force(*told))


def test_what_is_taught_above_counts_below_and_says_whose_it_is() -> None:
    found = in_force(said("district"), said("country", same("podagra", "gout")))
    assert (found[0].source, found[0].name) == ("country", "1")
    assert terms("gout") in OURS.of(found).meanings[terms("podagra")]


def test_the_nearest_switch_counts() -> None:
    country = said("country", same("podagra", "gout"))
    off, on = (("country", "1", True),), (("country", "1", False),)
    assert terms("podagra") not in vocabulary(said("district", off=off), country).meanings
    assert terms("podagra") not in vocabulary(said("town"), said("district", off=off), country).meanings
    assert terms("podagra") in vocabulary(said("town", off=on), said("district", off=off), country).meanings
    assert terms("podagra") not in vocabulary(said("district", off=on + off), country).meanings


@pytest.mark.parametrize(
    ("name", "word", "meaning"), [("abbreviation: af", "af", "atrial fibrillation"), ("list: ptx", "PTX", "pneumothorax")]
)
def test_what_comes_with_waymark_is_switched_off_alone(name: str, word: str, meaning: str) -> None:
    def leads(known: Vocabulary) -> bool:
        return terms(meaning) in (*known.meanings.get(terms(word), ()), *known.listed.get(terms(word), ()))

    off = vocabulary(said("district", off=((PLATFORM, name, True),)))
    assert leads(OURS) and not leads(off)
    assert len(OURS.meanings) - len(off.meanings) <= 2 and len(OURS.listed) - len(off.listed) == 1


def test_words_that_ask_for_a_part_of_a_page_can_be_given_another_meaning() -> None:
    assert OURS.aspects[terms("rx")].name != "prognosis"
    other = Taught(Sort.ASPECT, ("rx",), ("prognosis",))
    assert vocabulary(said("district", other)).aspects[terms("rx")].name == "prognosis"


def test_with_nothing_taught_the_vocabulary_is_the_platforms() -> None:
    same_again = vocabulary(said("district"))
    assert (same_again.meanings, same_again.listed, same_again.aspects) == (OURS.meanings, OURS.listed, OURS.aspects)


def test_the_nearer_words_decide_which_medicine_is_meant_and_no_word_leads_to_two() -> None:
    district, country = said("district", same("zq tablets", "methotrexate")), said("country", same("zq tablets", "mitoxantrone"))
    theirs = next(one for one in heard((district, country), OURS.language, {}) if one.source == "country")
    assert theirs.against is not None and not theirs.in_force
    assert vocabulary(district, country).meanings[terms("zq tablets")] == (terms("methotrexate"),)
    again = replace(country, changes=said("country", same("zq tablets", "MTX tablets")).changes)
    assert terms("mtx tablets") in vocabulary(district, again).meanings[terms("zq tablets")]


def test_nothing_that_comes_with_waymark_leads_a_word_to_two_medicines() -> None:
    """Two names of one medicine are one."""
    for word, meanings in OURS.meanings.items():
        named = {medicines for one in OURS.language.platform if not one.listed for at, _, medicines in one.leads if at == word}
        assert len(named) <= 1, (word, meanings, named)
    assert OURS.language.medicines("epinephrine") == OURS.language.medicines("adrenaline")
    assert OURS.language.medicines("hydroxyurea") == OURS.language.medicines("hydroxycarbamide")
    assert not {terms("hydrocortisone"), terms("hydroxycarbamide")} & set(OURS.listed[terms("HC")])


def test_what_is_for_members_counts_for_members_only() -> None:
    """A word that leads somewhere tells what members read."""

    def place(slug: str, parent: str | None, visibility: Visibility = Visibility.PUBLIC) -> Region:
        return Region(1, slug, slug.title(), parent, visibility, "Pacific/Auckland", "en-NZ")

    places = (place("root", None), place("club", "root", Visibility.MEMBERS), place("town", "club"))
    regions = {one.slug: one for one in (*places, place("den", "club", Visibility.MEMBERS))}
    assert [one.slug for one in heeded("town", regions)] == ["town", "root"]
    assert [one.slug for one in heeded("den", regions)] == ["den", "club", "root"]
