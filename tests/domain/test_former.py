"""Old links to parts of a page lead where the parts are now."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.former import MOST, former, with_former


def page(*sections: tuple[str, str, str]) -> str:
    """Sections with an id, the block of their heading, and the blocks below it; a block of two letters is a heading below."""
    return "".join(
        f'<section data-section="{id_}"><h2 id="{id_}" data-block="{head}">{id_}</h2>\n'
        + "".join(f'<p data-block="{block}">{block}</p>\n' for block in below)
        + "</section>\n"
        for id_, head, below in sections
    )


def test_a_renamed_heading_keeps_its_old_address() -> None:
    before, now = page(("plan", "h1", "ab"), ("more", "h2", "cd")), page(("steps", "h1", "ab"), ("more", "h2", "cd"))
    assert former(before, (), now) == (("plan", "h1"),)
    html = with_former(now, former(before, (), now))
    assert html.count('<h2 id="steps" data-block="h1"><span class="was" id="plan"></span>') == 1
    assert html.replace('<span class="was" id="plan"></span>', "") == now


def test_a_heading_that_is_unlike_the_old_one_is_known_by_what_stands_below_it() -> None:
    before, now = page(("plan", "h1", "abc"), ("more", "h2", "d")), page(("treatment", "new", "abx"), ("more", "h2", "dc"))
    assert former(before, (), now) == (("plan", "new"),)


def test_a_section_that_is_gone_leads_nowhere() -> None:
    assert former(page(("plan", "h1", "abc"), ("more", "h2", "d")), (), page(("more", "h2", "da"))) == ()
    assert former(page(("plan", "h1", "")), (), page(("more", "h2", "d"))) == ()


def test_an_address_that_is_used_anew_is_the_new_ones() -> None:
    before, now = page(("plan", "h1", "a"), ("steps", "h2", "b")), page(("steps", "h1", "a"), ("plan", "h2", "b"))
    assert former(before, (), now) == ()
    assert former(before, (("plan-2", "h1"),), now) == (("plan-2", "h1"),)


def test_an_address_goes_on_through_version_after_version() -> None:
    third = former(page(("steps", "h1", "ab")), (("plan", "h1"),), page(("treatment", "new", "abc")))
    assert third == (("plan", "new"), ("steps", "new"))


def test_a_heading_with_sections_of_its_own_is_known_by_them() -> None:
    before = (
        page(("plan", "h1", "")) + '<section data-section="a"><h3 id="a" data-block="ha">A</h3><p data-block="p">p</p></section>'
    )
    assert former(before, (), before.replace('id="plan" data-block="h1"', 'id="care" data-block="new"')) == (("plan", "new"),)


def test_what_opens_and_what_holds_a_label_takes_it_behind_them() -> None:
    html = '<details class="box" id="x" data-block="b"><summary>S</summary></details><tr data-block="t"><td>1</td></tr>'
    assert "<summary><span" in with_former(html, (("old", "b"), ("row", "t")))
    assert '<tr data-block="t"><td>' in with_former(html, (("old", "b"), ("row", "t")))


@given(
    st.lists(st.tuples(st.sampled_from("vwxyz"), st.sampled_from("hijk"), st.text("abcdef", max_size=5)), max_size=4),
    st.integers(0, 300),
)
def test_no_fragment_stands_twice_and_no_text_is_touched(sections: list[tuple[str, str, str]], many: int) -> None:
    unique = {id_: (id_, head + id_, "".join(f"{letter}" for letter in below)) for id_, head, below in sections}
    now = page(*unique.values())
    led = former(page(("v", "hv", "abc"), ("q", "hq", "def")), tuple((f"o{n}", "hv") for n in range(many)), now)
    assert len(led) <= MOST
    assert len({name for name, _ in led}) == len(led)
    assert not {name for name, _ in led} & set(unique)
