"""The vocabulary on the desk: what comes from above or with Waymark is switched off, tables are tried and taken in."""

from __future__ import annotations

import re
import time

import pytest

from app.search.taught import LOOKED
from tests.builders import House
from tests.web.visitors import Page, Visitor, Visitors

BASE, BELOW = "/desk/base/vocabulary", "/desk/northvale/vocabulary"
TABLE = "sort,words,means,off,reason\nsynonym,podagra | gout,,,Old word.\nabbreviation,gtx,gout,,=Short.\n"


@pytest.fixture
def gout(house: House) -> House:
    house.published("gout")
    house.index()
    return house


def sent(visitor: Visitor, address: str, page: Page, **typed: str) -> Page:
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.html)
    assert csrf is not None
    return visitor.post(address, {"csrf": csrf[1], **typed})


def finds(people: Visitors, region: str) -> bool:
    time.sleep(LOOKED)
    return "0 pages found" not in people.anybody().get(f"/{region}/search?q=podagra").text


def take(visitor: Visitor, table: str, base: str = BASE, then: str = "save", **typed: str) -> Page:
    return sent(visitor, f"{base}/table", visitor.get(f"{base}/table"), table=table, then=then, **typed)


@pytest.mark.usefixtures("gout")
def test_what_base_teaches_counts_below_until_it_is_switched_off_there(people: Visitors) -> None:
    editor = people["editor"]
    assert not finds(people, "northvale")
    assert take(editor, TABLE).status == 303
    assert finds(people, "base") and finds(people, "northvale")
    listed = editor.get(BELOW)
    assert "From Base" in listed.text
    href = re.search(r'href="(/desk/northvale/vocabulary/above[^"]*name=1)"', listed.html)
    assert href is not None
    page = editor.get(href[1].replace("&amp;", "&"))
    assert "If it is switched off" in page.text and "added in Base" in page.text
    form = {"source": "base", "name": "1", "off": "yes"}
    assert sent(editor, f"{BELOW}/above", page, **form, reason="").status == 422
    assert sent(editor, f"{BELOW}/above", page, **form, reason="Not here.").status == 303
    assert finds(people, "base") and not finds(people, "northvale")
    off = editor.get(href[1].replace("&amp;", "&"))
    assert "switched off by Northvale" in off.text and "Not here." in off.text
    assert sent(editor, f"{BELOW}/above", page, **form | {"off": "no"}, reason="It is.").status == 303
    assert finds(people, "northvale")


@pytest.mark.usefixtures("gout")
def test_a_table_goes_out_and_in_again_byte_for_byte(people: Visitors) -> None:
    editor = people["editor"]
    off = "abbreviation,af,atrial fibrillation,waymark,Here it is something else.\n"
    assert take(editor, TABLE + off, BELOW).status == 303
    out = editor.get(f"{BELOW}.csv").answer.text.removeprefix("\ufeff")
    assert out.splitlines()[1:] == [
        "synonym,podagra | gout,,,Old word.",
        "abbreviation,gtx,gout,,'=Short.",
        "abbreviation,af,atrial fibrillation,waymark,Here it is something else.",
    ]
    assert take(editor, out, "/desk/base/vocabulary").status == 303
    assert editor.get(f"{BASE}.csv").answer.text.removeprefix("\ufeff") == out
    again = take(editor, out, BELOW, "try", whole="yes")
    assert "Nothing: search knows all of it." in again.text
    fewer = take(editor, out.rpartition("abbreviation,gtx")[0], BELOW, "try", whole="yes")
    assert re.search(r"Ended *1 *gtx → gout", fewer.text) and re.search(r"Switched on again *1 *af → atrial", fewer.text)
    assert editor.get(f"{BELOW}.csv").answer.text.removeprefix("\ufeff") == out


@pytest.mark.usefixtures("gout")
@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("synonym,tramadol,trazodone,,Why.", "Line 2 (tramadol → trazodone): “tramadol” and “trazodone” name different"),
        ("synonym,zq | ibuprofen,,,a\nsynonym,zq | codeine,,,b", "Line 3 (zq = codeine): “zq” leads to ibuprofen already"),
        ("synonym,podagra | gout,,,", "Line 2 (podagra = gout): Say why"),
        ("synonym,podagra | gout,,waymark,Why.", "Line 2 (podagra = gout): Nothing that comes from there reads so"),
        ("aspect,how bad,nothing,,Why.", "Line 2 (how bad → nothing): Choose the part"),
    ],
)
def test_a_table_that_would_mislead_is_refused_by_its_line_and_nothing_of_it_is_kept(
    people: Visitors, rows: str, why: str
) -> None:
    refused = take(people["editor"], TABLE.splitlines()[0] + "\n" + rows)
    assert refused.status == 422 and why in refused.text
    assert "Nothing has been added yet" in people["editor"].get(BASE).text


@pytest.mark.usefixtures("gout")
def test_two_names_of_one_medicine_are_the_same_and_a_word_known_for_one_medicine_is_not_taught_for_another(
    people: Visitors,
) -> None:
    editor, head = people["editor"], "sort,words,means,off,reason\n"
    assert take(editor, head + "abbreviation,zq,hydroxyurea,,Why.\nsynonym,zq | hydroxycarbamide,,,Why.").status == 303
    refused = take(editor, head + "abbreviation,zq,hydralazine,,Why.", BELOW)
    assert refused.status == 422 and "leads to hydroxycarbamide already: zq → hydroxyurea (of base)" in refused.text
    off = "abbreviation,zq,hydroxyurea,base,Why.\nsynonym,zq | hydroxycarbamide,,base,Why."
    assert take(editor, head + "abbreviation,zq,hydralazine,,Why.\n" + off, BELOW).status == 303
