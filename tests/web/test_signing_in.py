"""Signing in and out by form."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from app.identity.accounts import disable
from app.jobs.samples import PEOPLE
from app.web.signing_in import SAMPLE_PEOPLE
from tests import cast
from tests.builders import House
from tests.web.visitors import PASSWORD, Visitor, Visitors

EDITOR = {"email": "editor@example.org", "password": PASSWORD}


def test_the_cookie_is_for_this_site_and_for_no_script(nobody: Visitor) -> None:
    answer = nobody.post("/login", EDITOR)
    assert (answer.status, answer.goes_to) == (303, "/desk/")
    cookie = answer.answer.headers["Set-Cookie"]
    assert re.match(r"waymark=[\w-]{43}; ", cookie)
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert answer.answer.headers["Cache-Control"] == "no-store"


def test_signing_in_begins_a_new_session_and_ends_the_one_before(people: Visitors) -> None:
    editor = people["editor"]
    before = editor.client.cookies["waymark"]
    editor.post("/login", EDITOR)
    after = editor.client.cookies["waymark"]
    assert before != after
    editor.client.cookies.set("waymark", before, domain="127.0.0.1")
    stolen = people.anybody()
    stolen.client.cookies.set("waymark", before)
    assert stolen.get("/desk/").status == 303


def test_readers_go_to_the_regions_and_workers_to_their_desk(people: Visitors) -> None:
    assert people.anybody().post("/login", EDITOR).goes_to == "/desk/"
    reader = people.anybody()
    assert reader.post("/login", {"email": "reader@example.org", "password": PASSWORD}).goes_to == "/"
    assert "Nothing waits for you." in reader.get("/desk/").text


def test_people_go_where_they_wanted_to_go(people: Visitors, nobody: Visitor) -> None:
    asked = nobody.get("/desk/base/pathways/gout/review?tab=source")
    assert asked.goes_to == "/login?next=/desk/base/pathways/gout/review%3Ftab%3Dsource"
    page = nobody.open(asked.goes_to)
    assert page.form("/login").fields["next"] == "/desk/base/pathways/gout/review?tab=source"
    assert nobody.send(page, "/login", **EDITOR).goes_to == "/desk/base/pathways/gout/review?tab=source"
    assert people["editor"].get("/login?next=/base/changes").goes_to == "/base/changes"


ELSEWHERE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example",
    "http:/evil.example", "javascript:alert(1)", "data:text/html,x", "/\tevil", "/\n/evil.example", "/%0a/evil.example/x/y/z",
    "evil.example", "./desk/", "../desk/", "@evil.example", "/desk/\r\nSet-Cookie: a=b", "/desk/\u2028", "/nowhere", "",
    "/%2f%2fevil.example/x/y/z", "/%5cevil.example/x/y/z/w", "?next=//evil", "#//evil", "/desk", "//127.0.0.1:8000@evil",
    "/logout", "/.evil.example/a/b/c/d/e/f", "////", "/\\/evil.example", "/\\\\evil.example", "/ /evil.example",
    "/desk//evil.example", "/\u3002/evil.example", "http:\\\\evil.example", "\x01//evil.example",
)  # fmt: skip
"""What begins with something else than one slash, or is no address of this site."""


def test_nobody_is_sent_anywhere_else(nobody: Visitor) -> None:
    for address in ELSEWHERE:
        assert nobody.post("/login", EDITOR | {"next": address}).goes_to == "/desk/", address
        shown = nobody.get("/login?" + urlencode({"next": address}))
        assert shown.goes_to == "/desk/", address


def test_what_does_not_belong_together_is_told_once_and_for_all(nobody: Visitor) -> None:
    wrong = nobody.post("/login", EDITOR | {"password": "wrong", "next": "/base/changes"})
    unknown = nobody.post("/login", {"email": "nobody@example.org", "password": PASSWORD, "next": "/base/changes"})
    for answer in (wrong, unknown):
        assert answer.status == 422
        assert "don't belong together" in answer.text
        assert answer.form("/login").fields["next"] == "/base/changes"
        assert PASSWORD not in answer.html
    assert wrong.form("/login").fields["email"] == "editor@example.org"
    strip = re.compile(r'value="[^"]*@example.org"')
    assert strip.sub("", wrong.html) == strip.sub("", unknown.html)


def test_guessing_is_slowed_down(nobody: Visitor) -> None:
    answers = [nobody.post("/login", EDITOR | {"password": f"wrong {number}"}) for number in range(7)]
    assert answers[-1].status == 429
    assert "too many tries" in answers[-1].text


def test_signing_out_ends_the_session_everywhere(people: Visitors) -> None:
    editor = people["editor"]
    cookie = editor.client.cookies["waymark"]
    page = editor.get("/desk/")
    out = editor.send(page, "/logout")
    assert (out.status, out.goes_to) == (303, "/login?said=signed_out")
    assert "cookies" in out.answer.headers["Clear-Site-Data"]
    assert "You are signed out." in editor.open(out.goes_to).text
    stolen = people.anybody()
    stolen.client.cookies.set("waymark", cookie)
    assert stolen.get("/desk/").status == 303
    assert editor.send(page, "/logout").status == 401


def test_a_get_signs_nobody_out(people: Visitors) -> None:
    assert people["editor"].get("/logout").status == 405
    assert people["editor"].get("/desk/").status == 200


def test_whoever_is_disabled_is_out_at_once(people: Visitors, house: House) -> None:
    editor = people["editor"]
    assert editor.get("/desk/").status == 200
    with house.platform.write() as session:
        disable(session, cast.person(session, "editor").id, house.clock())
    assert editor.get("/desk/").status == 303
    assert editor.post("/login", EDITOR).status == 422


def test_whoever_reads_stays_signed_in(people: Visitors, house: House) -> None:
    reader = people["reader"]
    for _ in range(4):
        house.clock.forward(days=80)
        assert reader.get("/privata/").status == 200
    house.clock.forward(days=91)
    assert reader.get("/privata/").status == 303


def test_who_is_not_signed_in_can_t_tell_members_pages_from_nothing(nobody: Visitor) -> None:
    there, nowhere = nobody.open("/privata/"), nobody.open("/privatb/")
    assert "If it is one of your region’s pages for members, sign in." in there.text
    assert "Privat" not in there.text
    assert there.html.replace("privata", "privatb") == nowhere.html
    assert nobody.get("/privata/").status == nobody.get("/privatb/").status == 303
    assert "Privata" not in nobody.get("/").text


def test_the_sample_people_are_those_that_set_up_makes() -> None:
    assert tuple(email for email, _, _ in PEOPLE) == SAMPLE_PEOPLE
