"""What a region shows of a slug, for every combination of what its chain has published."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from app.domain.regions import Region, Standing, Visibility, below, chain, shown_from


def region(slug: str, parent: str | None, visibility: Visibility = Visibility.PUBLIC) -> Region:
    return Region(1, slug, slug.title(), parent, visibility, "Pacific/Auckland", "en-NZ")


TREE = {r.slug: r for r in (region("base", None), region("country", "base"), region("local", "country"), region("other", "base"))}
CHOICES = (None, Standing.PUBLISHED, Standing.WITHDRAWN)


def test_a_chain_goes_upstream_nearest_first() -> None:
    assert [link.slug for link in chain("local", TREE)] == ["local", "country", "base"]


def test_a_loop_in_the_data_ends_the_chain() -> None:
    looped = {r.slug: r for r in (region("one", "two"), region("two", "one"))}
    assert [link.slug for link in chain("one", looped)] == ["one", "two"]


def test_below_holds_the_region_and_all_downstream_parents_first() -> None:
    assert [r.slug for r in below("base", TREE)] == ["base", "country", "other", "local"]
    assert [r.slug for r in below("other", TREE)] == ["other"]


@pytest.mark.parametrize(("own", "middle", "top"), list(product(CHOICES, repeat=3)))
def test_the_nearest_that_was_ever_public_wins_so_a_page_withdrawn_here_never_falls_through(
    own: Standing | None, middle: Standing | None, top: Standing | None
) -> None:
    standing = {slug: s for slug, s in (("local", own), ("country", middle), ("base", top)) if s is not None}
    expected = next((slug for slug in ("local", "country", "base") if slug in standing), None)
    found = shown_from("local", standing, TREE)
    assert (found.slug if found else None) == expected
    other = shown_from("other", standing, TREE)
    assert (other.slug if other else None) == ("base" if top else None)


def test_a_members_only_upstream_is_not_shown_to_the_readers_of_a_public_region() -> None:
    tree = {r.slug: r for r in (region("closed", None, Visibility.MEMBERS), region("open", "closed"))}
    assert shown_from("open", {"closed": Standing.PUBLISHED}, tree) is None
    tree["open"] = region("open", "closed", Visibility.MEMBERS)
    found = shown_from("open", {"closed": Standing.PUBLISHED}, tree)
    assert found == tree["closed"]


def test_a_moment_has_the_date_of_the_region() -> None:
    evening = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    assert TREE["base"].local_date(evening) == date(2026, 3, 3)
