"""Differences for the desk and for readers: safety first, three ways to look, nothing of what is withdrawn, nothing that runs."""

from __future__ import annotations

import re

import pytest

from app.domain.routes import ChangeKind
from tests.builders import House, a_text
from tests.web.visitors import Visitor, Visitors

DESK = "/desk/base/pathways/gout"
PUBLIC = "/base/pathways/gout"
TABLE = "\n| Medicine | Dose |\n|---|---|\n| Colchicine | 500 micrograms |\n| Naproxen | 250 mg |\n"
SCRIPT = "\nRest <img src=x onerror=alert(1)> and <script>alert(2)</script> `</del><script>` [x](javascript:alert(3)).\n"


def plain(text: str) -> str:
    """Text with one sort of space."""
    return " ".join(text.replace("\u00a0", " ").split()).replace(" ]", "]")


@pytest.fixture
def changed(house: House) -> House:
    """A page whose second version gives ten times the dose."""
    first = house.published("gout", a_text(body=TABLE))
    house.updated(first, first.revision.source.replace("300 mg", "3000 mg").replace("250 mg", "500 mg"))
    return house


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("way", ["text", "page", "source"])
def test_a_reviewer_sees_first_what_can_matter_to_a_patient(people: Visitors, way: str) -> None:
    page = people["gp"].get(f"{DESK}/editions/2?tab=difference&view={way}")
    said = plain(page.text)
    assert page.status == 200
    assert said.index("Check these first") < said.index("What changed")
    first = said[said.index("Check these first") :]
    assert "Dose" in first
    assert first.index("[removed: 300 mg]") < first.index("[added: 3000 mg]")
    assert f'view={way}#what-changed" aria-current="true"' in page.html
    assert plain(page.text).count("[added: 3000 mg]") >= 2


@pytest.mark.usefixtures("changed")
def test_a_table_stays_a_table_with_its_cells_marked(people: Visitors) -> None:
    page = people["gp"].get(f"{DESK}/editions/2?tab=difference")
    table = page.html[page.html.index('<table class="diff-table">') :]
    row = table[table.index("Naproxen") : table.index("</tr>", table.index("Naproxen"))]
    assert "<del>" in row
    assert "<ins>" in row
    assert table.index("Colchicine") < table.index("Naproxen")
    assert '<tr class="diff-row diff-row-changed" id="~change-' in table


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("way", ["text", "page"])
def test_each_matter_leads_to_the_place_where_it_is_shown_a_row_of_a_table_too(people: Visitors, way: str) -> None:
    page = people["gp"].get(f"{DESK}/editions/2?tab=difference&view={way}")
    places = re.findall(r'<p class="matter-place">(.*?)</p>', page.html)
    led = [re.search(r'href="#(~change-[0-9-]+)"', place) for place in places]
    assert len(led) >= 2
    assert all(found and f'id="{found[1]}"' in page.html for found in led)
    row = next(found[1] for found in led if found and found[1].count("-") == 2)
    beside = page.html[page.html.index(f'id="{row}"') :]
    assert "Naproxen" in beside[: beside.index("</tr>")]


def test_answers_stand_in_their_questions(people: Visitors, house: House) -> None:
    asked = "- Was it there before?\n  - **Yes** → Look at it again.\n  - **No** → Wait.\n"
    opened = house.published("gout", a_text(body=f"\n::: decision\n{asked}:::\n"))
    more = "  - **No** → Wait.\n- Is there fever?\n  - **Yes** → Ring today.\n  - **No** → Go on.\n"
    changed = opened.revision.source.replace("Look at it again", "Look at both").replace("  - **No** → Wait.\n", more)
    house.saved(opened, changed)
    page = people["gp"].get(f"{DESK}/review")
    assert "Under: Was it there before? • Yes → Look at" in plain(page.text)
    inside = page.html[page.html.index('<ul class="diff-inside">') :]
    assert "Is there fever?" not in inside
    assert inside.index("Ring today.") < inside.index("Go on.") < inside.index("</ul>")


def test_a_new_page_is_shown_as_it_is_read_with_what_to_check_first(people: Visitors, house: House) -> None:
    house.a_pathway("gout", a_text(body=TABLE))
    page = people["gp"].get(f"{DESK}/review")
    said = plain(page.text)
    assert said.index("Check these first") < said.index("Naproxen | 250 mg") < said.index("New page: everything is new")
    assert "<table" in page.html[page.html.index("New page: everything is new") :]
    assert "<ins>" not in page.html
    assert "Medicine | Dose" not in said
    assert "| Naproxen | 250 mg |" in plain(people["gp"].get(f"{DESK}/review?view=source").text)


def test_a_pure_rewording_says_that_nothing_was_found_and_who_looked(people: Visitors, house: House) -> None:
    opened = house.published()
    house.submitted(house.saved(opened, opened.revision.source.replace("Examine the joint.", "Examine the  joint.")))
    page = people["gp"].get(f"{DESK}/review")
    assert "No change to doses, medicines, red flags or criteria was found" in page.text
    assert "It does not understand them" in page.text
    assert "The source differs" in page.text


@pytest.mark.parametrize("way", ["text", "page", "source"])
def test_nothing_that_is_written_is_run(people: Visitors, house: House, way: str) -> None:
    opened = house.published()
    house.saved(opened, opened.revision.source + SCRIPT)
    page = people["gp"].get(f"{DESK}/review?view={way}")
    assert page.status == 200
    for piece in ("<script>", "<img src", 'href="javascript'):
        assert piece not in page.html


@pytest.mark.parametrize("way", ["text", "page", "source"])
def test_hidden_characters_are_seen(people: Visitors, house: House, way: str) -> None:
    opened = house.published()
    house.saved(opened, opened.revision.source.replace("Examine the joint.", "Examine the \u202ejo\u200bint."))
    page = people["gp"].get(f"{DESK}/review?view={way}")
    assert "U+202E right-to-left override" in page.text
    assert "U+200B zero width space" in page.text
    assert "\u202e" not in page.html


@pytest.mark.usefixtures("changed")
def test_any_two_texts_can_be_compared(people: Visitors) -> None:
    gp = people["gp"]
    assert "[added: 3000 mg]" in plain(gp.get(f"{DESK}/compare").text)
    back = plain(gp.get(f"{DESK}/compare?from=v2&to=v1").text)
    assert "[added: 300 mg]" in back
    assert "[removed: 3000 mg]" in back
    assert "[added: 3000 mg]" in plain(gp.get(f"{DESK}/compare?from=r1&to=r2&view=source").text)
    assert "New page: everything is new" in gp.get(f"{DESK}/compare?to=v1").text
    assert "same, byte for byte" in gp.get(f"{DESK}/compare?from=v1&to=r1").text
    assert gp.get(f"{DESK}/compare?from=v9&to=v1").status == 404
    assert gp.get(f"{DESK}/compare?from=latest").status == 422


def test_who_submits_sees_what_reviewers_will(people: Visitors, house: House) -> None:
    opened = house.published()
    house.saved(opened, opened.revision.source.replace("300 mg", "900 mg"))
    said = plain(people["editor"].get(DESK).text)
    assert "[removed: 300 mg]" in said
    assert "[added: 900 mg]" in said


def test_two_who_wrote_at_once_see_what_each_changed(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    editor = people["editor"]
    page = editor.get(f"{DESK}/draft")
    house.saved(opened, opened.revision.source.replace("300 mg", "100 mg"))
    mine = opened.revision.source.replace("Fever", "High fever")
    conflict = editor.send(page, "/draft", source=mine, button="Save")
    assert conflict.status == 412
    said = plain(conflict.text)
    theirs, yours = said.index("changed since you began"), said.index("What you changed since you began")
    assert "[added: 100 mg]" in said[theirs:yours]
    assert "[added: High fever]" in said[yours:]
    assert "[added: 100 mg]" not in said[yours:]


def test_the_board_says_what_upstream_changed_safety_first(people: Visitors, house: House) -> None:
    first = house.published()
    house.localised("gout", "northvale")
    house.updated(first, first.revision.source.replace("300 mg", "900 mg"))
    board = people["editor"].get("/desk/northvale/localisations")
    assert "Check these first: Dose" in plain(board.text)
    said = plain(people["editor"].get("/desk/northvale/pathways/gout/upstream").text)
    assert "[added: 900 mg]" in said
    assert people["editor"].get("/desk/base/pathways/gout/upstream").status == 409


@pytest.mark.usefixtures("changed")
def test_readers_are_told_what_changed_and_can_look(nobody: Visitor) -> None:
    history = nobody.get(f"{PUBLIC}/history")
    said = plain(history.text)
    assert "Changes since version 1 that can matter to a patient" in said
    assert "[added: 3000 mg]" in said
    assert f"{PUBLIC}/compare?from=1&amp;to=2" in history.html
    for way in ("text", "page", "source"):
        page = nobody.get(f"{PUBLIC}/compare?from=1&to=2&view={way}")
        assert page.status == 200
        assert "[added: 3000 mg]" in plain(page.text)
        assert page.answer.headers["X-Robots-Tag"] == "noindex"
    assert "[added: 3000 mg]" in plain(nobody.get(f"{PUBLIC}/compare").text)
    assert nobody.get(f"{PUBLIC}/compare?from=1&to=1").status == 422
    assert nobody.get(f"{PUBLIC}/compare?from=1&to=3").status == 404


def test_nothing_of_a_withdrawn_version_is_compared(nobody: Visitor, house: House) -> None:
    first = house.published()
    second = house.updated(first, first.revision.source.replace("300 mg", "333 mg"))
    house.withdrawn(second)
    for path in ("history", "compare", "compare?from=1&to=2"):
        page = nobody.get(f"{PUBLIC}/{path}")
        assert page.status == 410
        assert "333" not in page.text
    house.updated(second, first.revision.source.replace("300 mg", "200 mg"))
    assert nobody.get(f"{PUBLIC}/compare?from=2&to=3").status == 410
    assert nobody.get(f"{PUBLIC}/compare?from=1&to=2").status == 410
    said = nobody.get(f"{PUBLIC}/history").text + nobody.get(f"{PUBLIC}/compare").text
    assert "333" not in said
    assert "since version 1" in said


@pytest.mark.usefixtures("changed")
def test_what_is_shown_from_upstream_is_compared_too(nobody: Visitor) -> None:
    page = nobody.get("/northvale/pathways/gout/compare?from=1&to=2")
    assert "[added: 3000 mg]" in plain(page.text)
    assert "shown from" in page.text


def test_what_stops_or_begins_to_be_a_red_flag_is_said_so(people: Visitors, house: House) -> None:
    flag, other = "- Fever with a hot swollen joint\n", "- Sudden severe pain in one joint\n"
    source = a_text(body="\n## Information\n\n- Gout is common.\n").replace(flag, flag + other)
    out = source.replace(other, "", 1) + other
    first = house.published("gout", source)
    second = house.submitted(house.saved(first, out), ChangeKind.PARTIAL_UPDATE)
    page = people["gp"].get("/desk/base/pathways/gout/editions/2").text
    assert "No longer a red flag: now in Information. Sudden severe pain in one joint" in page
    assert "Moved: Sudden" not in page
    back = house.made_public(house.now(second))
    house.submitted(house.saved(back, source), ChangeKind.PARTIAL_UPDATE)
    assert "Now a red flag: was in Information." in people["gp"].get("/desk/base/pathways/gout/editions/3").text


def test_an_entry_whose_link_leads_elsewhere_is_not_said_to_be_what_it_was(people: Visitors, house: House) -> None:
    source = a_text().replace("hot swollen joint", "hot [swollen joint](page:asthma)")
    first = house.published("gout", source)
    house.submitted(house.saved(first, source.replace("page:asthma", "page:stroke")), ChangeKind.PARTIAL_UPDATE)
    page = people["gp"].get("/desk/base/pathways/gout/editions/2")
    safety = page.text.partition("Check these first")[2].partition("See change")[0]
    assert "Where a link leads" in safety and "page:stroke" in safety
    assert "matter-red_flag" not in page.html


def test_a_difference_as_a_page_marks_criteria_that_do_not_count(nobody: Visitor, people: Visitors, house: House) -> None:
    over = "\n## Request\n\n::: criteria {service=cardiology category=2 within=90d until=2020-01-01}\n- Gout\n:::\n"
    first = house.published("gout", a_text(body=over))
    house.updated(first, first.revision.source.replace("- Gout", "- Gout of the toe"))
    assert "No longer in force" in nobody.get(f"{PUBLIC}/compare?from=1&to=2&view=page").text
    assert "No longer in force" in people["editor"].get(f"{DESK}/compare?from=v1&to=v2&view=page").text
