"""Findings in the editor are mended by a form, told, taken back, and never saved by that; a region's checks are a lead's."""

from __future__ import annotations

import re

import pytest

from app.domain.text import Kind, Level
from app.markup import read_page
from app.markup.lint.catalogue import RULES
from app.settings import ROOT
from app.web.checks import ALWAYS
from app.web.guiding import skeleton, ways_of_writing
from tests.builders import House
from tests.web.forms import Form, forms_in
from tests.web.visitors import Page, Visitor, Visitors

GOUT = "/desk/base/pathways/gout"
DRAFT = f"{GOUT}/draft"
MENDING = f"{DRAFT}/mending"
CHECKS = "/desk/base/checks"
WRONG = "\nGive 10mg, then 20mg.\n\nNever more than 5.0 mg.\n"


def mends(form: Form) -> dict[str, str]:
    """What the mending buttons of the editor send, with what they say."""
    return {button.value: button.label for button in form.buttons if button.action == MENDING}


def test_one_finding_is_mended_told_and_taken_back(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    editor, source = people["editor"], opened.revision.source + WRONG
    previewed = editor.send(editor.get(DRAFT), "/draft", button="Preview", source=source)
    mended = editor.send(previewed, "/draft", button="Write “5”")
    assert mended.status == 200
    assert mended.form("/draft").fields["source"] == source.replace("5.0 mg", "5 mg")
    assert "“5.0” is now “5”" in mended.text and "Nothing is saved yet" in mended.text
    back = editor.send(mended, "/draft", button="Take it back")
    assert back.form("/draft").fields["source"] == source
    assert "Taken back." in back.text
    assert "5.0 mg" not in _saved(people), "nothing was saved"


def test_all_of_a_kind_are_mended_at_once(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    editor, source = people["editor"], opened.revision.source + WRONG
    previewed = editor.send(editor.get(DRAFT), "/draft", button="Preview", source=source)
    assert mends(previewed.form("/draft"))["D03:*"].strip() == "Mend all 2 of D03"
    mended = editor.send(previewed, "/draft", button="Mend all 2 of D03")
    assert mended.form("/draft").fields["source"] == source.replace("10mg", "10 mg").replace("20mg", "20 mg")
    saved = editor.follow(editor.send(mended, "/draft", button="Save"))
    assert "Saved." in saved.text and "20 mg" in _saved(people)


def test_what_is_not_there_any_more_is_not_mended(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    editor, source = people["editor"], opened.revision.source + WRONG
    previewed = editor.send(editor.get(DRAFT), "/draft", button="Preview", source=source)
    changed = source.replace("10mg, then 20mg", "nothing").replace("5.0", "5")
    again = editor.send(previewed, "/draft", button="Mend all 2 of D03", source=changed)
    assert again.form("/draft").fields["source"] == changed
    assert "have been made again" in again.text


@pytest.mark.parametrize("kind", Kind)
def test_a_new_draft_has_its_sections_in_order_and_cannot_be_published(kind: Kind) -> None:
    page = read_page(f"---\ntitle: A\nkind: {kind}\n---\n\n{skeleton(kind)}")
    assert {finding.rule for finding in page.errors} == {"X03"}
    assert {finding.rule for finding in page.findings if finding.level is Level.WARN} == set()


def test_help_is_what_the_page_for_writers_says(people: Visitors, house: House) -> None:
    house.a_pathway()
    titles = [written.title for written in ways_of_writing()]
    assert {"red-flags", "criteria", "Tables", "Links"} <= set(titles)
    assert all(written.source.strip() and "`" not in written.about for written in ways_of_writing())
    assert "::: red-flags" in people["editor"].get(DRAFT).text


def test_a_lead_decides_how_strictly_a_rule_is_asked(people: Visitors, house: House) -> None:
    opened = house.a_pathway()
    lead, editor = people["lead"], people["editor"]
    decided = lead.follow(decide(lead, rule="D03", strength="error", allow="99mg", reason="Two near misses."))
    assert "Decided." in decided.text and "Two near misses." in decided.text
    source = opened.revision.source + "\nGive 10mg and 99mg.\n"
    previewed = editor.send(editor.get(DRAFT), "/draft", button="Preview", source=source)
    assert "1 error keeps this text in draft." in previewed.text
    assert "10mg" in previewed.text and "“99mg" not in previewed.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"rule": "X01", "strength": "off", "reason": "Noisy."}, "can't be changed"),
        ({"rule": "D03", "strength": "off", "reason": " "}, "Say why"),
        ({"rule": "Z99", "strength": "off", "reason": "Why not."}, "There is no rule"),
        ({"rule": "D03", "strength": "loud", "reason": "Why not."}, "Choose how strictly"),
        ({"rule": "D03", "strength": "", "reason": "Why not.", "allow": "a\n" * 51}, "At most 50 lines"),
    ],
)
def test_what_cannot_be_decided_is_said(people: Visitors, house: House, sent: dict[str, str], said: str) -> None:
    house.a_pathway()
    refused = decide(people["lead"], **sent)
    assert refused.status == 422
    assert any(words in refused.text for words in said.split("|"))


def test_others_read_the_checks_and_change_nothing(people: Visitors, house: House) -> None:
    house.a_pathway()
    page = people["editor"].get(CHECKS)
    assert "Nought behind the point" in page.text
    assert not [form for form in forms_in(page.html) if form.action == CHECKS and form.method == "post"]
    assert decide(people["editor"], rule="D03", strength="off", reason="No.").status == 403


def decide(who: Visitor, **sent: str) -> Page:
    """Send the form of one rule."""
    csrf = next(form.fields["csrf"] for form in forms_in(who.get(CHECKS).html) if "csrf" in form.fields)
    return who.post(CHECKS, {"allow": "", "csrf": csrf} | sent)


def _saved(people: Visitors) -> str:
    return people["editor"].get(DRAFT).form("/draft").fields["source"]


def test_checks_are_found_by_number_and_by_words(people: Visitors, house: House) -> None:
    house.a_pathway()
    editor = people["editor"]
    one = editor.get(f"{CHECKS}?q=X01").html
    assert 'id="X01" open' in one and "Nought behind the point" not in one
    assert 'id="M05"' in editor.get(f"{CHECKS}?q=quotation").html
    assert "No check holds “zzz”." in editor.get(f"{CHECKS}?q=zzz").text


def test_every_rule_that_a_finding_can_name_is_explained() -> None:
    said = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py") if "node_modules" not in path.parts
    )
    named = set(re.findall(r'"((?:[ABCDEFHLMNPRSTWX]|DT|LD)\d{1,2}|M-LOST|FRONT)"', said))
    assert len(named) > 50
    assert named - set(RULES) - set(ALWAYS) == set()
