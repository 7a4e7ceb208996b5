"""Sections hold every character once; their ids are what addresses are made of."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Unreadable
from app.domain.local_details import filled_text
from app.domain.text import FRONT, TOP, Page
from app.markup import RESERVED_IDS, read_page

LINES = st.sampled_from(
    [
        "",
        "",
        "---",
        "title: A",
        "# One",
        "## Two",
        "## Two {#own}",
        "### Three",
        "#### Four",
        "Text of 5 mg",
        "- item",
        "1. step",
        "  more",
        "    deep",
        "::: red-flags",
        "::: caution",
        ":::",
        "> quoted",
        "```",
        "| a | b |",
        "|---|---|",
        "[^1]: note",
        "see[^1]",
        "[a]: http://a.example",
        "!!! note",
        "===",
    ]
)
ENDS = st.sampled_from(["\n", "\n", "\r\n", "\r"])


def page_of(lines: list[tuple[str, str]]) -> Page | None:
    """The page of these lines, or None when it is refused."""
    try:
        return read_page("".join(line + end for line, end in lines))
    except Unreadable:
        return None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(LINES, ENDS), max_size=25), st.booleans())
def test_every_character_stands_in_one_section(lines: list[tuple[str, str]], with_mark: bool) -> None:
    if with_mark and lines:
        lines[0] = ("\ufeff" + lines[0][0], lines[0][1])
    page = page_of(lines)
    if page is None:
        return
    assert "".join(section.source for section in page.sections) == "".join(line + end for line, end in lines)
    ids = [section.id for section in page.sections]
    assert len(set(ids)) == len(ids)
    assert not RESERVED_IDS & set(ids)
    assert {heading.id for heading in page.outline} <= set(ids)
    assert {block.section for block in page.blocks} <= set(ids)
    blocks = [block.id for block in page.blocks]
    assert len(set(blocks)) == len(blocks)


def test_the_parts_of_a_pathway() -> None:
    source = (
        "---\ntitle: Gout\n---\n\n"
        "::: red-flags\n- Fever\n:::\n\n"
        "## Assessment\n\n1. Look.\n\n"
        "### Bloods {#urate}\n\n2. Urate.\n\n#### Which\n\nAll.\n\n"
        "## Request\n\n::: criteria {service=renal}\n- A\n:::\n\n::: emergency {service=cardiology}\nB\n:::\n"
    )
    page = read_page(source)
    assert [(s.id, s.title, s.level, s.text, s.services) for s in page.sections] == [
        (FRONT, "", 0, "", ()),
        ("red-flags", "Red flags", 2, " Fever", ()),
        ("assessment", "Assessment", 2, " Look.", ()),
        ("urate", "Bloods", 3, " Urate.\nWhich\n All.", ()),
        ("request", "Request", 2, "Criteria: Renal\n  A\nEmergency: Cardiology\n B", ("renal", "cardiology")),
    ]
    assert page.sections[1].source == "::: red-flags\n- Fever\n:::\n\n"
    assert [(heading.id, heading.level) for heading in page.outline] == [
        ("red-flags", 2),
        ("assessment", 2),
        ("urate", 3),
        ("request", 2),
    ]


def test_text_behind_red_flags_belongs_to_the_section_they_stand_in() -> None:
    page = read_page(
        "Top.\n\n::: red-flags\n- A\n:::\n\nMore top.\n\n## B\n\nC\n\n::: red-flags\n- D\n:::\n\nMore of B.\n\n### E\n"
    )
    assert [(section.id, section.title, section.text) for section in page.sections] == [
        (TOP, "", "Top."),
        ("red-flags", "Red flags", " A"),
        (f"{TOP}-2", "", "More top."),
        ("b", "B", "C"),
        ("red-flags-2", "Red flags", " D"),
        ("b-2", "B", "More of B."),
        ("e", "E", ""),
    ]
    assert '<section data-section="b-2" id="b-2">' in page.html


def test_empty_lines_at_the_top_are_no_section() -> None:
    assert [section.id for section in read_page("---\ntitle: A\n---\n\n\n## B\n").sections] == [FRONT, "b"]
    assert [(section.id, section.source) for section in read_page("\n\n## B\n").sections] == [("b", "\n\n## B\n")]


def test_a_text_of_nothing() -> None:
    for source in ("", "\n", "---\ntitle: A\n---\n"):
        page = read_page(source)
        assert [finding.rule for finding in page.errors] == ["E01"]
        assert "".join(section.source for section in page.sections) == source


def test_the_title() -> None:
    assert read_page("# Gout\n\nText").title == "Gout"
    assert read_page("Text\n\n# Gout").title == "Gout"
    assert "Gout" in read_page("Text\n\n# Gout").html
    assert read_page("---\ntitle: Gout now\n---\n# Gout\n\nText").title == "Gout now"
    assert '<h2 id="gout"' in read_page("---\ntitle: Gout now\n---\n# Gout\n\nText").html
    assert "Gout" not in read_page("---\ntitle: gout\n---\n# Gout\n\nText").html
    # A link or a footnote in a title can't be shown there, so the heading stays.
    assert "page:podagra" in read_page("# [Gout](page:podagra)\n\nText").html
    assert "[1]" in read_page("# Gout[^1]\n\nText\n\n[^1]: Source").html


def test_headings_within_blocks_start_no_section() -> None:
    page = read_page("::: caution\n## Inside {#in}\n:::\n\n> ## Quoted\n\n- ## Listed\n")
    assert [section.id for section in page.sections] == [TOP]
    assert page.outline == ()
    assert '<h2 id="in"' in page.html


def test_an_id_stands_once() -> None:
    page = read_page("## A {#x}\n\nB {#x}\n\n## search\n\n## C {#main}\n")
    assert [heading.id for heading in page.outline] == ["x", "search-2", "main-2"]
    assert [(finding.rule, finding.line) for finding in page.findings if finding.rule == "I01"] == [("I01", 3), ("I01", 7)]
    assert [block.id for block in page.blocks if block.explicit] == ["x", "x-2", "main-2"]


def test_what_is_named_in_code_is_never_filled_in() -> None:
    page = read_page("## A\n\nWrite `{{a.phone}}` to show {{a.phone}}.\n\n```\n{{a.phone}}\n```\n")
    (section,) = [section for section in page.sections if section.title == "A"]
    assert filled_text(section.text, {"a.phone": "09 555 0123"}) == "Write { {a.phone}} to show 09 555 0123.\n{ {a.phone}}"
